"""Reads what was entered in the settings form, one input at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import TypeVar

from bot.domain.errors import Refusal
from bot.domain.ids import HabitId
from bot.domain.people import Leader
from bot.domain.words import FullDay, Language, Weekdays, Words
from bot.flows.asked import Asked
from bot.flows.schedule import refuse_quiet

T = TypeVar("T")

# The names of the inputs.
FOCUS = "focus"
AT = "at"
WEEKDAYS = "weekdays"
LANGUAGE = "language"
PAUSE = "pause"

NO_FOCUS = "none"
FURTHEST = timedelta(days=366)


@dataclass(slots=True)
class Entered:
    """What was entered; what is wrong with it gathers in `errors` by input."""

    asked: Asked
    values: Mapping[str, tuple[str, ...]]
    errors: dict[str, Words] = field(default_factory=dict)

    def leader(self, before: Leader) -> Leader:
        """Return the leader as entered; an empty input takes the wish away."""
        return replace(
            before,
            focus=self._read(FOCUS, self._focus),
            at=self._read(AT, self._at),
            weekdays=self._read(WEEKDAYS, _weekdays),
            paused_until=self._read(PAUSE, self._pause),
        )

    def language(self) -> Language:
        """Return the language entered; an empty input leaves it."""
        spoken = self._read(LANGUAGE, lambda given: _of(Language, given[0]))
        return spoken or self.asked.person.language

    def pause(self) -> date | None:
        """Return the day entered, which this form cannot do without."""
        until = self._read(PAUSE, self._pause)
        if until is None and not self.errors:
            self.errors[PAUSE] = self.asked.speech.say("settings.needs-day")
        return until

    def _read(
        self, name: str, reading: Callable[[tuple[str, ...]], T | None]
    ) -> T | None:
        given = self.values.get(name, ())
        if not given:
            return None
        try:
            return reading(given)
        except Refusal as refusal:
            words = self.asked.speech.say(refusal.key, **refusal.gaps)
            self.errors[name] = words
            return None

    def _focus(self, given: tuple[str, ...]) -> HabitId | None:
        habit = HabitId(given[0])
        if habit == NO_FOCUS:
            return None
        if habit not in self.asked.catalogue.habits:
            raise Refusal("settings.unreadable", given=habit)
        return habit

    def _at(self, given: tuple[str, ...]) -> time:
        at = _of(time.fromisoformat, given[0])
        if at.tzinfo is not None:
            raise Refusal("settings.unreadable", given=given[0])
        refuse_quiet(at, self.asked.workspace.quiet)
        return at

    def _pause(self, given: tuple[str, ...]) -> date:
        day = _of(date.fromisoformat, given[0])
        if day <= self.asked.today:
            raise Refusal("nudge.past-day", day=FullDay(day))
        if day > self.asked.today + FURTHEST:
            raise Refusal("nudge.too-far", day=FullDay(day))
        return day


def _weekdays(given: tuple[str, ...]) -> Weekdays:
    return _of(_numbered, " ".join(given))


def _numbered(given: str) -> Weekdays:
    return Weekdays(frozenset(map(int, given.split())))


def _of(reading: Callable[[str], T], given: str) -> T:
    try:
        return reading(given)
    except ValueError:
        raise Refusal("settings.unreadable", given=given) from None
