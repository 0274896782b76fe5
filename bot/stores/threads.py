"""Threads that each own a connection and run transactions in order of urgency."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import chain, count, groupby
from threading import Condition, Lock, Thread
from typing import Any, Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

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


class _Queue:
    """Jobs in order of urgency, then of coming."""

    def __init__(self) -> None:
        self._jobs: list[_Job] = []
        self._came = Condition()

    def put(self, jobs: Sequence[_Job]) -> None:
        """Add jobs."""
        with self._came:
            for job in jobs:
                heappush(self._jobs, job)
            self._came.notify(len(jobs))

    def get(self) -> _Job:
        """Take the first, when there is one."""
        with self._came:
            self._came.wait_for(lambda: self._jobs)
            return heappop(self._jobs)

    def as_urgent_as(self, job: _Job) -> _Job | None:
        """Take the first, if there is one that is no less urgent than `job`."""
        with self._came:
            taken = self._jobs and self._jobs[0].urgency <= job.urgency
            return heappop(self._jobs) if taken else None


class Threads:
    """Some threads and what waits for them."""

    def __init__(
        self, name: str, many: int, opened: Callable[[], Session], together: int = 1
    ) -> None:
        """Start `many` threads; each calls `opened` itself. Raises what it raises.

        At most `together` of what waits is handed to a session at once.
        """
        self._jobs = _Queue()
        self._turns = count()
        self._coming: WeakKeyDictionary[asyncio.AbstractEventLoop, list[_Job]]
        self._coming = WeakKeyDictionary()
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
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[T] = loop.create_future()
        job = _Job(urgency, next(self._turns), Work(body, waiting))
        with self._door:
            if self._closed:
                raise StoreDown("the store is closed")
            coming = self._coming.setdefault(loop, [])
            coming.append(job)
        if len(coming) == 1:
            # Handed over with all that this turn of the loop brings: two threads that
            # run Python at once hinder each other, and those who come together can
            # share a commit.
            loop.call_soon(self._hand_over, loop)
        return await waiting

    def close(self) -> None:
        """Finish what waits, then end the threads. Closing again does nothing."""
        with self._door:
            if not self._closed:
                self._closed = True
                last = [_Job(_LAST, next(self._turns), None) for _ in self._threads]
                self._jobs.put([*chain(*self._coming.values()), *last])
                self._coming.clear()
        for thread in self._threads:
            thread.join()

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._door:
            self._jobs.put(self._coming.pop(loop, []))

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
            more = len(done) < self._together
            job = self._jobs.as_urgent_as(job) if more else None


def _not_kept(error: BaseException) -> StoreDown:
    down = StoreDown(str(error))
    down.__cause__ = error.__cause__ or error
    return down


def _tell(works: Iterable[Work[Any]]) -> None:
    for work in works:
        work.tell()
