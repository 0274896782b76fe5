"""Checks everything in prompts/ that is about habits, all mistakes at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.catalogue import rules, wording
from bot.catalogue.avoiding import Avoided, avoided
from bot.catalogue.entries import Entry, Kind, Prompts, read_prompts
from bot.catalogue.problems import Problem, Severity
from bot.catalogue.tables import table_at
from bot.catalogue.wording import Flaw, Sentence
from bot.domain.ids import HabitId
from bot.domain.words import Language

HEADINGS = ("habit", "language", "nudges", "questions", "names", "signed off")
"""What the columns of `Report.table_rows` are."""


@dataclass(frozen=True, slots=True)
class Count:
    """How much one habit says in one language, retired nudges left out."""

    habit: HabitId
    language: Language
    nudges: int
    questions: int
    names: int
    signed_off: int  # nudges that a native reader has checked


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: every problem, by file, and what there is."""

    problems: tuple[Problem, ...]
    counts: tuple[Count, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop the start."""
        return tuple(x for x in self.problems if x.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that keep a text from being sent."""
        return tuple(x for x in self.problems if x.severity is Severity.WARNING)

    def table_rows(self) -> tuple[tuple[str, ...], ...]:
        """Return the counts as rows of words under `HEADINGS`."""
        return tuple(
            (
                each.habit,
                str(each.language),
                *map(str, (each.nudges, each.questions, each.names, each.signed_off)),
            )
            for each in self.counts
        )


def check(root: Path) -> Report:
    """Report on the habits, scales, sources and avoid-list in the folder `root`."""
    return report(read_prompts(root))


def report(prompts: Prompts) -> Report:
    """Report on files that were read already."""
    found = [*prompts.problems, *_problems(prompts)]
    found.sort(key=lambda problem: problem.file)
    counts = (count for habit in prompts.of(Kind.HABIT) for count in _counts(habit))
    return Report(tuple(found), tuple(counts))


def _problems(prompts: Prompts) -> Iterator[Problem]:
    words = avoided(prompts)
    for entry in prompts.entries:
        for kinds, rule in rules.RULES:
            if entry.kind in kinds:
                yield from rule(entry)
        if entry.kind in wording.LIMITS:
            yield from _misworded(entry, words)


def _misworded(entry: Entry, words: Avoided) -> Iterator[Problem]:
    for language in Language:
        if text := entry.text(language):
            sentence = Sentence(entry.kind, language, text)
            for wrong, right in _flaws(sentence, words):
                yield entry.error(wrong, right, language)


def _flaws(sentence: Sentence, words: Avoided) -> Iterator[Flaw]:
    for rule in (*wording.RULES, words.used):
        yield from rule(sentence)


def _counts(habit: Entry) -> Iterator[Count]:
    known_as = HabitId(PurePosixPath(habit.file).stem)
    parts = [part for part in habit.parts() if not part.retired]
    for language in Language:
        said = [part for part in parts if part.text(language)]
        kinds = [part.kind for part in said]
        yield Count(
            known_as,
            language,
            nudges=kinds.count(Kind.NUDGE),
            questions=kinds.count(Kind.QUESTION),
            names=kinds.count(Kind.NAME),
            signed_off=sum(language in table_at(x.table, "checked") for x in said),
        )
