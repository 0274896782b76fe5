"""The store on SQLite: one thread that writes, two that read."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlite_utils import Database, Migrations

from bot.domain.errors import BotError
from bot.ports.store import StoreDown, Transaction
from bot.stores.alone import Alone
from bot.stores.connection import Row, Value
from bot.stores.door import Door
from bot.stores.queries import Dialect, migrations, queries, statements
from bot.stores.shelves.transaction import Shelves
from bot.stores.threads import Work

T = TypeVar("T")

WAIT_S = 2.0
"""How long another process's write is waited for: Slack allows three in all."""

TOGETHER = 64
"""Bodies that share a commit at most: the first waits for the last, some 20 ms."""

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    # In pages, 32 MB of log: a page that changes often goes to its place but once, and
    # going there waits for the disk twice.
    "wal_autocheckpoint = 8000",
    # In KiB, 32 MB of pages at most: a batch changes more of them than the 2 MB that
    # are usual, and would write some of them twice.
    "cache_size = -32000",
)
_PRIMARY = 0xFF  # the rest of an error code tells finer reasons
_DOWN = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}


class SqliteStore(Door):
    """The door to one database file."""

    def __init__(self, path: Path, wait_s: float, alone: Alone | None) -> None:
        """Start the threads on a file that is there and migrated."""
        self._alone = alone
        super().__init__(
            lambda: Writer(path, "BEGIN IMMEDIATE", wait_s),
            lambda: Session(path, "BEGIN", wait_s),
            TOGETHER,
        )

    @classmethod
    def open(cls, path: Path, *, alone: bool, wait_s: float = WAIT_S) -> Self:
        """Open the file, made and migrated as needed.

        `alone`: refuse, with a BotError, while another one who asked for the same
        has it open. Raises BotError when the file cannot be used.
        """
        lock = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = Alone(path) if alone else None
            # Made here, since SQLite would let everybody read it.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            migrate(path, wait_s)
            return cls(path, wait_s, lock)
        except (OSError, sqlite3.Error) as error:
            if lock:
                lock.release()
            raise BotError(
                f"Cannot use {path} as a database: {error}. It must be a file of "
                "Dytt's own, in a folder where Dytt may write."
            ) from error

    def close(self) -> None:
        """Finish what waits, then let the file go."""
        super().close()
        if self._alone:
            self._alone.release()
            self._alone = None


class Session:
    """One connection, on the thread that opened it."""

    def __init__(self, path: Path, begin: str, wait_s: float = WAIT_S) -> None:
        """Connect; `begin` is the statement that opens a transaction."""
        self.database = connect(path, wait_s)
        self._begin = begin
        self._shelves = Shelves(Named(self.database.conn))
        if begin == "BEGIN":
            self.database.conn.execute("PRAGMA query_only = ON")

    def run(self, body: Callable[[Transaction], T]) -> T:
        """Run `body` in one transaction and return after its end."""
        connection = self.database.conn
        _roll_back(connection)
        try:
            with _translated():
                connection.execute(self._begin)
                result = body(self._shelves)
                connection.execute("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise
        return result

    def run_all(self, works: Iterable[Work[Any]]) -> None:
        """Do each in a transaction of its own."""
        for work in works:
            work.do(self.run)

    def close(self) -> None:
        """Let the connection go."""
        self.database.close()


class Writer(Session):
    """A connection whose bodies share a commit.

    Most of what a press costs is the wait for the disk, and one wait serves all who
    came meanwhile.
    """

    def run_all(self, works: Iterable[Work[Any]]) -> None:
        """Do all in one transaction; one that raises takes back its own part alone."""
        connection = self.database.conn
        _roll_back(connection)
        try:
            for work in works:
                if not connection.in_transaction:
                    connection.execute(self._begin)
                connection.execute("SAVEPOINT body")
                work.do(self._at_the_shelves)
                if work.error is not None:
                    # Raises when SQLite has already taken back all there was.
                    connection.execute("ROLLBACK TO body")
                connection.execute("RELEASE body")
            if connection.in_transaction:
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            _roll_back(connection)
            raise StoreDown(str(error)) from error

    def _at_the_shelves(self, body: Callable[[Transaction], T]) -> T:
        with _translated():
            return body(self._shelves)


class Named:
    """Runs named queries on a SQLite connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._queries = queries(Dialect.SQLITE)

    def all(self, query: str, /, **given: Value) -> Sequence[Row]:
        """Return every row."""
        cursor = self._connection.execute(self._queries[query], given)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, query: str, /, **given: Value) -> Row | None:
        """Return the first row; None: there is none."""
        cursor = self._connection.execute(self._queries[query], given)
        row = cursor.fetchone()
        if row is None:
            return None
        return {
            column[0]: value
            for column, value in zip(cursor.description, row, strict=True)
        }

    def run(self, query: str, /, **given: Value) -> int:
        """Return how many rows were changed."""
        return self._connection.execute(self._queries[query], given).rowcount

    def many(self, query: str, rows: Iterable[Row], /) -> int:
        """Run the query once for each of `rows`; return how many rows were changed."""
        changed = self._connection.executemany(self._queries[query], rows).rowcount
        return max(changed, 0)  # -1: there were no rows at all


def connect(path: Path, wait_s: float = WAIT_S) -> Database:
    """Return a connection that keeps what it has committed through a power cut."""
    connection = sqlite3.connect(path, timeout=wait_s, isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return Database(connection)


def migrate(path: Path, wait_s: float = WAIT_S) -> None:
    """Run the migrations that the file has not seen, all of them or none."""
    steps = Migrations("dytt")
    for name, sql in migrations(Dialect.SQLITE):
        steps(name=name)(_step(sql))
    database = connect(path, wait_s)
    try:
        # Begun before looking, so that two processes never run the same step.
        database.conn.execute("BEGIN IMMEDIATE")
        steps.apply(database)
        database.conn.execute("COMMIT")
    finally:
        database.close()


def _step(sql: str) -> Callable[[Database], None]:
    def step(database: Database) -> None:
        for statement in statements(sql):
            database.conn.execute(statement)

    return step


def _roll_back(connection: sqlite3.Connection) -> None:
    # A full disk may have rolled back already; a broken one cannot, and is asked again
    # before the next transaction begins.
    if connection.in_transaction:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if _is_down(error):
            raise StoreDown(str(error)) from error
        raise


def _is_down(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _DOWN
