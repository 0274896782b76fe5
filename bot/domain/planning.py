"""Decides what an occasion of a cadence brings a leader: a nudge, or why none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from bot.domain.calendar import Occasion, Rhythm, Skip
from bot.domain.choice import Choice, choose
from bot.domain.deliveries import UNSENT, Delivery, Kind, State
from bot.domain.habits import Catalogue
from bot.domain.ids import HabitId, NudgeId, PersonId
from bot.domain.people import Leader
from bot.domain.words import Language

UNANSWERED = 3
"""Nudges in a row without a press, after which Dytt asks instead of sending more."""

NONE_FITS = "no nudge fits"
PUT_OFF = "put off"
TOO_SOON = "too soon"

APART = timedelta(hours=12)
"""Between two nudges at least, also when a leader moves over the date line."""

_NOT_GIVEN = UNSENT | {State.HELD}
_WEEK = timedelta(days=7)
_SHARE_BYTES = 4


@dataclass(frozen=True, slots=True)
class Given:
    """A nudge that came on a local day, or will, and counts towards the cap."""

    day: date
    nudge: NudgeId
    at_utc: datetime  # when it came or will; for one put off, when it comes again
    before_utc: datetime | None = None  # when one that is put off last came


@dataclass(frozen=True, slots=True)
class Past:
    """What came before for one leader, as far as it matters."""

    given: Sequence[Given] = ()  # at least those of the ISO week and the APART before
    comes_back: frozenset[date] = frozenset()  # days that one put off comes again
    used: Sequence[NudgeId] = ()  # every nudge ever chosen, newest first


@dataclass(frozen=True, slots=True)
class Earlier:
    """A nudge or check-in of before: the part of its Delivery that planning reads."""

    kind: Kind
    local_date: date
    due_utc: datetime
    not_before_utc: datetime
    nudge: NudgeId
    state: State
    round: int
    sent_utc: datetime | None


@dataclass(frozen=True, slots=True)
class Left:
    """Nothing is sent, and why: a Skip, or that nothing fits or one comes back."""

    why: str


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Instead of one more nudge, the leader is asked what would suit better."""


Decision = Choice | CheckIn | Left


def past_of(
    earlier: Collection[Earlier | Delivery], used: Sequence[NudgeId], zone: ZoneInfo
) -> Past:
    """Return what deliveries of before mean for a leader who lives by `zone`."""
    if not earlier:
        return Past(used=used)
    nudges = [each for each in earlier if each.kind is Kind.NUDGE]
    return Past(
        # One that Later had sent again was sent once, however it ended.
        given=[
            Given(each.local_date, each.nudge, _came(each), each.sent_utc)
            for each in nudges
            if each.round or _counts(each)
        ],
        comes_back=frozenset(
            _came(each).astimezone(zone).date()
            for each in nudges
            if each.round and _counts(each)
        ),
        used=used,
    )


def decide(
    catalogue: Catalogue,
    leader: Leader,
    language: Language,
    rules: Rhythm,
    occasion: Occasion,
    past: Past,
) -> Decision:
    """Return what the occasion brings, whether or not a coin lets it be sent."""
    if occasion.skip:
        return Left(occasion.skip)
    others = [each for each in past.given if each.day != occasion.day]
    week = [each for each in others if _is_same_week(each.day, occasion.day)]
    if len(week) >= rules.cadence.cap_per_week:
        return Left(Skip.CAP)
    if occasion.day in past.comes_back:
        return Left(PUT_OFF)
    if any(_is_near(occasion.due_utc, each) for each in others):
        return Left(TOO_SOON)
    if leader.unanswered >= UNANSWERED:
        return CheckIn()
    at = occasion.due_utc.astimezone(rules.zone).time()
    habits = {HabitId(each.nudge.partition("/")[0]) for each in week}
    chosen = choose(catalogue, leader, language, at, past.used, habits)
    return chosen or Left(NONE_FITS)


def staggered(person: PersonId, window: timedelta) -> timedelta:
    """Return the person's own share of `window`, in [0, window), always the same.

    So those who are due at one instant do not all come at once.
    """
    digest = blake2b(person.encode(), digest_size=_SHARE_BYTES).digest()
    return window * int.from_bytes(digest, "big") // (1 << 8 * _SHARE_BYTES)


def sends_at(
    person: PersonId, due_utc: datetime, ends_utc: datetime, window: timedelta
) -> datetime:
    """Return when to send what is due then: staggered, well before it is too late."""
    room = (ends_utc - due_utc) / 2
    return due_utc + staggered(person, max(min(window, room), timedelta()))


def _counts(each: Earlier | Delivery) -> bool:
    """Whether it came, or will."""
    return each.state not in _NOT_GIVEN


def _came(each: Earlier | Delivery) -> datetime:
    """Return when it came, or will; for one put off, when it came again or will."""
    if each.sent_utc is None or each.state is State.PLANNED:
        return each.not_before_utc
    return each.sent_utc


def _is_near(due: datetime, given: Given) -> bool:
    """Whether less than APART lies between, however often that nudge came."""
    came = (given.at_utc, given.before_utc or given.at_utc)
    return any(abs(due - at) < APART for at in came)


def _is_same_week(day: date, other: date) -> bool:
    """Whether both lie in one ISO week."""
    monday = other - timedelta(days=other.weekday())
    return monday <= day < monday + _WEEK
