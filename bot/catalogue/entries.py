"""Cuts the files of prompts/ into entries, each with its place and its kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.catalogue.problems import Problem, Severity
from bot.catalogue.tables import Table, read_table, table_at, tables_at, text_at
from bot.domain.habits import Scale
from bot.domain.words import Language


class Kind(StrEnum):
    """What an entry is; its value is how an editor reads it."""

    HABIT = "habit"
    NAME = "name"
    DEFINITION = "definition"
    DONE = "done"
    WHY = "why"
    QUESTION = "question"
    NUDGE = "nudge"
    SCALES = "scales"
    SKIP = "skip"
    ANSWER = "answer"
    SOURCES = "sources"
    SOURCE = "source"
    AVOID = "avoid"
    AVOIDED = "avoided"


SOURCES = ("S0", "S1", "S2", "S3", "S4")
WHOLE_FILES = frozenset({Kind.HABIT, Kind.SCALES, Kind.SOURCES, Kind.AVOID})

_TABLES: Mapping[Kind, Mapping[str, Kind]] = {
    Kind.HABIT: {
        "name": Kind.NAME,
        "definition": Kind.DEFINITION,
        "done": Kind.DONE,
        "why": Kind.WHY,
    },
    Kind.SCALES: {"skip": Kind.SKIP},
    Kind.SOURCES: dict.fromkeys(SOURCES, Kind.SOURCE),
    Kind.AVOID: {"everywhere": Kind.AVOIDED, "questions": Kind.AVOIDED},
}
_LISTS: Mapping[Kind, Mapping[str, Kind]] = {
    Kind.HABIT: {"questions": Kind.QUESTION, "nudges": Kind.NUDGE},
    Kind.SCALES: dict.fromkeys(Scale, Kind.ANSWER),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a file: a nudge, a question, a name, or the whole file."""

    file: str
    name: str  # empty: the whole file
    kind: Kind
    table: Table

    def text(self, language: Language) -> str:
        """Return what it says in `language`; empty where it says nothing."""
        return text_at(self.table, language)

    @property
    def retired(self) -> bool:
        """Whether it is kept only because the journal points to it."""
        return self.table.get("retired") is True

    def error(self, wrong: str, right: str, language: str = "") -> Problem:
        """Return what must be mended before the bot starts."""
        place = self.file, self.name, language
        return Problem(Severity.ERROR, *place, wrong, right)

    def warning(self, wrong: str, right: str, language: str = "") -> Problem:
        """Return what keeps one text from being sent."""
        place = self.file, self.name, language
        return Problem(Severity.WARNING, *place, wrong, right)

    def parts(self) -> Iterator["Entry"]:
        """Yield the entries inside it."""
        for key, kind in _TABLES.get(self.kind, {}).items():
            if isinstance(self.table.get(key), dict):
                yield Entry(self.file, key, kind, table_at(self.table, key))
        for key, kind in _LISTS.get(self.kind, {}).items():
            for number, table in enumerate(tables_at(self.table, key), 1):
                of = f"{kind} {key}" if kind is Kind.ANSWER else kind
                known_as = text_at(table, "id") or text_at(table, "code")
                name = f"{of} {known_as or f'number {number}'}"
                yield Entry(self.file, name, kind, table)


@dataclass(frozen=True, slots=True)
class Prompts:
    """The files about habits, as they were read; `problems` are the unreadable."""

    files: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    def of(self, kind: Kind) -> tuple[Entry, ...]:
        """Return the files of that kind, by name."""
        return tuple(each for each in self.files if each.kind is kind)

    @property
    def entries(self) -> Iterator[Entry]:
        """Every entry of every file, in order."""
        for file in self.files:
            yield file
            yield from file.parts()


def read_prompts(root: Path) -> Prompts:
    """Read the habits, scales, sources and the avoid-list in the folder `root`."""
    files: list[Entry] = []
    problems: list[Problem] = []
    for path, kind in _paths(root):
        named = f"prompts/{path.relative_to(root).as_posix()}"
        table = read_table(path, named)
        if isinstance(table, Problem):
            problems.append(table)
        else:
            files.append(Entry(named, "", kind, table))
    return Prompts(tuple(files), (*problems, *_strays(root)))


def _paths(root: Path) -> Iterator[tuple[Path, Kind]]:
    yield root / "scales.toml", Kind.SCALES
    yield root / "sources.toml", Kind.SOURCES
    yield root / "avoid.toml", Kind.AVOID
    for path in sorted((root / "habits").glob("*.toml")):
        yield path, Kind.HABIT


def _strays(root: Path) -> Iterator[Problem]:
    folder = root / "habits"
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    habits = [path for path in found if path.suffix == ".toml"]
    if not habits:
        yield Problem(
            Severity.ERROR, "prompts/habits", "", "", "no habits", "put a file there"
        )
    for path in found:
        if path not in habits and not path.name.startswith("."):
            yield Problem(
                Severity.WARNING,
                f"prompts/habits/{path.name}",
                "",
                "",
                "nobody reads this file",
                "a habit's file ends in .toml",
            )
