"""The web server: what the platforms call, and how the bot is doing."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.domain.errors import BotError
from bot.runtime.health import Health

_STOP_WITHIN_S = 5
_SETTINGS = "DYTT_HTTP__HOST and DYTT_HTTP__PORT"


def web_app(routes: Sequence[BaseRoute], health: Health) -> Starlette:
    """Return `routes` with /healthz, /readyz and /metrics beside them."""

    async def healthz(_: Request) -> Response:
        late = health.late()
        return JSONResponse({"late": list(late)}, status_code=503 if late else 200)

    async def readyz(_: Request) -> Response:
        status = 200 if health.ready else 503
        return JSONResponse({"ready": health.ready}, status_code=status)

    async def metrics(_: Request) -> Response:
        return PlainTextResponse(health.metrics())

    return Starlette(
        routes=[
            *routes,
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ]
    )


@asynccontextmanager
async def serving(
    app: ASGIApp, host: str, port: int, named_by: str = _SETTINGS
) -> AsyncIterator[str]:
    """Serve `app` while inside; gives its address, whose port is free when 0 was asked.

    On the way out requests under way are answered, for five seconds at most. Raises
    BotError when the address cannot be had, and tells which settings name another:
    `named_by`.
    """
    bound = _bound(host, port, named_by)
    server = _Server(
        uvicorn.Config(
            app,
            http="httptools",
            ws="websockets-sansio",
            lifespan="off",
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_STOP_WITHIN_S,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[bound]), name="web")
    # What lives by now lives as long as the server: no collection need look at it.
    gc.freeze()
    try:
        await _first(server.up(), task)
        yield f"http://{_shown(host)}:{bound.getsockname()[1]}"
    finally:
        gc.unfreeze()
        server.should_exit = True
        await task
        bound.close()


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the whole."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._up = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._up.set()

    async def up(self) -> None:
        """Wait until requests are taken."""
        await self._up.wait()


def _bound(host: str, port: int, named_by: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise BotError(
            f"Cannot listen on {host}, port {port}: {error.strerror}."
            f" Name another with {named_by}."
        ) from error
    return bound


async def _first(up: Coroutine[None, None, None], served: asyncio.Task[None]) -> None:
    waiting = asyncio.ensure_future(up)
    await asyncio.wait({waiting, served}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if served.done():
        await served  # it ended before it began: say why


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
