import pytest

from bot.domain.deliveries import Method
from bot.domain.ids import WorkspaceId
from bot.domain.pace import Pace
from bot.ports.store import Store, Transaction
from tests.fakes.kept import LANE, minutes

ELSEWHERE = WorkspaceId("slack:T2")
PACE = Pace(minutes(1), minutes(2), minutes(3), 12.5)


@pytest.mark.parametrize("method", [None, *Method])
async def test_a_pace_comes_back_as_it_was_kept(
    store: Store, method: Method | None
) -> None:
    assert await store.read(lambda tx: tx.lanes.of(LANE)) == {}
    await store.write(lambda tx: tx.lanes.save(LANE, method, Pace()))
    await store.write(lambda tx: tx.lanes.save(LANE, method, PACE))
    assert await store.read(lambda tx: tx.lanes.of(LANE)) == {method: PACE}
    assert await store.read(lambda tx: tx.lanes.of(ELSEWHERE)) == {}


async def test_a_lane_stays_blocked_for_the_longest_asked(store: Store) -> None:
    def block(tx: Transaction) -> None:
        for until in (minutes(5), minutes(9), minutes(2)):
            tx.lanes.block(LANE, until)

    await store.write(block)
    assert await store.read(lambda tx: tx.lanes.of(LANE)) == {None: Pace(minutes(9))}


async def test_a_block_of_one_method_leaves_the_others_and_its_own_pace(
    store: Store,
) -> None:
    def block(tx: Transaction) -> None:
        tx.lanes.save(LANE, Method.POST, PACE)
        tx.lanes.save(LANE, Method.HOME, PACE)
        tx.lanes.block(LANE, minutes(9), Method.POST)
        tx.lanes.block(LANE, minutes(4), Method.REDRAW)

    await store.write(block)
    assert await store.read(lambda tx: tx.lanes.of(LANE)) == {
        Method.HOME: PACE,
        Method.POST: Pace(minutes(9), minutes(2), minutes(3), 12.5),
        Method.REDRAW: Pace(minutes(4)),
    }
