"""The SQL there is: named queries and numbered migrations, spelled for each dialect."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

SQL = files("bot.stores") / "sql"

_PIECES = re.compile(
    r"'(?:[^']|'')*'"  # a literal: never looked into
    r"|--[^\n]*"  # a comment to the end of its line
    r"|/\*.*?\*/"
    r"|::"  # PostgreSQL's cast
    r"|:(?P<parameter>[a-z_]+)"
    r"|(?P<type>\bTEXT\b)"
    r"|\bgroup_concat\b"
    r"|%",
    re.DOTALL,
)
_COUNTED = re.compile(r"INTEGER PRIMARY KEY /\* counted \*/")
_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


class Dialect(StrEnum):
    """The databases that the SQL is written for."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


@cache
def queries(dialect: Dialect) -> Mapping[str, str]:
    """Return every query by its name, in the spelling of `dialect`'s driver."""
    named = parted((SQL / "queries.sql").read_text("utf-8"))
    if dialect is Dialect.SQLITE:
        return named
    return {name: parameters_in_postgres(sql) for name, sql in named.items()}


def migrations(
    dialect: Dialect, folder: Traversable = SQL / "migrations"
) -> Iterator[tuple[str, str]]:
    """Yield each migration's name and text, in order.

    `0007_words.sql` is for both; `0007_words.sqlite.sql` for SQLite alone.
    """
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        name, *only = file.name.removesuffix(".sql").split(".")
        if not only or only == [dialect]:
            yield name, definitions(dialect, file.read_text("utf-8"))


def definitions(dialect: Dialect, sql: str) -> str:
    """Return CREATE and ALTER statements in the spelling of `dialect`."""
    return sql if dialect is Dialect.SQLITE else _definitions_in_postgres(sql)


def parted(text: str) -> dict[str, str]:
    """Return the queries of a file of named queries, without their comments."""
    _, *rest = _NAME.split(text)
    named: dict[str, str] = {}
    for name, body in zip(rest[::2], rest[1::2], strict=True):
        if name in named:
            raise ValueError(f"two queries are named {name}")
        lines = (line for line in body.splitlines() if not line.startswith("--"))
        named[name] = "\n".join(lines).strip().removesuffix(";")
    return named


def statements(sql: str) -> list[str]:
    """Return the statements of a migration, each of which ends a line with `;`."""
    lines = (line for line in sql.splitlines() if not line.lstrip().startswith("--"))
    pieces = re.split(r";\s*$", "\n".join(lines), flags=re.MULTILINE)
    return [piece.strip() for piece in pieces if piece.strip()]


def parameters_in_postgres(sql: str) -> str:
    """Return a query as psycopg reads it: %(word)s, and SKIP LOCKED for its mark."""

    def spell(piece: re.Match[str]) -> str:
        if piece["parameter"]:
            return f"%({piece['parameter']})s"
        if piece[0] == "/* skip locked */":
            return "FOR UPDATE SKIP LOCKED"
        if piece[0] == "group_concat":
            return "string_agg"
        return piece[0].replace("%", "%%")

    return _PIECES.sub(spell, sql)


def _definitions_in_postgres(sql: str) -> str:
    counted = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"

    def spell(piece: re.Match[str]) -> str:
        return 'TEXT COLLATE "C"' if piece["type"] else piece[0]

    return _PIECES.sub(spell, _COUNTED.sub(counted, sql))
