"""The only timer: it ticks, and the database says what is due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.errors import told
from bot.runtime.clock import SystemClock
from bot.runtime.health import Health

Job = Callable[[], Awaitable[object]]
_log = logging.getLogger(__name__)


class Ticker:
    """Runs jobs again and again; one run of a job at a time, none made up for.

    A job that fails is logged, counted, and run again at its next tick.
    """

    def __init__(self, health: Health) -> None:
        self._health = health
        self._running: set[asyncio.Task[Any]] = set()
        # A late tick still ticks (the default grace drops it), and only once.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={
                "misfire_grace_time": None,
                "coalesce": True,
                "max_instances": 1,
            },
        )

    def every(self, name: str, seconds: float, job: Job) -> None:
        """Run `job` at the start and then every `seconds` seconds."""
        self._health.expect(name, seconds)

        async def tick() -> None:
            task = asyncio.current_task()
            if task is not None:
                self._running.add(task)
                task.add_done_callback(self._running.discard)
            await self._tick(name, job)

        self._scheduler.add_job(
            tick,
            "interval",
            seconds=seconds,
            id=name,
            next_run_time=SystemClock().now(),
        )

    def start(self) -> None:
        """Begin to tick, inside the running event loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Tick no more, and return when what was running has ended."""
        if self._scheduler.running:
            self._scheduler.pause()
            if self._running:
                await asyncio.wait(self._running)
            self._scheduler.shutdown(wait=False)

    async def _tick(self, name: str, job: Job) -> None:
        try:
            await job()
        except Exception as error:  # noqa: BLE001  the outer edge of a loop that must live
            self._health.ticked(name, failed=True)
            _log.error("tick_failed job=%s error=%s", name, told(error))
        else:
            self._health.ticked(name)
