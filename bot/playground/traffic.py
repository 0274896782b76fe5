"""What went over the wire, both ways, with every secret taken out."""

import re
from collections import deque
from dataclasses import dataclass

from bot.playground.values import Json
from bot.ports.clock import Clock

FROM_BOT = "bot→slack"
TO_BOT = "slack→bot"
MOST_ENTRIES = 500
_SECRET_KEYS = frozenset(
    {"token", "access_token", "refresh_token", "client_secret", "authorization"}
)
_TOKEN = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+")
_HIDDEN = "(hidden)"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    way: str
    what: str
    status: int  # 0: no answer
    seconds: float
    request: object
    response: object


class Traffic:
    """The newest exchanges, numbered from 1."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[Json] = deque(maxlen=MOST_ENTRIES)
        self._count = 0

    def add(self, exchange: Exchange) -> None:
        """Keep an exchange."""
        self._count += 1
        self._entries.append(
            {
                "n": self._count,
                "at": self._clock.now().isoformat(),
                "way": exchange.way,
                "what": exchange.what,
                "status": exchange.status,
                "ms": round(exchange.seconds * 1000, 1),
                "request": redacted(exchange.request),
                "response": redacted(exchange.response),
            }
        )

    def since(self, number: int) -> list[Json]:
        """Return the entries after `number`, oldest first."""
        return [entry for entry in self._entries if entry["n"] > number]


def redacted(value: object) -> object:
    """Return the JSON value without tokens and secrets."""
    if isinstance(value, dict):
        return {
            key: _HIDDEN if key in _SECRET_KEYS else redacted(each)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [redacted(each) for each in value]
    if isinstance(value, str):
        return _TOKEN.sub(_HIDDEN, value)
    return value
