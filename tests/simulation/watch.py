"""Sees what every committed transaction did to the rows, from inside the database.

Temporary triggers tell of each change that matters; nothing of the bot takes part.
"""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

_SETTINGS = {
    "workspace": "",
    "person": "zone, own_zone, gone, unreachable, away_until_utc",
    "leader": "stopped, paused_until, part_time, at_time, weekdays",
    "team": "country",
    "closed": "",
}
_OUTBOX = "'outbox', {row}.id, {row}.person, {row}.kind, {row}.state, {row}.reason"


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that a transaction did: the table, then what was told of it."""

    table: str
    what: tuple[Any, ...]

    def __str__(self) -> str:
        """Return it for the trace."""
        return f"{self.table} {' '.join(map(str, self.what))}"


class Watch:
    """Gathers what the transaction that is open does, until it is committed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin to watch; the connection must be in no transaction."""
        self._seen: list[Seen] = []
        connection.create_function("seen", 1, self._note)
        for statement in _triggers():
            connection.execute(statement)

    def taken(self) -> list[Seen]:
        """Return what was seen since the last time."""
        seen, self._seen = self._seen, []
        return seen

    def _note(self, told: str) -> None:
        table, *what = json.loads(told)
        self._seen.append(Seen(table, tuple(what)))


def _triggers() -> list[str]:
    told = _OUTBOX.format
    made = [
        _trigger("planned", "INSERT ON outbox", "", f"'+', {told(row='NEW')}"),
        _trigger(
            "moved",
            "UPDATE OF state ON outbox",
            "WHEN OLD.state <> NEW.state OR OLD.round <> NEW.round",
            f"OLD.state, {told(row='NEW')}",
        ),
        _trigger(
            "gone", "DELETE ON outbox", "", f"'-', {told(row='OLD')}, OLD.due_utc"
        ),
        _trigger(
            "told",
            "INSERT ON journal",
            "",
            "'+', 'journal', NEW.id, NEW.person, NEW.what, NEW.delivery, NEW.note",
        ),
        _trigger("given", "INSERT ON input", "", "'+', 'input', NEW.given"),
    ]
    for table, columns in _SETTINGS.items():
        of = f"OF {columns} " if columns else ""
        workspace = "id" if table == "workspace" else "workspace"
        for what, row in (
            (f"UPDATE {of}", "NEW"),
            ("INSERT ", "NEW"),
            ("DELETE ", "OLD"),
        ):
            name = f"{table}_{what.split()[0].lower()}"
            told_of = f"'set', 'settings', {row}.{workspace}"
            made.append(_trigger(name, f"{what}ON {table}", "", told_of))
    return made


def _trigger(name: str, event: str, when: str, told: str) -> str:
    """`told` is what happened, then the table, then more."""
    return (
        f"CREATE TEMP TRIGGER sim_{name} AFTER {event} {when} "
        f"BEGIN SELECT seen(json_array({_table_first(told)})); END"
    )


def _table_first(told: str) -> str:
    what, table, more = told.split(", ", 2)
    return f"{table}, {what}, {more}"
