"""Taking up what is due in a lane, as fast as the platform lets that workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.deliveries import Delivery, Method, Turn
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.pace import Pace, free, is_blocked, slowed, spent
from bot.ports.outbox import Lease
from bot.ports.store import Transaction

LEASE = timedelta(minutes=2)  # longer than the slowest send
SOON = timedelta(minutes=2)  # an answer about do-not-disturb holds at least so long
COMING = 50  # people in one such question
CLAIM = 20  # posts at once in one lane; bounds what a crash leaves unknown


@dataclass(frozen=True, slots=True)
class Round:
    """One look at a lane: which, when, and what the lane has room for."""

    lane: WorkspaceId
    now_utc: datetime
    posts: int  # how many more may be under way
    per_minute: float  # posts, when the platform has not complained


@dataclass(frozen=True, slots=True)
class Batch:
    """What was claimed, until when, and to whom the lane posts next."""

    lane: WorkspaceId
    lease_until_utc: datetime
    deliveries: list[Delivery]
    soon: Sequence[PersonId] = ()


def claim(tx: Transaction, look: Round) -> Batch:
    """Claim what somebody waits for; where nobody does, what the pace lets out."""
    paces = tx.lanes.of(look.lane)
    blocked = {
        method for method, pace in paces.items() if is_blocked(pace, look.now_utc)
    }
    if None in blocked:
        return _batch(look, [])
    # In trouble, one at a time finds out whether somebody has mended it.
    most = 1 if tx.workspaces.find(look.lane).trouble else CLAIM
    turns = [
        turn
        for turn in tx.outbox.turns(look.lane, look.now_utc)
        if turn.method not in blocked
    ]
    waited_for = [turn for turn in turns if turn.method is not Method.POST]
    if waited_for or not turns:
        # Apart, so that who waits never waits for a post that is stuck.
        return _batch(look, _taken(tx, look, waited_for, most))
    posts = _paced(tx, look, turns, paces.get(Method.POST, Pace()), most)
    soon = tx.outbox.coming(look.lane, look.now_utc + SOON, COMING)
    return _batch(look, posts, soon)


def _batch(
    look: Round, claimed: list[Delivery], soon: Sequence[PersonId] = ()
) -> Batch:
    return Batch(look.lane, look.now_utc + LEASE, claimed, soon)


def slow_down(
    tx: Transaction, delivery: Delivery, until_utc: datetime, per_minute: float
) -> None:
    """Obey "too many": that method waits, and posts go on at half their rate."""
    method = delivery.turn.method
    if method is not Method.POST:
        tx.lanes.block(delivery.workspace, until_utc, method)
        return
    pace = tx.lanes.of(delivery.workspace).get(method, Pace())
    claimed = delivery.attempt_utc or delivery.due_utc
    tx.lanes.save(
        delivery.workspace, method, slowed(pace, per_minute, claimed, until_utc)
    )


def _paced(
    tx: Transaction, look: Round, turns: list[Turn], pace: Pace, most: int
) -> list[Delivery]:
    """Claim posts as far as the rate goes, and let the lane know when it is spent."""
    room = free(pace, look.per_minute, look.now_utc)
    claimed = _taken(tx, look, turns, min(most, room, look.posts))
    if claimed or not room:
        after = spent(pace, len(claimed), look.per_minute, look.now_utc)
        tx.lanes.save(look.lane, Method.POST, after)
    return claimed


def _taken(
    tx: Transaction, look: Round, turns: list[Turn], most: int
) -> list[Delivery]:
    taken: list[Delivery] = []
    for turn in turns:
        left = most - len(taken)
        if left > 0:
            lease = Lease(look.now_utc + LEASE, left)
            taken += tx.outbox.claim(look.lane, turn, look.now_utc, lease)
    return taken
