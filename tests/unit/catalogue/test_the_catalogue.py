"""What stands in prompts/ is sound, and complete in four languages."""

from pathlib import Path

from bot.catalogue.check import HEADINGS, check
from bot.catalogue.habits import read_catalogue
from bot.domain.habits import Fits, Scale
from bot.domain.ids import NudgeId
from bot.domain.words import Language

PROMPTS = Path(__file__).parents[3] / "prompts"
AT_NINE = {Fits.MORNING, Fits.BEFORE_LUNCH, Fits.ANY}


def test_the_catalogue_has_no_problem() -> None:
    assert list(map(str, check(PROMPTS).problems)) == []


def test_every_habit_says_as_much_in_every_language() -> None:
    counts = check(PROMPTS).counts

    by_habit = {(each.habit, each.nudges, each.questions) for each in counts}
    assert len(counts) == len(Language) * len({each.habit for each in counts})
    assert len(by_habit) == len({each.habit for each in counts})


def test_a_habit_has_six_nudges_a_question_and_a_name() -> None:
    for count in check(PROMPTS).counts:
        assert count.nudges >= 6, count
        assert count.questions >= 1, count
        assert count.names == 1, count


def test_the_counts_are_rows_for_a_table() -> None:
    rows = check(PROMPTS).table_rows()

    assert ("give-feedback", "nb") in {row[:2] for row in rows}
    assert {len(row) for row in rows} == {len(HEADINGS)}
    assert all(type(cell) is str for row in rows for cell in row)


def test_a_habit_has_enough_nudges_for_nine_in_the_morning() -> None:
    for habit in read_catalogue(PROMPTS).habits.values():
        fitting = [nudge for nudge in habit.nudges if nudge.fits in AT_NINE]
        assert len(fitting) >= 3, habit.id
        assert len({nudge.fits for nudge in habit.nudges}) >= 4, habit.id


def test_the_catalogue_becomes_values() -> None:
    catalogue = read_catalogue(PROMPTS)

    nudge = catalogue.nudge(NudgeId("give-feedback/same-day-one-thing"))
    assert nudge is not None
    assert (nudge.habit, nudge.fits, nudge.advice, nudge.checked, nudge.retired) == (
        "give-feedback",
        Fits.ANY,
        ("S1.9",),
        None,
        False,
    )
    habit = catalogue.habits[nudge.habit]
    assert habit.name[Language.DA] == "Giv feedback"
    assert habit.questions[0].id == "give-feedback/q1"
    assert habit.questions[0].scale is Scale.RECENCY
    assert catalogue.sources[habit.source].title == "Sosial ledelse"


def test_the_scales_end_in_an_answer_that_counts_nothing() -> None:
    scales = read_catalogue(PROMPTS).scales

    assert list(scales[Scale.RECENCY]) == ["3", "2", "1", "0", ""]
    assert list(scales[Scale.CLARITY]) == ["2", "1", "0", ""]
    assert scales[Scale.CLARITY][""][Language.SV] == "Vet inte / hoppa över"
