"""What the bot says, free of any platform: parts in order, no markup.

A platform's render draws a Message and escapes its words. A new message touches
no platform.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from bot.domain.words import Mention, Words, plain


@dataclass(frozen=True, slots=True)
class Heading:
    """A short line that names what follows."""

    words: Words


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    words: Words


@dataclass(frozen=True, slots=True)
class Note:
    """A small line beneath: sources, reasons, what was recorded."""

    words: Words


@dataclass(frozen=True, slots=True)
class Fact:
    """One name and value."""

    name: str
    value: Words


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, shown side by side or below each other."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between two matters."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press. `action` names what it does; `value` what it is about."""

    label: str
    action: str
    value: str = ""
    says: str = ""  # for a screen reader, where the label alone says too little


@dataclass(frozen=True, slots=True)
class DayPicker:
    """A date to choose, at once and without a form."""

    label: str
    action: str
    value: str
    initial: date


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of things to press, all the same size."""

    items: tuple[Button | DayPicker, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One of several answers: `value` is what comes back."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ChooseOne:
    """An input with one answer out of several."""

    name: str
    label: str
    options: tuple[Option, ...]
    initial: str | None = None
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ChooseSome:
    """An input with any number of answers out of several."""

    name: str
    label: str
    options: tuple[Option, ...]
    initial: frozenset[str] = frozenset()
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class EnterTime:
    """An input for a wall time."""

    name: str
    label: str
    initial: time | None = None
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class EnterDay:
    """An input for a date."""

    name: str
    label: str
    initial: date | None = None
    hint: str = ""
    optional: bool = False


Part = Heading | Text | Note | Facts | Rule | Buttons
Input = ChooseOne | ChooseSome | EnterTime | EnterDay


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent, or shown as somebody's Home."""

    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("a message says something")


@dataclass(frozen=True, slots=True)
class Form:
    """Inputs to fill in and hand over: a modal in Slack, a card in Teams."""

    name: str  # comes back with what was entered
    title: str  # at most 24 characters, Slack's limit
    submit: str
    cancel: str
    inputs: tuple[Input, ...]
    intro: tuple[Text | Note, ...] = ()
    about: str = ""  # comes back unchanged


def spoken(message: Message) -> Words:
    """Return all that `message` says, in order: for screen readers and previews."""
    lines = list(_lines(message))
    pieces: list[str] = []
    for index, line in enumerate(lines):
        if index:
            pieces.append("\n")
        pieces.extend(line)
    return _joined(pieces)


def _lines(message: Message) -> Iterator[Words]:
    for part in message.parts:
        match part:
            case Heading(words) | Text(words) | Note(words):
                yield words
            case Facts(facts):
                yield from ((f"{fact.name}: ", *fact.value) for fact in facts)
            case Buttons(items):
                yield (" · ".join(f"[{item.label}]" for item in items),)
            case Rule():
                pass


def _joined(pieces: list[str]) -> Words:
    joined: list[str] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is None or isinstance(piece, Mention) or isinstance(last, Mention):
            joined.append(piece)
        else:
            joined[-1] = last + piece
    return tuple(joined)


def read_aloud(message: Message) -> str:
    """Return `spoken` as plain text."""
    return plain(spoken(message))
