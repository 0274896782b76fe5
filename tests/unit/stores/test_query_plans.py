"""The queries of every tick use an index, however much there is."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.deliveries import State
from bot.domain.ids import WorkspaceId, person_in
from bot.ports.store import Transaction
from bot.stores.queries import Dialect, queries
from bot.stores.sqlite import Session, migrate
from tests.fakes.kept import NOW, leader, minutes, nudge

OVER = (State.SENT, State.REPLACED, State.MISSED, State.UNKNOWN)
SMALL = {
    "planned",
    "unknown",
    "first",
    "turns",
    "ordered",
    "posted",
    "unsent",
    "CONSTANT",
}  # made within the query
RARE = {"closed_all", "workspace_all"}  # as many rows as there are workspaces


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Return a database with a little of everything, its statistics taken."""
    migrate(tmp_path / "dytt.db")
    session = Session(tmp_path / "dytt.db", "BEGIN IMMEDIATE")

    def fill(tx: Transaction) -> None:
        people = [
            person_in(WorkspaceId(f"slack:T{n % 7}"), f"U{n}") for n in range(700)
        ]
        for person in people:
            tx.leaders.save(leader(person), minutes(5))
        tx.outbox.add(nudge(each) for each in people)
        tx.outbox.add(
            replace(nudge(each, NOW - timedelta(days=day)), state=state)
            for each in people[:50]
            for day, state in enumerate(OVER, 1)
        )

    session.run(fill)
    yield session.database.conn
    session.close()


@pytest.mark.parametrize("analyzed", [False, True], ids=["new", "analyzed"])
def test_no_query_reads_a_whole_table(
    connection: sqlite3.Connection,
    analyzed: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    if analyzed:
        connection.execute("ANALYZE")
    names = queries(Dialect.SQLITE).keys() - RARE
    whole = {name: scanned(plan(connection, name)) - SMALL for name in names}
    assert {name: tables for name, tables in whole.items() if tables} == {}


@pytest.mark.parametrize("name", ["outbox_claim", "leader_due", "outbox_unknown"])
def test_the_earliest_come_in_the_order_of_an_index(
    connection: sqlite3.Connection, name: str
) -> None:
    assert not [step for step in plan(connection, name) if "TEMP B-TREE" in step]


def test_a_claim_looks_at_what_is_planned_and_not_at_what_is_over(
    connection: sqlite3.Connection,
) -> None:
    steps = " ".join(plan(connection, "outbox_claim"))
    due = "USING INDEX outbox_planned (workspace=? AND turn=? AND not_before_utc<?)"
    assert "SEARCH mine " + due in steps
    assert "SEARCH other USING INDEX outbox_in_flight (person=?)" in steps
    assert "SEARCH earlier USING INDEX outbox_waiting" in steps


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("outbox_lanes", "workspace=? AND turn=? AND not_before_utc<?"),
        ("outbox_next_due", "workspace=? AND turn=?"),
    ],
)
def test_a_look_at_the_lanes_jumps_to_the_first_of_each_turn(
    connection: sqlite3.Connection, name: str, known: str
) -> None:
    steps = " ".join(plan(connection, name))
    assert f"SEARCH outbox USING INDEX outbox_planned ({known})" in steps


def test_what_was_chosen_is_read_from_an_index_alone(
    connection: sqlite3.Connection,
) -> None:
    steps = plan(connection, "chosen_of_due")
    known = "SEARCH journal USING COVERING INDEX journal_chosen (person=?)"
    assert [step for step in steps if "journal" in step] == [known]
    assert not [step for step in steps if "TEMP B-TREE" in step]


@pytest.mark.parametrize(
    "name",
    [
        "retired_of_due",
        "workspace_of_due",
        "closed_of_due",
        "chosen_of_due",
        "earlier_of_due",
    ],
)
def test_a_batch_is_read_no_further_than_its_last_leader(
    connection: sqlite3.Connection, name: str
) -> None:
    """A burst is due at one instant: reading on to its end would be quadratic."""
    leaders = [step for step in plan(connection, name) if "leader" in step]
    bounds = "(next_due_utc>? AND (next_due_utc,person)<(?,?))"
    assert leaders
    assert all("INDEX leader_due " + bounds in step for step in leaders)


@pytest.mark.parametrize("name", ["outbox_beside", "outbox_open_nudge"])
def test_what_stands_is_found_without_reading_a_years_nudges(
    connection: sqlite3.Connection, name: str
) -> None:
    steps = " ".join(plan(connection, name))
    assert "USING INDEX outbox_standing (person=? AND sent_utc>?)" in steps


@pytest.mark.parametrize("name", ["outbox_counts", "outbox_reasons"])
def test_an_admins_home_reads_nothing_of_other_workspaces(
    connection: sqlite3.Connection, name: str
) -> None:
    read = [step for step in plan(connection, name) if "outbox" in step]
    assert len(read) == 2
    assert all("(workspace=? AND due_utc>?)" in step for step in read)


def plan(connection: sqlite3.Connection, name: str) -> list[str]:
    """Return how SQLite means to run a query."""
    sql = queries(Dialect.SQLITE)[name]
    given = _Anything(most=1, epoch=1)
    steps = connection.execute(f"EXPLAIN QUERY PLAN {sql}", given).fetchall()
    return [step for *_, step in steps]


def scanned(steps: list[str]) -> set[str]:
    """Return the tables that a plan reads from end to end, if only to index them."""
    return {
        step.split()[1]
        for step in steps
        if step.startswith("SCAN ") or " AUTOMATIC " in step
    }


class _Anything(dict[str, object]):
    """Gives every parameter some text."""

    def __missing__(self, key: str) -> object:
        return "2026-11-23T09:00:00.000000Z"
