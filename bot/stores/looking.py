"""A look into a SQLite file that changes nothing, also while a bot runs on it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from bot.domain.errors import BotError
from bot.ports.store import Transaction
from bot.stores.queries import Dialect, migrations
from bot.stores.shelves.transaction import Shelves
from bot.stores.sqlite import WAIT_S, Named


@contextmanager
def looking(path: Path) -> Iterator[Transaction]:
    """Show one moment's state of the file; what is done to it fails.

    Raises BotError when there is no such file, or none that this version can read.
    """
    if not path.is_file():
        raise BotError(
            f"There is no database at {path} yet: dytt run makes it. To plan for people"
            " who are not in one: dytt plan --people FILE.csv."
        )
    try:
        connection = sqlite3.connect(_read_only(path), timeout=WAIT_S, uri=True)
        try:
            connection.isolation_level = None
            connection.execute("BEGIN")
            _insist_on_this_version(path, connection)
            yield Shelves(Named(connection))
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise BotError(f"{path} cannot be read as Dytt's database: {error}.") from error


def _read_only(path: Path) -> str:
    """Return how to open the file for reading.

    While nobody else has it open it has no log beside it; then none is made either.
    """
    in_use = path.with_name(f"{path.name}-wal").exists()
    return f"{path.resolve().as_uri()}?mode=ro{'' if in_use else '&immutable=1'}"


def _insist_on_this_version(path: Path, connection: sqlite3.Connection) -> None:
    steps = Database(connection).table("_sqlite_migrations").rows
    seen = {step["name"] for step in steps}
    if seen != {name for name, _ in migrations(Dialect.SQLITE)}:
        raise BotError(
            f"{path} belongs to another version of Dytt. An older one is brought up to"
            " date by dytt run."
        )
