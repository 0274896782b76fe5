"""What may have changed since a delivery was planned, seen just before it is sent."""

from datetime import datetime

from bot.domain.calendar import allowed, next_allowed
from bot.domain.deliveries import Delivery, Kind, State
from bot.domain.planning import UNANSWERED
from bot.flows.rules import rules_of
from bot.ports.holidays import Holidays
from bot.ports.outbox import Settled
from bot.ports.store import Transaction

_HELD_TO_HOURS = frozenset({Kind.NUDGE, Kind.WELCOME, Kind.CHECK_IN})


def held_back(
    tx: Transaction, holidays: Holidays, delivery: Delivery, now: datetime
) -> Settled | None:
    """Return what becomes of a delivery that may not be sent now; None: send it."""
    if now >= delivery.expires_utc:
        return over(delivery, State.MISSED, "late")
    person = tx.people.find(delivery.person)
    if person.profile and (person.profile.gone or person.profile.unreachable):
        return over(delivery, State.REFUSED, "user_not_found")
    if delivery.kind in _HELD_TO_HOURS:
        return _out_of_hours(tx, holidays, delivery, now)
    return None


def _out_of_hours(
    tx: Transaction, holidays: Holidays, delivery: Delivery, now: datetime
) -> Settled | None:
    leader = tx.leaders.find(delivery.person)
    if leader is None:
        return over(delivery, State.DROPPED, "left")
    if leader.stopped:
        return over(delivery, State.DROPPED, "stopped")
    if delivery.kind is Kind.CHECK_IN and leader.unanswered < UNANSWERED:
        return over(delivery, State.DROPPED, "answered")
    rules = rules_of(tx, holidays, leader, now)
    skip = allowed(rules, now)
    if skip is None:
        return None
    later = next_allowed(rules, now)
    if later >= delivery.expires_utc:
        return over(delivery, State.DROPPED, skip)
    return back(delivery, later, skip)


def over(delivery: Delivery, state: State, reason: str) -> Settled:
    """Return that it ends in `state`, unsent."""
    return Settled(delivery.id, delivery.epoch, state, reason)


def back(delivery: Delivery, not_before: datetime, reason: str) -> Settled:
    """Return that it waits until `not_before`."""
    return Settled(
        delivery.id, delivery.epoch, State.PLANNED, reason, not_before_utc=not_before
    )
