"""Walks ahead in time: what each day brings one leader, with nothing sent or kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from bot.domain.cadence import WORKING_WEEK, Cadence
from bot.domain.calendar import COMMON, Occasion, Rhythm, Skip, Window, occasions
from bot.domain.choice import Choice
from bot.domain.deliveries import Kind
from bot.domain.habits import Catalogue, Nudge
from bot.domain.people import Leader
from bot.domain.planning import CheckIn, Given, Left, Past, decide
from bot.domain.words import Language, Weekdays
from bot.flows.check_in import REST

NOT_DUE = "not due"
"""All that an admin hears of a day left out for a leader's own reasons."""

_DAY = timedelta(days=1)
_MARGIN = timedelta(days=3)  # no zone shows a day so far from the UTC day of that name
_RHYTHMS_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Standing:
    """A leader before the first day, and all that decides what comes."""

    leader: Leader
    language: Language
    rules: Rhythm
    past: Past = field(default_factory=Past)
    since_utc: datetime | None = None  # what was due until then is over


@dataclass(frozen=True, slots=True)
class Coming:
    """A message that a day brings."""

    day: date
    due_utc: datetime
    kind: Kind
    nudge: Nudge | None  # None: a check-in, or not told


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A working day that brings nothing, and why."""

    day: date
    why: str


Foreseen = Coming | LeftOut


def foresee(catalogue: Catalogue, standing: Standing, span: Span) -> Iterator[Foreseen]:
    """Yield what each day brings, as if all of it were sent and answered.

    Working days that bring nothing have their reason; other days and the weeks
    between are passed over.
    """
    leader, language, rules = standing.leader, standing.language, standing.rules
    past = standing.past
    for occasion in days_of(rules, span):
        if standing.since_utc and occasion.due_utc <= standing.since_utc:
            continue
        decision = decide(catalogue, leader, language, rules, occasion, past)
        match decision:
            case Left(why):
                yield LeftOut(occasion.day, why)
            case Choice(nudge):
                yield Coming(occasion.day, occasion.due_utc, Kind.NUDGE, nudge)
                past = _grown(past, occasion, nudge)
            case CheckIn():
                yield Coming(occasion.day, occasion.due_utc, Kind.CHECK_IN, None)
                rest = Span(occasion.day + _DAY, span.last)
                quiet = _after_check_in(standing, past, occasion.day)
                yield from foresee(catalogue, quiet, rest)
                return


def for_admin(foreseen: Foreseen) -> Foreseen:
    """Return what an admin may know: kind and time, and reasons common to all."""
    match foreseen:
        case Coming(kind=Kind.NUDGE):
            return replace(foreseen, nudge=None)
        case LeftOut(why=why) if why in COMMON:
            return foreseen
        case _:
            return LeftOut(foreseen.day, NOT_DUE)


@lru_cache(maxsize=_RHYTHMS_KEPT)
def days_of(rules: Rhythm, span: Span) -> tuple[Occasion, ...]:
    """Return the cadence's days and the working days beside them, in order.

    Those beside are left out: part-time where the leader's weekdays say so, else for
    the cap; what holds for everybody, or a pause, is said first.
    """
    cadence = rules.cadence
    found = list(_within(rules, cadence, span))
    beside = (WORKING_WEEK.days | cadence.weekdays.days) - cadence.days.days
    for weekday in beside:
        why = Skip.CAP if weekday in cadence.weekdays else Skip.PART_TIME
        alone = replace(cadence, weekdays=Weekdays(frozenset({weekday})))
        days = _within(rules, alone, span)
        found += (replace(each, skip=each.skip or why) for each in days)
    return tuple(sorted(found, key=lambda each: each.day))


def _within(rules: Rhythm, cadence: Cadence, span: Span) -> Iterator[Occasion]:
    window = Window(
        datetime.combine(span.first, time(), UTC) - _MARGIN,
        datetime.combine(span.last, time(), UTC) + _MARGIN,
    )
    ahead = occasions(replace(rules, cadence=cadence), window)
    return (each for each in ahead if each.day in span)


def _grown(past: Past, occasion: Occasion, nudge: Nudge) -> Past:
    others = (each for each in past.given if each.day != occasion.day)
    return replace(
        past,
        given=(*others, Given(occasion.day, nudge.id, occasion.due_utc)),
        used=(nudge.id, *past.used),
    )


def _after_check_in(standing: Standing, past: Past, day: date) -> Standing:
    return replace(
        standing,
        leader=replace(standing.leader, unanswered=0),
        rules=replace(standing.rules, paused_until=day + REST),
        past=past,
    )
