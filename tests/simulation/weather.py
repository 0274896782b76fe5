"""What may go wrong on the way to the platform and back, and how often."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.platforms.slack.failures import not_taken
from bot.ports.messenger import SendFailed, Unclear
from tests.simulation.chance import Chance

TIMEOUT = timedelta(seconds=10)
"""How long the bot waits for an answer."""

LATE = timedelta(seconds=15)
"""How long a request may lie about after the bot gave it up."""

LAG = timedelta(seconds=15)
"""How long an accepted message may be missing from the history."""

_FAIR, _STORM = 0.03, 0.4
_SERVER_ERROR = 503
_SLOW = 8
_WAITS_S = (1, 5, 30, 120, 600)


class Fate(StrEnum):
    """What becomes of one request."""

    WELL = "well"
    SLOW = "slow"
    LIMITED = "limited"  # 429 with Retry-After
    UNREACHABLE = "unreachable"  # the connection never opened
    DROPPED_BEFORE = "dropped before"
    DROPPED_AFTER = "dropped after"  # accepted, but the bot never hears of it
    STUMBLED_BEFORE = "5xx before"
    STUMBLED_AFTER = "5xx after"
    LATE = "late"  # accepted when the bot has given it up

    @property
    def arrives(self) -> bool:
        """Whether the platform does what was asked."""
        return self not in _LOST


_LOST = {
    Fate.LIMITED,
    Fate.UNREACHABLE,
    Fate.DROPPED_BEFORE,
    Fate.STUMBLED_BEFORE,
}
_BAD = tuple(fate for fate in Fate if fate is not Fate.WELL)


@dataclass(slots=True)
class Weather:
    """Mostly fair; now and then a storm over one workspace."""

    chance: Chance
    rough: float = 1.0
    is_calm: bool = False
    storms: set[str] = field(default_factory=set)

    def fate(self, workspace: str) -> Fate:
        """Return what becomes of the next request."""
        if self.is_calm:
            return Fate.WELL
        bad = _STORM if workspace in self.storms else _FAIR * self.rough
        return self.chance.one_of(_BAD) if self.chance.happens(bad) else Fate.WELL

    def way(self, fate: Fate) -> timedelta:
        """Return how long a request is under way."""
        match fate:
            case Fate.LATE:
                return TIMEOUT + self.chance.within(seconds=LATE.seconds)
            case Fate.SLOW:
                return self.chance.within(seconds=_SLOW)
            case _ if self.chance.happens(0.1):
                return self.chance.within(seconds=1)
            case _:
                return timedelta()

    def lag(self) -> timedelta:
        """Return how long a new message is missing from the history."""
        lags = not self.is_calm and self.chance.happens(0.2)
        return self.chance.within(seconds=LAG.seconds) if lags else timedelta()

    def failure(self, fate: Fate) -> SendFailed | None:
        """Return what the bot makes of it; None: it gets its answer."""
        match fate:
            case Fate.LIMITED:
                wait = str(self.chance.one_of(_WAITS_S))
                return not_taken(429, {"Retry-After": wait}, "ratelimited")
            case Fate.UNREACHABLE:
                return not_taken(407, {}, "")
            case Fate.STUMBLED_BEFORE | Fate.STUMBLED_AFTER:
                return not_taken(_SERVER_ERROR, {}, "")
            case Fate.DROPPED_BEFORE | Fate.DROPPED_AFTER:
                return Unclear("ServerDisconnectedError")
            case Fate.LATE:
                return Unclear("TimeoutError")
            case _:
                return None
