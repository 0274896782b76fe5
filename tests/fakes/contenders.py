"""Contenders that measure nothing, for tests: a process of their own must find them."""

import os
import signal

from bot.bench.contest import Measured, Tell
from bot.domain.errors import BotError


def steady(many: int, seconds: float, tell: Tell) -> Measured:
    """Say at once how fast it was, and in which process."""
    tell("counting", many, many)
    return Measured(many, seconds, aside=f"pid {os.getpid()}")


def hungry(mb: int, tell: Tell) -> Measured:
    """Hold that much memory for a moment."""
    tell("eating", 1, 1)
    held = bytearray(os.urandom(1)) * (mb * 1_000_000)
    return Measured(len(held), 1)


def refusing(tell: Tell) -> Measured:
    """Refuse with a reason."""
    tell("looking", 1, 1)
    raise BotError("there is no SQLAlchemy here")


def broken(tell: Tell) -> Measured:
    """Trip over a bug."""
    tell("falling", 1, 1)
    raise ZeroDivisionError("a planted bug")


def killed(tell: Tell) -> Measured:
    """Die without a word, as when memory runs out."""
    tell("dying", 1, 1)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError
