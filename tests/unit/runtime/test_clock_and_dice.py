from datetime import UTC, timedelta

from bot.runtime.clock import SystemClock, wall_s
from bot.runtime.dice import SystemDice


def test_the_clock_tells_utc() -> None:
    now = SystemClock().now()

    assert now.tzinfo is UTC
    assert abs(now.timestamp() - wall_s()) < timedelta(minutes=1).total_seconds()


def test_a_roll_lies_in_zero_to_one() -> None:
    dice = SystemDice()

    assert all(0 <= dice.roll() < 1 for _ in range(1000))


def test_seeded_dice_roll_the_same_again() -> None:
    one, other = SystemDice(seed=7), SystemDice(seed=7)

    assert [one.roll() for _ in range(5)] == [other.roll() for _ in range(5)]
