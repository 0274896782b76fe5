"""Holds what reaches the platform, and what is kept, against the invariants.

I1, I2, I3, I6, I7 and I10 of the design, judged by rows read with statements of its own
and by the calendar of the oracle.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from re import compile as pattern

from bot.domain.ids import PersonId, workspace_of
from bot.domain.messages import Message, read_aloud
from tests.simulation.agenda import Agenda
from tests.simulation.oracle import Standing, standings
from tests.simulation.store import SimStore
from tests.simulation.verdict import Trace
from tests.simulation.watch import Seen

IN_FLIGHT = timedelta(seconds=60)
"""How long ago the bot may have looked before a request arrives: it waits 10 s for an
answer, the request lies about for 15 more, and the bot's clock is up to 20 s behind."""

FAST = timedelta(seconds=5)
"""How far ahead of the true time the bot's clock may be."""

APART = timedelta(hours=8)
"""Between two nudges at least: planned twelve hours apart, each may come late."""

INPUTS_KEPT = timedelta(days=1)

_TIMED = frozenset({"nudge", "welcome", "check-in"})
_OF = """
SELECT workspace, person, kind, local_date, state, not_before_utc, expires_utc
FROM outbox WHERE id = ?
"""
_ENDED = frozenset({"missed", "refused", "dropped", "held", "unknown"})
_UNFINISHED = """
SELECT id, person, kind, state, reason, not_before_utc, expires_utc FROM outbox
WHERE state IN ('planned', 'sending', 'unknown')
"""
_SILENT = """
SELECT id, person, kind, state FROM outbox
WHERE state IN ('missed', 'refused', 'dropped', 'held') AND reason = ''
"""
_SENT = """
SELECT id, person, kind, state, round FROM outbox
WHERE state IN ('sent', 'replaced') AND kind IN ('nudge', 'check-in', 'welcome')
"""
_FORGOTTEN = """
SELECT leader.*, person.zone FROM leader JOIN person ON person.id = leader.person
WHERE leader.stopped = 0 AND person.zone IS NOT NULL
  AND person.gone = 0 AND person.unreachable = 0
  AND coalesce(leader.next_due_utc, '') < ?
"""
_MARK = pattern(r"W\d{3}")


@dataclass(slots=True)
class Judge:
    """Knows everything that was ever accepted, and every setting that ever held."""

    agenda: Agenda
    store: SimStore
    trace: Trace
    records: timedelta  # how long deliveries are kept
    is_busy: Callable[[PersonId], bool]  # surely so, since before the bot asked
    held: dict[str, list[tuple[datetime, Standing | None]]] = field(
        default_factory=dict
    )
    wires: dict[str, datetime] = field(default_factory=dict)
    planned: dict[str, datetime] = field(default_factory=dict)
    given: dict[str, dict[str, str]] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    lately: dict[str, datetime] = field(default_factory=dict)  # in this life, and when

    def committed(self, account: str, seen: Sequence[Seen], changed: int) -> None:
        """Hear what a transaction did."""
        touched: set[str] = set()
        for each in seen:
            self.trace.note(self.agenda.now, str(each))
            match each:
                case Seen("settings", (_, workspace)):
                    touched.add(workspace)
                case Seen("outbox", (how, *row)):
                    self._delivery(how, row)
                case Seen("journal", (_, _, _, what, _, note)):
                    why = f" ({note})" if what == "skipped" else ""
                    self.trace.counts[f"journal: {what}{why}"] += 1
                case _:
                    pass
        for workspace in sorted(touched):
            self._settings(workspace)
        if changed and account in self.acknowledged:
            self.trace.accuse("I7", f"a repeat of {account} changed {changed} rows")

    def _delivery(self, how: str, row: Sequence[str]) -> None:
        delivery, _, kind, state, *_ = row
        if how == "-":
            self._gone(row)
            return
        if how == "+":
            self.planned[delivery] = self.agenda.now
        self.trace.counts[f"{kind}: {state}"] += 1

    def acknowledge(self, given: str) -> None:
        """Hear that an input was acknowledged: from now on it must be kept."""
        self.acknowledged.add(given)
        self.lately[given] = self.agenda.now
        if not self.store.ask("SELECT 1 AS kept FROM input WHERE given = ?", given):
            self.trace.accuse("I6", f"{given} was acknowledged and is not kept")

    def after_a_death(self) -> None:
        """I6: what this life acknowledged must have outlived it."""
        for given, at in list(self.lately.items()):
            if at > self.agenda.now - INPUTS_KEPT:
                self.acknowledge(given)
        self.lately.clear()

    def accepted(self, to: PersonId, wire_id: str, message: Message) -> None:
        """Judge a message at the instant the platform takes it."""
        self._says_only_its_own(to, message)
        if not wire_id:
            return
        now = self.agenda.now
        if wire_id in self.wires:
            self.trace.accuse("I1", f"{wire_id} was sent twice to {to}")
        self.wires[wire_id] = now
        delivery, _, showing = wire_id.rpartition(".")
        rows = self.store.ask(_OF, delivery)
        if not rows:
            self.trace.accuse("I1", f"{wire_id} was sent to {to}, planned by nobody")
        row = {name: str(value) for name, value in rows[0].items()}
        if row["person"] != to or row["workspace"] != workspace_of(to):
            self.trace.accuse("I10", f"{wire_id} of {row['person']} was sent to {to}")
        self._at_its_time(row)
        if row["kind"] in _TIMED:
            self._in_its_hours(to, row["kind"], promised=showing != "0")
        if row["kind"] == "nudge" and showing == "0":
            self._under_the_cap(to, delivery, row)

    def _at_its_time(self, row: dict[str, str]) -> None:
        """I2: neither before it was to come, nor when it is too late to be of use."""
        if row["state"] != "sending":
            return  # the bot has given this request up, and planned on
        early = f"{self.agenda.now + IN_FLIGHT:%Y-%m-%dT%H:%M:%S}"
        late = f"{self.agenda.now - IN_FLIGHT:%Y-%m-%dT%H:%M:%S}"
        if not (row["not_before_utc"] <= early and late <= row["expires_utc"]):
            self.trace.accuse("I2", f"was sent before its time, or too late: {row}")

    def _in_its_hours(self, to: PersonId, kind: str, *, promised: bool) -> None:
        """I2: some moment since the bot can have looked allows it.

        What Later promised comes at its minute, whatever the leader's status says.
        """
        why = "nobody's leader"
        for standing, begun, ended in self._held_since(to, self.agenda.now - IN_FLIGHT):
            for at in (begun, ended, ended + FAST):
                why = standing.forbids(at) or ("" if promised else standing.away(at))
                if not why:
                    break
            else:
                continue
            break
        if not why and not promised and self.is_busy(to):
            why = "do not disturb"
        if why:
            self.trace.accuse("I2", f"a {kind} was sent to {to}: {why}")

    def _under_the_cap(self, to: PersonId, delivery: str, row: dict[str, str]) -> None:
        """I3: one a local day, and the cap an ISO week, at most three."""
        given = self.given.setdefault(to, {})
        day = row["local_date"]
        before = [self.wires[f"{each}.0"] for each in given]
        if before and max(before) > self.agenda.now - APART:
            self.trace.accuse("I3", f"{to} got two nudges in a few hours")
        if day in given.values():
            self.trace.accuse("I3", f"{to} got a second nudge for {day}")
        given[delivery] = day
        week = _iso_week(day)
        many = sum(_iso_week(each) == week for each in given.values())
        held = self._held_since(to, self.planned[delivery])
        cap = max((one.cap for one, _, _ in held), default=3)
        if many > min(3, cap):
            self.trace.accuse("I3", f"{to} got {many} nudges in week {week}: cap {cap}")

    def _held_since(
        self, person: str, since: datetime
    ) -> list[tuple[Standing, datetime, datetime]]:
        """Return what held for the leader since then, each from when until when."""
        history = self.held.get(person, [])
        ends = [at for at, _ in history[1:]] + [self.agenda.now]
        return [
            (standing, max(begun, since), ended)
            for (begun, standing), ended in zip(history, ends, strict=True)
            if standing and ended >= since
        ]

    def _says_only_its_own(self, to: PersonId, message: Message) -> None:
        own = workspace_of(to).rpartition(":")[2]
        strange = set(_MARK.findall(read_aloud(message))) - {own}
        if strange:
            self.trace.accuse("I10", f"{to} was told of {sorted(strange)}")

    def _settings(self, workspace: str) -> None:
        now = self.agenda.now
        found = standings(self.store.ask, workspace)
        known = [
            each for each in self.held if workspace_of(PersonId(each)) == workspace
        ]
        for person in sorted({*known, *found}):
            history = self.held.setdefault(person, [])
            standing = found.get(person)
            if not history or history[-1][1] != standing:
                history.append((now, standing))

    def _gone(self, row: Sequence[object]) -> None:
        delivery, person, kind, state, _, due = map(str, row)
        old = datetime.fromisoformat(due) < self.agenda.now - self.records + IN_FLIGHT
        if state in {"planned", "sending"} or not old:
            self.trace.accuse("I1", f"{kind} {delivery} of {person} vanished: {state}")

    def settle_accounts(self, may_look: Callable[[PersonId], bool]) -> None:
        """I1 after a calm hour: everything has ended, with its reason, as it was.

        What the bot may not look up stays unknown, and says so.
        """
        now = f"{self.agenda.now - IN_FLIGHT:%Y-%m-%dT%H:%M:%S}"
        for row in self.store.ask(_UNFINISHED):
            waits = row["state"] == "planned" and str(row["not_before_utc"]) > now
            hidden = row["state"] == "unknown" and not may_look(_person(row))
            if not (waits or (hidden and row["reason"])):
                self.trace.accuse("I1", f"was left unfinished: {row}")
        for row in self.store.ask(_SILENT):
            self.trace.accuse("I1", f"ended without a reason: {row}")
        for row in self.store.ask(_FORGOTTEN, now):
            self.trace.accuse("I1", f"a leader is never planned again: {row}")
        for row in self.store.ask(_SENT):
            if f"{row['id']}.{row['round']}" not in self.wires:
                self.trace.accuse("I1", f"is kept as sent, and never was: {row}")
        for wire_id in self.wires:
            self._as_it_was(wire_id)

    def _as_it_was(self, wire_id: str) -> None:
        delivery, _, showing = wire_id.rpartition(".")
        rows = self.store.ask("SELECT * FROM outbox WHERE id = ?", delivery)
        for row in rows:
            later = int(row["round"] or 0) > int(showing)
            if not later and row["state"] in _ENDED - {"unknown"}:
                self.trace.accuse("I1", f"{wire_id} was sent, and is kept as {row}")


def _person(row: Mapping[str, object]) -> PersonId:
    return PersonId(str(row["person"]))


def _iso_week(day: str) -> tuple[int, int]:
    year, week, _ = date.fromisoformat(day).isocalendar()
    return year, week
