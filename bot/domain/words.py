"""What a sentence is made of: plain pieces, people, and typed gaps.

No markup: a platform's render draws and escapes. Words for people live in
prompts/; here is only their shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Self

from bot.domain.ids import PersonId


class Language(StrEnum):
    """The languages in which every sentence exists."""

    EN = "en"
    NB = "nb"
    SV = "sv"
    DA = "da"


class Mention(str):
    """A person's name in a sentence; a platform may draw it as its own mention."""

    __slots__ = ("person",)
    person: PersonId

    def __new__(cls, person: PersonId, name: str) -> Self:
        """Name `person`; where nobody can be mentioned, `name` is what is read."""
        self = super().__new__(cls, name)
        self.person = person
        return self


Words = tuple[str, ...]
"""A sentence in pieces; each is plain text, or a Mention."""


@dataclass(frozen=True, slots=True)
class Weekdays:
    """ISO weekdays: Monday is 1, Sunday is 7; never empty."""

    days: frozenset[int]

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(1, 8)):
            raise ValueError(f"weekdays are some of 1..7, given {sorted(self.days)}")

    def __contains__(self, day: object) -> bool:
        return day in self.days


@dataclass(frozen=True, slots=True)
class FullDay:
    """A date said with its year, which a bare date leaves out."""

    day: date


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things in one gap, joined as the language joins a list."""

    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with its zone applied: said as a weekday, date and time."""

    local: datetime


Gap = str | int | date | time | FullDay | Weekdays | Listed | Moment
"""What may stand in a gap of a sentence; the language decides how it is written.

A str stands as it is; a Mention stays a Mention; an int also picks the plural.
"""

Gaps = Mapping[str, Gap]


def plain(words: Words) -> str:
    """Return the sentence as plain text."""
    return "".join(words)
