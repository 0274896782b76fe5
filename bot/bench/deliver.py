"""`dytt bench deliver`: the real delivery, beside a bare loop over Slack's client."""

import asyncio
import gc
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.bench.contest import Contender, Measured, Tell
from bot.bench.leaders import (
    bot_on,
    conversation,
    database,
    fill,
    installations,
    nudges,
)
from bot.bench.pretend import pretend_slack
from bot.domain.deliveries import State
from bot.domain.errors import BotError
from bot.platforms.slack.client import slack_client
from bot.stores.sqlite import SqliteStore

CONNECTIONS = 100
"""As many as the shared session opens to one server: the concurrency of both."""

_Payload = dict[str, Any]


def contenders(sizes: Mapping[str, int]) -> list[Contender]:
    """Return ours, then the floor."""
    many, workspaces = sizes["nudges"], sizes["workspaces"]
    return [
        Contender("ours", partial(_ours, many, workspaces)),
        Contender("loop", partial(_loop, many, workspaces)),
    ]


def _ours(many: int, workspaces: int, tell: Tell) -> Measured:
    """Claim, check, compose, send and record: all that a nudge needs."""

    async def measure(store: SqliteStore, api_url: str) -> Measured:
        async with slack_client(api_url, total_s=30, connect_s=10) as client:
            return await _drained(store, client, many, workspaces, tell)

    with database() as store, pretend_slack() as slack:
        measured = asyncio.run(measure(store, slack.api_url))
        slack.insist(many)
        return measured


async def _drained(
    store: SqliteStore, client: AsyncWebClient, many: int, workspaces: int, tell: Tell
) -> Measured:
    installed = installations(workspaces)
    given = nudges(many, list(installed), State.PLANNED)
    await fill(store, given, tell)
    known = {each.person: conversation(n) for n, each in enumerate(given)}
    bot = bot_on(store, client, installed, known)
    tell("sending", 0, many)
    gc.freeze()  # as a running bot does; see runtime/web.py
    sent = 0
    began_s = time.perf_counter()
    while sent < many:
        settled = await bot.deliverer.drain_all()
        sent += settled
        if not settled:
            raise BotError(f"after {sent} of {many} nudges nothing moved any more")
    return Measured(many, time.perf_counter() - began_s)


def _loop(many: int, workspaces: int, tell: Tell) -> Measured:
    """Post the same payloads, as many at a time, and do nothing else at all."""
    with pretend_slack() as slack:
        payloads = asyncio.run(_captured(many, workspaces, tell))
        measured = asyncio.run(_posted(slack.api_url, payloads, tell))
        slack.insist(many)
        return measured


async def _captured(many: int, workspaces: int, tell: Tell) -> list[_Payload]:
    """Return what ours would post."""
    with database() as store:
        client = _Capturing()
        await _drained(store, client, many, workspaces, tell)
        return client.payloads


async def _posted(api_url: str, payloads: list[_Payload], tell: Tell) -> Measured:
    async with slack_client(api_url, total_s=30, connect_s=10) as client:
        left = iter(payloads)

        async def post() -> None:
            for payload in left:
                await client.chat_postMessage(**payload)

        tell("posting", 0, len(payloads))
        gc.freeze()
        began_s = time.perf_counter()
        await asyncio.gather(*(post() for _ in range(CONNECTIONS)))
        return Measured(len(payloads), time.perf_counter() - began_s)


class _Capturing(AsyncWebClient):
    """Keeps what is to be posted instead of posting it."""

    def __init__(self) -> None:
        super().__init__()
        self.payloads: list[_Payload] = []

    async def api_call(
        self,
        api_method: str,
        *,
        json: _Payload | None = None,
        **rest: object,
    ) -> AsyncSlackResponse:
        """Answer as Slack would."""
        del rest
        if api_method == "chat.postMessage":
            self.payloads.append(dict(json or {}))
        ts = f"1700000000.{len(self.payloads):06}"
        told = {"ok": True, "users": {}, "ts": ts}
        return AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data=told,
            headers={},
            status_code=200,
        )
