"""A house for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.house import House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Return the flows on a new database, with nobody in it."""
    async with house(tmp_path) as found:
        yield found
