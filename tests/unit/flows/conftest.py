"""A house for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.stores.sqlite import SqliteStore
from tests.fakes.desk import Desk
from tests.fakes.house import House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Return the flows on a new database, with nobody in it."""
    async with house(tmp_path) as found:
        yield found


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """Return a desk where everybody is known and nobody is enrolled."""
    store = SqliteStore.open(tmp_path / "desk.db", alone=False)
    seated = Desk(store)
    await seated.seat()
    yield seated
    store.close()
