"""Reads TOML files as tables, and takes values out of them by type."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from bot.catalogue.problems import Problem, Severity

Table = Mapping[str, object]

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_table(file: Path, named: str) -> Table | Problem:
    """Return what `file` holds, or why it cannot be read, with the line."""
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return _unreadable(named, "", f"cannot be read ({reason})", "put the file back")
    try:
        text = content.decode("utf-8-sig")  # some editors begin with a mark
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        wrong, right = "not UTF-8", "save the file as UTF-8"
        return _unreadable(named, f"line {line}", wrong, right)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = f"line {_line(str(error), text)}"
        reason = str(error).partition(" (at ")[0]
        right = "write it like the lines around it"
        return _unreadable(named, place, f"not TOML ({reason})", right)


def _line(reason: str, text: str) -> int:
    found = _AT_LINE.search(reason)
    return int(found[1]) if found else text.rstrip().count("\n") + 1


def _unreadable(file: str, entry: str, wrong: str, right: str) -> Problem:
    return Problem(Severity.ERROR, file, entry, "", wrong, right)


def text_at(table: Table, key: str) -> str:
    """Return the text under `key`; empty where there is none."""
    value = table.get(key)
    return value if isinstance(value, str) else ""


def texts_at(table: Table, key: str) -> tuple[str, ...]:
    """Return the texts in the list under `key`; none where there is no list."""
    value = table.get(key)
    listed = value if isinstance(value, list) else []
    return tuple(each for each in listed if isinstance(each, str))


def table_at(table: Table, key: str) -> Table:
    """Return the table under `key`; empty where there is none."""
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def tables_at(table: Table, key: str) -> tuple[Table, ...]:
    """Return the tables in the list under `key`; none where there is no list."""
    value = table.get(key)
    listed = value if isinstance(value, list) else []
    return tuple(each for each in listed if isinstance(each, dict))
