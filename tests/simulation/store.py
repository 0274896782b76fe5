"""The door to a real SQLite file, opened and shut where the seed says.

Bodies run inline on the store's own Session; a caller waits a few turns of the loop
before the transaction and a few after its commit, and the process may die in each.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.ports.store import StoreDown, Transaction, Urgency
from bot.stores.connection import Row, Value
from bot.stores.shelves.transaction import Shelves
from bot.stores.sqlite import Named, Session, Writer, migrate
from bot.stores.threads import Work
from tests.simulation.chance import Chance
from tests.simulation.verdict import Trace
from tests.simulation.watch import Seen, Watch

T = TypeVar("T")
Scope = Callable[[sqlite3.Connection], Named]
Tamper = Callable[[Transaction], Transaction]
Committed = Callable[[str, Sequence[Seen], int], None]

MOST_TURNS = 2
DOWN = 0.002  # how often a transaction fails, as on a full disk
AGAIN = 0.01  # how often a body has to run twice

who: ContextVar[str] = ContextVar("who", default="")
"""On whose account a transaction runs: an input's id, or nothing."""

_SCOPES = ("workspace", "lane", "person", "leader", "member")


class SimReader(Session):
    """A Session that holds every row it reads against the workspace asked for."""

    def __init__(self, path: Path, scoped: Scope) -> None:
        """Connect for reading."""
        super().__init__(path, "BEGIN")
        self.connection = self.database.conn
        self._shelves = Shelves(scoped(self.connection))


class SimWriter(Writer):
    """Likewise for writing; bodies that wait at one moment share a commit."""

    def __init__(self, path: Path, scoped: Scope) -> None:
        """Connect; what is written here need not survive this machine."""
        super().__init__(path, "BEGIN IMMEDIATE")
        self.connection = self.database.conn
        self.connection.execute("PRAGMA synchronous = OFF")
        self.shelves = self._shelves = Shelves(scoped(self.connection))


class Scoped(Named):
    """Runs named queries; a row of another workspace than the one asked for is I10."""

    def __init__(
        self, connection: sqlite3.Connection, trace: Trace, sql: Mapping[str, str]
    ) -> None:
        super().__init__(connection)
        self._trace = trace
        self._queries = {**self._queries, **sql}

    def all(self, query: str, /, **given: Value) -> Sequence[Row]:
        """Return every row."""
        found = super().all(query, **given)
        wanted = _workspace(given)
        for row in found if wanted else ():
            theirs = _workspace(row)
            if theirs and theirs != wanted:
                self._trace.accuse(
                    "I10", f"{query} for {wanted} gave a row of {theirs}"
                )
        return found


class SimStore:
    """Implements Store; `committed` hears what each transaction did.

    `tamper` and `sql` are for planted faults: another transaction, other queries.
    """

    def __init__(
        self, path: Path, chance: Chance, trace: Trace, sql: Mapping[str, str]
    ) -> None:
        migrate(path)

        def scoped(connection: sqlite3.Connection) -> Scoped:
            return Scoped(connection, trace, sql)

        self._chance = chance
        self._trace = trace
        self._writer = SimWriter(path, scoped)
        self._reader = SimReader(path, scoped)
        self._watch = Watch(self._writer.connection)
        self._works: list[tuple[Work[Any], str, _Done]] = []
        self.committed: Committed = _nobody
        self.tamper: Tamper = as_it_is
        self.is_calm = False
        self.waiting = {"before a commit": 0, "after a commit": 0}

    async def write(
        self,
        body: Callable[[Transaction], T],
        urgency: Urgency = Urgency.PERSON,  # noqa: ARG002  the dice say who goes first
    ) -> T:
        """Run `body` in one transaction; return some time after the commit."""
        await self._turns("before a commit")
        self._stumble(body)
        loop = asyncio.get_running_loop()
        account, done = who.get(), _Done()
        work = Work(self._noted(body, done), loop.create_future())
        if not self._works:
            loop.call_soon(self._commit)
        self._works.append((work, account, done))
        written: T = await work.waiting
        await self._turns("after a commit")
        return written

    async def read(self, body: Callable[[Transaction], T]) -> T:
        """Run `body`, seeing what is committed at one moment."""
        await self._turns("before a commit")
        seen = self._reader.run(body)
        await self._turns("before a commit")
        return seen

    def die(self) -> None:
        """Forget what waits: the process that brought it is no more."""
        self._works.clear()

    def _commit(self) -> None:
        """Run all that waits; they share a commit."""
        works, self._works = self._works, []
        self._trace.counts["commits shared"] += len(works) > 1
        self._writer.run_all(work for work, _, _ in works)
        for work, account, done in works:
            if work.error is None:
                self.committed(account, done.seen, done.changed)
        for work, _, _ in works:
            work.tell()

    def _noted(
        self, body: Callable[[Transaction], T], done: "_Done"
    ) -> Callable[[Transaction], T]:
        """Note what the body does between its first step and its last."""
        connection = self._writer.connection

        def noted(tx: Transaction) -> T:
            before = connection.total_changes
            self._watch.taken()
            result = body(self.tamper(tx))
            done.seen = self._watch.taken()
            done.changed = connection.total_changes - before
            return result

        return noted

    def ask(self, sql: str, *given: Value) -> list[dict[str, Value]]:
        """Return rows by a statement of the judge's own."""
        cursor = self._reader.connection.execute(sql, given)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def rehearse(self, played: Callable[["Rehearsal"], T]) -> T:
        """Play something on the rows as they are, and take all of it back."""
        connection = self._writer.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            return played(Rehearsal(self._writer, self.tamper))
        finally:
            connection.execute("ROLLBACK")
            self._watch.taken()

    def close(self) -> None:
        """Let the file go."""
        self._writer.close()
        self._reader.close()

    async def _turns(self, where: str) -> None:
        self.waiting[where] += 1
        try:
            for _ in range(self._chance.below(MOST_TURNS + 1)):
                await asyncio.sleep(0)
        finally:
            self.waiting[where] -= 1

    def _stumble(self, body: Callable[[Transaction], object]) -> None:
        """Now and then fail, or run the body once for nothing."""
        if self.is_calm or not self._chance.happens(DOWN + AGAIN):
            return

        def in_vain(tx: Transaction) -> None:
            body(tx)
            raise StoreDown("taken back")

        with suppress(Exception):  # whatever it comes to, it comes to nothing
            self._writer.run(in_vain)
        self._watch.taken()
        if self._chance.happens(DOWN / (DOWN + AGAIN)):
            raise StoreDown("the disk is full, says the simulation")


@dataclass(slots=True)
class _Done:
    """What one body did."""

    seen: Sequence[Seen] = ()
    changed: int = 0


class Rehearsal:
    """Implements Store inside a transaction that will be rolled back."""

    def __init__(self, session: SimWriter, tampered: Tamper) -> None:
        self.connection = session.connection
        self.outbox_mark: Value = 0  # the last rows before what is played
        self.journal_mark: Value = 0
        self._tampered = tampered
        self._shelves = session.shelves

    async def write(
        self,
        body: Callable[[Transaction], T],
        urgency: Urgency = Urgency.PERSON,  # noqa: ARG002  nobody else is here
    ) -> T:
        """Run `body` at once."""
        return body(self._tampered(self._shelves))

    async def read(self, body: Callable[[Transaction], T]) -> T:
        """Run `body` at once."""
        return body(self._tampered(self._shelves))

    def rows(self, sql: str, *given: Value) -> list[tuple[Value, ...]]:
        """Return rows by a statement of the judge's own."""
        return self.connection.execute(sql, given).fetchall()


def _workspace(row: Row) -> str:
    """Return the workspace that parameters or a row speak of; empty: of none."""
    for name in _SCOPES:
        value = row.get(name)
        if isinstance(value, str):
            return value if name in {"workspace", "lane"} else value.rpartition(":")[0]
    return ""


def as_it_is(tx: Transaction) -> Transaction:
    """Tamper with nothing."""
    return tx


def _nobody(account: str, seen: Sequence[Seen], changed: int) -> None:
    del account, seen, changed
