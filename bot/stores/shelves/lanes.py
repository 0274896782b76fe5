"""How fast each workspace may be sent to."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.deliveries import Method
from bot.domain.ids import WorkspaceId
from bot.domain.pace import Pace
from bot.stores import columns
from bot.stores.connection import Connection, Row


class Lanes:
    """Keeps what a platform asked of us, and what was spent of the rate."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, lane: WorkspaceId) -> Mapping[Method | None, Pace]:
        """Return the pace by method; None: what holds for every method."""
        found = self._connection.all("lane_of", workspace=lane)
        return {_method(row): _pace(row) for row in found}

    def save(self, lane: WorkspaceId, method: Method | None, pace: Pace) -> None:
        """Keep the pace as given."""
        self._connection.run(
            "lane_save", workspace=lane, method=method or "", **_from_pace(pace)
        )

    def block(
        self, lane: WorkspaceId, until_utc: datetime, method: Method | None = None
    ) -> None:
        """Send nothing by that method before then; by none at all without one."""
        self._connection.run(
            "lane_block",
            workspace=lane,
            method=method or "",
            blocked_until_utc=columns.from_instant(until_utc),
        )


def _from_pace(pace: Pace) -> Row:
    return {
        "blocked_until_utc": columns.from_instant_or_none(pace.blocked_until_utc),
        "spent_until_utc": columns.from_instant_or_none(pace.spent_until_utc),
        "slowed_utc": columns.from_instant_or_none(pace.slowed_utc),
        "slowed_per_minute": pace.slowed_per_minute,
    }


def _method(row: Row) -> Method | None:
    named = columns.text(row, "method")
    return Method(named) if named else None


def _pace(row: Row) -> Pace:
    return Pace(
        blocked_until_utc=columns.instant_or_none(row, "blocked_until_utc"),
        spent_until_utc=columns.instant_or_none(row, "spent_until_utc"),
        slowed_utc=columns.instant_or_none(row, "slowed_utc"),
        slowed_per_minute=columns.share_or_none(row, "slowed_per_minute"),
    )
