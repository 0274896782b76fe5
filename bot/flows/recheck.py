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
from bot.domain.people import Leader, Person, Workspace
from bot.domain.planning import UNANSWERED
from bot.flows.promise import is_promised
from bot.flows.rules import rules_when_due
from bot.ports.holidays import Holidays
from bot.ports.outbox import Settled
from bot.ports.store import Due, Transaction

APART = timedelta(seconds=1)  # Slack takes one message a second in a conversation
_HELD_TO_HOURS = frozenset({Kind.NUDGE, Kind.WELCOME, Kind.CHECK_IN})


@dataclass(frozen=True, slots=True)
class Check:
    """One delivery about to be sent, and what it is held against; read once."""

    delivery: Delivery
    person: Person
    workspace: Workspace
    leader: Leader | None
    country: str  # of the leader's team; empty: the workspace's own
    now_utc: datetime
    busy_until: datetime | None  # the person asked not to be disturbed
    posted_utc: datetime | None  # something else, a moment ago


def may_disturb(delivery: Delivery) -> bool:
    """Whether it is sent whatever its person's status says.

    What Later promised comes at its minute: the person asked for it.
    """
    return delivery.kind not in _HELD_TO_HOURS or delivery.round > 0


def held_back(holidays: Holidays, check: Check) -> Settled | None:
    """Return what becomes of a delivery that may not be sent now; None: send it."""
    delivery, profile = check.delivery, check.person.profile
    if check.now_utc >= delivery.expires_utc:
        return over(delivery, State.MISSED, "late")
    if profile and (profile.gone or profile.unreachable):
        return over(delivery, State.REFUSED, "user_not_found")
    held = None
    if delivery.kind in _HELD_TO_HOURS:
        held = _out_of_hours(holidays, check)
    return held or _too_close(check)


def check_of(
    tx: Transaction, delivery: Delivery, now: datetime, busy_until: datetime | None
) -> Check:
    """Read what `delivery` is held against."""
    team = tx.teams.of_leader(delivery.person)
    return Check(
        delivery=delivery,
        person=tx.people.find(delivery.person),
        workspace=tx.workspaces.find(delivery.workspace),
        leader=tx.leaders.find(delivery.person),
        country=team.country if team else "",
        now_utc=now,
        busy_until=busy_until,
        posted_utc=tx.outbox.posted_utc(delivery.person),
    )


def _out_of_hours(holidays: Holidays, check: Check) -> Settled | None:
    delivery, leader, now = check.delivery, check.leader, check.now_utc
    unwanted = _unwanted(delivery, leader)
    if leader is None or unwanted:
        return over(delivery, State.DROPPED, unwanted)
    due = Due(leader, check.person, now, check.country)
    rules = rules_when_due(due, check.workspace, holidays)
    skip = allowed(rules, now)
    if skip:
        return _waits(delivery, rules, now, skip)
    return None if may_disturb(delivery) else _disturbed(rules, check)


def _unwanted(delivery: Delivery, leader: Leader | None) -> str:
    """Return why the leader is to get nothing now; empty: nothing speaks against it."""
    if leader is None:
        return "left"
    if leader.stopped:
        return "stopped"
    answered = leader.unanswered < UNANSWERED
    return "answered" if delivery.kind is Kind.CHECK_IN and answered else ""


def _disturbed(rules: Rhythm, check: Check) -> Settled | None:
    """Wait for the end of do-not-disturb, and of an absence that a status tells."""
    away = check.person.profile.away_until_utc if check.person.profile else None
    ends = [(check.busy_until, "dnd"), (away, "away")]
    found = [(until, why) for until, why in ends if until and until > check.now_utc]
    if not found:
        return None
    until, why = max(found)
    return _waits(check.delivery, rules, until, why)


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


def _too_close(check: Check) -> Settled | None:
    """Keep what is posted to one person a second apart."""
    last = check.posted_utc
    if check.delivery.turn.method is not Method.POST or last is None:
        return None
    if not last <= check.now_utc < last + APART:
        return None
    return back(check.delivery, last + APART, "one a second")


def over(delivery: Delivery, state: State, reason: str) -> Settled:
    """Return that it ends in `state`, unsent."""
    return Settled(delivery.id, delivery.epoch, state, reason)


def back(delivery: Delivery, not_before: datetime, reason: str) -> Settled:
    """Return that it waits until `not_before`."""
    return Settled(
        delivery.id, delivery.epoch, State.PLANNED, reason, not_before_utc=not_before
    )
