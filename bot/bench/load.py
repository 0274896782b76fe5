"""Requests from another process, as many under way as there are connections."""

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

from bot.bench.beside import beside
from bot.bench.contest import Measured
from bot.domain.errors import BotError

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_OK = b"HTTP/1.1 200 "


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked, and how."""

    address: str  # http://host:port
    requests: tuple[bytes, ...]  # whole, as they go over the wire
    connections: int  # kept alive; each asks again as soon as it was answered


async def fired(load: Load) -> Measured:
    """Return how fast they were answered; raises BotError when one was refused."""
    with beside(_fire) as line:
        line.send(load)
        seconds, refused = await asyncio.to_thread(line.recv)
    if refused:
        raise BotError(f"{len(refused)} were refused, the first with: {refused[0]!r}")
    return Measured(len(load.requests), seconds)


def _fire(line: Connection) -> None:
    try:
        load: Load = line.recv()
    except EOFError:
        return  # it was given up before it began
    line.send(asyncio.run(_answered(load)))


async def _answered(load: Load) -> tuple[float, list[bytes]]:
    """Return the seconds from the first request to the last answer, and refusals."""
    at = urlsplit(load.address)
    asking = [_Asking() for _ in range(load.connections)]
    loop = asyncio.get_running_loop()
    for one in asking:
        await loop.create_connection(
            partial(_same, one), at.hostname or "", at.port or 0
        )
    left = iter(load.requests)
    began_s = time.perf_counter()
    for one in asking:
        one.ask(left)
    await asyncio.gather(*(one.done for one in asking))
    seconds = time.perf_counter() - began_s
    for one in asking:
        one.transport.close()
    return seconds, [answer for one in asking for answer in one.refused]


def _same(one: "_Asking") -> "_Asking":
    return one


@dataclass
class _Asking(asyncio.Protocol):
    """One connection, asking one thing after another."""

    refused: Sequence[bytes] = ()
    heard: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  as servers give
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionResetError("hung up"))

    def ask(self, left: Iterator[bytes]) -> None:
        """Ask for as long as something is `left`."""
        self.left = left
        self._next()

    def data_received(self, data: bytes) -> None:
        self.heard += data
        head, end, body = self.heard.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or (length and len(body) < int(length[1])):
            return  # the rest follows
        if not head.startswith(_OK):
            self.refused = [*self.refused, bytes(head[:80])]
        self.heard.clear()
        self._next()

    def _next(self) -> None:
        request = next(self.left, None)
        if request is None:
            self.done.set_result(None)
        else:
            self.transport.write(request)
