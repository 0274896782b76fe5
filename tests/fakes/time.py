"""A clock that stands still until it is told to move, and dice that are loaded."""

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)  # 08:30 in Oslo


class FakeClock:
    """Stands at `at` until moved."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def pass_(self, **spans: float) -> None:
        """Let time go by: `pass_(minutes=1)`."""
        self.at += timedelta(**spans)

    def move_to(self, at: datetime) -> None:
        self.at = at


class FakeDice:
    """Rolls what it was given, over and over."""

    def __init__(self, roll: float = 0.5) -> None:
        self.next = roll

    def roll(self) -> float:
        return self.next
