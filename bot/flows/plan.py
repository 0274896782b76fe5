"""A tick: whoever is due gets a delivery, or a reason why not, and a next instant."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.calendar import (
    Occasion,
    Rhythm,
    Skip,
    Window,
    end_of_working_day,
    next_instant,
    occasions,
)
from bot.domain.choice import Choice, choose
from bot.domain.deliveries import UNSENT, Delivery, Kind, State, nudge_id
from bot.domain.habits import Catalogue
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.journal import Entry, Happened
from bot.domain.people import Workspace
from bot.flows.rules import rules_when_due
from bot.ports.clock import Clock
from bot.ports.dice import Dice
from bot.ports.holidays import Holidays
from bot.ports.store import Due, Store, Transaction, Urgency

BATCH = 100  # people a transaction, so that a press waits a fraction of a second
_NOT_COUNTED = UNSENT | {State.HELD}


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans `ahead` of time; probability is the coin's, 1.0 while no trial runs."""

    store: Store
    clock: Clock
    dice: Dice
    catalogue: Catalogue
    holidays: Holidays
    ahead: timedelta = timedelta(minutes=10)
    probability: float = 1.0

    async def plan(self) -> int:
        """Plan everybody due until now plus `ahead`; return how many were looked at."""
        looked_at = 0
        while True:
            batch = await self.store.write(self._batch, Urgency.BULK)
            looked_at += batch
            if batch < BATCH:
                return looked_at

    def _batch(self, tx: Transaction) -> int:
        now = self.clock.now()
        until = now + self.ahead
        due = tx.leaders.due(until, BATCH)
        workspaces: dict[WorkspaceId, Workspace] = {}
        entries: list[Entry] = []
        next_due: dict[PersonId, datetime | None] = {}
        for each in due:
            home = each.person.workspace
            if home not in workspaces:
                workspaces[home] = tx.workspaces.find(home)
            rules = rules_when_due(each, workspaces[home], self.holidays)
            entries.extend(self._leader(tx, each, rules, until))
            next_due[each.person.id] = next_instant(rules, until)
        tx.journal.add(entries)
        tx.leaders.move(next_due)
        return len(due)

    def _leader(
        self, tx: Transaction, due: Due, rules: Rhythm, until: datetime
    ) -> Iterator[Entry]:
        """Plan one leader; yield what to journal."""
        window = Window(due.due_utc - timedelta(microseconds=1), until)
        happened = list(occasions(rules, window))
        if not happened:
            return  # the cadence changed since this instant was written down
        *older, latest = happened
        for occasion in older:
            # After a downtime only the latest occurrence counts.
            self._miss(tx, due, occasion, "down")
        end = end_of_working_day(rules, latest.day, latest.due_utc)
        if latest.skip is None and self.clock.now() >= end:
            self._miss(tx, due, latest, "late")
            return
        if latest.skip is None and _is_full(tx, due, latest, rules):
            latest = replace(latest, skip=Skip.CAP)
        if latest.skip is None and _comes_back(tx, due, latest, rules):
            yield replace(self._entry(due, Happened.SKIPPED), note="put off")
            return
        yield from self._decide(tx, due, latest, end)

    def _decide(
        self, tx: Transaction, due: Due, occasion: Occasion, end: datetime
    ) -> Iterator[Entry]:
        choice = None if occasion.skip else self._choice(tx, due, occasion)
        if choice is None:
            note = occasion.skip or "no nudge fits"
            yield replace(self._entry(due, Happened.SKIPPED), note=note)
            return
        coin = self.dice.roll() < self.probability
        delivery = replace(
            _delivery(due, occasion, end),
            about=choice.nudge.id,
            state=State.PLANNED if coin else State.HELD,
            reason="" if coin else "coin",
        )
        if not tx.outbox.add([delivery]):
            return  # planned before: the same day again, or the same tick
        yield replace(
            self._entry(due, Happened.CHOSEN),
            delivery=delivery.id,
            habit=choice.nudge.habit,
            nudge=choice.nudge.id,
            probability=self.probability,
            coin=coin,
            available=True,
            policy=choice.policy,
        )

    def _choice(self, tx: Transaction, due: Due, occasion: Occasion) -> Choice | None:
        used = tx.journal.chosen(due.person.id)
        local = occasion.due_utc.astimezone(due.person.zone)
        return choose(
            self.catalogue, due.leader, due.person.language, local.time(), used
        )

    def _miss(self, tx: Transaction, due: Due, occasion: Occasion, why: str) -> None:
        if occasion.skip is None:
            planned = _delivery(due, occasion, occasion.due_utc)
            tx.outbox.add([replace(planned, state=State.MISSED, reason=why)])

    def _entry(self, due: Due, what: Happened) -> Entry:
        return Entry(
            at_utc=self.clock.now(),
            workspace=due.person.workspace,
            person=due.person.id,
            what=what,
            available=False,
        )


def _is_full(tx: Transaction, due: Due, occasion: Occasion, rules: Rhythm) -> bool:
    """Return whether this ISO week of the leader is full, whatever changed."""
    monday = occasion.day - timedelta(days=occasion.day.weekday())
    since = occasion.due_utc - timedelta(days=8)
    week = [
        sent
        for sent in tx.outbox.nudges(due.person.id, since)
        if monday <= sent.local_date < monday + timedelta(days=7)
        # One that Later had sent again was sent once, however it ended.
        and (sent.state not in _NOT_COUNTED or sent.round)
        and sent.local_date != occasion.day
    ]
    return len(week) >= rules.cadence.cap_per_week


def _comes_back(tx: Transaction, due: Due, occasion: Occasion, rules: Rhythm) -> bool:
    """Return whether a nudge that was put off comes that day: then no new one does."""
    return any(
        waits.kind is Kind.NUDGE
        and waits.round
        and waits.not_before_utc.astimezone(rules.zone).date() == occasion.day
        for waits in tx.outbox.waiting(due.person.id)
    )


def _delivery(due: Due, occasion: Occasion, expires: datetime) -> Delivery:
    return Delivery(
        id=nudge_id(due.person.id, occasion.day),
        person=due.person.id,
        kind=Kind.NUDGE,
        local_date=occasion.day,
        due_utc=occasion.due_utc,
        not_before_utc=occasion.due_utc,
        expires_utc=expires,
        language=due.person.language,
    )
