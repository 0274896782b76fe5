"""How fast a workspace may be sent to by one method, and how much of that is spent.

A bucket that fills steadily: each message costs one interval, and what was sent is
paid for by `spent_until_utc`, at most a burst ahead of the present. (As arithmetic on
instants it is known as the generic cell rate algorithm, ITU-T I.371.)
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

BURST = timedelta(seconds=6)
"""What may be spent at once, in time: ten messages at a hundred a minute."""

FLOOR_PER_MINUTE = 6.0
"""No slower than this, however often a platform says "too many"."""

_BACK_PER_MINUTE = 0.1  # of the full rate, won back in each minute without a complaint
_MINUTE = timedelta(minutes=1)
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of one method in one lane."""

    blocked_until_utc: datetime | None = None  # nothing goes out before
    spent_until_utc: datetime | None = None  # what was sent is paid for by then
    slowed_utc: datetime | None = None  # from then on the rate recovers
    slowed_per_minute: float | None = None  # the rate at that instant


def is_blocked(pace: Pace, now_utc: datetime) -> bool:
    """Whether nothing may go out now."""
    return pace.blocked_until_utc is not None and pace.blocked_until_utc > now_utc


def per_minute(pace: Pace, full: float, now_utc: datetime) -> float:
    """Return the rate in force: `full`, or less for a while after a complaint."""
    if pace.slowed_utc is None or pace.slowed_per_minute is None:
        return full
    clean = max(now_utc - pace.slowed_utc, timedelta()) / _MINUTE
    return min(full, pace.slowed_per_minute + full * _BACK_PER_MINUTE * clean)


def free(pace: Pace, full: float, now_utc: datetime) -> int:
    """Return how many messages the bucket holds now."""
    each = _interval(per_minute(pace, full, now_utc))
    owed = (pace.spent_until_utc or _EVER) - now_utc
    return max((max(BURST, each) - max(owed, timedelta())) // each, 0)


def spent(pace: Pace, many: int, full: float, now_utc: datetime) -> Pace:
    """Return the pace once `many` have gone out; blocked until one more may."""
    each = _interval(per_minute(pace, full, now_utc))
    paid = max(pace.spent_until_utc or _EVER, now_utc) + many * each
    left = replace(pace, spent_until_utc=paid)
    if free(left, full, now_utc):
        return left
    return _blocked(left, paid + each - max(BURST, each))


def slowed(pace: Pace, full: float, claimed_utc: datetime, until_utc: datetime) -> Pace:
    """Return the pace after "too many": nothing before `until_utc`, then half the rate.

    `claimed_utc` is when what was turned away was taken up: several that were under way
    together are one complaint, and halve the rate once.
    """
    rate = per_minute(pace, full, claimed_utc)
    if pace.slowed_utc is None or claimed_utc >= pace.slowed_utc:
        rate = max(rate / 2, min(FLOOR_PER_MINUTE, full))
    each = _interval(rate)
    return Pace(
        blocked_until_utc=max(pace.blocked_until_utc or _EVER, until_utc),
        # It begins again with a single one.
        spent_until_utc=max(
            pace.spent_until_utc or _EVER, until_utc + max(BURST, each) - each
        ),
        slowed_utc=max(pace.slowed_utc or _EVER, until_utc),
        slowed_per_minute=rate,
    )


def _blocked(pace: Pace, until_utc: datetime) -> Pace:
    until = max(pace.blocked_until_utc or _EVER, until_utc)
    return replace(pace, blocked_until_utc=until)


def _interval(rate: float) -> timedelta:
    """Return the time a message takes up, at least a microsecond."""
    return max(_MINUTE / rate, timedelta.resolution)
