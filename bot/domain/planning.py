"""Decides what an occasion of a cadence brings a leader: a nudge, or why none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b

from bot.domain.calendar import Occasion, Rhythm, Skip
from bot.domain.choice import Choice, choose
from bot.domain.habits import Catalogue
from bot.domain.ids import NudgeId, PersonId
from bot.domain.people import Leader
from bot.domain.words import Language

UNANSWERED = 3
"""Nudges in a row without a press, after which Dytt asks instead of sending more."""

NONE_FITS = "no nudge fits"
PUT_OFF = "put off"
_WEEK = timedelta(days=7)
_SHARE_BYTES = 4


@dataclass(frozen=True, slots=True)
class Given:
    """A nudge that came on a local day, or will, and counts towards the cap."""

    day: date
    nudge: NudgeId


@dataclass(frozen=True, slots=True)
class Past:
    """What came before for one leader, as far as it matters."""

    given: Sequence[Given] = ()  # at least those of the occasion's ISO week
    comes_back: frozenset[date] = frozenset()  # days that one put off comes again
    used: Sequence[NudgeId] = ()  # every nudge ever chosen, newest first


@dataclass(frozen=True, slots=True)
class Left:
    """Nothing is sent, and why: a Skip, or that nothing fits or one comes back."""

    why: str


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Instead of one more nudge, the leader is asked what would suit better."""


Decision = Choice | CheckIn | Left


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
    week = _week_of(occasion.day, past.given)
    if len(week) >= rules.cadence.cap_per_week:
        return Left(Skip.CAP)
    if occasion.day in past.comes_back:
        return Left(PUT_OFF)
    if leader.unanswered >= UNANSWERED:
        return CheckIn()
    at = occasion.due_utc.astimezone(rules.zone).time()
    return choose(catalogue, leader, language, at, past.used) or Left(NONE_FITS)


def staggered(person: PersonId, window: timedelta) -> timedelta:
    """Return the person's own share of `window`, in [0, window), always the same.

    So those who are due at one instant do not all come at once.
    """
    digest = blake2b(person.encode(), digest_size=_SHARE_BYTES).digest()
    share = int.from_bytes(digest, "big") / (1 << 8 * _SHARE_BYTES)
    return window * share


def sends_at(
    person: PersonId, due_utc: datetime, ends_utc: datetime, window: timedelta
) -> datetime:
    """Return when to send what is due then: staggered, well before it is too late."""
    room = (ends_utc - due_utc) / 2
    return due_utc + staggered(person, max(min(window, room), timedelta()))


def _week_of(day: date, given: Sequence[Given]) -> list[Given]:
    """Return what counts in the ISO week of `day`, that day itself left out."""
    monday = day - timedelta(days=day.weekday())
    return [
        each
        for each in given
        if monday <= each.day < monday + _WEEK and each.day != day
    ]
