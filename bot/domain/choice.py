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
    eligible = offered.ids - leader.retired
    left = _left(eligible, used)
    if apart := _apart(week):
        allowed = eligible.difference(*(offered.habits.get(each, ()) for each in apart))
        # A week's rule leaves the rounds as they are: who is out waits for the next.
        left = left & allowed or allowed.difference(used[:1]) or allowed
    if not left:
        return None
    habits = [each for each, ids in offered.habits.items() if not left.isdisjoint(ids)]
    if leader.focus in habits:
        habit = leader.focus
    else:
        nudged = (HabitId(nudge.partition("/")[0]) for nudge in used)
        habit = _longest_ago(habits, nudged)
    ids = (nudge for nudge in offered.habits[habit] if nudge in left)
    return Choice(offered.nudges[_longest_ago(ids, used)])


@dataclass(frozen=True, slots=True)
class _Offer:
    """What can be sent in one language at one wall time; all of it in order of id."""

    nudges: Mapping[NudgeId, Nudge]
    ids: frozenset[NudgeId]
    habits: Mapping[HabitId, Sequence[NudgeId]]


@lru_cache(maxsize=_OFFERS_KEPT)
def _offered(catalogue: Catalogue, language: Language, at: time) -> _Offer:
    # Kept, because a great many leaders are due at few wall times.
    nudges = {
        nudge.id: nudge
        for habit in catalogue.habits.values()
        for nudge in habit.nudges
        if language in nudge.text and not nudge.retired and fits(nudge, at)
    }
    habits: dict[HabitId, list[NudgeId]] = {
        each: [] for each in sorted({nudge.habit for nudge in nudges.values()})
    }
    for nudge in sorted(nudges):
        habits[nudges[nudge].habit].append(nudge)
    return _Offer(nudges, frozenset(nudges), habits)


def _apart(week: Collection[HabitId]) -> frozenset[HabitId]:
    """Return the habits that do not go with those of the week."""
    came = APART.intersection(week)
    return APART - came if came else frozenset()


def _left(eligible: frozenset[NudgeId], used: Sequence[NudgeId]) -> frozenset[NudgeId]:
    """Return what the round under way has not used; never the one used last."""
    if not used:
        return eligible
    left = set(eligible)
    for nudge in reversed(used):
        left.discard(nudge)
        if not left:
            left.update(eligible)
    return frozenset(left.difference(used[:1]) or left)


def _longest_ago(candidates: Iterable[T], used: Iterable[T]) -> T:
    """Return the candidate never used, or used longest ago; of equals the first."""
    left = dict.fromkeys(candidates)
    for each in used:
        if len(left) == 1:
            break
        left.pop(each, None)
    return next(iter(left))
