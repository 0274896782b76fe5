from collections.abc import Iterator

import psycopg
import pytest

from bot.domain.errors import BotError
from bot.ports.store import StoreDown, Transaction
from bot.stores import postgres as module
from bot.stores.door import READERS
from bot.stores.postgres import PostgresStore
from bot.stores.postgres_session import PostgresSession
from tests.fakes.kept import KARI, NOW, entry, leader


@pytest.fixture
def store(schema: str) -> Iterator[PostgresStore]:
    """Return a store on PostgreSQL alone."""
    opened = PostgresStore.open(schema)
    yield opened
    opened.close()


def cut(server: str) -> None:
    """End every connection there is, and return when they are gone."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


async def test_a_server_that_goes_away_midway_is_down_and_keeps_nothing(
    store: PostgresStore, server: str
) -> None:
    def body(tx: Transaction) -> None:
        tx.journal.add([entry()])
        cut(server)
        tx.journal.add([entry()])

    with pytest.raises(StoreDown) as caught:
        await store.write(body)
    assert isinstance(caught.value.__cause__, psycopg.Error)
    assert await store.read(lambda tx: tx.journal.of(KARI, NOW)) == []


async def test_a_server_that_was_away_while_nobody_asked_is_not_missed(
    store: PostgresStore, server: str
) -> None:
    cut(server)
    await store.write(lambda tx: tx.leaders.save(leader(), NOW))
    for _ in range(READERS * 2):
        assert await store.read(lambda tx: tx.leaders.find(KARI)) == leader()


async def test_a_body_that_lost_against_another_runs_again(
    store: PostgresStore, schema: str
) -> None:
    other = PostgresStore.open(schema)
    await store.write(lambda tx: tx.leaders.save(leader(), NOW))
    runs = []

    def body(tx: Transaction) -> None:
        runs.append(tx.leaders.next_due(KARI))
        if len(runs) == 1:
            # Somebody else is quicker.
            session = PostgresSession(schema, b"BEGIN")
            session.run(lambda theirs: theirs.leaders.save(leader(), None))
            session.close()
        tx.leaders.save(leader(), NOW)

    await store.write(body)
    assert runs == [NOW, None]
    assert await other.read(lambda tx: tx.leaders.next_due(KARI)) == NOW
    other.close()


async def test_reading_changes_nothing(store: PostgresStore) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        await store.read(lambda tx: tx.journal.add([entry()]))


def test_no_server_is_said_so_that_somebody_can_act() -> None:
    with pytest.raises(BotError, match="DYTT_DATABASE_URL"):
        PostgresStore.open("postgresql://nobody@127.0.0.1:1/nothing")


def test_no_driver_is_said_so_that_somebody_can_act(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(BotError, match=r"dytt\[postgres\]"):
        PostgresStore.open("postgresql://")
