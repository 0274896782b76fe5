from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.cadence import ANCHOR, WORKING_WEEK, Cadence, QuietHours, spread
from bot.domain.calendar import (
    Rhythm,
    Window,
    allowed,
    end_of_working_day,
    next_allowed,
    next_instant,
    next_open,
    occasions,
)
from bot.domain.people import Closed
from bot.domain.words import Weekdays

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ZONES = (
    "Africa/Casablanca",
    "America/New_York",
    "America/Nuuk",
    "America/Sao_Paulo",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Copenhagen",
    "Europe/Oslo",
    "Europe/Stockholm",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "UTC",
)
CHANGES = (  # around which most goes wrong
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2011, 12, 30, 10, tzinfo=UTC),
)

zones = st.sampled_from(ZONES).map(ZoneInfo)
walls = st.builds(time, st.integers(0, 23), st.integers(0, 59))
weekdays = st.frozensets(st.integers(1, 7), min_size=1).map(Weekdays)
cadences = st.builds(Cadence, weekdays, walls, st.integers(1, 4), st.integers(1, 3))
quiets = st.one_of(st.just(QuietHours()), st.builds(QuietHours, start=walls, end=walls))
anywhen = st.integers(0, 29 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2011, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
instants = st.one_of(
    anywhen,
    st.builds(
        lambda change, minutes: change + minutes * MINUTE,
        st.sampled_from(CHANGES),
        st.integers(-4000, 4000),
    ),
)
spans = st.integers(0, 60 * 24 * 40).map(lambda minutes: minutes * MINUTE)


@st.composite
def closures(draw: st.DrawFn, near: date) -> Closed:
    first = near + timedelta(days=draw(st.integers(-5, 30)))
    return Closed(first, first + timedelta(days=draw(st.integers(0, 20))))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Rhythm, datetime]:
    at = draw(instants)
    near = at.date()
    nearby = st.integers(-5, 40).map(lambda days: near + timedelta(days=days))
    return Rhythm(
        cadence=draw(cadences),
        zone=draw(zones),
        quiet=draw(quiets),
        closed=tuple(draw(st.lists(closures(near), max_size=2))),
        part_time=draw(st.none() | weekdays),
        paused_until=draw(st.none() | nearby),
        stopped=False,
        holidays=draw(st.frozensets(nearby, max_size=3)),
        paused_from=draw(st.none() | nearby),
    ), at


def includes(cadence: Cadence, day: date) -> bool:
    """Say it day by day, as the calendar itself does not."""
    week = (day - ANCHOR).days // 7
    return day.isoweekday() in cadence.days and week % cadence.every_weeks == 0


def in_pause(rhythm: Rhythm, day: date) -> bool:
    """Say it with both ends spelled out; without an end there is no pause."""
    if rhythm.paused_until is None:
        return False
    return (rhythm.paused_from or date.min) <= day < rhythm.paused_until


@given(situations(), spans, spans)
def test_i5_windows_add_up(
    situation: tuple[Rhythm, datetime], one: timedelta, two: timedelta
) -> None:
    rhythm, a = situation
    b, c = a + one, a + one + two
    parts = [*occasions(rhythm, Window(a, b)), *occasions(rhythm, Window(b, c))]
    assert parts == list(occasions(rhythm, Window(a, c)))


@given(situations(), spans)
def test_i5_every_day_of_the_cadence_comes_exactly_once(
    situation: tuple[Rhythm, datetime], span: timedelta
) -> None:
    rhythm, after = situation
    until = after + span
    found = Counter(each.day for each in occasions(rhythm, Window(after, until)))
    assert max(found.values(), default=1) == 1
    first, last = (each.astimezone(rhythm.zone).date() for each in (after, until))
    inner = (first + n * DAY for n in range(1, (last - first).days))
    expected = {day for day in inner if includes(rhythm.cadence, day)}
    if rhythm.zone.key == "Pacific/Apia":
        expected.discard(date(2011, 12, 30))  # the date that never was
    assert {day for day in found if first < day < last} == expected


@given(situations(), spans)
def test_occasions_come_in_order_and_inside_their_window(
    situation: tuple[Rhythm, datetime], span: timedelta
) -> None:
    rhythm, after = situation
    dues = [each.due_utc for each in occasions(rhythm, Window(after, after + span))]
    assert dues == sorted(set(dues))
    assert all(after < due <= after + span for due in dues)


@given(situations())
def test_the_next_instant_is_the_first_occasion(
    situation: tuple[Rhythm, datetime],
) -> None:
    rhythm, after = situation
    due = next_instant(rhythm, after)
    assert due is not None
    first = next(occasions(rhythm, Window(after, after + 100 * DAY)))
    assert first.due_utc == due


@given(situations())
def test_i2_what_is_not_left_out_is_never_quiet_closed_or_paused(
    situation: tuple[Rhythm, datetime],
) -> None:
    rhythm, after = situation
    for each in occasions(rhythm, Window(after, after + 40 * DAY)):
        local = each.due_utc.astimezone(rhythm.zone)
        assert (each.skip is None) == (
            local.time() not in rhythm.quiet
            and not any(local.date() in closed for closed in rhythm.closed)
            and local.date() not in rhythm.holidays
            and not in_pause(rhythm, local.date())
            and (not rhythm.part_time or local.isoweekday() in rhythm.part_time)
        )


@given(situations())
def test_i3_the_cap_holds_in_every_week(situation: tuple[Rhythm, datetime]) -> None:
    rhythm, after = situation
    days = [each.day for each in occasions(rhythm, Window(after, after + 60 * DAY))]
    weeks = Counter(day.isocalendar()[:2] for day in days)
    assert max(weeks.values(), default=0) <= rhythm.cadence.cap_per_week


@given(weekdays, st.integers(1, 3))
def test_spreading_never_invents_a_day(given_days: Weekdays, most: int) -> None:
    kept = spread(given_days, most)
    assert kept.days <= given_days.days
    assert len(kept.days) == min(most, len(given_days.days))


@given(situations())
def test_the_next_open_occasion_is_the_first_not_left_out(
    situation: tuple[Rhythm, datetime],
) -> None:
    rhythm, after = situation
    found = next_open(rhythm, after)
    until = after + 400 * DAY if found is None else found.due_utc
    seen = list(occasions(rhythm, Window(after, until)))
    assert [each for each in seen if each.skip is None] == ([found] if found else [])


def _works(rhythm: Rhythm, at: datetime) -> bool:
    if allowed(rhythm, at) is not None:
        return False
    worked = WORKING_WEEK.days | rhythm.cadence.weekdays.days
    return rhythm.part_time is not None or at.astimezone(rhythm.zone).isoweekday() in (
        worked
    )


@given(situations())
@example(
    (
        Rhythm(
            Cadence(),
            ZoneInfo("Europe/Oslo"),
            QuietHours(time(22), time(2, 30)),
            (),
            Weekdays(frozenset({7})),
            None,
            stopped=False,
        ),
        datetime(2026, 3, 29, 0, 0, tzinfo=UTC),
    )
)
def test_i2_the_next_allowed_instant_is_allowed_and_none_before_it_was(
    situation: tuple[Rhythm, datetime],
) -> None:
    rhythm, at = situation
    found = next_allowed(rhythm, at)
    assert found >= at
    assert allowed(rhythm, found) is None
    if found == at:
        return
    minute = at.replace(second=0, microsecond=0) + MINUTE
    step = max(MINUTE, (found - minute) // 4000 // MINUTE * MINUTE)
    while minute < found:
        assert not _works(rhythm, minute), minute
        minute += step
    assert not _works(rhythm, found - MINUTE) or found - MINUTE < at


@given(situations())
def test_a_working_day_ends_after_what_is_due_in_it_and_within_the_local_day(
    situation: tuple[Rhythm, datetime],
) -> None:
    rhythm, after = situation
    for each in occasions(rhythm, Window(after, after + 30 * DAY)):
        end = end_of_working_day(rhythm, each.day, each.due_utc)
        assert each.due_utc < end <= each.due_utc + timedelta(hours=26)
        last = (end - timedelta(microseconds=1)).astimezone(rhythm.zone)
        assert last.date() == max(each.day, each.due_utc.astimezone(rhythm.zone).date())
        if each.skip is None and end.astimezone(rhythm.zone).time() != time.min:
            assert end.astimezone(rhythm.zone).time() in rhythm.quiet


@given(situations())
def test_somebody_who_stopped_is_never_open(
    situation: tuple[Rhythm, datetime],
) -> None:
    rhythm, after = situation
    gone = Rhythm(
        rhythm.cadence, rhythm.zone, rhythm.quiet, (), None, None, stopped=True
    )
    assert next_open(gone, after) is None
    assert all(each.skip for each in occasions(gone, Window(after, after + 9 * DAY)))
