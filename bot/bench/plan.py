"""`dytt bench plan`: planning who is due, beside plain statements and APScheduler."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from bot.bench.contest import Contender, Measured, Tell
from bot.bench.crowd import DUE, Crowd, catalogue, fill
from bot.bench.plain import written
from bot.bench.timers import IN_MEMORY, IN_SQLITE, fired
from bot.domain.errors import BotError
from bot.domain.ids import PersonId
from bot.flows.plan import BATCH, TOGETHER, Planner
from bot.ports.store import Store, Transaction, Urgency
from bot.runtime.dice import SystemDice
from bot.runtime.holidays import PublicHolidays
from bot.stores.sqlite import SqliteStore

T = TypeVar("T")

_BEFORE = timedelta(minutes=5)
_SPREAD = timedelta(minutes=5)
_TICKS = 200
_FEW = 1000
_PRESS_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class _Stopped:
    """A Clock that has stopped."""

    at: datetime

    def now(self) -> datetime:
        """Return the present instant, aware, UTC."""
        return self.at


@dataclass(frozen=True, slots=True)
class _Watched:
    """A store that shows how far planning is."""

    store: Store
    tell: Tell
    due: int
    batches: list[None] = field(default_factory=list)

    async def write(
        self, body: Callable[[Transaction], T], urgency: Urgency = Urgency.PERSON
    ) -> T:
        """Run `body` in one transaction; return after the commit."""
        result = await self.store.write(body, urgency)
        if urgency is Urgency.BULK:
            self.batches.append(None)
            planned = min(len(self.batches) * BATCH, self.due)
            self.tell("planning", planned, self.due)
        return result

    async def read(self, body: Callable[[Transaction], T]) -> T:
        """Run `body` on a connection of its own, seeing one moment's state."""
        return await self.store.read(body)


def contenders(sizes: Mapping[str, int]) -> list[Contender]:
    """Return ours, then the floors."""
    if not 1 <= sizes["due"] <= sizes["people"]:
        raise BotError(
            f"{sizes['due']} of {sizes['people']} people cannot be due; --due is at"
            " least 1, and at most --people."
        )
    crowd = Crowd(sizes["people"], sizes["due"], sizes["history"])
    return [
        Contender("ours", partial(_ours, crowd)),
        Contender("plain", partial(_plain, crowd)),
        Contender("apscheduler", partial(fired, IN_MEMORY, sizes["jobs"])),
        Contender(
            "apscheduler_sqlite", partial(fired, IN_SQLITE, sizes["stored_jobs"])
        ),
    ]


def _ours(crowd: Crowd, tell: Tell) -> Measured:
    """Plan everybody who is due, as `dytt run` does."""
    with _folder() as folder:
        few, many = folder / "few.db", folder / "many.db"
        fill(few, Crowd(_FEW, 1), tell)
        fill(many, crowd, tell)
        idle_few_ms = _idle_ms(few)
        idle_many_ms = _idle_ms(many)
        seconds, waits_s = _planned(many, crowd, tell)
    return Measured(
        crowd.due,
        seconds,
        f"presses that came meanwhile waited {median(waits_s) * 1000:.0f} ms, at most"
        f" {max(waits_s) * 1000:.0f} ms; an idle tick took {idle_many_ms:.3f} ms with"
        f" {crowd.people:,} people, {idle_few_ms:.3f} ms with {_FEW:,}",
    )


def _plain(crowd: Crowd, tell: Tell) -> Measured:
    """Write the rows that ours would, in transactions of the same size."""
    with _folder() as folder:
        ours, same = folder / "ours.db", folder / "plain.db"
        fill(ours, crowd, tell)
        shutil.copyfile(ours, same)
        _planned(ours, crowd, tell)
        return written(ours, same, BATCH * TOGETHER, tell)


def _planned(path: Path, crowd: Crowd, tell: Tell) -> tuple[float, list[float]]:
    """Return how long planning took, and how long each press meanwhile waited."""
    with _planner(path, DUE - _BEFORE) as planner:
        watched = replace(planner, store=_Watched(planner.store, tell, crowd.due))
        began_s = time.perf_counter()
        looked_at, waits_s = asyncio.run(_pressed(watched))
        seconds = time.perf_counter() - began_s
    if looked_at != crowd.due:
        raise BotError(f"{looked_at} were planned, not the {crowd.due} who were due")
    return seconds, waits_s


async def _pressed(planner: Planner) -> tuple[int, list[float]]:
    """Plan, while now and then somebody presses."""
    waits_s: list[float] = []
    planning = asyncio.ensure_future(planner.plan())
    while not planning.done():
        began_s = time.perf_counter()
        await planner.store.write(_record)
        waits_s.append(time.perf_counter() - began_s)
        await asyncio.wait([planning], timeout=_PRESS_EVERY_S)
    return await planning, waits_s


def _record(tx: Transaction) -> None:
    """Stand for a press: what it waits for is its turn, and the commit."""
    tx.leaders.answered(PersonId("slack:T:U"))


def _idle_ms(path: Path) -> float:
    """Return how long a tick takes while nobody is due."""

    async def ticks() -> list[float]:
        took_s = []
        for _ in range(_TICKS):
            began_s = time.perf_counter()
            await planner.plan()
            took_s.append(time.perf_counter() - began_s)
        return took_s

    with _planner(path, DUE - timedelta(hours=1)) as planner:
        return median(asyncio.run(ticks())) * 1000


@contextmanager
def _planner(path: Path, now: datetime) -> Iterator[Planner]:
    store = SqliteStore.open(path, alone=True)
    try:
        yield Planner(
            store,
            _Stopped(now),
            SystemDice(),
            catalogue(),
            PublicHolidays(),
            spread=_SPREAD,
        )
    finally:
        store.close()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dytt-bench-") as folder:
        yield Path(folder)
