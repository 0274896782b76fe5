"""What is to happen when, outside the bot, and the clock that the bot looks at."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

Act = Callable[[], None]


class Agenda:
    """The one true timeline: acts in order of their instant, and the present one."""

    def __init__(self, begins: datetime) -> None:
        self.now = begins
        self._acts: list[tuple[datetime, int, Act]] = []
        self._turn = count()

    def at(self, when: datetime, act: Act) -> None:
        """Do that then; what is already past is done at once, in its turn."""
        heappush(self._acts, (max(when, self.now), next(self._turn), act))

    def after(self, span: timedelta, act: Act) -> None:
        """Do that so much later."""
        self.at(self.now + span, act)

    @property
    def is_pressing(self) -> bool:
        """Whether something is to be done at the present instant."""
        return bool(self._acts) and self._acts[0][0] <= self.now

    def step(self) -> bool:
        """Do what comes first, moving on to its instant; False: there is nothing."""
        if not self._acts:
            return False
        when, _, act = heappop(self._acts)
        self.now = when
        act()
        return True


class SimClock:
    """The bot's clock: the true time, a few seconds off, at times standing still."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._skew = timedelta()
        self._stands: datetime | None = None

    def now(self) -> datetime:
        """Return what the clock shows."""
        return self._stands or self._agenda.now + self._skew

    def set_off(self, by: timedelta) -> None:
        """Jump to so much before or after the true time."""
        self._skew = by

    def stand_still(self) -> None:
        """Show the present instant until released."""
        self._stands = self.now()

    def go_on(self) -> None:
        """Show the time again, the lost seconds skipped."""
        self._stands = None
