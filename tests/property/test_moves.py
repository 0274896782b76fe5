import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.deliveries import Delivery
from tests.fakes.house import ADA, KARI, House, house
from tests.fakes.travel import arrived, live, sent, wall

DAY = timedelta(days=1)
APART = timedelta(hours=12)
A_TICK = timedelta(minutes=1)
ZONES = (
    "America/Los_Angeles",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Europe/Helsinki",
    "Europe/London",
    "Europe/Oslo",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
)
SUNDAYS = ("2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01", "2026-11-22")
NAMES = {1: "mon", 2: "tue", 3: "wed", 4: "thu", 5: "fri", 6: "sat", 7: "sun"}


@dataclass(frozen=True, slots=True)
class Journey:
    """Where Kari lives by whose clocks, and when nudges come there."""

    sunday: str
    zone: str
    at: time
    days: tuple[int, ...]  # at most three, so that no cap leaves one out
    quiet: bool
    moves: tuple[tuple[int, str], ...]  # minutes after the one before, and where to


@dataclass(frozen=True, slots=True)
class Stay:
    """A time by the clocks of one zone."""

    zone: ZoneInfo
    start: datetime
    end: datetime


journeys = st.builds(
    Journey,
    st.sampled_from(SUNDAYS),
    st.sampled_from(ZONES),
    st.builds(time, st.integers(8, 16), st.sampled_from((0, 30, 55))),
    st.lists(st.integers(1, 7), min_size=1, max_size=3, unique_by=lambda day: day).map(
        lambda days: tuple(sorted(days))
    ),
    st.booleans(),
    st.lists(
        st.tuples(st.integers(1, 3000), st.sampled_from(ZONES)), min_size=1, max_size=5
    ).map(tuple),
)


async def travel(home: House, journey: Journey) -> list[Stay]:
    """Live through the journey and three days more; answer every nudge."""
    home.clock.move_to(wall(journey.zone, f"{journey.sunday} 06:00"))
    await home.enrol()
    if not journey.quiet:
        await home.say(ADA, "quiet 00:00-00:00")
    await home.say(KARI, f"zone {journey.zone}")
    days = ",".join(NAMES[day] for day in journey.days)
    await home.say(KARI, f"at {journey.at:%H:%M} {days}")
    stays = []
    zone, start = journey.zone, home.clock.now()
    for minutes, there in (*journey.moves, (3 * 24 * 60, journey.zone)):
        end = start + timedelta(minutes=minutes)
        while home.clock.now() < end:
            await live(home, min(end, home.clock.now() + DAY))
            await home.store.write(lambda tx: tx.leaders.answered(KARI))
        stays.append(Stay(ZoneInfo(zone), start, end))
        await home.say(KARI, f"zone {there}")
        zone, start = there, end
    return stays


def present(stay: Stay, journey: Journey) -> Iterator[tuple[date, datetime, datetime]]:
    """Yield each day with its due instant, and when first it could come to Kari.

    The days on which Kari was there at the hour, or came later in the working day.
    """
    day = stay.start.astimezone(stay.zone).date() - DAY
    while day <= stay.end.astimezone(stay.zone).date():
        due = datetime.combine(day, journey.at, stay.zone).astimezone(stay.start.tzinfo)
        first = max(due, stay.start)
        over = time(17) if journey.quiet else time(23, 59)
        ends = datetime.combine(day, over, stay.zone)
        if day.isoweekday() in journey.days and first < min(stay.end - A_TICK, ends):
            yield day, due, first
        day += DAY


def by_clocks(delivery: Delivery, stays: list[Stay]) -> date:
    """Return the local day on which it came, where Kari was then."""
    at = sent(delivery)
    stay = next(each for each in reversed(stays) if each.start <= at)
    return at.astimezone(stay.zone).date()


@given(journeys)
@settings(max_examples=30)
@example(
    Journey(
        "2026-11-22",
        "Pacific/Honolulu",
        time(9),
        (1, 2, 3),
        quiet=True,
        moves=((27 * 60 + 30, "Pacific/Kiritimati"), (120, "Pacific/Honolulu")),
    )
)
@example(  # while the nudge waits, to where the day is over, and back
    Journey(
        "2026-11-22",
        "Europe/Oslo",
        time(9),
        (1, 2),
        quiet=True,
        moves=(
            (26 * 60 + 52, "Pacific/Kiritimati"),
            (2, "Europe/Oslo"),
            (24 * 60, "America/Los_Angeles"),
        ),
    )
)
async def test_i3_moves_neither_skip_a_day_nor_bring_two_nudges(
    journey: Journey,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder)) as home:
            stays = await travel(home, journey)
            nudges = await arrived(home)
    days = [each.local_date for each in nudges]
    assert max(Counter(days).values(), default=0) <= 1
    assert [by_clocks(each, stays) for each in nudges] == days
    instants = [sent(each) for each in nudges]
    assert all(two - one >= APART for one, two in pairwise(instants))
    for stay in stays:
        for day, due, first in present(stay, journey):
            near = any(
                abs(each - due) < APART or abs(each - first) < APART
                for each in instants
            )
            before = due < stays[0].start  # she was no leader then
            assert day in days or near or before, (day, stay)
