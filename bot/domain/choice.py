"""Chooses the next nudge for a leader: every one in turn, the focus first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import TypeVar

from bot.domain.habits import Catalogue, Fits, Nudge
from bot.domain.ids import HabitId, NudgeId
from bot.domain.people import Leader
from bot.domain.words import Language

T = TypeVar("T", bound=str)

POLICY = "rotation-1"

APART = frozenset({HabitId("involve-and-hand-over"), HabitId("set-direction")})
"""Habits of which one leader is nudged about one in a week: they ask for opposites."""

_UNTIL = {Fits.MORNING: time(10, 30), Fits.BEFORE_LUNCH: time(11, 30)}
_FROM = {Fits.END_OF_DAY: time(14)}
_OFFERS_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Choice:
    """The nudge chosen, and the rule that chose it."""

    nudge: Nudge
    policy: str = POLICY


def fits(nudge: Nudge, at: time) -> bool:
    """Whether the nudge's text suits that wall time."""
    earliest = _FROM.get(nudge.fits, time.min)
    latest = _UNTIL.get(nudge.fits, time.max)
    return earliest <= at <= latest


def choose(
    catalogue: Catalogue,
    leader: Leader,
    language: Language,
    at: time,
    used: Sequence[NudgeId],
    week: Collection[HabitId] = (),
) -> Choice | None:
    """Return the next nudge, None when none can be sent in that language and hour.

    `used` are the leader's earlier nudges, newest first, from the first one on: it
    is cut into rounds, and no nudge comes twice in a round. The focus habit's come
    first in each, then the habit and the nudge that were used longest ago. `week`
    are the habits of the nudges that came in the same week.
    """
    offered = _offered(catalogue, language, at)
    eligible = offered.keys() - leader.retired
    left = _left(eligible, used)
    if apart := _apart(week):
        allowed = {each for each in eligible if offered[each].habit not in apart}
        # A week's rule leaves the rounds as they are: who is out waits for the next.
        left = left & allowed or allowed.difference(used[:1]) or allowed
    if not left:
        return None
    habits = {offered[nudge].habit for nudge in left}
    if leader.focus in habits:
        habit = leader.focus
    else:
        nudged = (HabitId(nudge.partition("/")[0]) for nudge in used)
        habit = _longest_ago(sorted(habits), nudged)
    ids = sorted(nudge for nudge in left if offered[nudge].habit == habit)
    return Choice(offered[_longest_ago(ids, used)])


@lru_cache(maxsize=_OFFERS_KEPT)
def _offered(
    catalogue: Catalogue, language: Language, at: time
) -> Mapping[NudgeId, Nudge]:
    # Kept, because a great many leaders are due at few wall times.
    return {
        nudge.id: nudge
        for habit in catalogue.habits.values()
        for nudge in habit.nudges
        if language in nudge.text and not nudge.retired and fits(nudge, at)
    }


def _apart(week: Collection[HabitId]) -> frozenset[HabitId]:
    """Return the habits that do not go with those of the week."""
    came = APART.intersection(week)
    return APART - came if came else frozenset()


def _left(eligible: set[NudgeId], used: Sequence[NudgeId]) -> set[NudgeId]:
    """Return what the round under way has not used; never the one used last."""
    left = set(eligible)
    for nudge in reversed(used):
        left.discard(nudge)
        if not left:
            left.update(eligible)
    return left.difference(used[:1]) or left


def _longest_ago(candidates: Iterable[T], used: Iterable[T]) -> T:
    """Return the candidate never used, or used longest ago; of equals the first."""
    left = dict.fromkeys(candidates)
    for each in used:
        if len(left) == 1:
            break
        left.pop(each, None)
    return next(iter(left))
