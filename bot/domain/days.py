"""How people write weekdays and dates, in four languages."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.domain.errors import Refusal
from bot.domain.spelling import shown
from bot.domain.words import FullDay, Weekdays

PAUSE_AT_MOST = timedelta(days=365)
CLOSED_AT_MOST = timedelta(days=2 * 365)
YEARLESS_AT_MOST = 120
"""Days from a first to a last, where the year of either is a guess."""

_DAY = timedelta(days=1)
_YEARS_TO_A_LEAP_DAY = 8
_YEARS_AHEAD = 8  # 53 weeks come that seldom
_LEAST_LETTERS = 3
_DAYS_PER_WEEK = 7

# Longest form of each name, so that what people write is the start of one.
_NAMES = (
    "mondays mandager mandage måndagar",
    "tuesdays tirsdager tirsdage tisdagar",
    "wednesdays onsdager onsdage onsdagar",
    "thursdays torsdager torsdage torsdagar",
    "fridays fredager fredage fredagar",
    "saturdays lørdager lørdage lördagar",
    "sundays søndager søndage söndagar",
)
_WORKING = ("weekdays", "hverdager", "vardagar", "hverdage")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DOTTED = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})(?:\.|\2([0-9]{4}))?")
_FROM_TO = re.compile(r"([0-9]+[./][0-9./]*)[-–—]([0-9]+[./][0-9./]*)")
_LENGTH = re.compile(r"([0-9]{1,4})\s*([^\W\d_]+)")
_WEEKS = ("w", "week", "weeks", "uke", "uker", "vecka", "veckor", "uge", "uger")
_WEEK = re.compile(rf"(?:{'|'.join((*_WEEKS, 'v'))})\.?(?:[0-9].*)?")
_WEEK_NUMBERS = re.compile(r"([0-9]{1,2})(?:[-–—]([0-9]{1,2}))?")
_DAYS = ("d", "day", "days", "dag", "dager", "dagar", "dage")


def begins_with_a_weekday(word: str) -> bool:
    """Whether more weekdays follow in `word`: wed, or wed-fri."""
    return _weekday(re.split(r"[-–—,&]", word)[0]) is not None


def weekdays(given: str) -> Weekdays:
    """Read mon-fri, mon,wed,fri or lørdag; a range may run over the week's end."""
    if given.casefold() in _WORKING:
        return Weekdays(frozenset(range(1, 6)))
    days: set[int] = set()
    for piece in re.split(r"[,&\s]+", given.strip(" ,")):
        ends = [_weekday(name) for name in re.split("[-–—]", piece)]
        known = [end for end in ends if end is not None]
        if len(known) != len(ends) or len(ends) > len(("first", "last")):
            raise Refusal("errors.weekdays", given=shown(given))
        days.update(_range(known[0], known[-1]))
    return Weekdays(frozenset(days))


def range_of(word: str) -> list[str]:
    """Return the two dates of 6.7-31.7; any other word as it is."""
    found = _FROM_TO.fullmatch(word)
    return [found[1], found[2]] if found else [word]


def looks_like_a_day(word: str) -> bool:
    """Whether somebody meant a date, possible or not."""
    return re.fullmatch(r"[0-9]+[-./][0-9./-]*", word) is not None


def day_from(given: str, since: date) -> date:
    """Read 2026-12-24, 24.12.2026, 24.12 or 24/12: the next such day since then."""
    for found in _days(given, since.year):
        if found >= since or _names_a_year(given):
            return found
    raise Refusal("errors.date", given=shown(given))


def day_near(given: str, today: date) -> date:
    """Read a date, past or coming; without a year the nearest to today."""
    found = list(_days(given, today.year - 1))
    if not found:
        raise Refusal("errors.date", given=shown(given))
    return min(found, key=lambda day: abs(day - today))


def coming_day(given: str, first: date, last: date) -> date:
    """Read a date that lies in [first, last]."""
    found = day_from(given, first)
    if found < first:
        raise Refusal("errors.past-day", day=FullDay(found))
    return within(found, last)


def later_day(given: str, today: date, last: date) -> date:
    """Read a date that lies in (today, last]."""
    found = coming_day(given, today, last)
    if found == today:
        raise Refusal("errors.past-day", day=FullDay(found))
    return found


def length(given: str, today: date, last: date) -> date:
    """Read 2w or 10d, counted from today; the day it ends on is at most `last`."""
    found = _LENGTH.fullmatch(given.casefold())
    if found is None or found[2] not in (*_WEEKS, *_DAYS) or not int(found[1]):
        raise Refusal("errors.pause", given=shown(given))
    days = int(found[1]) * (_DAYS_PER_WEEK if found[2] in _WEEKS else 1)
    return within(today + days * _DAY, last)


def last_day(given: str, began: str, first: date, last: date) -> date:
    """Read the end of days that began with `first`, written `began`; at most `last`.

    A year guessed wrong may close most of one: a long span needs both years.
    """
    found = within(day_from(given, first), last)
    if found < first:
        raise Refusal("errors.order", first=FullDay(first), last=FullDay(found))
    days = (found - first + _DAY).days
    guessed = not (_names_a_year(began) and _names_a_year(given))
    if guessed and days > YEARLESS_AT_MOST:
        ends = {"first": FullDay(first), "last": FullDay(found)}
        raise Refusal("errors.no-year", days=days, **ends)
    return found


def is_week(word: str) -> bool:
    """Whether a week's number follows, or stands in `word` already: uke, v.28."""
    return _WEEK.fullmatch(word) is not None


def weeks(given: str, year: str, today: date) -> tuple[date, date]:
    """Read 28 or 28-30: the Monday of the first ISO week, the Sunday of the last.

    Without a year, the next such weeks that are not over today.
    """
    first, last = _numbers(given)
    years = [int(year)] if year else range(today.year - 1, today.year + _YEARS_AHEAD)
    for each in years:
        found = _span(each, first, last)
        if found and (year or found[1] >= today):
            return _short(found, today)
    raise Refusal("errors.week", given=shown(f"{given} {year}".strip()))


def within(day: date, last: date) -> date:
    """Return `day`, refused when it lies beyond `last`."""
    if day > last:
        raise Refusal("errors.far-day", day=FullDay(day), last=FullDay(last))
    return day


def _numbers(given: str) -> tuple[int, int]:
    """Return the first and the last week; 0, which no year has, for what is none."""
    found = _WEEK_NUMBERS.fullmatch(given)
    return (int(found[1]), int(found[2] or found[1])) if found else (0, 0)


def _span(year: int, first: int, last: int) -> tuple[date, date] | None:
    """Return the days of ISO weeks that begin that year; None: there are none such."""
    ends = year + 1 if last < first else year
    try:
        monday = date.fromisocalendar(year, first, 1)
        return monday, date.fromisocalendar(ends, last, _DAYS_PER_WEEK)
    except ValueError:
        return None


def _short(span: tuple[date, date], today: date) -> tuple[date, date]:
    """Return the span, refused when it is over or so long that it cannot be meant."""
    first, last = span
    if last < today:
        raise Refusal("errors.past-day", day=FullDay(last))
    days = (last - first + _DAY).days
    if days > YEARLESS_AT_MOST:
        ends = {"first": FullDay(first), "last": FullDay(last)}
        raise Refusal("errors.no-year", days=days, **ends)
    return span


def _weekday(name: str) -> int | None:
    meant = name.strip(" .").casefold()
    if len(meant) < _LEAST_LETTERS:
        return None
    for number, names in enumerate(_NAMES, start=1):
        if any(full.startswith(meant) for full in names.split()):
            return number
    return None


def _range(first: int, last: int) -> Iterator[int]:
    length = (last - first) % _DAYS_PER_WEEK
    return ((first + n - 1) % _DAYS_PER_WEEK + 1 for n in range(length + 1))


def _names_a_year(given: str) -> bool:
    return re.search("[0-9]{4}", given) is not None


def _days(given: str, year: int) -> Iterator[date]:
    """Yield the days that `given` may mean, from `year` on where it names none."""
    if found := _ISO.fullmatch(given):
        years, month, day = [int(found[1])], int(found[2]), int(found[3])
    elif found := _DOTTED.fullmatch(given):
        day, month = int(found[1]), int(found[3])
        later = range(year, year + _YEARS_TO_A_LEAP_DAY + 1)
        years = [int(found[4])] if found[4] else list(later)
    else:
        return
    for each in years:
        try:
            yield date(each, month, day)
        except ValueError:  # there is no such day that year
            continue
