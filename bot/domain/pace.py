"""How fast a workspace may be sent to by one method, and how much of that is spent."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of one method in one lane."""

    blocked_until_utc: datetime | None = None  # nothing goes out before
    spent_until_utc: datetime | None = None  # what was sent is paid for by then
    slowed_utc: datetime | None = None  # when the platform last said "too many"
    slowed_per_minute: float | None = None  # the rate from then on, recovering


def is_blocked(pace: Pace, now_utc: datetime) -> bool:
    """Whether nothing may go out now."""
    return pace.blocked_until_utc is not None and pace.blocked_until_utc > now_utc
