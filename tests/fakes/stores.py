"""The names under which the contract suite knows the stores."""

from collections.abc import Callable

from bot.stores.postgres import PostgresStore
from bot.stores.sqlite import SqliteStore

AnyStore = SqliteStore | PostgresStore

Opened = Callable[[], AnyStore]
"""Opens the test's database once more, as another process would."""
