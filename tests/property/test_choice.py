from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.choice import POLICY, choose, fits
from bot.domain.habits import Catalogue, Fits, Habit, Nudge
from bot.domain.ids import HabitId, NudgeId, PersonId
from bot.domain.people import Leader
from bot.domain.words import Language

KARI = PersonId("slack:T1:U1")
LEADER = Leader(KARI, enrolled_by=KARI, enrolled_utc=datetime(2026, 1, 1, tzinfo=UTC))
NINE = time(9)
walls = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def habit(name: str, nudges: Sequence[Nudge]) -> Habit:
    said = {Language.EN: name}
    return Habit(HabitId(name), said, said, "S1", said, said, tuple(nudges), ())


def catalogue(*habits: Habit) -> Catalogue:
    return Catalogue({each.id: each for each in habits}, {}, {})


@st.composite
def catalogues(draw: st.DrawFn, *, plain: bool = False) -> Catalogue:
    habits = []
    for name in "abc"[: draw(st.integers(1, 3))]:
        nudges = [
            Nudge(
                NudgeId(f"{name}/{number}"),
                HabitId(name),
                dict.fromkeys(Language, "Do")
                if plain
                else dict.fromkeys(draw(st.sets(languages)), "Do"),
                fits=Fits.ANY if plain else draw(st.sampled_from(Fits)),
                retired=False if plain else draw(st.booleans()),
            )
            for number in range(draw(st.integers(1, 4)))
        ]
        habits.append(habit(name, nudges))
    return catalogue(*habits)


languages = st.sampled_from(Language)
ids = st.builds(
    lambda name, number: NudgeId(f"{name}/{number}"),
    st.sampled_from("abcx"),
    st.integers(0, 4),
)
histories = st.lists(ids, max_size=40)
leaders = st.builds(
    lambda focus, retired: replace(LEADER, focus=focus, retired=frozenset(retired)),
    st.none() | st.sampled_from([HabitId(name) for name in "abcx"]),
    st.sets(ids),
)


def nudges_of(known: Catalogue) -> list[Nudge]:
    return [nudge for each in known.habits.values() for nudge in each.nudges]


def rotated(known: Catalogue, leader: Leader, rounds: int) -> list[Nudge]:
    """Return what is chosen, oldest first, when every choice is sent."""
    chosen: list[Nudge] = []
    for _ in range(rounds * len(nudges_of(known))):
        used = [nudge.id for nudge in reversed(chosen)]
        choice = choose(known, leader, Language.NB, NINE, used)
        assert choice
        chosen.append(choice.nudge)
    return chosen


@given(catalogues(), leaders, languages, walls, histories)
def test_only_what_may_be_sent_is_chosen_and_always_the_same(
    known: Catalogue,
    leader: Leader,
    language: Language,
    at: time,
    used: list[NudgeId],
) -> None:
    eligible = [
        nudge
        for nudge in nudges_of(known)
        if not nudge.retired
        and nudge.id not in leader.retired
        and language in nudge.text
        and fits(nudge, at)
    ]
    choice = choose(known, leader, language, at, used)
    assert choice == choose(known, leader, language, at, list(used))
    if choice is None:
        assert not eligible
        return
    assert choice.nudge in eligible
    assert choice.policy == POLICY
    assert choice.nudge.id not in used[:1] or len(eligible) == 1


@given(catalogues(plain=True), leaders)
def test_no_nudge_comes_again_before_every_other_has_come(
    known: Catalogue, leader: Leader
) -> None:
    all_nudges = {nudge.id for nudge in nudges_of(known)}
    chosen = rotated(known, replace(leader, retired=frozenset()), rounds=3)
    for start in range(0, len(chosen), len(all_nudges)):
        one_round = chosen[start : start + len(all_nudges)]
        assert {nudge.id for nudge in one_round} == all_nudges


@given(catalogues(plain=True))
def test_the_focus_comes_first(known: Catalogue) -> None:
    focus = max(known.habits)
    chosen = rotated(known, replace(LEADER, focus=focus), rounds=1)
    first = len(known.habits[focus].nudges)
    assert all(nudge.habit == focus for nudge in chosen[:first])


@given(catalogues(plain=True))
def test_without_a_focus_habits_take_turns_while_each_has_nudges_left(
    known: Catalogue,
) -> None:
    chosen = rotated(known, LEADER, rounds=1)
    turns = min(len(each.nudges) for each in known.habits.values())
    everybody = sorted(known.habits)
    assert [nudge.habit for nudge in chosen[: turns * len(everybody)]] == (
        everybody * turns
    )
