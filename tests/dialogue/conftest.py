from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.stores.sqlite import SqliteStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "dytt.db", alone=False)
    yield opened
    opened.close()
