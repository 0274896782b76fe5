from dataclasses import replace

from bot.domain.deliveries import Delivery, State
from bot.domain.ids import PersonId, WorkspaceId, person_in
from bot.ports.outbox import Settled
from bot.ports.store import Store
from tests.fakes.kept import KARI, LANE, OLA, claim, minutes, nudge

AWAY = person_in(WorkspaceId("slack:T2"), "U1")


def promise(minute: float, person: PersonId = KARI) -> Delivery:
    """Return a nudge that Later said comes back then."""
    planned = nudge(person, minutes(minute))
    return replace(planned, round=1)


async def test_what_was_promised_in_a_lane_by_then_is_returned_earliest_first(
    store: Store,
) -> None:
    early, late, after = promise(1), promise(5), promise(6)
    elsewhere, fresh = promise(2, AWAY), nudge(OLA, minutes(1))
    over = replace(promise(3), state=State.SENT)
    await store.write(
        lambda tx: tx.outbox.add([late, after, elsewhere, fresh, over, early])
    )
    found = await store.read(lambda tx: tx.outbox.promised(LANE, minutes(5)))
    assert [each.id for each in found] == [early.id, late.id]


async def test_an_outcome_may_move_when_it_is_too_late(store: Store) -> None:
    await store.write(lambda tx: tx.outbox.add([promise(0)]))
    (mine,) = await store.write(claim)
    back = Settled(mine.id, mine.epoch, State.PLANNED, "closed", minutes(60))
    moved = replace(back, expires_utc=minutes(600))
    await store.write(lambda tx: tx.outbox.settle([moved]))
    found = await store.read(lambda tx: tx.outbox.find(mine.id))
    assert found
    assert (found.not_before_utc, found.expires_utc) == (minutes(60), minutes(600))


async def test_without_one_it_stays(store: Store) -> None:
    await store.write(lambda tx: tx.outbox.add([promise(0)]))
    (mine,) = await store.write(claim)
    back = Settled(mine.id, mine.epoch, State.PLANNED, "limited", minutes(1))
    await store.write(lambda tx: tx.outbox.settle([back]))
    found = await store.read(lambda tx: tx.outbox.find(mine.id))
    assert found
    assert found.expires_utc == promise(0).expires_utc
