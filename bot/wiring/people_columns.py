"""The columns of people.csv: how each is written, and what it says of a person."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain import days, spelling
from bot.domain.cadence import (
    MOST_A_WEEK,
    MOST_WEEKS_APART,
    WORKING_WEEK,
    Cadence,
    QuietHours,
)
from bot.domain.calendar import Rhythm
from bot.domain.errors import BotError, Refusal
from bot.domain.people import DEFAULT_ZONE
from bot.domain.spelling import shown
from bot.domain.words import Language, Weekdays
from bot.domain.zones import zone
from bot.ports.holidays import Holidays
from bot.ports.texts import Speech

T = TypeVar("T")

OWN = ("id", "name", "role")
"""What tells one person from another; the other columns are often the same for many."""

SHARED = (
    "zone", "language", "country", "weekdays", "at", "quiet", "every_weeks",
    "cap_per_week", "pause_from", "pause_until",
)  # fmt: skip
COLUMNS = frozenset((*OWN, *SHARED))
NEEDED = ("id", "role")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMED = f"The columns are {', '.join((*OWN, *SHARED))}; id and role are needed."


class Role(StrEnum):
    """What somebody is; only leaders get nudges."""

    LEADER = "leader"
    MEMBER = "member"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Terms:
    """When, and in which language, somebody is nudged; `rules` without holidays."""

    language: Language
    country: str
    rules: Rhythm


@dataclass(frozen=True, slots=True)
class Wrong:
    """A column whose cell cannot be read, and what would be right."""

    column: str
    said: str


def wrong_in_header(columns: Sequence[str]) -> Iterator[Wrong]:
    """Yield what is wrong with the first line."""
    if COLUMNS.isdisjoint(columns):
        yield Wrong("", f"the first line must name the columns. {_NAMED}")
        return
    for column in dict.fromkeys(columns):
        if column not in COLUMNS:
            yield Wrong("", _unknown(column))
        elif columns.count(column) > 1:
            yield Wrong(column, "is named twice. Take one of the two away.")
    for column in NEEDED:
        if column not in columns:
            yield Wrong(column, f"the column is missing. {_NAMED}")


def _unknown(column: str) -> str:
    if not column:
        return f"a column has no name. {_NAMED}"
    near = get_close_matches(column, COLUMNS, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"there is no column “{shown(column)}”.{meant} {_NAMED}"


def identity(given: str) -> str:
    """Read an id, unlike any other in the file."""
    if not given:
        raise BotError("is empty. Give every person an id of their own.")
    if not given.isprintable():
        raise BotError(f"“{shown(given)}” holds characters that cannot be shown.")
    return given


def role(given: str) -> Role:
    """Read a role, in any case."""
    try:
        return Role(given.casefold())
    except ValueError:
        told = f"“{shown(given)}” is no role" if given else "is empty"
        raise BotError(f"{told}. Write leader, member or admin.") from None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads cells; `speech` words what the bot's own readers refuse."""

    speech: Speech
    holidays: Holidays

    def one(self, column: str, given: str, read: Callable[[str], T]) -> T | Wrong:
        """Return what a cell says, or what is wrong with it."""
        try:
            return read(given)
        except Refusal as refusal:
            return Wrong(column, self.speech.label(refusal.key, **refusal.gaps))
        except BotError as error:
            return Wrong(column, str(error))

    def terms(self, cells: tuple[str, ...]) -> Terms | tuple[Wrong, ...]:
        """Return what the cells of SHARED say; an empty one has its default."""
        given = _Given(self, dict(zip(SHARED, cells, strict=True)))
        at_zone = given.read("zone", zone, DEFAULT_ZONE)
        language = given.read("language", spelling.language, Language.EN)
        country = given.read("country", self._country, "")
        weekdays = given.read("weekdays", days.weekdays, WORKING_WEEK)
        at = given.read("at", spelling.wall_time, Cadence().at)
        quiet = given.read("quiet", spelling.quiet_hours, QuietHours())
        every_weeks = given.read("every_weeks", _up_to(MOST_WEEKS_APART), 1)
        cap = given.read("cap_per_week", _up_to(MOST_A_WEEK), MOST_A_WEEK)
        paused_from = given.read("pause_from", _day, None)
        no_end = date.max if paused_from else None
        paused_until = given.read("pause_until", _day, no_end)
        if paused_from and paused_until and paused_until <= paused_from:
            given.wrong.append(_ends_too_early(paused_from, paused_until))
        rules = Rhythm(
            cadence=Cadence(weekdays, at, every_weeks, cap),
            zone=ZoneInfo(at_zone),
            quiet=quiet,
            closed=(),
            part_time=_part_time(weekdays),
            paused_until=paused_until,
            stopped=False,
            paused_from=paused_from,
        )
        terms = Terms(language, country, rules)
        return tuple(given.wrong) or terms

    def _country(self, given: str) -> str:
        country = spelling.country(given)
        if not self.holidays.knows(country):
            raise Refusal("errors.country", given=shown(given))
        return country


@dataclass(frozen=True, slots=True)
class _Given:
    """One person's cells by column, and what was found wrong with them."""

    reader: Reader
    cells: Mapping[str, str]
    wrong: list[Wrong] = field(default_factory=list)

    def read(self, column: str, read: Callable[[str], T], otherwise: T) -> T:
        given = self.cells[column]
        if not given:
            return otherwise
        said = self.reader.one(column, given, read)
        if isinstance(said, Wrong):
            self.wrong.append(said)
            return otherwise
        return said


def _up_to(most: int) -> Callable[[str], int]:
    def number(given: str) -> int:
        if given in map(str, range(1, most + 1)):
            return int(given)
        raise BotError(
            f"“{shown(given)}” is not possible. Write a number from 1 to {most}."
        )

    return number


def _day(given: str) -> date:
    try:
        if _DATE.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:  # there is no such day
        pass
    raise BotError(f"“{shown(given)}” is not a date. Write it as 2026-12-24.")


def _ends_too_early(first: date, until: date) -> Wrong:
    return Wrong(
        "pause_until",
        f"{until} does not come after pause_from, {first}. Write the first day on"
        " which nudges come again.",
    )


def _part_time(weekdays: Weekdays) -> Weekdays | None:
    """Return the days worked, for somebody who does not work the whole week."""
    return None if WORKING_WEEK.days <= weekdays.days else weekdays
