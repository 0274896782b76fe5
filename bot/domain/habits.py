"""The catalogue's values: habits, their nudges and their questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import HabitId, NudgeId, QuestionId
from bot.domain.words import Language

ByLanguage = Mapping[Language, str]


class Fits(StrEnum):
    """The part of a working day a nudge's text fits."""

    MORNING = "morning"
    BEFORE_LUNCH = "before-lunch"
    END_OF_DAY = "end-of-day"
    BEFORE_MEETING = "before-meeting"
    AFTER_MEETING = "after-meeting"
    ONE_TO_ONE = "one-to-one"
    ANY = "any"


class Scale(StrEnum):
    """The two answer scales."""

    RECENCY = "recency"
    CLARITY = "clarity"


@dataclass(frozen=True, slots=True)
class Nudge:
    """One text that proposes one action to a leader."""

    id: NudgeId
    habit: HabitId
    text: ByLanguage  # a missing language: not sent in that language
    fits: Fits = Fits.ANY
    advice: tuple[str, ...] = ()
    checked: ByLanguage | None = None  # who signed each language off
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """The text that measures a habit."""

    id: QuestionId
    habit: HabitId
    text: ByLanguage
    scale: Scale
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Habit:
    """One observable act, with what is proposed and what is asked about it."""

    id: HabitId
    name: ByLanguage
    why: ByLanguage
    source: str  # S0 to S4, in prompts/sources.toml
    definition: ByLanguage
    done_when: ByLanguage
    nudges: tuple[Nudge, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One of the five texts the advice comes from."""

    id: str
    title: str
    author: str  # empty where the text names none
    language: Language


@dataclass(frozen=True, slots=True, eq=False)  # one is itself, so it can be a key
class Catalogue:
    """Everything in prompts/ that is about habits."""

    habits: Mapping[HabitId, Habit]
    scales: Mapping[Scale, Mapping[str, ByLanguage]]  # answer code -> label; "" skips
    sources: Mapping[str, Source]

    def nudge(self, nudge: NudgeId) -> Nudge | None:
        """Return the nudge of that id, retired or not; None when it is unknown."""
        habit = self.habits.get(HabitId(nudge.partition("/")[0]))
        found = (each for each in habit.nudges if each.id == nudge) if habit else ()
        return next(iter(found), None)
