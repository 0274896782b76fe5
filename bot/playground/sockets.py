"""Socket Mode: connections by ticket, envelopes out, acknowledgements in."""

import asyncio
import contextlib
import json

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.state import Workspace
from bot.playground.values import Json

_CLOSE_AFTER_S = 1.0


class Sockets:
    """The bot's open connections; an envelope goes to one of them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._open: list[WebSocket] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._arrived = asyncio.Event()

    @property
    def routes(self) -> list[WebSocketRoute]:
        """Where connections are made."""
        return [WebSocketRoute("/link/", self.link)]

    @property
    def connected(self) -> bool:
        """Whether the bot is there."""
        return bool(self._open)

    async def arrival(self) -> None:
        """Return once a connection is open."""
        await self._arrived.wait()

    async def link(self, websocket: WebSocket) -> None:
        """Keep one connection until it ends."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._workspace.tickets:
            await websocket.close(1008)
            return
        self._workspace.tickets.discard(ticket)
        await websocket.accept()
        self._open.append(websocket)
        self._arrived.set()
        try:
            await websocket.send_json(self._hello())
            async for text in websocket.iter_text():
                self._acknowledge(text)
        finally:
            self._left(websocket)

    async def send(self, kind: str, payload: Json, retry: Json) -> Json:
        """Send one envelope and return what came with the acknowledgement.

        Waits without end: the caller sets the time. Raises ConnectionError when the
        connection is gone.
        """
        if not self._open:
            raise ConnectionError("no Socket Mode connection")
        envelope_id = self._workspace.new_id("envelope-")
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **retry,
        }
        try:
            await self._open[-1].send_json(envelope)
            return await answer
        except (RuntimeError, WebSocketDisconnect) as error:
            raise ConnectionError("the Socket Mode connection is gone") from error
        finally:
            self._waiting.pop(envelope_id, None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to come back on a new one, then close it."""
        leaving, self._open = self._open, []
        self._arrived.clear()
        notice = {"type": "disconnect", "reason": reason, "debug_info": {}}
        for websocket in leaving:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await websocket.send_json(notice)
        await asyncio.sleep(_CLOSE_AFTER_S)
        for websocket in leaving:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await websocket.close(1000)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": self._workspace.bot.app_id},
            "debug_info": {"host": "playground", "approximate_connection_time": 18060},
        }

    def _acknowledge(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return  # a client's own idea of a ping
        if not isinstance(answer, dict):
            return
        waiting = self._waiting.get(str(answer.get("envelope_id")))
        if waiting is not None and not waiting.done():
            payload = answer.get("payload")
            waiting.set_result(payload if isinstance(payload, dict) else {})

    def _left(self, websocket: WebSocket) -> None:
        if websocket in self._open:
            self._open.remove(websocket)
        if not self._open:
            self._arrived.clear()
