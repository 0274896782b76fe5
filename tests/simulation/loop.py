"""An event loop whose order of things is a roll of the dice, and can be rolled again.

No real time and no I/O. Whatever is ready runs in an order that the seed decides; so
every interleaving at every await point is possible, and each can be had again.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from contextvars import Context
from datetime import timedelta
from typing import Any, TypeVar, TypeVarTuple

from tests.simulation.agenda import Agenda
from tests.simulation.chance import Chance

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
AnyCoroutine = Coroutine[Any, Any, T] | Generator[Any, None, T]


class SeededLoop(asyncio.AbstractEventLoop):
    """Runs one life of the bot; thrown away with everything in it when that ends."""

    def __init__(self, chance: Chance, agenda: Agenda) -> None:
        self._chance = chance
        self._agenda = agenda
        self._ready: list[asyncio.Handle] = []
        self._tasks: list[asyncio.Task[Any]] = []
        self._begins = agenda.now
        self._dead = False
        self.stirred = False  # whether anything ran since somebody put this back

    @property
    def is_busy(self) -> bool:
        """Whether anything can run now."""
        return bool(self._ready)

    @property
    def has_tasks(self) -> bool:
        """Whether anything is under way, or waits for an answer."""
        self._tasks = [task for task in self._tasks if not task.done()]
        return bool(self._tasks)

    def step(self) -> None:
        """Run one of the things that are ready, whichever the dice say."""
        self.stirred = True
        ready = self._ready
        index = self._chance.below(len(ready))
        ready[index], ready[-1] = ready[-1], ready[index]
        handle = ready.pop()
        if handle.cancelled():
            return
        asyncio._set_running_loop(self)  # noqa: SLF001  meant for makers of loops
        try:
            handle._run()  # noqa: SLF001  what a loop does with its handles
        finally:
            asyncio._set_running_loop(None)  # noqa: SLF001

    def die(self) -> None:
        """End at once: nothing that was under way takes another step."""
        self._dead = True
        self._ready.clear()
        for task in self._tasks:
            coroutine = task.get_coro()
            if not task.done() and coroutine is not None:
                with suppress(RuntimeError):  # it would clean up, but it is dead
                    coroutine.close()
        self._tasks.clear()

    # What asyncio asks of a loop

    def create_task(
        self,
        coro: AnyCoroutine[T],
        *,
        name: str | None = None,
        context: Context | None = None,
        **_: object,
    ) -> asyncio.Task[T]:
        """Have the coroutine run, a step at a time, on nobody's account but its own."""
        context = context or Context()
        task = asyncio.Task(coro, loop=self, name=name or "-", context=context)
        self._tasks.append(task)
        return task

    def create_future(self) -> "asyncio.Future[Any]":
        """Return a future of this loop."""
        return asyncio.Future(loop=self)

    def call_soon(
        self,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """Run it when the dice say."""
        handle = asyncio.Handle(callback, args, self, context)
        if not self._dead:
            self._ready.append(handle)
        return handle

    def call_later(
        self,
        delay: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run it so many seconds later."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run it at that many seconds of the loop's own clock."""
        handle = asyncio.TimerHandle(when, callback, args, self, context)

        def ripe() -> None:
            if not self._dead:
                self._ready.append(handle)

        self._agenda.at(self._begins + timedelta(seconds=when), ripe)
        return handle

    def time(self) -> float:
        """Return the seconds this loop has lived."""
        return (self._agenda.now - self._begins).total_seconds()

    def get_debug(self) -> bool:
        """Never: the dice are what tries everything here."""
        return False

    def is_running(self) -> bool:
        """Until it dies."""
        return not self._dead

    def is_closed(self) -> bool:
        """Once it is dead."""
        return self._dead

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Let the dead rest; anything else is a mistake of the bot's."""
        if not self._dead and "exception" in context:
            raise context["exception"]

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Leave it: a cancelled handle does nothing when it comes up."""
