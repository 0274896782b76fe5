"""The door to a database, whichever it is: threads that write, threads that read."""

from collections.abc import Callable
from typing import TypeVar

from bot.ports.store import Transaction, Urgency
from bot.stores.threads import Session, Threads

T = TypeVar("T")

READERS = 2


class Door:
    """Runs bodies on threads of its own; one writer, so presses wait for no lock."""

    def __init__(
        self,
        writer: Callable[[], Session],
        reader: Callable[[], Session],
        together: int = 1,
    ) -> None:
        """Start the threads; each opens a connection of its own.

        `together`: how many bodies that wait to write may share a commit.
        """
        self._writer = Threads("store-writer", 1, writer, together)
        self._readers = Threads("store-reader", READERS, reader)

    async def write(
        self, body: Callable[[Transaction], T], urgency: Urgency = Urgency.PERSON
    ) -> T:
        """Run `body` in one transaction; return after the commit. Raises StoreDown."""
        return await self._writer.run(body, urgency)

    async def read(self, body: Callable[[Transaction], T]) -> T:
        """Run `body` on a connection of its own, seeing one moment's state."""
        return await self._readers.run(body, Urgency.PERSON)

    def close(self) -> None:
        """Finish what waits, then let the connections go."""
        self._writer.close()
        self._readers.close()
