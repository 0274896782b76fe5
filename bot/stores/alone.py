"""One runner per database file. POSIX only, as the bot's image is."""

import fcntl
import os
from pathlib import Path

from bot.domain.errors import BotError


class Alone:
    """A lock beside the database, held until released or until the process ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock; raises BotError when another process holds it."""
        beside = path.with_name(f"{path.name}.lock")
        self._held = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._held)
            raise BotError(
                f"Another dytt already runs on {path}. Stop it first, "
                "or give this one a database of its own in DYTT_DATABASE_URL."
            ) from error

    def release(self) -> None:
        """Let the next one in."""
        os.close(self._held)
