"""Turns a cadence into instants, over every zone and change of clocks.

A wall time that the clocks skip moves forward by the gap; one that comes twice
counts once, the first time. A date that a zone skips altogether has no instant.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.cadence import ANCHOR, WORKING_WEEK, Cadence, QuietHours
from bot.domain.people import Closed, Leader, Person, Workspace
from bot.domain.words import Weekdays

NEVER = datetime.max.replace(tzinfo=UTC)
LOOK_AHEAD = timedelta(days=400)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_LAST_DAY = date.max - timedelta(weeks=1)  # the days around it must exist as well
_LAST_WEEK = (date.max - ANCHOR).days // 7 - 1


class Skip(StrEnum):
    """Why an instant of the cadence is left out."""

    HOLIDAY = "holiday"
    CLOSED = "closed"
    QUIET = "quiet"
    STOPPED = "stopped"
    PAUSED = "pause"
    PART_TIME = "part-time"
    CAP = "cap"  # said by who knows what was already sent that week


COMMON = frozenset({Skip.HOLIDAY, Skip.CLOSED, Skip.QUIET})
"""Reasons that hold for everybody alike; all others are the leader's own business."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """All that decides when one leader may be nudged."""

    cadence: Cadence
    zone: ZoneInfo
    quiet: QuietHours
    closed: tuple[Closed, ...]
    part_time: Weekdays | None
    paused_until: date | None  # the first day on which nudges come again
    stopped: bool
    holidays: frozenset[date] = frozenset()
    paused_from: date | None = None  # None: paused since ever, if at all


@dataclass(frozen=True, slots=True)
class Occasion:
    """One instant of a cadence, the local day it stands for, and why it is left out."""

    due_utc: datetime
    day: date
    skip: Skip | None


@dataclass(frozen=True, slots=True)
class Window:
    """The instants in (after, until]."""

    after: datetime
    until: datetime


def rhythm(
    leader: Leader,
    person: Person,
    workspace: Workspace,
    holidays: frozenset[date] = frozenset(),
) -> Rhythm:
    """Join what the admin set with what the leader chose.

    The leader's own weekdays and time replace the admin's, never the cap or the
    number of weeks apart; the cap is spread over the days the leader works.
    """
    cadence = workspace.cadence
    if leader.weekdays or leader.at or leader.part_time:
        chosen = leader.weekdays or cadence.weekdays
        cadence = replace(
            cadence,
            weekdays=_worked(chosen, leader.part_time),
            at=leader.at or cadence.at,
        )
    return Rhythm(
        cadence=cadence,
        zone=person.zone,
        quiet=workspace.quiet,
        closed=workspace.closed,
        part_time=leader.part_time,
        paused_until=leader.paused_until,
        stopped=leader.stopped,
        holidays=holidays,
    )


def occasions(rhythm: Rhythm, window: Window) -> Iterator[Occasion]:
    """Yield every instant of the cadence in `window`, earliest first.

    Also those left out, each with its reason.
    """
    for day, due in _instants(rhythm, window.after):
        if due > window.until:
            return
        yield Occasion(due, day, allowed(rhythm, due))


def next_instant(rhythm: Rhythm, after: datetime) -> datetime | None:
    """Return the next instant of the cadence after `after`, left out or not.

    None: the cadence never fires again before the calendar ends.
    """
    return next((due for _, due in _instants(rhythm, after)), None)


def next_open(rhythm: Rhythm, after: datetime) -> Occasion | None:
    """Return the next occasion that is not left out, within LOOK_AHEAD."""
    if rhythm.stopped:
        return None
    ahead = occasions(rhythm, Window(after, after + LOOK_AHEAD))
    return next((each for each in ahead if each.skip is None), None)


def allowed(rhythm: Rhythm, at: datetime) -> Skip | None:
    """Return why nothing may be sent at that instant; None: it may.

    The cadence's own days do not matter here. What is common to all is said first,
    so that a closed day looks the same for a leader who has paused.
    """
    local = at.astimezone(rhythm.zone)
    day = local.date()
    return _common(rhythm, day, local.time()) or _own(rhythm, day)


def next_allowed(rhythm: Rhythm, at: datetime) -> datetime:
    """Return `at` when it is allowed, else when the next working day opens.

    A working day is one of the working week, or of the leader's own days. Returns
    NEVER for somebody who has stopped, or when none opens before the calendar ends.
    """
    if rhythm.stopped:
        return NEVER
    if allowed(rhythm, at) is None:
        return at
    day = at.astimezone(rhythm.zone).date() - _DAY
    while day < _LAST_DAY:
        opened = [turn for turn in _turns(rhythm, day) if turn > at]
        found = [turn for turn in opened if _is_working_time(rhythm, turn)]
        if found:
            return min(found)
        day = _following(rhythm, day)
    return NEVER


def end_of_working_day(rhythm: Rhythm, day: date, at_utc: datetime) -> datetime:
    """Return when a nudge that is due at `at_utc` on `day` becomes useless.

    The instant quiet hours begin next, at most the end of that local day; always
    later than `at_utc`.
    """
    # A skipped wall time may have moved over midnight.
    day = max(day, at_utc.astimezone(rhythm.zone).date())
    ends = _both(day + _DAY, time.min, rhythm.zone)
    if rhythm.quiet.start != rhythm.quiet.end:
        ends += _both(day, rhythm.quiet.start, rhythm.zone)
    return min(end for end in ends if end > at_utc)


def works_on(rhythm: Rhythm, day: date) -> bool:
    """Whether the leader works on that weekday.

    Part-time days when there are any, and they may include a Saturday; else the
    working week and the cadence's own days.
    """
    usual = WORKING_WEEK.days | rhythm.cadence.weekdays.days
    days = rhythm.part_time.days if rhythm.part_time else usual
    return day.isoweekday() in days


def is_paused(rhythm: Rhythm, day: date) -> bool:
    """Whether that local day lies in the leader's pause."""
    begun = rhythm.paused_from is None or day >= rhythm.paused_from
    return begun and rhythm.paused_until is not None and day < rhythm.paused_until


def _common(rhythm: Rhythm, day: date, at: time) -> Skip | None:
    if day in rhythm.holidays:
        return Skip.HOLIDAY
    if any(day in closed for closed in rhythm.closed):
        return Skip.CLOSED
    return Skip.QUIET if at in rhythm.quiet else None


def _own(rhythm: Rhythm, day: date) -> Skip | None:
    if rhythm.stopped:
        return Skip.STOPPED
    if is_paused(rhythm, day):
        return Skip.PAUSED
    if rhythm.part_time and day.isoweekday() not in rhythm.part_time:
        return Skip.PART_TIME
    return None


def _worked(chosen: Weekdays, part_time: Weekdays | None) -> Weekdays:
    """Return the chosen days that are worked; all, when none is."""
    if part_time is None:
        return chosen
    both = chosen.days & part_time.days
    return Weekdays(both) if both else chosen


def _instants(rhythm: Rhythm, after: datetime) -> Iterator[tuple[date, datetime]]:
    """Yield each day of the cadence with its instant after `after`, without end."""
    # A wall time skipped yesterday evening may have moved to today.
    first = after.astimezone(rhythm.zone).date() - _DAY
    for day in _days(rhythm.cadence, first):
        due = _instant(day, rhythm.cadence.at, rhythm.zone)
        if due is not None and due > after:
            yield day, due


def _days(cadence: Cadence, first: date) -> Iterator[date]:
    """Yield the cadence's days from `first` on, jumping over the weeks between."""
    weekdays = sorted(cadence.days.days)
    week = (first - ANCHOR).days // 7
    week += -week % cadence.every_weeks
    for chosen in range(week, _LAST_WEEK, cadence.every_weeks):
        monday = ANCHOR + timedelta(weeks=chosen)
        days = (monday + timedelta(days=weekday - 1) for weekday in weekdays)
        yield from (day for day in days if day >= first)


def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime | None:
    """Return when the clocks of `zone` show that; None: the zone skips the date."""
    meant = datetime.combine(day, wall, zone)
    due = meant.astimezone(UTC)
    shown = due.astimezone(zone)
    moved = shown.replace(tzinfo=None) - meant.replace(tzinfo=None)
    return due if moved < _DAY else None


def _both(day: date, wall: time, zone: ZoneInfo) -> list[datetime]:
    """Return when the clocks show that, for a wall time that comes twice, both."""
    meant = datetime.combine(day, wall, zone)
    return [meant.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


def _turns(rhythm: Rhythm, day: date) -> list[datetime]:
    """Return the instants on and around a local day when sending may begin."""
    starts = _both(day, time.min, rhythm.zone)
    changed = _clock_change(starts[0] - _DAY, starts[0] + _DAY, rhythm.zone)
    return [*starts, *_both(day, rhythm.quiet.end, rhythm.zone), *changed]


def _clock_change(after: datetime, until: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instant in (after, until] at which the zone's offset changes."""
    old = after.astimezone(zone).utcoffset()
    if until.astimezone(zone).utcoffset() == old:
        return []
    while until - after > _SECOND:
        middle = after + (until - after) // 2
        if middle.astimezone(zone).utcoffset() == old:
            after = middle
        else:
            until = middle
    return [until.replace(microsecond=0)]


def _is_working_time(rhythm: Rhythm, at: datetime) -> bool:
    day = at.astimezone(rhythm.zone).date()
    return works_on(rhythm, day) and allowed(rhythm, at) is None


def _following(rhythm: Rhythm, day: date) -> date:
    """Return a later day, jumping to the last one of a pause or a closed time."""
    ends = [closed.last for closed in rhythm.closed if day in closed]
    if rhythm.paused_until and is_paused(rhythm, day):
        ends.append(rhythm.paused_until - _DAY)
    return max([day + _DAY, *ends])
