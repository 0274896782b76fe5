"""Planning many leaders costs little, whatever they have behind them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.domain.ids import NudgeId, person_in
from bot.domain.journal import Happened
from bot.flows.plan import BATCH, Planner
from bot.ports.store import Transaction, Urgency
from bot.stores.sqlite import Session, migrate
from tests.fakes.holidays import FakeHolidays
from tests.fakes.house import catalogue
from tests.fakes.kept import LANE, NOW, entry, leader
from tests.fakes.time import FakeClock, FakeDice

T = TypeVar("T")

MOST_AT_ONCE = 250
"""A leader costs a tenth of a millisecond; a slow server, with others at work, ten
times that: even there a press is to wait no more than a quarter of a second."""


@dataclass
class Traced:
    """A store that keeps the statements of each of its transactions."""

    session: Session
    transactions: list[list[str]] = field(default_factory=list)

    async def write(
        self, body: Callable[[Transaction], T], urgency: Urgency = Urgency.PERSON
    ) -> T:
        assert urgency is Urgency.BULK, "presses go first"
        ran: list[str] = []
        self.transactions.append(ran)
        self.session.database.conn.set_trace_callback(ran.append)
        try:
            return self.session.run(body)
        finally:
            self.session.database.conn.set_trace_callback(None)

    async def read(self, body: Callable[[Transaction], T]) -> T:
        return self.session.run(body)


@pytest.fixture
def traced(tmp_path: Path) -> Iterator[Traced]:
    """Return a store that counts."""
    migrate(tmp_path / "dytt.db")
    session = Session(tmp_path / "dytt.db", "BEGIN IMMEDIATE")
    yield Traced(session)
    session.close()


def enrol(store: Traced, many: int, nudges: int) -> None:
    """Keep leaders who are due now and have been sent so many nudges before."""
    people = [person_in(LANE, f"U{n}") for n in range(many)]
    ids = [each.id for habit in catalogue().habits.values() for each in habit.nudges]

    def fill(tx: Transaction) -> None:
        for person in people:
            tx.leaders.save(leader(person), NOW)
            tx.journal.add(
                replace(
                    entry(Happened.CHOSEN, NOW - timedelta(days=9 + n)),
                    person=person,
                    nudge=NudgeId(ids[n % len(ids)]),
                )
                for n in range(nudges)
            )

    store.session.run(fill)


async def plan(store: Traced) -> int:
    """Plan at nine."""
    clock = FakeClock()
    clock.move_to(NOW)
    return await Planner(store, clock, FakeDice(), catalogue(), FakeHolidays()).plan()


async def test_a_press_waits_behind_no_more_than_one_batch(traced: Traced) -> None:
    enrol(traced, BATCH * 2 + 1, nudges=0)
    assert await plan(traced) == BATCH * 2 + 1
    inserted = [
        sum(each.startswith("INSERT INTO outbox") for each in ran)
        for ran in traced.transactions
    ]
    assert [each for each in inserted if each] == [BATCH, BATCH, 1]
    assert BATCH <= MOST_AT_ONCE


async def test_planning_reads_with_as_many_queries_for_one_as_for_many(
    traced: Traced,
) -> None:
    enrol(traced, 1, nudges=3)
    await plan(traced)
    enrol(traced, 40, nudges=3)
    await plan(traced)
    for_one, for_many = (looked_up(ran) for ran in traced.transactions)
    assert set(for_one.values()) == {1}
    assert for_one == for_many


async def test_a_leader_costs_three_rows(traced: Traced) -> None:
    enrol(traced, 20, nudges=3)
    await plan(traced)
    [ran] = traced.transactions
    written = (each for each in ran if each.startswith(("INSERT", "UPDATE")))
    assert Counter(first_words(each) for each in written) == {
        "INSERT INTO outbox": 20,
        "INSERT INTO journal": 20,
        "UPDATE leader SET": 20,
    }


async def test_a_long_history_is_read_from_an_index_into_one_row(
    traced: Traced,
) -> None:
    enrol(traced, 2, nudges=200)
    behind = traced.session.run(
        lambda tx: tx.leaders.behind(tx.leaders.due(NOW, BATCH), NOW)
    )
    assert [len(used) for used in behind.used.values()] == [200, 200]
    traced.transactions.clear()
    await plan(traced)
    [ran] = traced.transactions
    [asked] = [each for each in ran if "FROM journal" in each]
    steps = traced.session.database.conn.execute(f"EXPLAIN QUERY PLAN {asked}")
    known = "SEARCH journal USING COVERING INDEX journal_chosen (person=?)"
    assert known in [step for *_, step in steps]


def looked_up(ran: list[str]) -> Counter[str]:
    """Return the shape of each query that read something, and how often it ran."""
    shapes = (re.sub(r"'[^']*'|[0-9]+", "?", each) for each in ran)
    return Counter(each for each in shapes if each.startswith(("SELECT", "WITH")))


def first_words(statement: str) -> str:
    """Return what a statement does, and to what."""
    return " ".join(statement.split()[:3])
