"""Chance."""

from typing import Protocol


class Dice(Protocol):
    """Rolls; the only source of chance."""

    def roll(self) -> float:
        """Return a number in [0, 1), each as likely as any other."""
        ...
