import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from bot.domain.errors import BotError
from bot.domain.ids import InputId
from bot.ports.store import StoreDown, Transaction
from bot.stores.sqlite import Session, SqliteStore, connect, migrate
from tests.fakes.kept import KARI, LANE, NOW, entry, nudge

ROOT = Path(__file__).parents[3]

# Says each input only when it is kept, and never stops by itself.
ENDLESS = """
import asyncio, sys
from itertools import count
from pathlib import Path
from bot.stores.sqlite import SqliteStore
from tests.fakes.kept import LANE, NOW

async def main():
    store = SqliteStore.open(Path(sys.argv[1]), alone=True)
    for n in count():
        await store.write(lambda tx: tx.inputs.first(LANE, str(n), NOW))
        print(n, flush=True)

asyncio.run(main())
"""

CUT_SHORT = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.stores.sqlite import SqliteStore
from tests.fakes.kept import entry

def body(tx):
    tx.journal.add([entry()] * 5000)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(SqliteStore.open(Path(sys.argv[1]), alone=True).write(body))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the database goes."""
    return tmp_path / "data" / "dytt.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """Return a store that runs alone and waits for nobody."""
    opened = SqliteStore.open(path, alone=True, wait_s=0.05)
    yield opened
    opened.close()


@pytest.fixture
def session(path: Path) -> Iterator[Session]:
    """Return a session on this thread."""
    path.parent.mkdir()
    migrate(path)
    opened = Session(path, "BEGIN IMMEDIATE", wait_s=0.05)
    yield opened
    opened.close()


def killed_after(lines: int, script: str, path: Path) -> list[str]:
    """Return what `script` said until it was killed."""
    process = subprocess.Popen(  # noqa: S603 - the test's own script
        [sys.executable, "-c", script, str(path)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process, process.stdout as said:
        heard = list(islice(said, lines))
        process.kill()
        heard += said
    assert process.returncode == -signal.SIGKILL
    return [line.strip() for line in heard if line.endswith("\n")]


def kept(path: Path) -> int:
    """Return how many journal rows a stranger finds."""
    database = connect(path)
    found = database["journal"].count
    database.close()
    return found


async def test_what_is_kept_is_read_by_nobody_else(
    store: SqliteStore, path: Path
) -> None:
    await store.write(lambda tx: tx.journal.add([entry()]))
    modes = {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert modes == {0o600}


def test_a_commit_outlives_a_power_cut(session: Session) -> None:
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    told = [
        session.database.conn.execute(f"PRAGMA {name}").fetchone()[0]
        for name in pragmas
    ]
    assert told == ["wal", 2, 1, 50]


def test_a_second_runner_is_refused_until_the_first_is_done(path: Path) -> None:
    first = SqliteStore.open(path, alone=True)
    with pytest.raises(BotError, match="Another dytt already runs on") as refusal:
        SqliteStore.open(path, alone=True)
    assert str(path) in str(refusal.value)
    beside = SqliteStore.open(path, alone=False)
    beside.close()
    first.close()
    SqliteStore.open(path, alone=True).close()


def test_a_start_that_failed_does_not_lock_the_next_one_out(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("this is no database, and long enough to be seen to be none" * 9)
    with pytest.raises(BotError, match="Cannot use"):
        SqliteStore.open(path, alone=True)
    path.unlink()
    SqliteStore.open(path, alone=True).close()


def test_a_folder_where_a_file_should_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="in a folder where Dytt may write"):
        SqliteStore.open(tmp_path, alone=False)


async def test_a_file_locked_by_another_is_down_and_keeps_nothing(
    store: SqliteStore, path: Path
) -> None:
    other = connect(path)
    other.conn.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreDown, match="locked") as caught:
        await store.write(lambda tx: tx.journal.add([entry()]))
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
    other.conn.execute("ROLLBACK")
    other.close()
    assert kept(path) == 0
    await store.write(lambda tx: tx.journal.add([entry()]))
    assert kept(path) == 1


def test_a_full_disk_is_down_and_keeps_nothing(session: Session, path: Path) -> None:
    connection = session.database.conn
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    def body(tx: Transaction) -> None:
        tx.journal.add([entry()])
        for _ in range(1000):
            tx.journal.add([entry()] * 10)

    with pytest.raises(StoreDown, match="full"):
        session.run(body)
    assert kept(path) == 0
    session.run(lambda tx: tx.journal.add([entry()]))
    assert kept(path) == 1


def test_a_body_that_swallows_a_full_disk_is_down_all_the_same(
    session: Session, path: Path
) -> None:
    connection = session.database.conn
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    def body(tx: Transaction) -> None:
        try:
            tx.journal.add([entry()] * 10_000)
        except sqlite3.Error:
            tx.journal.add([])

    with pytest.raises((StoreDown, sqlite3.OperationalError)):
        session.run(body)
    assert kept(path) == 0


def test_a_mistake_in_sql_is_a_bug_and_not_the_disks_fault(session: Session) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        session.run(lambda _: session.database.conn.execute("SELECT * FROM no_table"))


async def test_reading_changes_nothing(store: SqliteStore, path: Path) -> None:
    with pytest.raises(StoreDown, match="readonly"):
        await store.read(lambda tx: tx.journal.add([entry()]))
    assert kept(path) == 0


def test_a_lease_belongs_to_what_is_being_sent_and_to_nothing_else(
    session: Session,
) -> None:
    session.run(lambda tx: tx.outbox.add([nudge()]))
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        session.run(
            lambda _: session.database.conn.execute("UPDATE outbox SET state='sending'")
        )


async def test_what_was_acknowledged_outlives_a_kill(path: Path) -> None:
    heard = killed_after(25, ENDLESS, path)
    store = SqliteStore.open(path, alone=True)

    def lost(tx: Transaction) -> list[str]:
        return [each for each in heard if tx.inputs.first(LANE, InputId(each), NOW)]

    assert len(heard) >= 25
    assert await store.write(lost) == []
    store.close()


async def test_an_unfinished_write_of_a_killed_process_is_not_there(path: Path) -> None:
    assert killed_after(99, CUT_SHORT, path) == []
    store = SqliteStore.open(path, alone=True)
    assert await store.read(lambda tx: tx.journal.of(KARI, NOW)) == []
    store.close()
