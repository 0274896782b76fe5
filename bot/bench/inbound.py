"""`dytt bench inbound`: signed presses taken for good, beside a Bolt that just acks."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.routing import Route

from bot.bench.beside import HOST
from bot.bench.contest import Contender, Measured, Tell
from bot.bench.leaders import bot_on, database, fill, installations, nudges, words
from bot.bench.load import Load, fired
from bot.domain.deliveries import Delivery, Response, State
from bot.domain.errors import BotError
from bot.domain.ids import WorkspaceId, local_name
from bot.domain.messages import Message, spoken
from bot.flows.nudge_message import Addressed, draw
from bot.platforms.slack.app import slack_app
from bot.platforms.slack.client import slack_client
from bot.platforms.slack.http import PATH, slack_routes
from bot.platforms.slack.payload import objects, text
from bot.platforms.slack.render import MESSAGE_BLOCKS, blocks
from bot.runtime.clock import wall_s
from bot.runtime.health import Health
from bot.runtime.web import serving, web_app
from bot.stores.sqlite import SqliteStore

_SECRET = "a signing secret of the bench"  # noqa: S105  nobody else's
_TOKEN = "xoxb-bench"  # noqa: S105  likewise
_NOWHERE = "http://127.0.0.1:1/api/"
_WORKSPACES = 200
_HEAD = """POST {path} HTTP/1.1\r
Host: localhost\r
User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r
Accept-Encoding: gzip,deflate\r
Accept: application/json,*/*\r
X-Slack-Signature: {signature}\r
X-Slack-Request-Timestamp: {stamp}\r
Content-Length: {length}\r
Content-Type: application/x-www-form-urlencoded\r
\r
"""


def contenders(sizes: Mapping[str, int]) -> list[Contender]:
    """Return ours, then the floor."""
    many, connections = sizes["presses"], sizes["connections"]
    return [
        Contender("ours", partial(_ours, many, connections)),
        Contender("bolt", partial(_bolt, many, connections)),
    ]


def _ours(many: int, connections: int, tell: Tell) -> Measured:
    """Check, read, record and plan the redraw, all committed before the answer."""
    with database() as store:
        measured = asyncio.run(_taken(store, many, connections, tell))
        asyncio.run(_insist(store, many))
        return measured


async def _taken(
    store: SqliteStore, many: int, connections: int, tell: Tell
) -> Measured:
    installed = installations(_WORKSPACES)
    given = nudges(many, list(installed), State.SENT)
    await fill(store, given, tell)
    async with slack_client(_NOWHERE, total_s=1, connect_s=1) as client:
        bot = bot_on(store, client, installed, {})
        # Nothing is delivered meanwhile: what a press plans waits in the outbox.
        reception = replace(bot.reception, wake=lambda _: None)
        app = slack_app(reception, client, installed.get)
        web = web_app(slack_routes(app, _SECRET, wall_s), Health())
        async with serving(web, HOST, 0) as address:
            tell("pressing", 0, many)
            return await fired(Load(address, _requests(given), connections))


async def _insist(store: SqliteStore, many: int) -> None:
    """Raise BotError unless every press was recorded."""
    done = 0
    for workspace in await store.read(lambda tx: tx.workspaces.all()):
        leaders = await store.read(lambda tx, at=workspace.id: tx.leaders.of(at))  # type: ignore[misc]
        done += sum(due.leader.unanswered == 0 for due in leaders)
    if done != many:
        raise BotError(f"of {many} presses {done} were recorded")


def _bolt(many: int, connections: int, tell: Tell) -> Measured:
    """Check the signature, read, find the one listener, and acknowledge."""
    given = nudges(many, list(installations(_WORKSPACES)), State.SENT)
    return asyncio.run(_acknowledged(given, connections, tell))


async def _acknowledged(
    given: list[Delivery], connections: int, tell: Tell
) -> Measured:
    async def authorize(
        enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult:
        """Say who we are without asking Slack: the least that Bolt can be given."""
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=_TOKEN
        )

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    app = AsyncApp(
        signing_secret=_SECRET, authorize=authorize, process_before_response=True
    )
    app.action(re.compile(""))(acknowledge)
    bolt = AsyncSlackRequestHandler(app)
    web = web_app([Route(PATH, bolt.handle, methods=["POST"])], Health())
    async with serving(web, HOST, 0) as address:
        tell("pressing", 0, len(given))
        return await fired(Load(address, _requests(given), connections))


def _requests(given: list[Delivery]) -> tuple[bytes, ...]:
    """Return a signed press of Done on each of the nudges."""
    stamp = str(int(wall_s()))
    return tuple(_signed(_press(each, stamp), stamp) for each in given)


def _signed(payload: dict[str, Any], stamp: str) -> bytes:
    body = urlencode({"payload": json.dumps(payload)}).encode()
    base = f"v0:{stamp}:".encode() + body
    signature = hmac.new(_SECRET.encode(), base, hashlib.sha256).hexdigest()
    head = _HEAD.format(
        path=PATH, signature=f"v0={signature}", stamp=stamp, length=len(body)
    )
    return head.encode() + body


def _press(delivery: Delivery, stamp: str) -> dict[str, Any]:
    """Return a press of Done as Slack sends it, the whole message with it."""
    if delivery.place is None:
        raise ValueError(f"{delivery.id} was never sent")
    user, team = local_name(delivery.person), _team(delivery.workspace)
    channel, ts = delivery.place.channel, delivery.place.message
    message = _message(delivery)
    rows = [
        {**block, "block_id": f"b{n}"}
        for n, block in enumerate(blocks(message.parts, MESSAGE_BLOCKS))
    ]
    block_id, button = next(
        (block["block_id"], element)
        for block in rows
        for element in objects(block, "elements")
        if text(element, "value").startswith(f"{Response.DONE}:")
    )
    return {
        "type": "block_actions",
        "user": {"id": user, "username": user, "name": user, "team_id": team},
        "api_app_id": "A000000BOT",
        "token": "verification",
        "container": {
            "type": "message",
            "message_ts": ts,
            "channel_id": channel,
            "is_ephemeral": False,
        },
        "trigger_id": f"{ts}.{user}.{delivery.id}",
        "team": {"id": team, "domain": "bench"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel, "name": "directmessage"},
        "message": {
            "type": "message",
            "user": "U000000BOT",
            "ts": ts,
            "bot_id": "B000000BOT",
            "app_id": "A000000BOT",
            "team": team,
            "text": spoken(message),
            "blocks": rows,
        },
        "state": {"values": {}},
        "response_url": f"https://hooks.slack.com/actions/{team}/1/{delivery.id}",
        "actions": [{**button, "block_id": block_id, "action_ts": f"{stamp}.000001"}],
    }


def _message(delivery: Delivery) -> Message:
    catalogue = words().catalogue
    nudge = catalogue.nudge(delivery.nudge)
    if nudge is None:
        raise ValueError(f"the catalogue has no {delivery.nudge}")
    addressed = Addressed(nudge, "Kari", None)
    speech = words().texts.speech(delivery.language)
    return draw(speech, catalogue, addressed, delivery, delivery.due_utc)


def _team(workspace: WorkspaceId) -> str:
    return workspace.removeprefix("slack:")
