"""Plays the planner on the rows as they are, twice over, and takes all of it back.

I4: planning again, or the same instants anew, adds nothing. I5: planning in small
steps accounts for the same occasions as planning in one.
"""

from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.flows.plan import Planner
from bot.stores.connection import Value
from tests.simulation.chance import Chance
from tests.simulation.store import Rehearsal, SimStore
from tests.simulation.verdict import Trace

_SPAN = timedelta(days=12)
_BY_CALENDAR = frozenset(
    {"holiday", "closed", "quiet", "stopped", "pause", "part-time"}
)
_LAST = "SELECT coalesce(max(rowid), 0) FROM outbox"
_TOLD = "SELECT coalesce(max(id), 0) FROM journal"
_NEXT = "SELECT min(next_due_utc) FROM leader WHERE next_due_utc IS NOT NULL"
_DUE = "SELECT person, next_due_utc FROM leader WHERE next_due_utc <= ?"
_AGAIN = "UPDATE leader SET next_due_utc = ? WHERE person = ?"
_NUDGED = "SELECT person, id FROM outbox WHERE kind = 'nudge' AND rowid > ?"
_SKIPPED = "SELECT person, note FROM journal WHERE what = 'skipped' AND id > ?"


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock that shows one instant."""

    at: datetime

    def now(self) -> datetime:
        """Return it."""
        return self.at


@dataclass(frozen=True, slots=True)
class Rehearser:
    """Knows how to plan without anything coming of it."""

    store: SimStore
    chance: Chance
    trace: Trace

    def again(self, planner: Planner, now: datetime) -> None:
        """I4: plan now, plan again, then set the leaders back and plan once more."""
        self.trace.counts["rehearsed: again"] += 1

        def played(stage: Rehearsal) -> None:
            until = f"{now + planner.ahead:%Y-%m-%dT%H:%M:%S}Z"
            due = stage.rows(_DUE, until)
            self._plan(planner, stage, now)
            before = stage.connection.total_changes
            self._plan(planner, stage, now)
            if stage.connection.total_changes != before:
                self.trace.accuse("I4", f"planning again at {now} changed rows")
            planned = stage.rows(_LAST)
            stage.connection.executemany(_AGAIN, [(at, who) for who, at in due])
            self._plan(planner, stage, now)
            if stage.rows(_LAST) != planned:
                self.trace.accuse("I4", f"planning the same anew at {now} added more")

        self.store.rehearse(played)

    def in_steps(self, planner: Planner, now: datetime) -> None:
        """I5: plan some days step by step, and the same days in one step."""
        self.trace.counts["rehearsed: in steps"] += 1
        until = now + _SPAN

        def stepwise(stage: Rehearsal) -> Counter[Value]:
            at = now
            while at < until:
                self._plan(planner, stage, at)
                coming = stage.rows(_NEXT)[0][0]
                if coming is None:
                    break
                due = datetime.fromisoformat(str(coming))
                late = self.chance.within(minutes=5)
                at = max(due - planner.ahead, at) + late
            self._plan(planner, stage, until)
            return _accounted(stage)

        def at_once(stage: Rehearsal) -> Counter[Value]:
            self._plan(planner, stage, until)
            return _accounted(stage)

        small = self.store.rehearse(_marked(stepwise))
        large = self.store.rehearse(_marked(at_once))
        if small != large:
            apart = {
                who: (small[who], large[who])
                for who in sorted(map(str, small | large))
                if small[who] != large[who]
            }
            self.trace.accuse("I5", f"{now} to {until}, in steps and at once: {apart}")

    def _plan(self, planner: Planner, stage: Rehearsal, now: datetime) -> None:
        twin = replace(planner, store=stage, clock=Standing(now), dice=self.chance)
        _run(twin.plan())


def _marked(
    played: Callable[[Rehearsal], Counter[Value]],
) -> Callable[[Rehearsal], Counter[Value]]:
    """Have `played` count what comes from now on."""

    def marking(stage: Rehearsal) -> Counter[Value]:
        stage.outbox_mark = stage.rows(_LAST)[0][0]
        stage.journal_mark = stage.rows(_TOLD)[0][0]
        return played(stage)

    return marking


def _accounted(stage: Rehearsal) -> Counter[Value]:
    """Return how many occasions each leader's new rows account for.

    A nudge, planned or missed; or a reason of the leader's week, which stands for one
    that the calendar alone would have let happen.
    """
    nudged = stage.rows(_NUDGED, stage.outbox_mark)
    skipped = stage.rows(_SKIPPED, stage.journal_mark)
    return Counter(
        [who for who, _ in nudged]
        + [who for who, why in skipped if str(why) not in _BY_CALENDAR]
    )


def _run(work: Coroutine[Any, Any, object]) -> None:
    """Run what never really waits."""
    try:
        while True:
            work.send(None)
    except StopIteration:
        pass
