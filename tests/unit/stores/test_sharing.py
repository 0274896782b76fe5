"""How bodies share SQLite's commit, and what a commit that fails means for each."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from bot.domain.ids import InputId
from bot.ports.store import StoreDown, Transaction, Urgency
from bot.stores.door import Door
from bot.stores.sqlite import Session, Writer, migrate
from bot.stores.threads import Body, Threads, Work
from tests.fakes.kept import KARI, LANE, NOW, entry

PATIENCE_S = 20.0  # a bound for a test that hangs, not a speed


class Stop(Exception):
    """What a body of these tests raises."""


class Counting(Writer):
    """A writer that counts its commits; the first one fails if it is told so."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "BEGIN IMMEDIATE", wait_s=0.05)
        self.ran: list[str] = []
        self.failing = False
        self.database.conn.set_authorizer(self._may)
        self.database.conn.set_trace_callback(self.ran.append)

    def _may(self, what: int, first: str | None, *_: object) -> int:
        # Asked once for each statement, when it is first seen.
        denied = (what, first) == (sqlite3.SQLITE_TRANSACTION, "COMMIT")
        denied, self.failing = denied and self.failing, self.failing and not denied
        return sqlite3.SQLITE_DENY if denied else sqlite3.SQLITE_OK


@pytest.fixture
def writers(tmp_path: Path) -> list[Counting]:
    """Return where the door's one writer can be looked at."""
    migrate(tmp_path / "dytt.db")
    return []


@pytest.fixture
def door(writers: list[Counting], tmp_path: Path) -> Iterator[Door]:
    """Return a door behind which at most four share a commit."""
    path = tmp_path / "dytt.db"

    def writer() -> Counting:
        writers.append(Counting(path))
        return writers[0]

    opened = Door(writer, lambda: Session(path, "BEGIN"), together=4)
    yield opened
    opened.close()


def add(tx: Transaction) -> None:
    tx.journal.add([entry()])


def take(tx: Transaction) -> bool:
    tx.journal.add([entry()])
    return tx.inputs.first(LANE, InputId("press"), NOW)


def trip(tx: Transaction) -> None:
    tx.journal.add([entry()])
    raise Stop


async def count(door: Door) -> int:
    return len(await door.read(lambda tx: tx.journal.of(KARI, NOW)))


async def at_once(door: Door, *bodies: Body[object]) -> list[Any]:
    """Let the bodies wait behind one that writes nothing; return what came of each."""
    begun, gate = Event(), Event()

    def hold(_: Transaction) -> None:
        begun.set()
        assert gate.wait(PATIENCE_S)

    first = asyncio.create_task(door.write(hold))
    assert await asyncio.to_thread(begun.wait, PATIENCE_S)
    waiting = [asyncio.create_task(door.write(body)) for body in bodies]
    for _ in range(2):  # what comes is handed over a turn of the loop later
        await asyncio.sleep(0)
    gate.set()
    _, *told = await asyncio.gather(first, *waiting, return_exceptions=True)
    return told


async def test_those_who_wait_share_a_commit_but_not_too_many(
    door: Door, writers: list[Counting]
) -> None:
    await at_once(door, *[add] * 7)
    assert writers[0].ran.count("COMMIT") == 2, "with the first they are eight"
    assert await count(door) == 7


async def test_a_commit_that_fails_fails_all_who_share_it(
    door: Door, writers: list[Counting]
) -> None:
    writers[0].failing = True
    told = await at_once(door, take, take, trip)
    # The second was told that its press had come before, and the third tripped over
    # rows that are gone: neither may be believed.
    assert [type(each) for each in told] == [StoreDown] * 3
    assert await count(door) == 0
    assert await door.write(take)
    assert await count(door) == 1


async def test_when_sqlite_gives_up_the_transaction_all_who_share_it_hear(
    door: Door, writers: list[Counting]
) -> None:
    def give_up(tx: Transaction) -> None:
        tx.journal.add([entry()])
        writers[0].database.conn.execute("ROLLBACK")  # as on some full disks

    told = await at_once(door, add, give_up, add)
    assert [type(each) for each in told] == [StoreDown, StoreDown, type(None)]
    assert await count(door) == 1


async def test_who_cancels_midway_in_a_shared_commit_takes_nobody_along(
    door: Door,
) -> None:
    begun, gate = Event(), Event()

    def hold(tx: Transaction) -> None:
        add(tx)
        begun.set()
        assert gate.wait(PATIENCE_S)

    leaving = asyncio.create_task(door.write(hold))
    assert await asyncio.to_thread(begun.wait, PATIENCE_S)
    staying = asyncio.create_task(door.write(add))
    for _ in range(2):
        await asyncio.sleep(0)
    leaving.cancel()
    gate.set()
    await staying
    assert await count(door) == 2


def test_a_loop_that_has_ended_stops_nobody(door: Door) -> None:
    begun, gate = Event(), Event()

    def hold(tx: Transaction) -> None:
        begun.set()
        assert gate.wait(PATIENCE_S)
        add(tx)

    async def leave() -> None:
        asyncio.create_task(door.write(hold))  # noqa: RUF006 - left behind on purpose
        assert await asyncio.to_thread(begun.wait, PATIENCE_S)

    asyncio.run(leave())
    gate.set()
    asyncio.run(asyncio.wait_for(door.write(add), PATIENCE_S))
    assert asyncio.run(count(door)) == 2


class Noting:
    """A session that only notes what was handed over together."""

    def __init__(self) -> None:
        self.begun = Event()
        self.go_on = Event()
        self.groups: list[list[str]] = []

    def run_all(self, works: Iterable[Work[Any]]) -> None:
        group: list[str] = []
        self.groups.append(group)
        for work in works:
            self.begun.set()
            assert self.go_on.wait(PATIENCE_S)
            group.append(work.body.__name__)

    def close(self) -> None:
        """Nothing is held."""


async def test_the_less_urgent_never_join_the_more_urgent() -> None:
    session = Noting()
    threads = Threads("test", 1, lambda: session, together=9)

    def bulk(_: Transaction) -> None: ...

    def press(_: Transaction) -> None: ...

    order = (
        (bulk, Urgency.BULK),
        (bulk, Urgency.BULK),
        (press, Urgency.PERSON),
        (bulk, Urgency.BULK),
        (press, Urgency.PERSON),
    )
    tasks = []
    for body, urgency in order:
        tasks.append(asyncio.create_task(threads.run(body, urgency)))
        for _ in range(2):
            await asyncio.sleep(0)
        assert await asyncio.to_thread(session.begun.wait, PATIENCE_S)
    session.go_on.set()
    await asyncio.gather(*tasks)
    threads.close()
    assert session.groups == [["bulk", "press", "press"], ["bulk", "bulk"]]


async def test_what_comes_in_one_turn_of_the_loop_is_done_together() -> None:
    session = Noting()
    session.go_on.set()
    threads = Threads("test", 1, lambda: session, together=9)

    def press(_: Transaction) -> None: ...

    async def come() -> None:
        session.begun.wait(0.01)  # so that a thread that could begin would
        await threads.run(press, Urgency.PERSON)

    await asyncio.gather(*(come() for _ in range(7)))
    threads.close()
    assert session.groups == [["press"] * 7]


async def test_closing_finishes_also_what_was_not_yet_handed_over(door: Door) -> None:
    writing = asyncio.create_task(door.write(lambda _: "written"))
    await asyncio.sleep(0)
    door.close()
    assert await asyncio.wait_for(writing, PATIENCE_S) == "written"
