"""Every test of this folder runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.stores.postgres import PostgresStore
from bot.stores.sqlite import SqliteStore
from tests.fakes import postgres
from tests.fakes.stores import AnyStore, Opened


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Start one PostgreSQL for all tests that ask for it."""
    with postgres.server() as address:
        yield address


@pytest.fixture
def schema(server: str) -> str:
    """Return the address of an empty schema."""
    return postgres.fresh(server)


@pytest.fixture(params=["sqlite", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Return a way to open the test's database, as often as there are processes."""
    stores: list[AnyStore] = []
    # Asked for by name, so that SQLite's tests run where there is no server.
    dsn = request.getfixturevalue("schema") if request.param == "postgres" else ""

    def open_one() -> AnyStore:
        store: AnyStore = (
            PostgresStore.open(dsn)
            if dsn
            else SqliteStore.open(tmp_path / "dytt.db", alone=False)
        )
        stores.append(store)
        return store

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Opened) -> AnyStore:
    """Return the store under test."""
    return opened()
