"""Which keys stand in which entry, and what each holds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from textwrap import shorten

from bot.catalogue.entries import SOURCES, Entry, Kind
from bot.catalogue.problems import Problem
from bot.domain.habits import Scale
from bot.domain.words import Language


@dataclass(frozen=True, slots=True)
class Form:
    """What a value looks like: a test, and how to write one that passes."""

    fits: Callable[[object], bool]
    right: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys that an entry must have, and those it may have."""

    required: Mapping[str, Form]
    optional: Mapping[str, Form]


def _is_filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


_TEXT = Form(_is_filled, 'write a text: "…"')
_MAYBE = Form(lambda value: isinstance(value, str), 'write a text, or "" for none')
_TEXTS = Form(
    lambda value: (
        isinstance(value, list) and value != [] and all(map(_is_filled, value))
    ),
    'write a list with at least one text: ["…"]',
)
_SWITCH = Form(lambda value: isinstance(value, bool), "write true or false")
_TABLE = Form(lambda value: isinstance(value, dict), "write it as [name], with lines")
_TABLES = Form(
    lambda value: (
        isinstance(value, list)
        and value != []
        and all(isinstance(each, dict) for each in value)
    ),
    "write it as [[name]], with lines, at least once",
)
_SIGNED = Form(
    lambda value: isinstance(value, dict) and all(map(_is_filled, value.values())),
    'write who signed off: { nb = "AB" }',
)

_LANGUAGES: Mapping[str, Form] = dict.fromkeys(Language, _TEXT)
_WORDS = Shape({}, _LANGUAGES)

SHAPES: Mapping[Kind, Shape] = {
    Kind.HABIT: Shape(
        {"id": _TEXT}
        | dict.fromkeys(("name", "definition", "done", "why"), _TABLE)
        | dict.fromkeys(("questions", "nudges"), _TABLES),
        {},
    ),
    Kind.NAME: _WORDS,
    Kind.DEFINITION: _WORDS,
    Kind.DONE: _WORDS,
    Kind.WHY: Shape({"source": _TEXT}, _LANGUAGES),
    Kind.QUESTION: Shape({"id": _TEXT, "scale": _TEXT, "advice": _TEXTS}, _LANGUAGES),
    Kind.NUDGE: Shape(
        {"id": _TEXT, "advice": _TEXTS, "moment": _TEXT},
        {**_LANGUAGES, "checked": _SIGNED, "retired": _SWITCH},
    ),
    Kind.SCALES: Shape({"skip": _TABLE, **dict.fromkeys(Scale, _TABLES)}, {}),
    Kind.SKIP: _WORDS,
    Kind.ANSWER: Shape({"code": _TEXT}, _LANGUAGES),
    Kind.SOURCES: Shape(dict.fromkeys(SOURCES, _TABLE), {}),
    Kind.SOURCE: Shape(
        {"title": _TEXT, "author": _MAYBE, "language": _TEXT, "about": _TEXT}, {}
    ),
    Kind.AVOID: Shape(dict.fromkeys(("everywhere", "questions"), _TABLE), {}),
    Kind.AVOIDED: Shape({}, dict.fromkeys(Language, _TEXTS)),
}


def misshapen(entry: Entry) -> Iterator[Problem]:
    """Yield every key that is missing, unknown, or holds something else."""
    shape = SHAPES[entry.kind]
    known = {**shape.required, **shape.optional}
    for key in shape.required:
        if key not in entry.table:
            yield entry.error(f"no {key}", known[key].right)
    for key, value in entry.table.items():
        if key not in known:
            yield entry.error(f"unknown key {key}", _nearest(key, known))
        elif not known[key].fits(value):
            yield _misfit(entry, key, value, known[key])


def _misfit(entry: Entry, key: str, value: object, form: Form) -> Problem:
    empty = value in ("", [], {}) or (isinstance(value, str) and not value.strip())
    said = "is empty" if empty else f"holds {shorten(repr(value), 40)}"
    if key in set(Language):
        return entry.error(f"the text {said}", form.right, key)
    return entry.error(f"{key} {said}", form.right)


def _nearest(key: str, known: Mapping[str, Form]) -> str:
    nearest = get_close_matches(key, known, n=1)
    return f"write {nearest[0]}" if nearest else f"known are {', '.join(known)}"
