"""How fast each workspace may be sent to."""

from datetime import datetime

from bot.domain.ids import WorkspaceId
from bot.stores import columns
from bot.stores.connection import Connection


class Lanes:
    """Keeps until when a platform asked us to wait."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def blocked_until(self, lane: WorkspaceId) -> datetime | None:
        """Return until when the platform asked us to wait."""
        row = self._connection.one("lane_find", workspace=lane)
        return columns.instant(row, "blocked_until_utc") if row else None

    def block(self, lane: WorkspaceId, until_utc: datetime) -> None:
        """Send nothing to the workspace before then."""
        self._connection.run(
            "lane_block",
            workspace=lane,
            blocked_until_utc=columns.from_instant(until_utc),
        )
