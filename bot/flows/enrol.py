"""Taking people in as leaders, and out again."""

from datetime import UTC, datetime, timedelta

from bot.domain.calendar import next_allowed
from bot.domain.deliveries import Delivery, Kind
from bot.domain.ids import NudgeId, PersonId, derived
from bot.domain.journal import Happened
from bot.domain.people import Leader, Person
from bot.flows.asked import Asked
from bot.flows.redraw import drop_waiting, refresh_home
from bot.flows.rules import rules_of
from bot.flows.schedule import reschedule

WELCOME_KEEPS = timedelta(days=7)
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # before any journal began
_ANSWERS = frozenset(
    {
        Happened.DONE,
        Happened.LATER,
        Happened.NOT_NOW,
        Happened.NOT_FOR_ME,
        Happened.UNDONE,
    }
)
_LEAVING = {Happened.STOPPED: True, Happened.STARTED: False}


def enrol(asked: Asked, person: Person) -> Leader:
    """Make the person a leader and plan their one welcome.

    Somebody who once opted out stays opted out, and is sent nothing; what was
    answered with Not for me stays away.
    """
    leader = Leader(
        person=person.id,
        enrolled_by=asked.person.id,
        enrolled_utc=asked.now_utc,
        stopped=_opted_out(asked, person.id),
        retired=_retired(asked, person.id),
    )
    asked.tx.people.save(person)
    reschedule(asked.tx, leader, asked.now_utc)
    if not leader.stopped:
        asked.tx.outbox.add([_welcome(asked, person, leader)])
    refresh_home(asked.tx, person.id, asked.now_utc)
    return leader


def release(asked: Asked, leader: Leader) -> None:
    """Take the leader out; nothing more is sent."""
    drop_waiting(asked.tx, leader.person, "left", asked.now_utc)
    asked.tx.leaders.remove(leader.person)
    refresh_home(asked.tx, leader.person, asked.now_utc)


def _opted_out(asked: Asked, person: PersonId) -> bool:
    told = [
        _LEAVING[entry.what]
        for entry in asked.tx.journal.of(person, _ALWAYS)
        if entry.what in _LEAVING
    ]
    return bool(told) and told[-1]


def _retired(asked: Asked, person: PersonId) -> frozenset[NudgeId]:
    """Return what was answered with Not for me, and not taken back."""
    last = {
        entry.delivery: entry
        for entry in asked.tx.journal.of(person, _ALWAYS)
        if entry.what in _ANSWERS
    }
    return frozenset(
        entry.nudge
        for entry in last.values()
        if entry.what is Happened.NOT_FOR_ME and entry.nudge
    )


def _welcome(asked: Asked, person: Person, leader: Leader) -> Delivery:
    now = asked.now_utc
    earliest = now
    if person.profile:
        # Once the zone is known, not in the middle of the night.
        rules = rules_of(asked.tx, asked.holidays, leader, now)
        earliest = next_allowed(rules, now)
    return Delivery(
        id=derived(person.id, Kind.WELCOME, leader.enrolled_utc.isoformat()),
        person=person.id,
        kind=Kind.WELCOME,
        local_date=now.astimezone(person.zone).date(),
        due_utc=now,
        not_before_utc=earliest,
        expires_utc=earliest + WELCOME_KEEPS,
        about=leader.enrolled_by,
        language=person.language,
    )
