"""A CSV file as lines of cells, read as a stream; what cannot be read is told.

A cell ends on its line, so that a quote never closed spoils one line, not the rest.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import BotError
from bot.domain.spelling import shown

MOST_BYTES = 20_000  # in one line
_WATCHED = 1_000  # lines between two words of how far it is
_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_AGAIN = "Save the file anew as “CSV UTF-8”."

Watch = Callable[[int], None]
"""Hears how many bytes were read so far."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on a line, and what would be right."""

    line: int
    said: str
    column: str = ""

    def __str__(self) -> str:
        where = (
            f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        )
        return f"{where}: {self.said}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty; each cell without the space around it."""

    number: int
    cells: tuple[str, ...]


def insist(path: Path) -> None:
    """Raise BotError unless `path` is a file that may be read."""
    if path.is_dir():
        raise BotError(f"{path} is a folder. Name the CSV file in it.")
    if not path.exists():
        raise BotError(f"There is no file {path}. Look at how the name is spelled.")
    if not path.is_file():
        raise BotError(f"{path} cannot be read twice. Save it as a file first.")


def lines(path: Path, watch: Watch) -> Iterator[Line | Problem]:
    """Yield every line that says something, separated by commas or semicolons.

    The first one decides which. Raises BotError when the file cannot be opened.
    """
    separator = ""
    spoiled = False  # one encoding holds for the whole file: told once
    for number, raw in enumerate(_raw(path, watch), start=1):
        if number == 1 and raw.startswith(_UTF_16):
            yield Problem(1, f"the file is UTF-16, not UTF-8. {_AGAIN}")
            return
        if len(raw) > MOST_BYTES:
            yield Problem(
                number, f"has more than {MOST_BYTES} bytes: no list of people."
            )
            return
        text, wrong = _decoded(raw.removeprefix(_BOM) if number == 1 else raw)
        if wrong and not spoiled:
            yield Problem(number, wrong)
            spoiled = True
        if "\0" in text:
            yield Problem(number, f"has a NUL, which no text has; UTF-16? {_AGAIN}")
            continue
        separator = separator or _separator(text)
        cells = _cells(text, separator)
        if isinstance(cells, str):
            yield Problem(number, cells)
        elif any(cells):
            yield Line(number, cells)


def _raw(path: Path, watch: Watch) -> Iterator[bytes]:
    read = 0
    try:
        with path.open("rb") as file:
            while raw := file.readline(MOST_BYTES + 1):
                yield raw
                read += 1
                if not read % _WATCHED:
                    watch(file.tell())
            watch(file.tell())
    except OSError as error:
        raise BotError(f"{path} cannot be read: {error.strerror}.") from error


def _decoded(raw: bytes) -> tuple[str, str]:
    """Return the text of a line, and what is wrong with it."""
    try:
        return raw.decode().rstrip("\r\n"), ""
    except UnicodeDecodeError as error:
        text = raw.decode(errors="replace").rstrip("\r\n")
        byte = raw[error.start]
        near = shown(text)
        return text, f"is not UTF-8 (byte {byte:#04x} in “{near}”). {_AGAIN}"


def _separator(text: str) -> str:
    return ";" if text.count(";") > text.count(",") else ","


def _cells(text: str, separator: str) -> tuple[str, ...] | str:
    """Return the cells, or what is wrong."""
    if not text.strip():
        return ()
    try:
        (cells,) = csv.reader([text], delimiter=separator, strict=True)
    except csv.Error:
        return (
            "a quote is not closed, or text follows one. Write a cell that needs it"
            ' as "mon,wed,fri", on one line, and a quote within as "".'
            if '"' in text
            else "a line ends in the middle of a cell. Save the file with ordinary"
            " line ends."
        )
    return tuple(cell.strip() for cell in cells)
