"""The other floor of planning: APScheduler with one job a person."""

import asyncio
import sqlite3
import tempfile
import time
from datetime import UTC
from pathlib import Path

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.base import BaseJobStore
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.bench.contest import Measured, Tell
from bot.bench.crowd import ZONES
from bot.runtime.clock import SystemClock

IN_MEMORY = "memory"
IN_SQLITE = "sqlite"
_TOLD_EVERY = 1000
_PAUSE_S = 0.01

_fired = 0


async def fire(person: str) -> None:
    """Stand for a person's nudge; a stored job names its function, so it has a name."""
    global _fired  # noqa: PLW0603  a job knows nothing but its module
    _fired += bool(person)


def fired(kept: str, jobs: int, tell: Tell) -> Measured:
    """Let so many jobs, one a person, fire at once; adding them is not timed.

    Each has the cadence that ours have, Monday, Wednesday and Friday at nine by the
    clocks of its own zone, and does nothing but count.
    """
    with tempfile.TemporaryDirectory(prefix="dytt-bench-") as folder:
        return asyncio.run(_fired_in(_store(kept, Path(folder)), jobs, tell))


async def _fired_in(store: BaseJobStore, jobs: int, tell: Tell) -> Measured:
    scheduler = AsyncIOScheduler(
        jobstores={"default": store},
        executors={"default": AsyncIOExecutor()},
        # Its own default would drop what is a second late: nearly all of them.
        job_defaults={
            "misfire_grace_time": None,
            "coalesce": True,
            "max_instances": 1,
        },
        timezone=UTC,
    )
    scheduler.start(paused=True)
    due = SystemClock().now()
    for n in range(jobs):
        scheduler.add_job(
            fire,
            CronTrigger(
                day_of_week="mon,wed,fri", hour=9, timezone=ZONES[n % len(ZONES)]
            ),
            args=(f"slack:T{n % 2000:09}:U{n:09}",),
            id=str(n),
            next_run_time=due,
        )
        if n % _TOLD_EVERY == 0:
            tell("adding jobs", n, jobs)
    began_s = time.perf_counter()
    scheduler.resume()
    while _fired < jobs:
        await asyncio.sleep(_PAUSE_S)
        tell("firing", _fired, jobs)
    seconds = time.perf_counter() - began_s
    scheduler.shutdown(wait=False)
    return Measured(jobs, seconds)


def _store(kept: str, folder: Path) -> BaseJobStore:
    if kept == IN_MEMORY:
        return MemoryJobStore()
    # SQLAlchemy is an extra, which only this bench needs.
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore  # noqa: PLC0415
    from sqlalchemy import create_engine, event  # noqa: PLC0415

    engine = create_engine(f"sqlite:///{folder / 'jobs.db'}")

    # As ours: what is committed outlives a power cut.
    @event.listens_for(engine, "connect")
    def as_ours(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    return SQLAlchemyJobStore(engine=engine)
