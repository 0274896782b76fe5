"""Chooses the next nudge for a leader: every one in turn, the focus first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from typing import TypeVar

from bot.domain.habits import Catalogue, Fits, Nudge
from bot.domain.ids import HabitId, NudgeId
from bot.domain.people import Leader
from bot.domain.words import Language

T = TypeVar("T", bound=str)

POLICY = "rotation-1"
_UNTIL = {Fits.MORNING: time(10, 30), Fits.BEFORE_LUNCH: time(11, 30)}
_FROM = {Fits.END_OF_DAY: time(14)}


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
) -> Choice | None:
    """Return the next nudge, None when none can be sent in that language and hour.

    `used` are the leader's earlier nudges, newest first, from the first one on: it
    is cut into rounds, and no nudge comes twice in a round. The focus habit's come
    first in each, then the habit and the nudge that were used longest ago.
    """
    eligible = {
        nudge.id: nudge
        for nudge in _offered(catalogue, leader, language)
        if fits(nudge, at)
    }
    if not eligible:
        return None
    left = _left(frozenset(eligible), used)
    habits = {eligible[nudge].habit for nudge in left}
    if leader.focus in habits:
        habit = leader.focus
    else:
        nudged = (HabitId(nudge.partition("/")[0]) for nudge in used)
        habit = _longest_ago(sorted(habits), nudged)
    ids = sorted(nudge for nudge in left if eligible[nudge].habit == habit)
    return Choice(eligible[_longest_ago(ids, used)])


def _offered(
    catalogue: Catalogue, leader: Leader, language: Language
) -> Iterator[Nudge]:
    for habit in catalogue.habits.values():
        for nudge in habit.nudges:
            retired = nudge.retired or nudge.id in leader.retired
            if language in nudge.text and not retired:
                yield nudge


def _left(eligible: frozenset[NudgeId], used: Sequence[NudgeId]) -> frozenset[NudgeId]:
    """Return what the round under way has not used; never the one used last."""
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
