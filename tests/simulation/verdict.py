"""What a broken promise looks like, and the trace that leads to it."""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import NoReturn

_LAST = 60


class Breach(Exception):
    """An invariant of the design does not hold."""

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant = invariant


@dataclass(slots=True)
class Trace:
    """Everything that happened: its digest, its last lines, and how often what did."""

    counts: Counter[str] = field(default_factory=Counter)
    breach: Breach | None = None  # the first; the bot may have swallowed it
    is_dying: bool = False  # what is logged now is the last breath of a process
    _digest: blake2b = field(default_factory=lambda: blake2b(digest_size=16))
    _last: deque[str] = field(default_factory=lambda: deque(maxlen=_LAST))

    def note(self, now: datetime, what: str) -> None:
        """Add a line."""
        line = f"{now:%Y-%m-%d %H:%M:%S.%f} {what}"
        self._digest.update(line.encode())
        self._last.append(line)

    def accuse(self, invariant: str, what: str) -> NoReturn:
        """Say that an invariant is broken, wherever that was seen."""
        found = Breach(invariant, what)
        self.breach = self.breach or found
        raise found

    @property
    def digest(self) -> str:
        """A name for the whole trace: equal for equal traces, bit for bit."""
        return self._digest.hexdigest()

    @property
    def tail(self) -> str:
        """The last lines."""
        return "\n".join(self._last)
