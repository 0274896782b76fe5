"""The dry run drawn for people: line by line for a few, a summary for many."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Column, Table

from bot.domain.calendar import Skip
from bot.domain.planning import NONE_FITS, TOO_SOON
from bot.domain.spelling import shown
from bot.flows.foresee import Coming, Foreseen
from bot.wiring.people_columns import Role
from bot.wiring.plan import Planned

MOST_SHOWN = 30
"""Leaders whose days are shown one by one."""

_REASONS = {
    Skip.HOLIDAY: "public holiday",
    Skip.CLOSED: "closed day",
    Skip.QUIET: "in quiet hours",
    Skip.PAUSED: "paused",
    Skip.PART_TIME: "not a working day",
    Skip.CAP: "enough that week",
    TOO_SOON: "too soon after the one before",
    NONE_FITS: "no nudge in that language fits the hour",
}


@dataclass
class Tally:
    """Counts people and days as they go by, and keeps the first few leaders."""

    people: Counter[Role] = field(default_factory=Counter)
    coming: Counter[date] = field(default_factory=Counter)
    left_out: dict[date, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    first: list[Planned] = field(default_factory=list)

    def add(self, planned: Planned) -> None:
        """Count one person with all the days."""
        self.people[planned.role] += 1
        for each in planned.days.foreseen:
            if isinstance(each, Coming):
                self.coming[each.day] += 1
            else:
                self.left_out[each.day][each.why] += 1
        if planned.role is Role.LEADER and len(self.first) < MOST_SHOWN:
            self.first.append(planned)

    def drawn(self) -> RenderableType:
        """Return a table and the summary beneath it."""
        many = self.people[Role.LEADER] > MOST_SHOWN
        table = _by_day(self) if many else _by_person(self.first)
        hint = ["Every line of it: --json."] if many else []
        return Group(table, *_summary(self), *hint)


def _by_person(planned: list[Planned]) -> Table:
    table = Table(
        Column("person", overflow="fold"),
        Column("day and time", no_wrap=True),
        Column("habit", no_wrap=True),
        Column("nudge", overflow="fold"),
        Column("lang.", no_wrap=True),
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for each in planned:
        name = escape(shown(each.name or each.person))
        for day in each.days.foreseen:
            table.add_row(name, *_row(each, day))
            name = ""
        table.add_section()
    return table


def _row(planned: Planned, day: Foreseen) -> tuple[str, ...]:
    if not isinstance(day, Coming):
        return (_said(day.day), "", f"[dim]{_reason(day.why)}[/dim]", "")
    local = day.due_utc.astimezone(planned.days.zone)
    habit, _, nudge = day.nudge.id.partition("/") if day.nudge else ("", "", day.kind)
    when = f"{_said(local.date())} {local:%H:%M}"
    return (when, habit, nudge, planned.days.language)


def _by_day(tally: Tally) -> Table:
    table = Table("day", "nudges", "left out")
    for day in sorted({*tally.coming, *tally.left_out}):
        left_out = tally.left_out.get(day, Counter())
        table.add_row(_said(day), f"{tally.coming[day]:,}", _counted(left_out))
    return table


def _summary(tally: Tally) -> Iterator[str]:
    yield ", ".join(_many(tally.people[role], role) for role in Role)
    total: Counter[str] = sum(tally.left_out.values(), Counter())
    left_out = f" Left out: {_counted(total)}." if total else ""
    nudges = _many(tally.coming.total(), "nudge")
    days = _many(len(tally.coming), "day")
    yield f"{nudges} on {days}.{left_out} Nothing was sent or kept."


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _counted(why: Counter[str]) -> str:
    return ", ".join(f"{many:,} {_reason(each)}" for each, many in why.most_common())


def _reason(why: str) -> str:
    return _REASONS.get(why, why)


def _said(day: date) -> str:
    return f"{day:%a} {day.isoformat()}"
