"""What goes wrong on demand: rules that match calls and deliveries, and run out."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase

from bot.playground.values import Json


class Kind(StrEnum):
    """What can go wrong."""

    RATE_LIMITED = "rate-limited"  # 429, Retry-After: `seconds`
    PACED = "paced"  # 429 for a channel's next call within `seconds`
    ERROR = "error"  # refused with the code `error`
    STUMBLE_BEFORE = "stumble-before"  # internal_error, `status`, nothing done
    STUMBLE_AFTER = "stumble-after"  # internal_error, `status`, yet it was done
    SLOW = "slow"  # done at once, answered after `seconds`
    DROP_BEFORE = "drop-before"  # the connection closed, nothing done
    DROP_AFTER = "drop-after"  # the connection closed, yet it was done
    LAG = "lag"  # the last `seconds` are not yet in the history
    DUPLICATE = "duplicate"  # delivered twice
    LOST_ACK = "lost-ack"  # delivered, and the bot's answer never arrives


OF_DELIVERIES = frozenset({Kind.DUPLICATE, Kind.LOST_ACK})


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule.

    `what` is a method (`chat.postMessage`, `chat.*`) or a delivery
    (`deliver:slash_commands`, `deliver:interactive`, `deliver:events_api`).
    """

    kind: Kind
    what: str = "*"
    channel: str = ""  # "": any
    times: int = 1
    chance: float = 1.0
    seconds: float = 1.0
    status: int = 500
    error: str = "internal_error"

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ValueError(f"a fault happens at least once: {self.times}")
        if not 0 < self.chance <= 1:
            raise ValueError(f"a chance lies in (0, 1]: {self.chance}")
        if self.seconds < 0:
            raise ValueError(f"no time runs backwards: {self.seconds}")

    def payload(self) -> Json:
        """Return the rule as JSON."""
        return {
            "kind": self.kind.value,
            "what": self.what,
            "channel": self.channel,
            "times": self.times,
            "chance": self.chance,
            "seconds": self.seconds,
            "status": self.status,
            "error": self.error,
        }


class Faults:
    """The rules still standing. `roll` gives a number in [0, 1)."""

    def __init__(
        self,
        roll: Callable[[], float] = lambda: 0.0,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._roll = roll
        self._elapsed = elapsed
        self._rules: list[Fault] = []
        self._passed_s: dict[tuple[str, str], float] = {}  # by method and channel

    def add(self, fault: Fault) -> None:
        """Add a rule; the first that matches counts."""
        self._rules.append(fault)

    def clear(self) -> None:
        """Take every rule away."""
        self._rules.clear()

    def standing(self) -> list[Json]:
        """Return the rules with how often they still happen."""
        return [rule.payload() for rule in self._rules]

    def take(self, what: str, channel: str = "") -> Fault | None:
        """Return what goes wrong with this call or delivery, counting it down."""
        delivery = what.startswith("deliver:")
        for index, rule in enumerate(self._rules):
            if (rule.kind in OF_DELIVERIES) != delivery:
                continue
            if not fnmatchcase(what, rule.what) or rule.channel not in {"", channel}:
                continue
            if rule.kind == Kind.PACED and not self._too_soon(rule, what, channel):
                continue
            if self._roll() < rule.chance:
                self._count_down(index)
                return rule
        return None

    def _too_soon(self, rule: Fault, what: str, channel: str) -> bool:
        now_s = self._elapsed()
        passed_s = self._passed_s.get((what, channel))
        if passed_s is not None and now_s - passed_s < rule.seconds:
            return True
        self._passed_s[what, channel] = now_s
        return False

    def _count_down(self, index: int) -> None:
        rule = self._rules[index]
        if rule.times == 1:
            del self._rules[index]
        else:
            self._rules[index] = replace(rule, times=rule.times - 1)
