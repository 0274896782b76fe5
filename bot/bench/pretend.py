"""A Slack that takes every message at once, in a process of its own."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from httptools import HttpRequestParser

from bot.bench.beside import HOST, beside
from bot.domain.errors import BotError

_HEAD = (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class PretendSlack:
    """The server, as whoever started it knows it."""

    api_url: str
    _line: Connection

    def insist(self, many: int) -> None:
        """Raise BotError unless each of `many` messages came exactly once."""
        self._line.send("how many?")
        posts, different = self._line.recv()
        if (posts, different) != (many, many):
            raise BotError(
                f"{many} messages were to be posted; {posts} came, {different} of"
                " them different."
            )


@contextmanager
def pretend_slack() -> Iterator[PretendSlack]:
    """Serve while inside."""
    with beside(_serve) as line:
        yield PretendSlack(f"http://{HOST}:{line.recv()}/api/", line)


def _serve(line: Connection) -> None:
    asyncio.run(_serving(line))


async def _serving(line: Connection) -> None:
    loop = asyncio.get_running_loop()
    bodies: list[bytes] = []
    server = await loop.create_server(lambda: _Posts(bodies), HOST, 0)
    stop = asyncio.Event()

    def heard() -> None:
        try:
            line.recv()
            line.send((len(bodies), len(set(map(_wire_id, bodies)))))
        except EOFError:
            stop.set()

    loop.add_reader(line.fileno(), heard)
    line.send(_port(server.sockets[0]))
    await stop.wait()
    loop.remove_reader(line.fileno())
    server.close()


def _port(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def _wire_id(body: bytes) -> str:
    return str(json.loads(body)["metadata"]["event_payload"]["id"])


@dataclass
class _Posts(asyncio.Protocol):
    """One connection; keeps what was posted, to be looked at later."""

    bodies: list[bytes]
    body: bytearray = field(default_factory=bytearray)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  as servers give
        self.transport = transport
        self.parser = HttpRequestParser(self)
        self.posted = False

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, data: bytes) -> None:
        """Keep a piece of a body; the parser calls this."""
        self.body += data

    def on_url(self, url: bytes) -> None:
        """Note what is asked for; the parser calls this."""
        self.posted = url.endswith(b"/chat.postMessage")

    def on_message_complete(self) -> None:
        """Answer; the parser calls this."""
        if self.posted:
            self.bodies.append(bytes(self.body))
        self.body.clear()
        ts = f"1700000000.{len(self.bodies):06}"
        told = {"ok": True, "users": {}, "ts": ts}
        answer = json.dumps(told)
        self.transport.write((_HEAD.format(len(answer)) + answer).encode())
