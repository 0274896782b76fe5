"""Somebody's clocks change: no working day is lost, and none brings two nudges."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.domain.calendar import (
    Rhythm,
    Window,
    allowed,
    end_of_working_day,
    next_allowed,
    occasions,
    rhythm,
)
from bot.domain.deliveries import Delivery, Kind, State, check_in_id, nudge_id
from bot.domain.ids import PersonId
from bot.domain.people import Leader
from bot.domain.planning import APART
from bot.flows.schedule import reschedule
from bot.ports.store import Transaction

_INSTANT = timedelta(microseconds=1)
_FAR = timedelta(days=2)  # no two zones show one wall time further apart
_LATE = "late"
_OF_A_DAY = frozenset({Kind.NUDGE, Kind.CHECK_IN})


def moved(tx: Transaction, leader: Leader, now_utc: datetime) -> None:
    """Plan anew for a leader who goes by other clocks from now on.

    What is planned and not yet sent comes on the day it stands for: at its instant if
    that may be, else by the new clocks. An occasion that would have been earlier today,
    and was not planned, is due at once; one later today is due as ever.
    """
    person = tx.people.find(leader.person)
    workspace = tx.workspaces.find(person.workspace)
    # Holidays are left out: they are the same dates by any clocks.
    rules = rhythm(leader, person, workspace)
    for each in tx.outbox.waiting(leader.person):
        # What Later promised stands for an instant, and is held to it when sent.
        if each.kind in _OF_A_DAY and not each.round:
            _move(tx, rules, each, now_utc)
    _take_up(tx, rules, leader.person, now_utc)
    reschedule(tx, leader, now_utc, _looking_back(tx, leader, rules, now_utc))


def _looking_back(
    tx: Transaction, leader: Leader, rules: Rhythm, now: datetime
) -> datetime | None:
    """Return from when on occasions are due; None: from now on, today's or not.

    Today's is passed over when the working day is over, so that whoever flies back
    may still get it, and when another nudge has only just come.
    """
    today = now.astimezone(rules.zone).date()
    midnight = datetime.combine(today, time.min, rules.zone)
    since = max(midnight, leader.enrolled_utc) - _INSTANT
    earlier = next(occasions(rules, Window(since, now)), None)
    if earlier is None or _is_planned(tx, leader.person, earlier.day):
        return None
    ends = end_of_working_day(rules, today, earlier.due_utc)
    lasts = ends > now and _rested(tx, leader.person, now) == now
    return since if lasts else None


def _move(tx: Transaction, rules: Rhythm, planned: Delivery, now: datetime) -> None:
    """Move what waits for its day to the new clocks."""
    due = _due_on(rules, planned)
    if due is None:
        return  # the cadence changed as well; it is checked again before it is sent
    kept = max(planned.due_utc, now)
    if not _fits(rules, planned, kept):
        kept = next_allowed(rules, max(due, _rested(tx, planned.person, now)))
    if _fits(rules, planned, kept):
        _plan(tx, rules, planned, kept)
    elif end_of_working_day(rules, planned.local_date, due) <= now:
        # At once, so that it does not stand in the way of the day that has begun.
        tx.outbox.change(replace(planned, state=State.MISSED, reason=_LATE))


def _take_up(tx: Transaction, rules: Rhythm, person: PersonId, now: datetime) -> None:
    """Plan again what was given up as too late today, where today still lasts."""
    today = now.astimezone(rules.zone).date()
    missed = tx.outbox.find(nudge_id(person, today))
    if missed is None or missed.state is not State.MISSED or missed.reason != _LATE:
        return
    due = _due_on(rules, missed)
    if due is None or not missed.about:  # no nudge had been chosen
        return
    at = next_allowed(rules, max(due, _rested(tx, person, now)))
    if _fits(rules, missed, at):
        _plan(tx, rules, missed, at)


def _plan(tx: Transaction, rules: Rhythm, planned: Delivery, at: datetime) -> None:
    end = end_of_working_day(rules, planned.local_date, at)
    again = replace(planned, state=State.PLANNED, not_before_utc=at, expires_utc=end)
    if again != planned:
        tx.outbox.again(again)


def _due_on(rules: Rhythm, planned: Delivery) -> datetime | None:
    """Return when its day's occasion is by these clocks."""
    around = Window(planned.due_utc - _FAR, planned.due_utc + _FAR)
    days = {each.day: each.due_utc for each in occasions(rules, around)}
    return days.get(planned.local_date)


def _rested(tx: Transaction, person: PersonId, now: datetime) -> datetime:
    """Return now, or when it is long enough after every nudge that came."""
    nudges = tx.outbox.nudges(person, now - _FAR)
    return max([now, *(each.sent_utc + APART for each in nudges if each.sent_utc)])


def _fits(rules: Rhythm, planned: Delivery, at: datetime) -> bool:
    day = at.astimezone(rules.zone).date()
    return day == planned.local_date and allowed(rules, at) is None


def _is_planned(tx: Transaction, person: PersonId, day: date) -> bool:
    ids = (nudge_id(person, day), check_in_id(person, day))
    return any(tx.outbox.find(each) for each in ids)
