"""Threads that each own a connection and run transactions in order of urgency."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import count
from queue import PriorityQueue
from threading import Lock, Thread
from typing import Protocol, TypeVar

from bot.ports.store import StoreDown, Transaction, Urgency

T = TypeVar("T")

_LAST = max(Urgency) + 1  # after everything that waits


class Session(Protocol):
    """A connection, used by the one thread that opened it."""

    def run(self, body: Callable[[Transaction], T]) -> T:
        """Run `body` in one transaction and return after its end."""
        ...

    def close(self) -> None:
        """Let the connection go."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class _Job:
    urgency: int
    turn: int
    work: Callable[[Session], None] | None = field(compare=False)  # None: go home


class Threads:
    """Some threads and what waits for them."""

    def __init__(self, name: str, many: int, opened: Callable[[], Session]) -> None:
        """Start `many` threads; each calls `opened` itself. Raises what it raises."""
        self._jobs: PriorityQueue[_Job] = PriorityQueue()
        self._turns = count()
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

    async def run(self, body: Callable[[Transaction], T], urgency: Urgency) -> T:
        """Run `body` on one of the threads.

        Cancelled before its turn, it never runs; cancelled later, it runs to its
        end and nobody hears of it.
        """
        outcome: Future[T] = Future()

        def work(session: Session) -> None:
            if outcome.set_running_or_notify_cancel():
                _tell(outcome, session, body)

        self._put(urgency, work)
        return await asyncio.wrap_future(outcome)

    def close(self) -> None:
        """Finish what waits, then end the threads. Closing again does nothing."""
        with self._door:
            if not self._closed:
                self._closed = True
                for _ in self._threads:
                    self._jobs.put(_Job(_LAST, next(self._turns), None))
        for thread in self._threads:
            thread.join()

    def _put(self, urgency: Urgency, work: Callable[[Session], None]) -> None:
        with self._door:
            if self._closed:
                raise StoreDown("the store is closed")
            self._jobs.put(_Job(urgency, next(self._turns), work))

    def _work(self, opened: Callable[[], Session], ready: Future[None]) -> None:
        try:
            session = opened()
        except BaseException as error:  # noqa: BLE001 - raised where the threads are made
            ready.set_exception(error)
            return
        ready.set_result(None)
        while (work := self._jobs.get().work) is not None:
            work(session)
            del work  # what it holds need not live until the next one comes
        session.close()


def _tell(
    outcome: Future[T], session: Session, body: Callable[[Transaction], T]
) -> None:
    try:
        result = session.run(body)
    except BaseException as error:  # noqa: BLE001 - raised where the body was given
        outcome.set_exception(error)
    else:
        outcome.set_result(result)
