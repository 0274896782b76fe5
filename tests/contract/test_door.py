import asyncio
from datetime import timedelta
from threading import Event, get_ident

import pytest

from bot.domain.ids import InputId
from bot.ports.store import Store, StoreDown, Transaction, Urgency
from tests.fakes.kept import KARI, LANE, NOW, entry, leader, minutes, nudge
from tests.fakes.stores import AnyStore, Opened

PATIENCE_S = 20.0  # a bound for a test that hangs, not a speed


class Stop(Exception):
    """What a body of these tests raises."""


async def count(store: Store) -> int:
    """Return how many things happened to Kari."""
    return len(await store.read(lambda tx: tx.journal.of(KARI, NOW)))


def held(gate: Event, begun: Event) -> None:
    """Hold the thread until the gate is opened."""
    begun.set()
    assert gate.wait(PATIENCE_S)


async def test_a_body_that_raises_leaves_nothing_and_its_error_comes_back(
    store: Store,
) -> None:
    def body(tx: Transaction) -> None:
        tx.journal.add([entry()])
        tx.outbox.add([nudge()])
        raise Stop

    with pytest.raises(Stop):
        await store.write(body)
    assert await count(store) == 0
    assert await store.read(lambda tx: tx.outbox.find(nudge().id)) is None
    await store.write(lambda tx: tx.journal.add([entry()]))
    assert await count(store) == 1


async def test_a_body_may_return_anything(store: Store) -> None:
    assert await store.write(lambda _: "written") == "written"
    assert await store.read(lambda tx: tx.leaders.find(KARI)) is None


async def test_a_write_is_seen_by_the_read_after_it_from_anywhere(
    opened: Opened,
) -> None:
    here, there = opened(), opened()
    for expected in range(1, 20):
        await here.write(lambda tx: tx.journal.add([entry()]))
        assert await count(there) == expected


async def test_a_read_sees_one_moment_while_others_write(store: Store) -> None:
    gate, begun = Event(), Event()

    def body(tx: Transaction) -> tuple[int, int]:
        before = len(tx.journal.of(KARI, NOW))
        held(gate, begun)
        return before, len(tx.journal.of(KARI, NOW))

    reading = asyncio.create_task(store.read(body))
    assert await asyncio.to_thread(begun.wait, PATIENCE_S)
    await store.write(lambda tx: tx.journal.add([entry()]))
    gate.set()
    assert await reading == (0, 0)
    assert await count(store) == 1


async def test_reads_do_not_wait_for_a_write(store: Store) -> None:
    gate, begun = Event(), Event()

    def body(tx: Transaction) -> None:
        tx.journal.add([entry()])
        held(gate, begun)

    writing = asyncio.create_task(store.write(body))
    assert await asyncio.to_thread(begun.wait, PATIENCE_S)
    assert await count(store) == 0
    gate.set()
    await writing


async def test_a_person_goes_before_bulk_work_and_equals_keep_their_order(
    store: Store,
) -> None:
    gate, begun = Event(), Event()
    ran: list[str] = []
    first = asyncio.create_task(store.write(lambda _: held(gate, begun)))
    assert await asyncio.to_thread(begun.wait, PATIENCE_S)
    waiting = []
    for name, urgency in (
        ("bulk 1", Urgency.BULK),
        ("bulk 2", Urgency.BULK),
        ("press 1", Urgency.PERSON),
        ("press 2", Urgency.PERSON),
    ):
        writing = store.write(lambda _, name=name: ran.append(name), urgency)  # type: ignore[misc]
        waiting.append(asyncio.create_task(writing))
        await asyncio.sleep(0)  # so that it is put in the queue before the next
    await asyncio.sleep(0)  # what comes is handed over a turn of the loop later
    gate.set()
    await asyncio.gather(first, *waiting)
    assert ran == ["press 1", "press 2", "bulk 1", "bulk 2"]


async def test_bodies_never_run_on_the_loops_thread(store: Store) -> None:
    assert await store.write(lambda _: get_ident()) != get_ident()
    assert await store.read(lambda _: get_ident()) != get_ident()


async def test_who_is_cancelled_while_waiting_never_runs(store: Store) -> None:
    gate, begun = Event(), Event()
    first = asyncio.create_task(store.write(lambda _: held(gate, begun)))
    assert await asyncio.to_thread(begun.wait, PATIENCE_S)
    second = asyncio.create_task(store.write(lambda tx: tx.journal.add([entry()])))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    gate.set()
    await first
    await store.write(lambda _: None)
    assert await count(store) == 0


async def test_who_is_cancelled_midway_is_kept_whole(store: Store) -> None:
    gate, begun = Event(), Event()

    def body(tx: Transaction) -> None:
        tx.journal.add([entry()])
        held(gate, begun)
        tx.journal.add([entry()])

    writing = asyncio.create_task(store.write(body))
    assert await asyncio.to_thread(begun.wait, PATIENCE_S)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    gate.set()
    await store.write(lambda _: None)
    assert await count(store) == 2


async def test_closing_finishes_what_waits_and_then_refuses(opened: Opened) -> None:
    store = opened()
    gate, begun = Event(), Event()
    first = asyncio.create_task(store.write(lambda _: held(gate, begun)))
    assert await asyncio.to_thread(begun.wait, PATIENCE_S)
    second = asyncio.create_task(
        store.write(lambda tx: tx.journal.add([entry()]), Urgency.BULK)
    )
    await asyncio.sleep(0)
    closing = asyncio.create_task(asyncio.to_thread(store.close))
    gate.set()
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(first, second, closing)
    for door in (store.write, store.read):
        with pytest.raises(StoreDown, match="closed"):
            await door(lambda _: None)
    store.close()
    assert await count(opened()) == 1


async def test_many_presses_at_once_are_each_taken_once(opened: Opened) -> None:
    stores: list[AnyStore] = [opened(), opened()]

    def press(n: int, twin: int) -> asyncio.Task[bool]:
        given = InputId(f"press {n}")
        return asyncio.create_task(
            stores[twin].write(lambda tx: tx.inputs.first(LANE, given, NOW))
        )

    taken = await asyncio.gather(
        *(press(n, twin) for n in range(20) for twin in (0, 1))
    )
    assert sum(taken) == 20


async def test_who_reads_and_then_writes_is_alone_in_between(opened: Opened) -> None:
    stores = [opened(), opened()]
    await stores[0].write(lambda tx: tx.leaders.save(leader(), NOW))

    def put_off(tx: Transaction) -> None:
        due = tx.leaders.next_due(KARI)
        assert due is not None
        tx.leaders.save(leader(), due + timedelta(minutes=1))

    await asyncio.gather(*(stores[n % 2].write(put_off) for n in range(20)))
    assert await stores[0].read(lambda tx: tx.leaders.next_due(KARI)) == minutes(20)
