"""Reads people.csv, one person a line, and tells every mistake in it by line.

The file is read twice, as a stream: once to find what is wrong, once to be used.
"""

from array import array
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

from bot.domain.errors import BotError
from bot.domain.spelling import shown
from bot.wiring.csv_lines import Line, Problem, Watch, lines
from bot.wiring.people_columns import (
    COLUMNS,
    OWN,
    SHARED,
    Reader,
    Role,
    Terms,
    Wrong,
    identity,
    role,
    wrong_in_header,
)

PROBLEMS_SHOWN = 50  # of the others, how many there are
_KEPT = 4096  # terms that many people share
_DIGEST_BYTES = 8  # of an id: to look for doubles among a million in little memory


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of the file."""

    id: str
    name: str
    role: Role
    terms: Terms


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """One people.csv."""

    path: Path
    reader: Reader

    def check(self, watch: Watch) -> int:
        """Return how many people there are; raise BotError with all that is wrong."""
        problems = _Problems(self.path)
        digests = array("Q")
        for row in self._rows(watch):
            problems.add(row.problems)
            if row.id:
                digests.append(_digest(row.id))
        repeated = _repeated(digests)
        if repeated:
            problems.add(self._doubles(repeated))
        problems.insist()
        return len(digests)

    def people(self, watch: Watch) -> Iterator[Listed]:
        """Yield everybody in a file that was checked, in its order."""
        for row in self._rows(watch):
            if row.listed is None:
                raise BotError(f"{self.path} changed while it was read. Try again.")
            yield row.listed

    def _doubles(self, repeated: frozenset[int]) -> Iterator[Problem]:
        first: dict[str, int] = {}
        for row in self._rows(lambda _: None):
            if row.id and _digest(row.id) in repeated:
                before = first.setdefault(row.id, row.number)
                if before != row.number:
                    said = (
                        f"“{shown(row.id)}” stands on line {before} already. Give"
                        " every person an id of their own."
                    )
                    yield Problem(row.number, said, "id")

    def _rows(self, watch: Watch) -> Iterator["_Row"]:
        """Yield every line but a sound header."""
        header: _Header | None = None
        terms = lru_cache(_KEPT)(self.reader.terms)
        said_anything = False
        for line in lines(self.path, watch):
            said_anything = True
            if isinstance(line, Problem):
                yield _Row(line.line, problems=(line,))
            elif header:
                yield self._row(line, header, terms)
            else:
                header = _Header(tuple(cell.casefold() for cell in line.cells))
                wrong = tuple(wrong_in_header(header.columns))
                if wrong:
                    yield _Row(line.number, problems=_on(line, wrong))
                if not header.is_one:
                    return  # what stands in which column, nobody can know
        if not said_anything:
            empty = Problem(1, "the file is empty. Its first line names the columns.")
            yield _Row(1, problems=(empty,))

    def _row(self, line: Line, header: "_Header", terms: "_ReadTerms") -> "_Row":
        if len(line.cells) != len(header.columns):
            given, right = len(line.cells), len(header.columns)
            said = f"has {given} cells; the first line names {right} columns."
            return _Row(line.number, problems=(Problem(line.number, said),))
        own, name, as_what = header.pick(OWN, line.cells)
        who = self.reader.one("id", own, identity)
        what = self.reader.one("role", as_what, role)
        when = terms(header.pick(SHARED, line.cells))
        return _joined(line, name, who, what, when)


_ReadTerms = Callable[[tuple[str, ...]], Terms | tuple[Wrong, ...]]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line: one person, unless something is wrong."""

    number: int
    id: str = ""
    listed: Listed | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Header:
    """The names on the first line."""

    columns: tuple[str, ...]

    @property
    def is_one(self) -> bool:
        """Whether it names any column at all."""
        return not COLUMNS.isdisjoint(self.columns)

    def pick(self, wanted: Sequence[str], cells: Sequence[str]) -> tuple[str, ...]:
        """Return the cells of those columns, empty where there is no such column."""
        at = self.columns
        return tuple(cells[at.index(name)] if name in at else "" for name in wanted)


class _Problems:
    """The first few problems, and how many there are."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._many = 0
        self._kept: list[Problem] = []

    def add(self, problems: Iterable[Problem]) -> None:
        for each in problems:
            self._many += 1
            insort(self._kept, each, key=lambda kept: kept.line)
            del self._kept[PROBLEMS_SHOWN:]

    def insist(self) -> None:
        """Raise BotError when there is any."""
        if not self._many:
            return
        many = f"{self._many} problems" if self._many > 1 else "1 problem"
        told = [f"{self._path} has {many}. Nothing was planned.", *map(str, self._kept)]
        if self._many > len(self._kept):
            told.append(f"… and {self._many - len(self._kept)} more.")
        raise BotError("\n".join(told))


def _joined(
    line: Line,
    name: str,
    who: str | Wrong,
    what: Role | Wrong,
    when: Terms | tuple[Wrong, ...],
) -> _Row:
    problems = [each for each in (who, what) if isinstance(each, Wrong)]
    if isinstance(when, tuple):
        problems += when
    named = who if isinstance(who, str) else ""
    if isinstance(who, Wrong) or isinstance(what, Wrong) or isinstance(when, tuple):
        return _Row(line.number, named, problems=_on(line, problems))
    return _Row(line.number, named, Listed(who, name, what, when))


def _on(line: Line, wrong: Iterable[Wrong]) -> tuple[Problem, ...]:
    return tuple(Problem(line.number, each.said, each.column) for each in wrong)


def _digest(given: str) -> int:
    return int.from_bytes(blake2b(given.encode(), digest_size=_DIGEST_BYTES).digest())


def _repeated(digests: Iterable[int]) -> frozenset[int]:
    return frozenset(a for a, b in pairwise(sorted(digests)) if a == b)
