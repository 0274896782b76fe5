"""The Socket Mode door, for where Slack cannot reach us."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.domain.errors import BotError
from bot.platforms.slack.app import SlackApp, dispatched
from bot.platforms.slack.failures import translated
from bot.ports.messenger import Refused, SendFailed

PING_S = 10.0
_MISSED_CHECKS = 3
_CONNECT_WITHIN_S = 30.0
_END_WITHIN_S = 5.0
_log = logging.getLogger(__name__)


class SocketDoor:
    """One connection at a time to Slack, made anew when it has gone quiet.

    The SDK reconnects by itself, but now and then stays deaf, and it asks again with
    a ticket that is used up; a watchdog then starts over with a client of its own.
    """

    def __init__(self, app: SlackApp, app_token: str, ping_s: float = PING_S) -> None:
        self._app = app
        self._app_token = app_token
        self._ping_s = ping_s
        self._handler: _Handler | None = None
        self._watch: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect, now or as soon as Slack can be reached, and stay connected.

        Raises BotError when Slack refuses the token.
        """
        try:
            await self._connect()
        except Refused as error:
            raise BotError(
                f"Slack does not accept DYTT_SLACK__APP_TOKEN: {error.reason}. Copy it"
                " anew from your app's page, under Basic Information; it begins with"
                " xapp- and needs the scope connections:write."
            ) from error
        except SendFailed as error:
            _log.warning("socket_waits error=%s", type(error).__name__)
        self._watch = asyncio.create_task(self._watching(), name="socket")

    async def close(self) -> None:
        """Answer what is under way, then disconnect."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait({self._watch})
        await self._disconnect()

    async def connected(self) -> bool:
        """Return whether Slack can reach us now."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def _connect(self) -> None:
        async with translated("apps.connections.open"):
            found = await self._app.client.apps_connections_open(
                app_token=self._app_token
            )
        handler = _Handler(self._app, self._app_token, self._ping_s)
        handler.client.wss_uri = str(found["url"])
        self._handler = handler
        async with translated("socket"), asyncio.timeout(_CONNECT_WITHIN_S):
            await handler.client.connect()  # type: ignore[no-untyped-call]
        _log.info("socket_open")

    async def _disconnect(self) -> None:
        if self._handler is not None:
            handler, self._handler = self._handler, None
            await handler.end()

    async def _watching(self) -> None:
        missed = 0
        while True:
            await asyncio.sleep(self._ping_s)
            missed = 0 if await self.connected() else missed + 1
            if missed >= _MISSED_CHECKS:
                _log.warning("socket_quiet for_s=%.0f", missed * self._ping_s)
                await self._start_over()

    async def _start_over(self) -> None:
        await self._disconnect()
        try:
            await self._connect()
        except SendFailed as error:
            _log.warning("socket_refused error=%s", type(error).__name__)


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler, guarded like the HTTP door, and able to end in order."""

    app: AsyncApp

    def __init__(self, app: SlackApp, app_token: str, ping_s: float) -> None:
        self.under_way: set[asyncio.Task[Any]] = set()
        super().__init__(app, app_token, ping_interval=ping_s)
        self._dytt = app

    async def handle(
        self, client: AsyncBaseSocketModeClient, req: SocketModeRequest
    ) -> None:
        """Take one envelope and acknowledge it, if what it tells is kept."""
        task = asyncio.current_task()
        if task is not None:
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)
        answered = await dispatched(self._dytt, req.payload)
        await send_async_response(client, req, answered, monotonic())

    async def end(self) -> None:
        """Answer what is under way, then leave nothing running."""
        if self.under_way:
            await asyncio.wait(self.under_way, timeout=_END_WITHIN_S)
        client = self.client
        tasks = {
            client.message_processor,
            client.current_session_monitor,
            client.message_receiver,
        }
        with contextlib.suppress(OSError):
            await client.close()  # type: ignore[no-untyped-call]
        left = {task for task in tasks if task is not None}
        await asyncio.wait(left, timeout=_END_WITHIN_S)


@contextlib.asynccontextmanager
async def listening(
    app: SlackApp, app_token: str, ping_s: float = PING_S
) -> AsyncIterator[SocketDoor]:
    """Hold the door open while inside; raises BotError when Slack refuses the token."""
    door = SocketDoor(app, app_token, ping_s)
    try:
        await door.open()
        yield door
    finally:
        await door.close()
