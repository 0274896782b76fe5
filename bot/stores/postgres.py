"""The store on PostgreSQL: the same door, and a server behind it."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Self, TypeVar

from bot.domain.errors import BotError
from bot.ports.store import StoreDown, Transaction, Urgency
from bot.stores.threads import Session, Threads

T = TypeVar("T")

READERS = 2


class PostgresStore:
    """The door to one database, or to the schema that its address names."""

    def __init__(
        self, writer: Callable[[], Session], reader: Callable[[], Session]
    ) -> None:
        """Start the threads; each opens a connection of its own."""
        self._writer = Threads("store-writer", 1, writer)
        self._readers = Threads("store-reader", READERS, reader)

    @classmethod
    def open(cls, dsn: str) -> Self:
        """Open the database, migrated as needed. Raises BotError when it cannot be."""
        if find_spec("psycopg") is None:
            raise BotError(
                "DYTT_DATABASE_URL names a PostgreSQL server, and its driver is not "
                "installed. Install it with: pip install 'dytt[postgres]'"
            )
        from bot.stores import postgres_session as server  # noqa: PLC0415 - an extra

        try:
            server.migrate(dsn)
            return cls(
                lambda: server.PostgresSession(dsn, server.WRITE),
                lambda: server.PostgresSession(dsn, server.READ),
            )
        except StoreDown as error:
            raise BotError(
                f"Cannot use the PostgreSQL server: {error}. Check that it runs and "
                "that DYTT_DATABASE_URL names it, with a user who may create tables."
            ) from error

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
