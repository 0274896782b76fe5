from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.domain.choice import choose, fits
from bot.domain.habits import Catalogue, Fits, Habit, Nudge
from bot.domain.ids import HabitId, NudgeId, PersonId
from bot.domain.people import Leader
from bot.domain.words import Language

KARI = PersonId("slack:T1:U1")
LEADER = Leader(KARI, enrolled_by=KARI, enrolled_utc=datetime(2026, 1, 1, tzinfo=UTC))


def nudge(name: str, when: Fits = Fits.ANY) -> Nudge:
    habit = HabitId(name.partition("/")[0])
    return Nudge(NudgeId(name), habit, {Language.EN: "Do"}, fits=when)


def catalogue(*nudges: Nudge) -> Catalogue:
    said = {Language.EN: "A habit"}
    habits = {}
    for name in sorted({each.habit for each in nudges}):
        own = tuple(each for each in nudges if each.habit == name)
        habits[name] = Habit(name, said, said, "S1", said, said, own, ())
    return Catalogue(habits, {}, {})


def chosen(known: Catalogue, *used: str) -> str:
    ids = [NudgeId(name) for name in used]
    choice = choose(known, LEADER, Language.EN, time(9), ids)
    assert choice
    return choice.nudge.id


@pytest.mark.parametrize(
    ("when", "from_", "until"),
    [
        (Fits.MORNING, time(0), time(10, 30)),
        (Fits.BEFORE_LUNCH, time(0), time(11, 30)),
        (Fits.END_OF_DAY, time(14), time(23, 59)),
        (Fits.ANY, time(0), time(23, 59)),
        (Fits.BEFORE_MEETING, time(0), time(23, 59)),
        (Fits.AFTER_MEETING, time(0), time(23, 59)),
        (Fits.ONE_TO_ONE, time(0), time(23, 59)),
    ],
)
def test_a_text_fits_its_part_of_the_day(when: Fits, from_: time, until: time) -> None:
    minutes = [time(hour, minute) for hour in range(24) for minute in range(60)]
    fitting = [at for at in minutes if fits(nudge("a/1", when), at)]
    assert (fitting[0], fitting[-1]) == (from_, until)


def test_the_habit_nudged_longest_ago_goes_first_even_by_a_nudge_now_gone() -> None:
    known = catalogue(nudge("a/1"), nudge("b/1"), nudge("c/1"))
    assert chosen(known, "c/gone", "a/gone") == "b/1"
    assert chosen(known, "c/gone", "a/gone", "b/gone") == "b/1"


def test_a_new_round_does_not_begin_with_what_came_last() -> None:
    known = catalogue(nudge("a/1"), nudge("b/1"))
    focused = replace(LEADER, focus=HabitId("a"))
    used = [NudgeId("a/1"), NudgeId("b/1")]
    choice = choose(known, focused, Language.EN, time(9), used)
    assert choice
    assert choice.nudge.id == "b/1"


def test_a_lone_nudge_comes_again() -> None:
    assert chosen(catalogue(nudge("a/1")), "a/1", "a/1") == "a/1"


def test_nothing_is_chosen_in_a_language_that_no_nudge_speaks() -> None:
    known = catalogue(nudge("a/1"))
    assert choose(known, LEADER, Language.SV, time(9), ()) is None


def test_rounds_are_counted_from_the_first_nudge_ever_sent() -> None:
    known = catalogue(nudge("a/1"), nudge("b/1"), nudge("c/1"), nudge("d/1"))
    focused = replace(LEADER, focus=HabitId("c"))
    one_round, begun = ["a/1", "b/1", "c/1", "d/1"], ["c/1", "a/1"]
    used = [NudgeId(name) for name in reversed(one_round + begun)]
    choice = choose(known, focused, Language.EN, time(9), used)
    assert choice
    assert choice.nudge.id == "b/1"


HAND_OVER, DIRECTION = "involve-and-hand-over", "set-direction"
ASKED = catalogue(nudge(f"{HAND_OVER}/1"), nudge(f"{DIRECTION}/1"), nudge("z/1"))


def in_week_of(*habits: str, known: Catalogue = ASKED, focus: str = "") -> str | None:
    who = replace(LEADER, focus=HabitId(focus) if focus else None)
    week = [HabitId(name) for name in habits]
    choice = choose(known, who, Language.EN, time(9), (), week)
    return choice.nudge.id if choice else None


@pytest.mark.parametrize(
    ("came", "other"), [(HAND_OVER, DIRECTION), (DIRECTION, HAND_OVER)]
)
def test_handing_over_and_setting_direction_never_share_a_week(
    came: str, other: str
) -> None:
    assert in_week_of(came, focus=other) == in_week_of(came)
    assert in_week_of(came) != f"{other}/1"
    assert in_week_of("z", focus=other) == f"{other}/1"
    assert in_week_of(came, focus=came) == f"{came}/1"


def test_nothing_comes_rather_than_the_two_in_one_week() -> None:
    alone = catalogue(nudge(f"{DIRECTION}/1"))
    assert in_week_of(HAND_OVER, known=alone) is None
    assert in_week_of(known=alone) == f"{DIRECTION}/1"


def test_a_habit_kept_out_of_a_week_keeps_its_turn_in_the_round() -> None:
    used = [NudgeId("z/1"), NudgeId(f"{HAND_OVER}/1")]
    week = [HabitId(HAND_OVER)]
    out = choose(ASKED, LEADER, Language.EN, time(9), used, week)
    assert out
    assert out.nudge.id == f"{HAND_OVER}/1"  # all that may come, and not the last
    next_week = choose(ASKED, LEADER, Language.EN, time(9), used)
    assert next_week
    assert next_week.nudge.id == f"{DIRECTION}/1"
