"""What the shelves need of a database, whichever it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

Value = str | int | float | None
Row = Mapping[str, Value]


class Connection(Protocol):
    """Runs named queries in the transaction that is open."""

    def all(self, query: str, /, **given: Value) -> Sequence[Row]:
        """Return every row."""
        ...

    def one(self, query: str, /, **given: Value) -> Row | None:
        """Return the first row; None: there is none."""
        ...

    def run(self, query: str, /, **given: Value) -> int:
        """Return how many rows were changed."""
        ...

    def many(self, query: str, rows: Iterable[Row], /) -> int:
        """Run the query once for each of `rows`; return how many rows were changed."""
        ...
