"""The floor of planning: the rows it leaves, written by plain statements of sqlite3.

Nothing is decided: the rows are those that were planned in another database, and are
read from there while no time is taken.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.bench.contest import Measured, Tell
from bot.stores.sqlite import connect

_Rows = Sequence[Sequence[object]]
_OUTBOX = """
INSERT INTO outbox VALUES
  (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_JOURNAL = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_MOVE = "UPDATE leader SET next_due_utc = ? WHERE person = ?"
_JOURNAL_OF = "SELECT * FROM journal WHERE person = ? AND what = 'chosen' ORDER BY id"
_NEXT_DUE_OF = "SELECT next_due_utc, person FROM leader WHERE person = ?"


def written(planned: Path, same: Path, most: int, tell: Tell) -> Measured:
    """Write into `same` what `planned` has besides it, `most` people a transaction.

    Both began as the same database: the schema, the indexes, the pragmas and the order
    of the rows are those of planning.
    """
    source, target = connect(planned).conn, connect(same).conn
    try:
        seconds, done = 0.0, 0
        for outbox, journal, next_due in _batches(source, most):
            seconds += _timed(target, outbox, journal, next_due)
            done += len(outbox)
            tell("writing the same rows", done, done)
        return Measured(done, seconds)
    finally:
        source.close()
        target.close()


def _batches(
    source: sqlite3.Connection, most: int
) -> Iterator[tuple[_Rows, _Rows, _Rows]]:
    outbox = source.execute("SELECT * FROM outbox ORDER BY rowid")
    while deliveries := outbox.fetchmany(most):
        names = [column[0] for column in outbox.description]
        ids = [row[names.index("id")] for row in deliveries]
        people = [row[names.index("person")] for row in deliveries]
        yield deliveries, *_beside(source, ids, people)


def _beside(
    source: sqlite3.Connection, ids: Sequence[str], people: Sequence[str]
) -> tuple[_Rows, _Rows]:
    """Return the journal's rows for the deliveries, and when each is planned next."""
    planned = set(ids)
    journal: list[Sequence[object]] = []
    next_due: list[Sequence[object]] = []
    for person in people:
        found = source.execute(_JOURNAL_OF, [person])
        delivery = [column[0] for column in found.description].index("delivery")
        journal += [row for row in found if row[delivery] in planned]
        next_due += source.execute(_NEXT_DUE_OF, [person]).fetchall()
    return journal, next_due


def _timed(
    target: sqlite3.Connection, outbox: _Rows, journal: _Rows, next_due: _Rows
) -> float:
    """Return how many seconds one transaction took."""
    began_s = time.perf_counter()
    target.execute("BEGIN IMMEDIATE")
    target.executemany(_OUTBOX, outbox)
    target.executemany(_JOURNAL, journal)
    target.executemany(_MOVE, next_due)
    target.execute("COMMIT")
    return time.perf_counter() - began_s
