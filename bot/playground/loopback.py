"""The outer door: only this machine's own pages and programs come in."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.playground.state import Workspace

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_HANG_UP = "playground.transport"


class Loopback:
    """Refuses a foreign Host or Origin, and lets an answer hang up instead.

    A foreign name that resolves to this machine would otherwise let any web page
    play with the bot.
    """

    def __init__(self, app: ASGIApp, workspace: Workspace) -> None:
        self._app = app
        self._workspace = workspace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        origin = headers.get("origin")
        if not _is_here(f"//{host}") or (origin is not None and not _is_here(origin)):
            refusal = JSONResponse({"error": "Only from this machine."}, 403)
            await refusal(scope, receive, send)
            return
        if not self._workspace.base_url:
            self._workspace.base_url = f"http://{host}"
        # The server's own send knows the connection; ASGI has no word for hanging up.
        scope[_HANG_UP] = getattr(getattr(send, "__self__", None), "transport", None)
        await self._app(scope, receive, send)


class HangUp(Response):
    """No answer: the connection is closed without a byte."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close the connection and wait until it is."""
        transport = scope[_HANG_UP]
        if transport is None:
            await JSONResponse({"ok": False}, 502)(scope, receive, send)
            return
        transport.close()
        while (await receive())["type"] != "http.disconnect":
            pass


def _is_here(address: str) -> bool:
    try:
        return urlsplit(address).hostname in _HERE
    except ValueError:
        return False
