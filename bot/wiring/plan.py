"""`dytt plan`: who gets what, and when, with nothing sent and nothing kept."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.ids import PersonId
from bot.domain.people import Leader
from bot.domain.planning import Past
from bot.domain.words import Language
from bot.flows.foresee import (
    Coming,
    Foreseen,
    LeftOut,
    Span,
    Standing,
    for_admin,
    foresee,
)
from bot.flows.leaders_ahead import leaders_ahead
from bot.runtime.clock import SystemClock
from bot.runtime.holidays import PublicHolidays
from bot.stores.looking import looking
from bot.wiring.csv_lines import insist
from bot.wiring.parts import database_path, read_words
from bot.wiring.people_columns import Reader, Role, Terms
from bot.wiring.people_csv import PeopleFile

_KEPT = 4096  # terms that many people share, with what they bring
_NOBODY = Leader(PersonId(""), PersonId(""), datetime.min.replace(tzinfo=UTC))


@dataclass(frozen=True)
class Days:
    """What the days of a span bring everybody on equal terms."""

    language: Language
    zone: ZoneInfo
    foreseen: tuple[Foreseen, ...] = ()

    @cached_property
    def tails(self) -> tuple[str, ...]:
        """Each day as JSON, but for the person it begins with: written once for all."""
        written = (json.dumps(self._as_json(each)) for each in self.foreseen)
        return tuple(each.removeprefix("{") for each in written)

    def _as_json(self, foreseen: Foreseen) -> dict[str, str | None]:
        match foreseen:
            case Coming(_, due, kind, nudge):
                return {
                    "kind": kind,
                    "habit": nudge.habit if nudge else None,
                    "nudge": nudge.id if nudge else None,
                    "due_utc": f"{due:%Y-%m-%dT%H:%M:%SZ}",
                    "due_local": due.astimezone(self.zone).isoformat(),
                    "language": self.language,
                }
            case LeftOut(day, why):
                return {"day": day.isoformat(), "skipped": why}


@dataclass(frozen=True, slots=True)
class Planned:
    """One person, and what comes."""

    person: str  # an id
    name: str
    role: Role
    days: Days

    def as_lines(self) -> Iterator[str]:
        """Yield one JSON object a day."""
        begun = f'{{"person": {json.dumps(self.person)}, '
        return (f"{begun}{tail}\n" for tail in self.days.tails)


def span_of(first: date | None, weeks: int) -> Span:
    """Return whole days from `first` on; None: from today, where this machine is."""
    first = first or SystemClock().now().astimezone().date()
    return Span(first, first + timedelta(weeks=weeks, days=-1))


def plan_file(
    path: Path, span: Span, watch: Callable[[float], None]
) -> Iterator[Planned]:
    """Yield everybody in a people.csv; raise BotError first when anything is wrong.

    `watch` hears which share of the work is done, in [0, 1].
    """
    insist(path)
    size = path.stat().st_size + 1  # never nothing, to divide by
    words = read_words()
    holidays = PublicHolidays()
    speech = words.texts.speech(Language.EN)
    file = PeopleFile(path, Reader(speech, holidays))
    file.check(lambda read: watch(read / size / 2))

    @lru_cache(_KEPT)
    def ahead(terms: Terms, role: Role) -> Days:
        none = Days(terms.language, terms.rules.zone)
        if role is not Role.LEADER:
            return none
        days = holidays.around(terms.country, span.first)
        rules = replace(terms.rules, holidays=days)
        standing = Standing(_NOBODY, terms.language, rules, Past())
        return replace(none, foreseen=tuple(foresee(words.catalogue, standing, span)))

    for each in file.people(lambda read: watch((size + read) / size / 2)):
        yield Planned(each.id, each.name, each.role, ahead(each.terms, each.role))


def plan_kept(url: str, span: Span) -> Iterator[Planned]:
    """Yield the leaders in the database, as far as an admin may know them."""
    path = database_path(url)
    words = read_words()
    now, holidays = SystemClock().now(), PublicHolidays()
    with looking(path) as tx:
        # All of it before anything is shown, which may take somebody's time.
        known = [
            leader
            for workspace in tx.workspaces.all()
            for leader in tx.leaders.of(workspace.id)
        ]
        found = list(leaders_ahead(tx, holidays, known, span, now))
    for person, standing in found:
        foreseen = foresee(words.catalogue, standing, span)
        days = Days(
            standing.language, standing.rules.zone, tuple(map(for_admin, foreseen))
        )
        yield Planned(person.id, person.name, Role.LEADER, days)
