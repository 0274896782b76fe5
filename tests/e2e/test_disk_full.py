"""What cannot be kept is not acknowledged, and can be said again later."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.ports.store import Transaction
from bot.stores.sqlite import SqliteStore
from tests.fakes.playground import KARI, SOFIE
from tests.fakes.process import Process, database
from tests.fakes.whole import BY_HTTP, nudge_is_due, whole

Trouble = Callable[[Path, Process], AbstractContextManager[None]]


@contextmanager
def full(folder: Path, process: Process) -> Iterator[None]:
    """Let no file of the process grow, as on a full disk."""
    del folder
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def locked(folder: Path, process: Process) -> Iterator[None]:
    """Hold the database's only write lock."""
    del process
    holding = sqlite3.connect(database(folder), isolation_level=None)
    try:
        holding.execute("BEGIN IMMEDIATE")
        yield
        holding.execute("ROLLBACK")
    finally:
        holding.close()


@pytest.mark.parametrize("trouble", [full, locked])
async def test_what_cannot_be_kept_is_not_acknowledged(
    tmp_path: Path, trouble: Trouble
) -> None:
    await nudge_is_due(tmp_path)
    async with whole(tmp_path, BY_HTTP) as at:
        await at.type(SOFIE, "/nudge cadence show")
        await at.reads(SOFIE, "When nudges come")
        await at.reads(KARI, "[Done]")

        with trouble(tmp_path, at.process):
            assert "trouble" in await at.press(KARI, "Done")
            await at.type(SOFIE, "/nudge quiet 18:00-07:00")
            await at.reads(SOFIE, "failed")
            assert (await at.play.open_home(SOFIE)).trouble

        assert await at.press(KARI, "Done") == {}
        await at.reads(KARI, "Recorded: done")
        await at.type(SOFIE, "/nudge cadence show")
        # What was told as an event, Slack tells again.
        await at.play.outgoing.settled()
        await at.sees_home(SOFIE, "Delivery")
        assert await at.process.stop() == 0

    assert integrity(tmp_path) == "ok"
    assert await answers(tmp_path) == ["done"]


def integrity(folder: Path) -> str:
    reading = sqlite3.connect(database(folder))
    try:
        return str(reading.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        reading.close()


async def answers(folder: Path) -> list[str]:
    """Return what was journalled of Kari's answers."""
    store = SqliteStore.open(database(folder), alone=True)
    try:
        return await store.read(_answers)
    finally:
        store.close()


def _answers(tx: Transaction) -> list[str]:
    leaders = [workspace.id for workspace in tx.workspaces.all()]
    (kari,) = tx.leaders.of(leaders[0])
    since = kari.leader.enrolled_utc.replace(year=2000)
    rows = tx.journal.of(kari.person.id, since)
    return [row.what for row in rows if row.what not in {"chosen", "sent"}]
