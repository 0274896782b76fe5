"""The computer's clock."""

import time
from datetime import UTC, datetime


class SystemClock:
    """A Clock that tells the computer's time."""

    def now(self) -> datetime:
        """Return the present instant, aware, UTC."""
        return datetime.now(UTC)  # noqa: TID251  this file is now's one home


def wall_s() -> float:
    """Return the seconds since 1970, as those who sign requests count them."""
    return time.time()  # noqa: TID251  likewise
