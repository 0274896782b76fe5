"""The bot's Slack door on a real port, with an inbox that only remembers."""

import hashlib
import hmac
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.domain.ids import WorkspaceId
from bot.platforms.slack.app import slack_app
from bot.platforms.slack.client import Installation, slack_client
from bot.platforms.slack.http import PATH, slack_routes
from bot.playground.seed import BOT
from bot.runtime.health import Health
from bot.runtime.web import serving, web_app
from tests.fakes.inbox import FakeInbox
from tests.fakes.playground import KEYS, wall_s

FJORD = WorkspaceId(f"slack:{BOT.team_id}")
INSTALLED = Installation(FJORD, KEYS.bot_token, BOT.user_id, BOT.bot_id)


@dataclass
class Door:
    """What a test can do at the door; signs like Slack unless told otherwise."""

    url: str
    session: aiohttp.ClientSession
    inbox: FakeInbox

    async def send(
        self,
        body: str | bytes,
        content_type: str = "application/x-www-form-urlencoded",
        **headers: str,
    ) -> tuple[int, str]:
        """Post `body`; return status and answer."""
        body = body.encode() if isinstance(body, str) else body
        stamp = headers.pop("stamp", str(int(wall_s())))
        signed = headers.pop("signed", sign(body, stamp))
        sent = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signed,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        async with self.session.post(
            self.url, data=io.BytesIO(body), headers=sent
        ) as answer:
            return answer.status, await answer.text()


def sign(body: bytes, stamp: str, secret: str = KEYS.signing_secret) -> str:
    """Return Slack's signature of `body`."""
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


@asynccontextmanager
async def door(
    inbox: FakeInbox | None = None, api_url: str = "http://127.0.0.1:1"
) -> AsyncIterator[Door]:
    """Serve the door; the Web API is at `api_url`, by default nowhere."""
    inbox = inbox or FakeInbox()
    keys: dict[WorkspaceId, Installation] = {FJORD: INSTALLED}
    async with slack_client(f"{api_url}/api/", total_s=5, connect_s=1) as client:
        app = slack_app(inbox, client, keys.get)
        routes: list[Any] = [*slack_routes(app, KEYS.signing_secret, wall_s)]
        async with (
            serving(web_app(routes, Health()), "127.0.0.1", 0) as url,
            aiohttp.ClientSession() as session,
        ):
            yield Door(f"{url}{PATH}", session, inbox)
