"""Values to keep in a store, with only what a test cares about spelled out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.deliveries import Delivery, Kind, Turn
from bot.domain.ids import PersonId, WorkspaceId, derived, person_in
from bot.domain.journal import Entry, Happened
from bot.domain.people import Leader
from bot.ports.outbox import Lease
from bot.ports.store import Transaction

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LANE = WorkspaceId("slack:T1")
KARI = person_in(LANE, "U1")
OLA = person_in(LANE, "U2")


def minutes(many: float) -> datetime:
    """Return the instant so many minutes after NOW."""
    return NOW + timedelta(minutes=many)


def nudge(person: PersonId = KARI, due_utc: datetime = NOW) -> Delivery:
    """Return a nudge planned for `due_utc`; another minute, another nudge."""
    return Delivery(
        id=derived(person, "nudge", due_utc.isoformat()),
        person=person,
        kind=Kind.NUDGE,
        local_date=due_utc.date(),
        due_utc=due_utc,
        not_before_utc=due_utc,
        expires_utc=due_utc + timedelta(hours=8),
        about="give-feedback/same-day-one-thing",
    )


def other(kind: Kind, person: PersonId = KARI, due_utc: datetime = NOW) -> Delivery:
    """Return a delivery of another kind."""
    return replace(
        nudge(person, due_utc),
        id=derived(person, kind, due_utc.isoformat()),
        kind=kind,
        about="",
    )


def claim(
    tx: Transaction, lane: WorkspaceId = LANE, minute: float = 0, most: int = 9
) -> list[Delivery]:
    """Claim what is due in a lane for two minutes, turn by turn, as a drain does."""
    taken: list[Delivery] = []
    for turn in Turn:
        lease = Lease(minutes(minute + 2), most - len(taken))
        taken += tx.outbox.claim(lane, turn, minutes(minute), lease)
    return taken


def leader(person: PersonId = KARI) -> Leader:
    """Return a leader who has chosen nothing."""
    return Leader(person, enrolled_by=OLA, enrolled_utc=NOW)


def entry(what: Happened = Happened.DONE, at_utc: datetime = NOW) -> Entry:
    """Return one thing that happened to Kari."""
    return Entry(at_utc, LANE, KARI, what)
