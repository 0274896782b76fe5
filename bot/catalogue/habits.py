"""Reads prompts/habits, scales and sources as the domain's values."""

from collections.abc import Mapping
from pathlib import Path

from bot.catalogue.check import report
from bot.catalogue.entries import Entry, Kind, Prompts, read_prompts
from bot.catalogue.problems import CatalogueBroken
from bot.catalogue.tables import Table, table_at, tables_at, text_at, texts_at
from bot.domain.habits import (
    ByLanguage,
    Catalogue,
    Fits,
    Habit,
    Nudge,
    Question,
    Scale,
    Source,
)
from bot.domain.ids import HabitId, NudgeId, QuestionId
from bot.domain.words import Language


def read_catalogue(root: Path) -> Catalogue:
    """Return what the prompts folder `root` says of habits; raises CatalogueBroken."""
    prompts = read_prompts(root)
    if errors := report(prompts).errors:
        raise CatalogueBroken(errors)
    return _catalogue(prompts)


def _catalogue(prompts: Prompts) -> Catalogue:
    habits = [_habit(file) for file in prompts.of(Kind.HABIT)]
    (scales,) = prompts.of(Kind.SCALES)
    (sources,) = prompts.of(Kind.SOURCES)
    return Catalogue(
        habits={habit.id: habit for habit in habits},
        scales={scale: _labels(scales.table, scale) for scale in Scale},
        sources={part.name: _source(part) for part in sources.parts()},
    )


def _habit(file: Entry) -> Habit:
    table = file.table
    habit = HabitId(text_at(table, "id"))
    why = table_at(table, "why")
    return Habit(
        id=habit,
        name=_said(table_at(table, "name")),
        why=_said(why),
        source=text_at(why, "source"),
        definition=_said(table_at(table, "definition")),
        done_when=_said(table_at(table, "done")),
        nudges=tuple(_nudge(habit, each) for each in tables_at(table, "nudges")),
        questions=tuple(
            _question(habit, each) for each in tables_at(table, "questions")
        ),
    )


def _nudge(habit: HabitId, table: Table) -> Nudge:
    return Nudge(
        id=NudgeId(f"{habit}/{text_at(table, 'id')}"),
        habit=habit,
        text=_said(table),
        fits=Fits(text_at(table, "moment")),
        advice=texts_at(table, "advice"),
        checked=_said(table_at(table, "checked")) or None,
        retired=table.get("retired") is True,
    )


def _question(habit: HabitId, table: Table) -> Question:
    return Question(
        id=QuestionId(f"{habit}/{text_at(table, 'id')}"),
        habit=habit,
        text=_said(table),
        scale=Scale(text_at(table, "scale")),
        advice=texts_at(table, "advice"),
    )


def _labels(table: Table, scale: Scale) -> Mapping[str, ByLanguage]:
    labels = {text_at(each, "code"): _said(each) for each in tables_at(table, scale)}
    return {**labels, "": _said(table_at(table, "skip"))}


def _source(part: Entry) -> Source:
    return Source(
        id=part.name,
        title=text_at(part.table, "title"),
        author=text_at(part.table, "author"),
        language=Language(text_at(part.table, "language")),
    )


def _said(table: Table) -> ByLanguage:
    return {each: text_at(table, each) for each in Language if each in table}
