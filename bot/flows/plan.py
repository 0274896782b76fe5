"""A tick: whoever is due gets a delivery, or a reason why not, and a next instant."""

import asyncio
import logging
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.calendar import (
    Occasion,
    Rhythm,
    Window,
    end_of_working_day,
    next_instant,
    occasions,
)
from bot.domain.choice import Choice
from bot.domain.deliveries import Delivery, Kind, State, check_in_id, nudge_id
from bot.domain.errors import told
from bot.domain.habits import Catalogue
from bot.domain.ids import PersonId
from bot.domain.journal import Entry, Happened
from bot.domain.planning import CheckIn, Left, decide, past_of, sends_at
from bot.flows.rules import looked_at, rules_when_due
from bot.ports.clock import Clock
from bot.ports.dice import Dice
from bot.ports.holidays import Holidays
from bot.ports.store import Behind, Due, Store, Transaction, Urgency

_log = logging.getLogger(__name__)

BATCH = 250  # people at once, so that a press waits a fraction of a second
TOGETHER = 4  # batches that wait side by side: where the store can, for one commit
CHECK_IN = "check-in"
_ASIDE = timedelta(hours=1)
_INSTANT = timedelta(microseconds=1)
_BEHIND = timedelta(days=8)  # an ISO week, and a move over the date line


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans `ahead` of time; probability is the coin's, 1.0 while no trial runs.

    Those who are due at one instant are sent to within `spread`.
    """

    store: Store
    clock: Clock
    dice: Dice
    catalogue: Catalogue
    holidays: Holidays
    ahead: timedelta = timedelta(minutes=10)
    probability: float = 1.0
    spread: timedelta = timedelta()

    async def plan(self) -> int:
        """Plan everybody due until now plus `ahead`; return how many were looked at."""
        looked_at = least = await self._write()
        while least == BATCH:
            batches = await asyncio.gather(*(self._write() for _ in range(TOGETHER)))
            looked_at += sum(batches)
            least = min(batches)
        return looked_at

    async def _write(self) -> int:
        return await self.store.write(self._batch, Urgency.BULK)

    def _batch(self, tx: Transaction) -> int:
        now = self.clock.now()
        until = now + self.ahead
        due = tx.leaders.due(until, BATCH)
        if due:
            behind = tx.leaders.behind(due, due[0].due_utc - _BEHIND)
            batch = _Batch(self, now, until, behind)
            for each in due:
                batch.plan_or_put_aside(each)
            tx.outbox.add(batch.deliveries)
            tx.journal.add(batch.entries)
            tx.leaders.move(batch.next_due)
        return len(due)


@dataclass(frozen=True, slots=True)
class _Span:
    """A rhythm, what it has brought since somebody was due, and what it brings next."""

    rules: Rhythm
    happened: Sequence[Occasion]
    ends_utc: datetime | None  # when the latest is too late; None: none happened
    next_utc: datetime | None


@dataclass(frozen=True, slots=True)
class _Batch:
    """Leaders planned in one transaction, and the rows that come of it."""

    planner: Planner
    now: datetime
    until: datetime
    behind: Behind
    deliveries: list[Delivery] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    next_due: dict[PersonId, datetime | None] = field(default_factory=dict)
    spans: dict[Hashable, _Span] = field(default_factory=dict)

    def plan_or_put_aside(self, due: Due) -> None:
        """Plan one leader; one who cannot be planned must not stop all others."""
        try:
            self.plan(due)
        except Exception as error:  # noqa: BLE001  a bug; it is tried again, with others
            who = due.person.id
            _log.error("not_planned person=%s error=%s", who, told(error))
            self.next_due[who] = self.now + _ASIDE

    def plan(self, due: Due) -> None:
        """Plan one leader."""
        span = self._span(due)
        self.next_due[due.person.id] = span.next_utc
        if span.ends_utc is None:
            return  # the cadence changed since this instant was written down
        earlier = self.behind.earlier.get(due.person.id, ())
        planned = {each.local_date for each in earlier}
        *older, latest = span.happened
        for occasion in older:
            # After a downtime only the latest occurrence counts.
            if not occasion.skip and occasion.day not in planned:
                self._miss(due, occasion, "down")
        if latest.day in planned:
            return  # a day has one nudge or check-in, however often it is planned
        if not latest.skip and self.now >= span.ends_utc:
            self._miss(due, latest, "late")
        else:
            self._decide(due, span.rules, latest, span.ends_utc)

    def _span(self, due: Due) -> _Span:
        """Return the leader's span; kept, because many leaders have one rhythm."""
        home = due.person.workspace
        key = home, looked_at(due)
        span = self.spans.get(key)
        if span is None:
            workspace = self.behind.workspaces[home]
            rules = rules_when_due(due, workspace, self.planner.holidays)
            # So have many workspaces.
            alike = rules, due.due_utc
            span = self.spans.get(alike) or self._new_span(rules, due.due_utc)
            self.spans[key] = self.spans[alike] = span
        return span

    def _new_span(self, rules: Rhythm, due_utc: datetime) -> _Span:
        happened = list(occasions(rules, Window(due_utc - _INSTANT, self.until)))
        latest = happened[-1] if happened else None
        return _Span(
            rules,
            happened,
            end_of_working_day(rules, latest.day, latest.due_utc) if latest else None,
            next_instant(rules, self.until),
        )

    def _decide(
        self, due: Due, rules: Rhythm, occasion: Occasion, ends: datetime
    ) -> None:
        who = due.person.id
        earlier = self.behind.earlier.get(who, ())
        used = self.behind.used.get(who, ())
        decision = decide(
            self.planner.catalogue,
            due.leader,
            due.person.language,
            rules,
            occasion,
            past_of(earlier, used, rules.zone),
        )
        match decision:
            case Choice():
                self._choose(due, occasion, ends, decision)
            case CheckIn():
                self._check_in(due, occasion, ends)
            case Left(why=why):
                self._skip(due, why)

    def _choose(
        self, due: Due, occasion: Occasion, ends: datetime, choice: Choice
    ) -> None:
        who = due.person.id
        coin = self._coin()
        nudge = Delivery(
            id=nudge_id(who, occasion.day),
            person=who,
            kind=Kind.NUDGE,
            local_date=occasion.day,
            due_utc=occasion.due_utc,
            not_before_utc=self._sends(who, occasion, ends),
            expires_utc=ends,
            about=choice.nudge.id,
            language=due.person.language,
            state=State.PLANNED if coin else State.HELD,
            reason="" if coin else "coin",
        )
        self.deliveries.append(nudge)
        self.entries.append(
            Entry(
                at_utc=self.now,
                workspace=due.person.workspace,
                person=who,
                what=Happened.CHOSEN,
                delivery=nudge.id,
                habit=choice.nudge.habit,
                nudge=choice.nudge.id,
                probability=self.planner.probability,
                coin=coin,
                available=True,
                policy=choice.policy,
            )
        )

    def _coin(self) -> bool:
        """Throw the coin, unless it can only fall one way."""
        planner = self.planner
        return planner.probability >= 1 or planner.dice.roll() < planner.probability

    def _check_in(self, due: Due, occasion: Occasion, ends: datetime) -> None:
        who = due.person.id
        self.deliveries.append(
            Delivery(
                id=check_in_id(who, occasion.day),
                person=who,
                kind=Kind.CHECK_IN,
                local_date=occasion.day,
                due_utc=occasion.due_utc,
                not_before_utc=self._sends(who, occasion, ends),
                expires_utc=ends,
                language=due.person.language,
            )
        )
        self._skip(due, CHECK_IN)

    def _miss(self, due: Due, occasion: Occasion, why: str) -> None:
        who = due.person.id
        self.deliveries.append(
            Delivery(
                id=nudge_id(who, occasion.day),
                person=who,
                kind=Kind.NUDGE,
                local_date=occasion.day,
                due_utc=occasion.due_utc,
                not_before_utc=occasion.due_utc,
                expires_utc=occasion.due_utc,
                language=due.person.language,
                state=State.MISSED,
                reason=why,
            )
        )

    def _skip(self, due: Due, why: str) -> None:
        self.entries.append(
            Entry(
                at_utc=self.now,
                workspace=due.person.workspace,
                person=due.person.id,
                what=Happened.SKIPPED,
                available=False,
                note=why,
            )
        )

    def _sends(self, who: PersonId, occasion: Occasion, ends: datetime) -> datetime:
        return sends_at(who, occasion.due_utc, ends, self.planner.spread)
