"""Bodies that wait to write may share a commit; only the speed tells."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from bot.domain.ids import InputId
from bot.ports.store import Store, Transaction, Urgency
from tests.fakes.kept import KARI, LANE, NOW, entry

PATIENCE_S = 20.0  # a bound for a test that hangs, not a speed


class Stop(Exception):
    """What a body of these tests raises."""


@dataclass
class Gate:
    """A body that tells when it has begun, and ends when it may."""

    begun: Event = field(default_factory=Event)
    open: Event = field(default_factory=Event)

    def hold(self, tx: Transaction) -> None:
        """Write a row, then wait."""
        tx.journal.add([entry()])
        self.begun.set()
        assert self.open.wait(PATIENCE_S)

    async def reached(self) -> None:
        """Return when the body has begun."""
        assert await asyncio.to_thread(self.begun.wait, PATIENCE_S)


async def put(
    store: Store,
    body: Callable[[Transaction], object],
    urgency: Urgency = Urgency.PERSON,
) -> asyncio.Task[object]:
    """Let the body wait for its turn, behind those that wait already."""
    task = asyncio.create_task(store.write(body, urgency))
    for _ in range(2):  # what comes is handed over a turn of the loop later
        await asyncio.sleep(0)
    return task


def add(tx: Transaction) -> None:
    tx.journal.add([entry()])


async def count(store: Store) -> int:
    """Return how many things happened to Kari, as a stranger sees it."""
    return len(await store.read(lambda tx: tx.journal.of(KARI, NOW)))


async def test_one_that_raises_takes_back_its_own_part_alone(store: Store) -> None:
    def raises(tx: Transaction) -> None:
        tx.journal.add([entry()])
        tx.inputs.first(LANE, InputId("press"), NOW)
        raise Stop

    def takes(tx: Transaction) -> bool:
        tx.journal.add([entry()])
        return tx.inputs.first(LANE, InputId("press"), NOW)

    gate = Gate()
    first = await put(store, gate.hold)
    await gate.reached()
    waiting = [await put(store, body) for body in (raises, takes, takes)]
    gate.open.set()
    told = await asyncio.gather(first, *waiting, return_exceptions=True)
    assert [type(each) for each in told] == [type(None), Stop, bool, bool]
    assert told[2:] == [True, False], "who raised had noted nothing"
    assert await count(store) == 3


async def test_nobody_hears_before_what_they_did_is_kept(store: Store) -> None:
    gates = [Gate(), Gate(), Gate()]
    tasks = [await put(store, gates[0].hold)]
    await gates[0].reached()
    tasks += [await put(store, gate.hold) for gate in gates[1:]]
    for n, gate in enumerate(gates):
        await gate.reached()
        heard = sum(task.done() for task in tasks)
        assert await count(store) >= heard, "somebody was told of what is not kept"
        assert not tasks[n].done()
        gate.open.set()
    await asyncio.gather(*tasks)
    assert await count(store) == 3


async def test_a_person_waits_for_the_body_under_way_and_for_no_other_bulk(
    store: Store,
) -> None:
    under_way, next_bulk = Gate(), Gate()
    first = await put(store, under_way.hold, Urgency.BULK)
    await under_way.reached()
    second = await put(store, next_bulk.hold, Urgency.BULK)
    press = await put(store, add)
    under_way.open.set()
    await next_bulk.reached()
    await asyncio.wait_for(press, PATIENCE_S)
    assert not second.done()
    next_bulk.open.set()
    await asyncio.gather(first, second)
    assert await count(store) == 3
