"""Five years in ten zones, against an oracle that looks at every day by itself."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cadence import ANCHOR, Cadence, QuietHours
from bot.domain.calendar import (
    NEVER,
    Occasion,
    Rhythm,
    Skip,
    Window,
    allowed,
    end_of_working_day,
    next_allowed,
    occasions,
    works_on,
)
from bot.domain.people import Closed
from bot.domain.words import Weekdays

DAY = timedelta(days=1)
FIRST, LAST = date(2024, 1, 1), date(2028, 12, 31)
BEGIN = datetime(2023, 12, 31, 18, tzinfo=UTC)
END = datetime(2029, 1, 1, 6, tzinfo=UTC)
EDGE = 3  # days at either end that some zones are not quite in
ZONES = (
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/Helsinki",
    "Europe/London",
    "Europe/Oslo",
    "Pacific/Apia",
    "Pacific/Kiritimati",
)

days = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + n * DAY)
walls = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 59)))
# The hours that clocks skip and repeat.
odd_walls = st.builds(time, st.integers(0, 3), st.integers(0, 59)) | walls
weekdays = st.frozensets(st.integers(1, 7), min_size=1).map(Weekdays)
instants = st.integers(0, int((END - BEGIN).total_seconds())).map(
    lambda seconds: BEGIN + timedelta(seconds=seconds)
)


@st.composite
def closures(draw: st.DrawFn) -> Closed:
    first = draw(days)
    return Closed(first, first + draw(st.integers(0, 40)) * DAY)


def rhythms(zones: tuple[str, ...]) -> st.SearchStrategy[Rhythm]:
    return st.builds(
        Rhythm,
        cadence=st.builds(
            Cadence, weekdays, odd_walls, st.integers(1, 12), st.integers(1, 3)
        ),
        zone=st.sampled_from(zones).map(ZoneInfo),
        quiet=st.just(QuietHours()) | st.builds(QuietHours, odd_walls, odd_walls),
        closed=st.lists(closures(), max_size=4).map(tuple),
        part_time=st.none() | weekdays,
        paused_until=st.none() | days,
        stopped=st.just(value=False),
        holidays=st.frozensets(days, max_size=60),
        paused_from=st.none() | days,
    )


def spread_by_hand(cadence: Cadence) -> set[int]:
    """Return the weekdays left by the cap: Tuesday, or those nearest the wished."""
    if len(cadence.weekdays.days) <= cadence.cap_per_week:
        return set(cadence.weekdays.days)
    left, kept = sorted(cadence.weekdays.days), set()
    for wished in {1: (2,), 2: (2, 4), 3: (1, 3, 5)}[cadence.cap_per_week]:
        nearest = min(left, key=lambda day: (abs(day - wished), day))
        left.remove(nearest)
        kept.add(nearest)
    return kept


def shown_first(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the first instant whose clocks show that; skipped: later by the gap.

    Tries every offset in force around the day, as nobody who plans would.
    """
    naive = datetime.combine(day, wall)
    around = [naive.replace(tzinfo=UTC) + n * timedelta(hours=6) for n in range(-6, 7)]
    offsets = [each.astimezone(zone).utcoffset() or timedelta() for each in around]
    tried = sorted({(naive - offset).replace(tzinfo=UTC) for offset in offsets})
    right = [
        each for each in tried if each.astimezone(zone).replace(tzinfo=None) == naive
    ]
    return right[0] if right else (naive - offsets[0]).replace(tzinfo=UTC)


def in_quiet(quiet: QuietHours, at: time) -> bool:
    """Walk from the start of quiet hours round the clock to their end."""
    start, end, now = (
        each.hour * 60 + each.minute for each in (quiet.start, quiet.end, at)
    )
    return (now - start) % 1440 < (end - start) % 1440


def why_not(rhythm: Rhythm, at: datetime) -> Skip | None:
    """Say why nothing may be sent, from the words of the rule alone."""
    local = at.astimezone(rhythm.zone)
    day = local.date()
    until = rhythm.paused_until or date.min
    reasons = {
        Skip.HOLIDAY: day in rhythm.holidays,
        Skip.CLOSED: any(each.first <= day <= each.last for each in rhythm.closed),
        Skip.QUIET: in_quiet(rhythm.quiet, local.time()),
        Skip.PAUSED: (rhythm.paused_from or date.min) <= day < until,
        Skip.PART_TIME: rhythm.part_time is not None
        and day.isoweekday() not in rhythm.part_time.days,
    }
    return next((why for why, holds in reasons.items() if holds), None)


def day_by_day(rhythm: Rhythm) -> Iterator[Occasion]:
    """Yield every occasion of the five years, by looking at each day."""
    wanted = spread_by_hand(rhythm.cadence)
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + n * DAY
        weeks = (day - ANCHOR).days // 7
        if day.isoweekday() in wanted and weeks % rhythm.cadence.every_weeks == 0:
            due = shown_first(day, rhythm.cadence.at, rhythm.zone)
            yield Occasion(due, day, why_not(rhythm, due))


def is_inner(each: Occasion) -> bool:
    return FIRST + EDGE * DAY <= each.day <= LAST - EDGE * DAY


@pytest.mark.parametrize("zone", ZONES)
def test_i5_windows_add_up_over_five_years_to_what_each_day_says(zone: str) -> None:
    @given(rhythms((zone,)), st.lists(instants, max_size=12))
    @settings(max_examples=25)
    def over_five_years(rhythm: Rhythm, cuts: list[datetime]) -> None:
        whole = list(occasions(rhythm, Window(BEGIN, END)))
        parts = [
            each
            for one, two in pairwise([BEGIN, *sorted(cuts), END])
            for each in occasions(rhythm, Window(one, two))
        ]
        assert parts == whole
        told = [each for each in day_by_day(rhythm) if is_inner(each)]
        assert [each for each in whole if is_inner(each)] == told
        weeks = Counter(each.day.isocalendar()[:2] for each in whole)
        assert max(weeks.values(), default=0) <= rhythm.cadence.cap_per_week
        for each in whole:
            assert end_of_working_day(rhythm, each.day, each.due_utc) > each.due_utc

    over_five_years()


@given(rhythms(ZONES), st.lists(instants, min_size=1, max_size=200))
def test_i2_nothing_is_allowed_against_any_rule(
    rhythm: Rhythm, asked: list[datetime]
) -> None:
    for at in asked:
        assert allowed(rhythm, at) is why_not(rhythm, at)


@given(rhythms(ZONES), st.lists(instants, min_size=2, max_size=20))
def test_i2_the_next_allowed_instants_are_allowed_and_keep_their_order(
    rhythm: Rhythm, asked: list[datetime]
) -> None:
    asked = sorted(asked)
    found = [next_allowed(rhythm, at) for at in asked]
    for at, later in zip(asked, found, strict=True):
        assert later >= at
        assert later == NEVER or why_not(rhythm, later) is None
    # A day off on which somebody asks for it is allowed, but nobody is sent to it.
    in_order = [
        later
        for at, later in zip(asked, found, strict=True)
        if later != at or works_on(rhythm, at.astimezone(rhythm.zone).date())
    ]
    assert in_order == sorted(in_order)
