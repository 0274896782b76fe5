"""A database full of leaders, made by plain statements in as little time as may be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from bot.bench.contest import Tell
from bot.catalogue.habits import read_catalogue
from bot.domain.habits import Catalogue
from bot.settings import data_folder
from bot.stores import columns
from bot.stores.connection import Row
from bot.stores.queries import Dialect, queries
from bot.stores.sqlite import connect, migrate

DUE = datetime(2027, 1, 13, 8, tzinfo=UTC)
"""A Wednesday: nine in Oslo, ten in Helsinki, eight in London."""

A_WORKSPACE = 500
"""People in each, enrolled one workspace after the other."""

_AT_NINE = (
    ("Europe/Oslo", "09:00", "NO", "nb"),
    ("Europe/Stockholm", "09:00", "SE", "sv"),
    ("Europe/Copenhagen", "09:00", "DK", "da"),
    ("Europe/Helsinki", "10:00", "FI", "sv"),
    ("Europe/London", "08:00", "GB-ENG", "en"),
)
ZONES = tuple(zone for zone, *_ in _AT_NINE)
_A_BATCH = 10_000
_FRIDAY = DUE + timedelta(days=2)
_LONG_AGO = DUE - timedelta(days=365)
_EVERY = 10  # so manieth has chosen a focus; as many days of their own


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many leaders, how many of them due at DUE, and what each of those has had."""

    people: int
    due: int
    history: int = 0


def fill(path: Path, crowd: Crowd, tell: Tell) -> None:
    """Make a database of that crowd."""
    migrate(path)
    known = queries(Dialect.SQLITE)
    database = connect(path).conn
    database.execute("PRAGMA synchronous = OFF")  # nothing is lost that anybody needs
    try:
        for query, rows, many in _tables(crowd):
            done = 0
            while batch := list(islice(rows, _A_BATCH)):
                database.execute("BEGIN IMMEDIATE")
                database.executemany(known[query], batch)
                database.execute("COMMIT")
                done += len(batch)
                tell("filling the database", done, max(many, done))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.close()


def catalogue() -> Catalogue:
    """Return the nudges that there are."""
    return read_catalogue(data_folder("prompts"))


def _tables(crowd: Crowd) -> Iterator[tuple[str, Iterator[Row], int]]:
    many = range(crowd.people)
    homes = range(0, crowd.people, A_WORKSPACE)
    yield "workspace_save", (_workspace(n) for n in homes), len(homes)
    yield "person_save", (_person(n) for n in many), crowd.people
    yield "leader_save", (_leader(n, crowd) for n in many), crowd.people
    yield "journal_add", _past(crowd), crowd.due * crowd.history


def _home(n: int) -> str:
    return f"slack:T{n // A_WORKSPACE:09}"


def _id(n: int) -> str:
    return f"{_home(n)}:U{n:09}"


def _where(n: int) -> tuple[str, str, str, str]:
    """Return zone, wall time, country and language of the n-th person's workspace."""
    return _AT_NINE[n // A_WORKSPACE % len(_AT_NINE)]


def _workspace(n: int) -> Row:
    """Return the workspace of the n-th person."""
    _, at, country, _ = _where(n)
    return {
        "id": _home(n),
        "name": _home(n),
        "weekdays": "1,2,3,4,5",
        "at_time": at,
        "every_weeks": 1,
        "cap_per_week": 3,
        "quiet_start": "17:00",
        "quiet_end": "08:00",
        "country": country,
        "trouble": "",
    }


def _person(n: int) -> Row:
    zone, _, _, language = _where(n)
    return {
        "id": _id(n),
        "workspace": _home(n),
        "name": f"Kari {n}",
        "zone": zone,
        "language": language,
        "admin": 0,
        "gone": 0,
        "unreachable": 0,
        "away_until_utc": None,
        "given_name": "",
        "own_zone": None,
        "own_language": None,
        "admin_by": None,
        "greeted": 0,
    }


def _leader(n: int, crowd: Crowd) -> Row:
    instant = DUE if _is_due(n, crowd) else _FRIDAY
    return {
        "person": _id(n),
        "workspace": _home(n),
        "enrolled_by": _id(n),
        "enrolled_utc": columns.from_instant(_LONG_AGO),
        "focus": "invite-ideas" if n % _EVERY == 1 else None,
        "weekdays": "1,3,5" if n % _EVERY == 2 else None,  # noqa: PLR2004  any other
        "at_time": None,
        "part_time": None,
        "paused_until": None,
        "stopped": 0,
        "unanswered": 0,
        "next_due_utc": columns.from_instant(instant),
    }


def _is_due(n: int, crowd: Crowd) -> bool:
    """Whether the n-th is due: as many as are to be, from all workspaces alike."""
    return (n + 1) * crowd.due // crowd.people > n * crowd.due // crowd.people


def _past(crowd: Crowd) -> Iterator[Row]:
    """Yield what the due ones have had, day by day, as it was written then."""
    ids = _nudges()
    due = [n for n in range(crowd.people) if crowd.history and _is_due(n, crowd)]
    apart = timedelta(days=350) / max(crowd.history, 1)
    for day in range(crowd.history):
        at = columns.from_instant(_LONG_AGO + day * apart)
        for n in due:
            yield _chosen(n, ids[(day + n) % len(ids)], at)


def _chosen(n: int, nudge: Mapping[str, str], at: str) -> Row:
    return {
        "at_utc": at,
        "workspace": _home(n),
        "person": _id(n),
        "what": "chosen",
        "delivery": f"{n:032x}",
        **nudge,
        "done_by": None,
        "probability": 1.0,
        "coin": 1,
        "available": 1,
        "policy": "rotation-1",
        "note": "",
    }


def _nudges() -> Sequence[Mapping[str, str]]:
    return [
        {"habit": habit.id, "nudge": nudge.id}
        for habit in catalogue().habits.values()
        for nudge in habit.nudges
    ]
