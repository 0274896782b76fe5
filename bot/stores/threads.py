"""Threads that each own a connection and run transactions in order of urgency."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, groupby
from queue import Empty, PriorityQueue
from threading import Lock, Thread
from typing import Any, Generic, Protocol, TypeVar

from bot.ports.store import StoreDown, Transaction, Urgency

T = TypeVar("T")

Body = Callable[[Transaction], T]

_LAST = max(Urgency) + 1  # after everything that waits


@dataclass(slots=True)
class Work(Generic[T]):
    """A body, and what came of it until whoever waits may be told."""

    body: Body[T]
    waiting: asyncio.Future[T]
    result: T | None = None
    error: BaseException | None = None

    def do(self, run: Callable[[Body[T]], T]) -> None:
        """Run the body by `run`, which may raise."""
        try:
            self.result = run(self.body)
        except BaseException as error:  # noqa: BLE001 - raised where the body was given
            self.error = error

    def tell(self) -> None:
        """Let whoever waits go on; on the loop's own thread."""
        if self.waiting.done():
            return  # cancelled: nobody waits any more
        if self.error is not None:
            self.waiting.set_exception(self.error)
        else:
            self.waiting.set_result(self.result)  # type: ignore[arg-type]  # it is a T


class Session(Protocol):
    """A connection, used by the one thread that opened it."""

    def run_all(self, works: Iterable[Work[Any]]) -> None:
        """Do all of `works`, then return; each in one transaction, or all in one.

        Raises when what they did was not kept, whatever came of each.
        """
        ...

    def close(self) -> None:
        """Let the connection go."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class _Job:
    urgency: int
    turn: int
    work: Work[Any] | None = field(compare=False)  # None: go home


class Threads:
    """Some threads and what waits for them."""

    def __init__(
        self, name: str, many: int, opened: Callable[[], Session], together: int = 1
    ) -> None:
        """Start `many` threads; each calls `opened` itself. Raises what it raises.

        At most `together` of what waits is handed to a session at once.
        """
        self._jobs: PriorityQueue[_Job] = PriorityQueue()
        self._turns = count()
        self._together = together
        self._closed = False
        self._door = Lock()  # so that nothing is put behind the last job
        ready: list[Future[None]] = [Future() for _ in range(many)]
        self._threads = [
            Thread(
                target=self._work, args=(opened, each), name=f"{name}-{n}", daemon=True
            )
            for n, each in enumerate(ready)
        ]
        for thread in self._threads:
            thread.start()
        try:
            for each in ready:
                each.result()
        except BaseException:
            self.close()
            raise

    async def run(self, body: Body[T], urgency: Urgency) -> T:
        """Run `body` on one of the threads.

        Cancelled before its turn, it never runs; cancelled later, it runs to its
        end and nobody hears of it.
        """
        waiting: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        with self._door:
            if self._closed:
                raise StoreDown("the store is closed")
            self._jobs.put(_Job(urgency, next(self._turns), Work(body, waiting)))
        return await waiting

    def close(self) -> None:
        """Finish what waits, then end the threads. Closing again does nothing."""
        with self._door:
            if not self._closed:
                self._closed = True
                for _ in self._threads:
                    self._jobs.put(_Job(_LAST, next(self._turns), None))
        for thread in self._threads:
            thread.join()

    def _work(self, opened: Callable[[], Session], ready: Future[None]) -> None:
        try:
            session = opened()
        except BaseException as error:  # noqa: BLE001 - raised where the threads are made
            ready.set_exception(error)
            return
        ready.set_result(None)
        while (first := self._jobs.get()).work is not None:
            self._do(session, first)
            del first  # what it holds need not live until the next one comes
        session.close()

    def _do(self, session: Session, first: _Job) -> None:
        done: list[Work[Any]] = []
        try:
            session.run_all(self._from(first, done))
        except BaseException as error:  # noqa: BLE001 - raised where the bodies were given
            for work in done:
                # Also what one of them raised by itself: it had seen rows of others.
                work.error = _not_kept(error)
        for loop, told in groupby(done, key=lambda work: work.waiting.get_loop()):
            with suppress(RuntimeError):  # the loop has ended, and all who waited
                loop.call_soon_threadsafe(_tell, list(told))

    def _from(self, first: _Job, done: list[Work[Any]]) -> Iterator[Work[Any]]:
        """Yield what is to be done now, `first` and on; `done` gets it as well.

        Taken from the queue one by one, so that a person who comes while bulk work
        is under way is next, and waits for no more of it after that.
        """
        job: _Job | None = first
        while job and job.work:
            if not job.work.waiting.cancelled():
                done.append(job.work)
                yield job.work
            job = self._next(job.urgency) if len(done) < self._together else None

    def _next(self, urgency: int) -> _Job | None:
        """Take the next job, unless it is less urgent than that."""
        try:
            job = self._jobs.get_nowait()
        except Empty:
            return None
        if job.urgency <= urgency:
            return job
        self._jobs.put(job)  # its turn is unchanged
        return None


def _not_kept(error: BaseException) -> StoreDown:
    down = StoreDown(str(error))
    down.__cause__ = error.__cause__ or error
    return down


def _tell(works: Iterable[Work[Any]]) -> None:
    for work in works:
        work.tell()
