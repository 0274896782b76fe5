"""What can be wrong with a piece of Block Kit, and small checks to build others of.

A check takes a value and its JSON pointer and yields the problems.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.playground.values import Json

Check = Callable[[Any, str], Iterator["Problem"]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what would be right."""

    pointer: str
    code: str
    message: str

    def payload(self) -> Json:
        """Return it as `blocks.validate` shows one."""
        return {"pointer": self.pointer, "code": self.code, "message": self.message}

    def line(self) -> str:
        """Return it as `response_metadata.messages` shows one."""
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys an object of one type may have, each with its check."""

    parts: Mapping[str, Check]
    needs: frozenset[str] = field(default=frozenset())


def anything(value: Any, at: str) -> Iterator[Problem]:  # noqa: ANN401, ARG001  a Check
    """Allow every value."""
    yield from ()


def typed(kind: type, name: str) -> Check:
    """Allow only values of `kind`; an int that is a bool is no number."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            yield Problem(at, "wrong_type", f"must be {name}")

    return check


flag = typed(bool, "a boolean")
number = typed(int, "an integer")


def line(most: int, least: int = 0) -> Check:
    """Allow a string of `least` to `most` characters."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "wrong_type", "must be a string")
        elif len(value) > most:
            yield Problem(at, "too_long", f"must be less than {most + 1} characters")
        elif len(value) < least:
            yield Problem(at, "too_short", f"must be more than {least - 1} characters")

    return check


def one_of(*allowed: str) -> Check:
    """Allow only these strings."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem(
                at, "not_allowed", f"must be one of {', '.join(allowed)}: {value!r}"
            )

    return check


def listed(item: Check, least: int, most: int) -> Check:
    """Allow a list of `least` to `most` items, each as `item` allows."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "wrong_type", "must be an array")
            return
        if len(value) < least:
            yield Problem(at, "too_few", f"no fewer than {least} items allowed")
        if len(value) > most:
            yield Problem(at, "too_many", f"no more than {most} items allowed")
        for index, each in enumerate(value):
            yield from item(each, f"{at}/{index}")

    return check


def shaped(shape: Shape) -> Check:
    """Allow an object with the shape's keys and no others."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "wrong_type", "must be an object")
            return
        for key in sorted(shape.needs - value.keys()):
            yield Problem(f"{at}/{key}", "missing", f"missing required field: {key}")
        for key, part in value.items():
            if key not in shape.parts:
                yield Problem(
                    f"{at}/{key}",
                    "unknown_property",
                    f"invalid additional property: {key}",
                )
            elif part is not None:
                yield from shape.parts[key](part, f"{at}/{key}")

    return check


def by_type(shapes: Mapping[str, Shape]) -> Check:
    """Allow an object whose `type` names one of `shapes`."""
    checks = {name: shaped(shape) for name, shape in shapes.items()}

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "wrong_type", "must be an object")
        elif "type" not in value:
            yield Problem(f"{at}/type", "missing", "missing required field: type")
        elif value["type"] not in checks:
            yield Problem(
                f"{at}/type", "unknown_type", f"unsupported type: {value['type']}"
            )
        else:
            yield from checks[value["type"]](value, at)

    return check


def shape(needs: str, /, **parts: Check) -> Shape:
    """Return a shape whose type is a word; `needs` lists its required keys."""
    return Shape({"type": anything, **parts}, frozenset(needs.split()))
