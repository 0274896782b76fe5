"""The store on PostgreSQL: the same door, and a server behind it."""

from importlib.util import find_spec
from typing import Self

from bot.domain.errors import BotError
from bot.ports.store import StoreDown
from bot.stores.door import Door


class PostgresStore(Door):
    """The door to one database, or to the schema that its address names."""

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
