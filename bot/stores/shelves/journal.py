"""What happened, append-only."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.ids import PersonId
from bot.domain.journal import Entry
from bot.stores import columns, rows
from bot.stores.connection import Connection


class Journal:
    """Keeps what happened. Holds no answers of employees."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entries: Iterable[Entry]) -> None:
        """Append the entries."""
        self._connection.many("journal_add", map(rows.from_entry, entries))

    def of(self, person: PersonId, since_utc: datetime) -> Sequence[Entry]:
        """Return the person's entries since then, oldest first."""
        since = columns.from_instant(since_utc)
        found = self._connection.all("journal_of", person=person, since_utc=since)
        return [rows.entry(row) for row in found]

    def forget(self, before_utc: datetime) -> int:
        """Delete what leaders answered and set before then; return how many rows."""
        before = columns.from_instant(before_utc)
        return self._connection.run("journal_forget", before_utc=before)
