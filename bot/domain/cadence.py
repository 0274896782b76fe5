"""When a kind of message may reach a person.

Instants are aware UTC datetimes. Wall times are naive and belong to a zone.
"""

from dataclasses import dataclass, field
from datetime import date, time

from bot.domain.words import Weekdays

WORKING_WEEK = Weekdays(frozenset({1, 2, 3, 4, 5}))
ANCHOR = date(2024, 1, 1)
"""An ISO Monday; `every N weeks` and the windows count from here."""

MOST_A_WEEK = 3
MOST_WEEKS_APART = 12
_SPREAD = {1: (2,), 2: (2, 4), 3: (1, 3, 5)}  # which weekdays a cap prefers


@dataclass(frozen=True, slots=True)
class Cadence:
    """Certain weekdays at one wall time, every `every_weeks` weeks, at most a cap."""

    weekdays: Weekdays = WORKING_WEEK
    at: time = time(9)
    every_weeks: int = 1
    cap_per_week: int = MOST_A_WEEK

    def __post_init__(self) -> None:
        if not 1 <= self.every_weeks <= MOST_WEEKS_APART:
            raise ValueError(f"every 1-{MOST_WEEKS_APART} weeks: {self.every_weeks}")
        if not 1 <= self.cap_per_week <= MOST_A_WEEK:
            raise ValueError(f"1-{MOST_A_WEEK} a week, given {self.cap_per_week}")

    @property
    def days(self) -> Weekdays:
        """The weekdays left when the cap has spread them over the week."""
        return spread(self.weekdays, self.cap_per_week)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Wall times in [start, end) when nothing is sent; may run over midnight.

    Equal ends mean that no hour is quiet.
    """

    start: time = field(default=time(17))
    end: time = field(default=time(8))

    def __contains__(self, at: object) -> bool:
        if not isinstance(at, time):
            return False
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def spread(weekdays: Weekdays, most: int) -> Weekdays:
    """Return at most `most` of `weekdays`, spread evenly, the same every week.

    One: Tuesday; two: Tuesday, Thursday; three: Monday, Wednesday, Friday, as far
    as the weekdays allow; else those nearest to them.
    """
    if len(weekdays.days) <= most:
        return weekdays
    left = set(weekdays.days)
    kept = []
    for wanted in _SPREAD[most]:
        nearest = min(left, key=lambda day: (abs(day - wanted), day))
        left.remove(nearest)
        kept.append(nearest)
    return Weekdays(frozenset(kept))
