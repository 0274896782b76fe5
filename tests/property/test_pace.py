"""No more goes out than the rate allows, and never nothing for good."""

from datetime import UTC, datetime, timedelta
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pace import (
    BURST,
    FLOOR_PER_MINUTE,
    Pace,
    free,
    is_blocked,
    per_minute,
    slowed,
    spent,
)

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

rates = st.floats(1, 1000)
waits = st.timedeltas(timedelta(0), timedelta(minutes=3))
# After each wait: how many are wanted, and whether the platform then complains.
steps = st.lists(
    st.tuples(waits, st.integers(0, 60), st.booleans(), waits), max_size=40
)


def played(
    full: float, steps: list[tuple[timedelta, int, bool, timedelta]]
) -> tuple[list[datetime], Pace, datetime]:
    """Send as much as is wanted and free; return when each went out, and the end."""
    now, pace, sent = START, Pace(), list[datetime]()
    for wait, wanted, complains, retry_after in steps:
        now += wait
        if is_blocked(pace, now):
            continue
        many = min(wanted, free(pace, full, now))
        pace = spent(pace, many, full, now)
        sent += [now] * many
        if complains and many:
            pace = slowed(pace, full, now, now + retry_after)
    return sent, pace, now


@given(rates, steps)
def test_no_stretch_of_time_sees_more_than_a_burst_and_the_rate(
    full: float, steps: list[tuple[timedelta, int, bool, timedelta]]
) -> None:
    sent, _, _ = played(full, steps)
    burst = max(BURST, MINUTE / full)
    for first, begin in enumerate(sent):
        for last, end in enumerate(sent[first:], first):
            most = (burst + (end - begin)) / (MINUTE / full)
            assert last - first + 1 <= floor(most + 1e-3)


@given(rates, steps)
def test_one_more_may_always_go_out_at_the_end_of_a_block(
    full: float, steps: list[tuple[timedelta, int, bool, timedelta]]
) -> None:
    _, pace, now = played(full, steps)
    opens = max(pace.blocked_until_utc or now, now)
    assert free(pace, full, opens) >= 1
    longest = max(BURST, MINUTE / min(full, FLOOR_PER_MINUTE)) + timedelta(minutes=3)
    assert opens - now <= longest


@given(rates, steps)
def test_a_pace_that_holds_nothing_is_blocked_and_so_nobody_looks_in_vain(
    full: float, steps: list[tuple[timedelta, int, bool, timedelta]]
) -> None:
    _, pace, now = played(full, steps)
    assert is_blocked(pace, now) or free(pace, full, now) >= 1


@given(rates, st.integers(1, 30), waits)
def test_every_complaint_halves_the_rate_down_to_a_floor(
    full: float, complaints: int, retry_after: timedelta
) -> None:
    now, pace = START, Pace()
    for _ in range(complaints):
        before = per_minute(pace, full, now)
        pace = slowed(pace, full, now, now + retry_after)
        now += retry_after
        expected = max(before / 2, min(FLOOR_PER_MINUTE, full))
        assert per_minute(pace, full, now) == expected


@given(rates, st.integers(1, 30), waits, st.floats(0, 30))
def test_a_slowed_rate_comes_back_by_a_tenth_of_the_full_one_a_minute(
    full: float, complaints: int, retry_after: timedelta, clean: float
) -> None:
    now, pace = START, Pace()
    for _ in range(complaints):
        pace = slowed(pace, full, now, now + retry_after)
        now += retry_after
    slow = per_minute(pace, full, now)
    later = per_minute(pace, full, now + clean * MINUTE)
    assert abs(later - min(full, slow + full / 10 * clean)) < full * 1e-6
    assert per_minute(pace, full, now + 10 * MINUTE) == full


@given(rates, st.integers(2, 10), waits)
def test_what_was_under_way_together_is_one_complaint(
    full: float, many: int, retry_after: timedelta
) -> None:
    pace = slowed(Pace(), full, START, START + retry_after + MINUTE)
    for _ in range(many):
        again = slowed(pace, full, START, START + retry_after)
        assert again == pace


def test_at_a_hundred_a_minute_ten_go_at_once_and_then_one_each_six_tenths() -> None:
    assert free(Pace(), 100, START) == 10
    pace = spent(Pace(), 10, 100, START)
    opens = START + timedelta(seconds=0.6)
    assert pace.blocked_until_utc == opens
    assert free(pace, 100, opens) == 1
    assert free(pace, 100, START + BURST) == 10
