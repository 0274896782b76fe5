"""One thread's connection to PostgreSQL, and the migrations; the only psycopg."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from threading import Event
from typing import Any, TypeVar

import psycopg
from psycopg.errors import DeadlockDetected, SerializationFailure
from psycopg.rows import DictRow, dict_row

from bot.ports.store import StoreDown, Transaction
from bot.stores.connection import Row, Value
from bot.stores.queries import Dialect, migrations, queries, statements
from bot.stores.shelves.transaction import Shelves
from bot.stores.threads import Work

T = TypeVar("T")

# Each transaction sees one moment, and two that change one row never both win: as on
# SQLite, where one writer at a time is all there is.
WRITE = b"BEGIN ISOLATION LEVEL REPEATABLE READ"
READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"

TRIES = 40
"""How often a transaction that lost against another runs again."""

_LONGER_S = 0.002  # each time a little longer, so that two do not lose in step

_LOCK = 0x64797474  # "dytt": whoever holds it migrates
_LOST = (SerializationFailure, DeadlockDetected)
_DOWN = (psycopg.OperationalError, psycopg.InterfaceError)


class PostgresSession:
    """A connection, opened again after it broke."""

    def __init__(self, dsn: str, begin: bytes) -> None:
        """Connect; `begin` is the statement that opens a transaction."""
        self._dsn = dsn
        self._begin = begin
        self._connection = connect(dsn)

    def run(self, body: Callable[[Transaction], T]) -> T:
        """Run `body` in one transaction and return after its end."""
        for lost in range(TRIES - 1):
            with suppress(*_LOST):
                return self._once(body)
            Event().wait(lost * _LONGER_S)
        try:
            return self._once(body)
        except _LOST as error:
            raise StoreDown(f"lost {TRIES} times against others: {error}") from error

    def run_all(self, works: Iterable[Work[Any]]) -> None:
        """Do each in a transaction of its own: two that collide run again alone."""
        for work in works:
            work.do(self.run)

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _once(self, body: Callable[[Transaction], T]) -> T:
        try:
            self._open()
            result = body(Shelves(Named(self._connection)))
            self._connection.execute(b"COMMIT")
        except BaseException as error:
            _roll_back(self._connection)
            if isinstance(error, _DOWN) and not isinstance(error, _LOST):
                raise StoreDown(str(error)) from error
            raise
        return result

    def _open(self) -> None:
        """Begin, on a new connection if the old one went while nobody used it."""
        if not self._connection.closed:
            try:
                self._connection.execute(self._begin)
            except _DOWN:
                self._connection.close()
            else:
                return
        self._connection = connect(self._dsn)
        self._connection.execute(self._begin)


class Named:
    """Runs named queries on a PostgreSQL connection."""

    def __init__(self, connection: psycopg.Connection[DictRow]) -> None:
        self._connection = connection
        self._queries = queries(Dialect.POSTGRES)

    def all(self, query: str, /, **given: Value) -> Sequence[Row]:
        """Return every row."""
        return self._connection.execute(self._text(query), given).fetchall()

    def one(self, query: str, /, **given: Value) -> Row | None:
        """Return the first row; None: there is none."""
        return next(iter(self.all(query, **given)), None)

    def run(self, query: str, /, **given: Value) -> int:
        """Return how many rows were changed."""
        return self._connection.execute(self._text(query), given).rowcount

    def many(self, query: str, rows: Iterable[Row], /) -> int:
        """Run the query once for each of `rows`; return how many rows were changed."""
        with self._connection.cursor() as cursor:
            cursor.executemany(self._text(query), rows)
            return max(cursor.rowcount, 0)  # -1: there were no rows at all

    def _text(self, query: str) -> bytes:
        return self._queries[query].encode()


def connect(dsn: str) -> psycopg.Connection[DictRow]:
    """Return a connection whose transactions begin and end by statement."""
    try:
        return psycopg.connect(dsn, autocommit=True, row_factory=dict_row)
    except psycopg.Error as error:
        raise StoreDown(str(error)) from error


def migrate(dsn: str) -> None:
    """Run the migrations that the database has not seen, all of them or none."""
    try:
        with connect(dsn) as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            _migrate(connection)
    except psycopg.Error as error:
        raise StoreDown(str(error)) from error


def _migrate(connection: psycopg.Connection[DictRow]) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS dytt_migration (name TEXT PRIMARY KEY)"
    )
    seen = connection.execute("SELECT name FROM dytt_migration").fetchall()
    done = {row["name"] for row in seen}
    for name, sql in migrations(Dialect.POSTGRES):
        if name not in done:
            for statement in statements(sql):
                connection.execute(statement.encode())
            connection.execute("INSERT INTO dytt_migration (name) VALUES (%s)", [name])


def _roll_back(connection: psycopg.Connection[DictRow]) -> None:
    # A broken connection is of no more use; the next transaction opens another.
    try:
        connection.execute(b"ROLLBACK")
    except psycopg.Error:
        connection.close()
