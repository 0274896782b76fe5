"""When a person may be reached, worked out anew from the bare rows.

It shares nothing with bot.domain.calendar: minutes of a day, ISO dates as text, and
public holidays reckoned by hand from Easter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.stores.connection import Value

Ask = Callable[..., list[dict[str, Value]]]

STANDING = """
SELECT leader.*, person.zone, person.own_zone, person.gone, person.away_until_utc,
  workspace.quiet_start, workspace.quiet_end, workspace.cap_per_week,
  workspace.country, team.country AS team_country
FROM leader
LEFT JOIN person ON person.id = leader.person
LEFT JOIN workspace ON workspace.id = leader.workspace
LEFT JOIN team ON team.leader = leader.person
WHERE leader.workspace = ?
"""
CLOSED = "SELECT first_day, last_day FROM closed WHERE workspace = ?"

# Days after Easter Sunday, and month-day, that are public holidays beyond dispute.
_MOVING = {
    "NO": (-3, -2, 0, 1, 39, 49, 50),
    "DK": (-3, -2, 0, 1, 39, 49, 50),
    "SE": (-2, 0, 1, 39),
    "FI": (-2, 0, 1, 39),
    "US": (),
    "IN": (),
}
_FIXED = {
    "NO": ("01-01", "05-01", "05-17", "12-25", "12-26"),
    "DK": ("01-01", "12-25", "12-26"),
    "SE": ("01-01", "01-06", "05-01", "06-06", "12-25", "12-26"),
    "FI": ("01-01", "01-06", "05-01", "12-06", "12-25", "12-26"),
    "US": ("01-01", "12-25"),
    "IN": ("01-26", "08-15", "10-02"),
}
COUNTRIES = tuple(_FIXED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for one leader: the settings as they are committed."""

    zone: str
    stopped: bool
    paused_from: str
    paused_until: str
    works: str  # weekdays such as 1,2,5; empty: all
    quiet: tuple[int, int]  # minutes of the day
    closed: tuple[tuple[str, str], ...]
    country: str
    cap: int
    gone: bool
    away_until: str

    def forbids(self, at: datetime) -> str:
        """Return why nothing may reach the leader at that instant; empty: it may."""
        local = at.astimezone(ZoneInfo(self.zone))
        day = local.date().isoformat()
        reasons = {
            "stopped": self.stopped,
            "gone": self.gone,
            "quiet hours": _is_quiet(self.quiet, 60 * local.hour + local.minute),
            "closed": any(first <= day <= last for first, last in self.closed),
            "holiday": local.date() in public_holidays(self.country, local.year),
            "paused": self.paused_from <= day < self.paused_until,
            "part-time": bool(self.works) and str(local.isoweekday()) not in self.works,
        }
        return next((reason for reason, holds in reasons.items() if holds), "")

    def away(self, at: datetime) -> str:
        """Return why a leader who is out of office gets nothing; empty: is not."""
        until = self.away_until and datetime.fromisoformat(self.away_until)
        return "away" if until and at < until else ""


def standings(ask: Ask, workspace: str) -> dict[str, Standing]:
    """Return what holds for each leader of the workspace."""
    closed = tuple(
        (str(row["first_day"]), str(row["last_day"])) for row in ask(CLOSED, workspace)
    )
    return {
        str(row["person"]): _standing(row, closed) for row in ask(STANDING, workspace)
    }


def _standing(row: dict[str, Value], closed: tuple[tuple[str, str], ...]) -> Standing:
    return Standing(
        zone=str(row["own_zone"] or row["zone"] or "Europe/Oslo"),
        stopped=bool(row["stopped"]),
        paused_from=str(row.get("paused_from") or ""),
        paused_until=str(row["paused_until"] or ""),
        works=str(row["part_time"] or ""),
        quiet=(
            _minutes(row["quiet_start"], "17:00"),
            _minutes(row["quiet_end"], "08:00"),
        ),
        closed=closed,
        country=str(row["team_country"] or row["country"] or ""),
        cap=int(row["cap_per_week"] or 3),
        gone=bool(row["gone"]),
        away_until=str(row["away_until_utc"] or ""),
    )


def _minutes(wall: Value, usual: str) -> int:
    hours, minutes = str(wall or usual).split(":")
    return 60 * int(hours) + int(minutes)


def _is_quiet(quiet: tuple[int, int], minute: int) -> bool:
    begins, ends = quiet
    over_midnight = begins > ends
    return (
        (begins <= minute or minute < ends)
        if over_midnight
        else begins <= minute < ends
    )


@cache
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Return the days nobody doubts; there are more."""
    easter = _easter(year)
    moving = {easter + timedelta(days=days) for days in _MOVING.get(country, ())}
    fixed = {date.fromisoformat(f"{year}-{day}") for day in _FIXED.get(country, ())}
    return frozenset(moving | fixed)


def _easter(year: int) -> date:
    """Source: Anonymous Gregorian algorithm, Nature 13 (1876), 487."""
    golden, century, rest = year % 19, year // 100, year % 100
    leaps, odd = century // 4, century % 4
    moon = (
        19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    sunday = (32 + 2 * odd + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
