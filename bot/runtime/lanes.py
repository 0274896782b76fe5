"""Wakes lanes: a press is answered now, not at the next tick."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.ids import WorkspaceId

_log = logging.getLogger(__name__)


class Waker:
    """Drains a lane in the background when it is woken, and keeps hold of the task."""

    def __init__(self, drain: Callable[[WorkspaceId], Awaitable[object]]) -> None:
        self._drain = drain
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False

    def wake(self, lane: WorkspaceId) -> None:
        """Drain `lane` soon. A wake that is lost only means waiting for the tick."""
        if self._stopped:
            return
        task = asyncio.create_task(self._work(lane), name=f"lane {lane}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        """Return when every lane woken so far has been worked."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        """Wake no more, and return when what was under way has ended."""
        self._stopped = True
        await self.idle()

    async def _work(self, lane: WorkspaceId) -> None:
        try:
            await self._drain(lane)
        except Exception as error:  # noqa: BLE001  the outer edge; the tick comes again
            _log.error("drain_failed lane=%s error=%s", lane, type(error).__name__)
