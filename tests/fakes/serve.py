"""A real server on a free loopback port, for as long as a test needs it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

_GRACE_S = 5


@asynccontextmanager
async def served(
    app: ASGIApp, before_stop: Callable[[], Awaitable[None]] | None = None
) -> AsyncIterator[str]:
    """Serve `app` and yield its address.

    `before_stop` lets go of requests that would otherwise keep the server waiting.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=_GRACE_S
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if serving.done():
                serving.result()
                raise RuntimeError("the server stopped before it had started")
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        if before_stop is not None:
            await before_stop()
        server.should_exit = True
        await serving
        listener.close()
