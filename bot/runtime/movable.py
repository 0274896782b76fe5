"""A clock for the demo: it runs as clocks do, and can be moved ahead."""

from datetime import datetime, timedelta

from bot.ports.clock import Clock


class MovableClock:
    """Another clock's time, plus how far it was moved; never back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the present instant, aware, UTC."""
        return self._clock.now() + self._ahead

    def move_to(self, at: datetime) -> None:
        """Let it be `at`, if that is still to come."""
        self._ahead = max(self._ahead, self._ahead + (at - self.now()))
