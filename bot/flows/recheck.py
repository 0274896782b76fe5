"""What may have changed since a delivery was planned, seen just before it is sent."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.calendar import (
    Rhythm,
    allowed,
    end_of_working_day,
    next_allowed,
)
from bot.domain.deliveries import Delivery, Kind, Method, State
from bot.domain.people import Leader, Person
from bot.domain.planning import UNANSWERED
from bot.flows.promise import is_promised
from bot.flows.rules import rules_of
from bot.ports.holidays import Holidays
from bot.ports.outbox import Settled
from bot.ports.store import Transaction

APART = timedelta(seconds=1)  # Slack takes one message a second in a conversation
_HELD_TO_HOURS = frozenset({Kind.NUDGE, Kind.WELCOME, Kind.CHECK_IN})


@dataclass(frozen=True, slots=True)
class Now:
    """The moment of sending, and who asked not to be disturbed until when."""

    utc: datetime
    busy_until: datetime | None = None


def may_disturb(delivery: Delivery) -> bool:
    """Whether it is sent whatever its person's status says.

    What Later promised comes at its minute: the person asked for it.
    """
    return delivery.kind not in _HELD_TO_HOURS or delivery.round > 0


def held_back(
    tx: Transaction, holidays: Holidays, delivery: Delivery, now: Now
) -> Settled | None:
    """Return what becomes of a delivery that may not be sent now; None: send it."""
    if now.utc >= delivery.expires_utc:
        return over(delivery, State.MISSED, "late")
    person = tx.people.find(delivery.person)
    if person.profile and (person.profile.gone or person.profile.unreachable):
        return over(delivery, State.REFUSED, "user_not_found")
    held = None
    if delivery.kind in _HELD_TO_HOURS:
        held = _out_of_hours(tx, holidays, delivery, person, now)
    return held or _too_close(tx, delivery, now.utc)


def _out_of_hours(
    tx: Transaction, holidays: Holidays, delivery: Delivery, person: Person, now: Now
) -> Settled | None:
    leader = tx.leaders.find(delivery.person)
    unwanted = _unwanted(delivery, leader)
    if leader is None or unwanted:
        return over(delivery, State.DROPPED, unwanted)
    rules = rules_of(tx, holidays, leader, now.utc)
    skip = allowed(rules, now.utc)
    if skip:
        return _waits(delivery, rules, now.utc, skip)
    return None if may_disturb(delivery) else _disturbed(delivery, rules, person, now)


def _unwanted(delivery: Delivery, leader: Leader | None) -> str:
    """Return why the leader is to get nothing now; empty: nothing speaks against it."""
    if leader is None:
        return "left"
    if leader.stopped:
        return "stopped"
    answered = leader.unanswered < UNANSWERED
    return "answered" if delivery.kind is Kind.CHECK_IN and answered else ""


def _disturbed(
    delivery: Delivery, rules: Rhythm, person: Person, now: Now
) -> Settled | None:
    """Wait for the end of do-not-disturb, and of an absence that a status tells."""
    away = person.profile.away_until_utc if person.profile else None
    ends = [(now.busy_until, "dnd"), (away, "away")]
    found = [(until, why) for until, why in ends if until and until > now.utc]
    if not found:
        return None
    until, why = max(found)
    return _waits(delivery, rules, until, why)


def _waits(delivery: Delivery, rules: Rhythm, at: datetime, reason: str) -> Settled:
    """Return that it waits for the first allowed instant from `at` on, if in time."""
    later = at if at >= delivery.expires_utc else next_allowed(rules, at)
    if later < delivery.expires_utc:
        return back(delivery, later, reason)
    if not is_promised(delivery):
        return over(delivery, State.DROPPED, reason)
    day = later.astimezone(rules.zone).date()
    ends = end_of_working_day(rules, day, later)
    return replace(back(delivery, later, reason), expires_utc=ends)


def _too_close(tx: Transaction, delivery: Delivery, now: datetime) -> Settled | None:
    """Keep what is posted to one person a second apart."""
    if delivery.turn.method is not Method.POST:
        return None
    last = tx.outbox.posted_utc(delivery.person)
    if last is None or not last <= now < last + APART:
        return None
    return back(delivery, last + APART, "one a second")


def over(delivery: Delivery, state: State, reason: str) -> Settled:
    """Return that it ends in `state`, unsent."""
    return Settled(delivery.id, delivery.epoch, state, reason)


def back(delivery: Delivery, not_before: datetime, reason: str) -> Settled:
    """Return that it waits until `not_before`."""
    return Settled(
        delivery.id, delivery.epoch, State.PLANNED, reason, not_before_utc=not_before
    )
