"""How one value is spelled in a column, and read back.

Instants are UTC text of one width, so that they sort as they happened.
"""

from datetime import UTC, date, datetime, time
from functools import lru_cache

from bot.domain.words import Language, Weekdays
from bot.stores.connection import Row

# Asking the enum itself takes ten times as long, for every person who is due.
_LANGUAGES = {each.value: each for each in Language}


@lru_cache(maxsize=1024)  # most instants of a batch are one and the same
def from_instant(value: datetime) -> str:
    """Return 2026-11-23T09:00:00.000000Z."""
    if value.tzinfo is None:
        raise ValueError(f"an instant has a zone, {value} has none")
    utc = value.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


def from_instant_or_none(value: datetime | None) -> str | None:
    """Return the instant's text; None stays None."""
    return None if value is None else from_instant(value)


def from_date_or_none(value: date | None) -> str | None:
    """Return 2026-11-23; None stays None."""
    return None if value is None else value.isoformat()


def from_time(value: time) -> str:
    """Return 09:00."""
    return value.isoformat(timespec="minutes")


def from_time_or_none(value: time | None) -> str | None:
    """Return 09:00; None stays None."""
    return None if value is None else from_time(value)


def from_weekdays(value: Weekdays) -> str:
    """Return 1,2,5."""
    return ",".join(str(day) for day in sorted(value.days))


def from_weekdays_or_none(value: Weekdays | None) -> str | None:
    """Return 1,2,5; None stays None."""
    return None if value is None else from_weekdays(value)


def from_flag_or_none(value: bool | None) -> int | None:  # noqa: FBT001 - the value itself
    """Return 1 or 0; None stays None."""
    return None if value is None else int(value)


def text(row: Row, column: str) -> str:
    """Return what a column that is never null says."""
    value = row[column]
    if not isinstance(value, str):
        raise TypeError(f"{column} holds {value!r}, which is no text")
    return value


def text_or_none(row: Row, column: str) -> str | None:
    """Return what the column says, if anything."""
    return None if row[column] is None else text(row, column)


def language(row: Row, column: str) -> Language:
    """Return a language."""
    return _LANGUAGES[text(row, column)]


def language_or_none(row: Row, column: str) -> Language | None:
    """Return a language, if there is one."""
    return None if row[column] is None else language(row, column)


def number(row: Row, column: str) -> int:
    """Return a whole number."""
    value = row[column]
    if not isinstance(value, int):
        raise TypeError(f"{column} holds {value!r}, which is no whole number")
    return value


def share_or_none(row: Row, column: str) -> float | None:
    """Return a number in [0, 1]."""
    value = row[column]
    return None if value is None else float(value)


def flag(row: Row, column: str) -> bool:
    """Return yes or no."""
    return row[column] == 1


def flag_or_none(row: Row, column: str) -> bool | None:
    """Return yes, no or None."""
    return None if row[column] is None else flag(row, column)


def instant(row: Row, column: str) -> datetime:
    """Return an aware UTC instant."""
    return datetime.fromisoformat(text(row, column))


def instant_or_none(row: Row, column: str) -> datetime | None:
    """Return an aware UTC instant, if there is one."""
    return None if row[column] is None else instant(row, column)


def day(row: Row, column: str) -> date:
    """Return a date."""
    return date.fromisoformat(text(row, column))


def day_or_none(row: Row, column: str) -> date | None:
    """Return a date, if there is one."""
    return None if row[column] is None else day(row, column)


def wall_time(row: Row, column: str) -> time:
    """Return a naive wall time."""
    return time.fromisoformat(text(row, column))


def wall_time_or_none(row: Row, column: str) -> time | None:
    """Return a naive wall time, if there is one."""
    return None if row[column] is None else wall_time(row, column)


def weekdays(row: Row, column: str) -> Weekdays:
    """Return some weekdays."""
    return Weekdays(frozenset(int(day) for day in text(row, column).split(",")))


def weekdays_or_none(row: Row, column: str) -> Weekdays | None:
    """Return some weekdays, if any."""
    return None if row[column] is None else weekdays(row, column)
