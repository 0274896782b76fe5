from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.cadence import Cadence, QuietHours
from bot.domain.calendar import (
    NEVER,
    Occasion,
    Rhythm,
    Skip,
    Window,
    allowed,
    end_of_working_day,
    next_allowed,
    next_instant,
    next_open,
    occasions,
    rhythm,
)
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Closed, Leader, Person, Workspace
from bot.domain.words import Weekdays

OSLO = ZoneInfo("Europe/Oslo")
KARI = PersonId("slack:T1:U1")
ALL_WEEK = Weekdays(frozenset(range(1, 8)))


def days(*numbers: int) -> Weekdays:
    return Weekdays(frozenset(numbers))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(at: time, zone: str = "Europe/Oslo") -> Rhythm:
    """Return a cadence with an instant on Saturdays and Sundays, never quiet."""
    return Rhythm(
        cadence=Cadence(weekdays=days(6, 7), at=at),
        zone=ZoneInfo(zone),
        quiet=QuietHours(time(0), time(0)),
        closed=(),
        part_time=None,
        paused_until=None,
        stopped=False,
    )


def plain() -> Rhythm:
    return replace(daily(time(9)), cadence=Cadence(), quiet=QuietHours())


def leader(**chosen: object) -> Leader:
    known = Leader(KARI, enrolled_by=KARI, enrolled_utc=utc("2026-01-01"))
    return replace(known, **chosen)  # type: ignore[arg-type]  # any field, by name


@pytest.mark.parametrize(
    ("zone", "at", "day", "due"),
    [
        # skipped: forward by the gap
        ("Europe/Oslo", time(2, 30), "2026-03-29", "2026-03-29T01:30"),
        ("Europe/Stockholm", time(2), "2026-03-29", "2026-03-29T01:00"),
        ("America/New_York", time(2, 30), "2026-03-08", "2026-03-08T07:30"),
        ("Australia/Lord_Howe", time(2, 15), "2026-10-04", "2026-10-03T15:45"),
        ("America/Nuuk", time(23, 30), "2026-03-28", "2026-03-29T01:30"),
        # twice: the first
        ("Europe/Oslo", time(2, 30), "2026-10-25", "2026-10-25T00:30"),
        ("Europe/Copenhagen", time(2), "2026-10-25", "2026-10-25T00:00"),
        ("America/New_York", time(1, 30), "2026-11-01", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", time(1, 45), "2026-04-05", "2026-04-04T14:45"),
        # beside the change
        ("Europe/Oslo", time(9), "2026-03-28", "2026-03-28T08:00"),
        ("Europe/Oslo", time(9), "2026-03-29", "2026-03-29T07:00"),
        ("Pacific/Kiritimati", time(9), "2026-03-28", "2026-03-27T19:00"),
        ("Pacific/Apia", time(9), "2011-12-31", "2011-12-30T19:00"),
    ],
)
def test_a_change_of_clocks_gives_each_day_its_one_instant(
    zone: str, at: time, day: str, due: str
) -> None:
    found = occasions(
        daily(at, zone), Window(utc(due) - timedelta(days=2), utc(due) + timedelta(2))
    )
    asked = date.fromisoformat(day)
    assert [each.due_utc for each in found if each.day == asked] == [utc(due)]


def test_a_date_that_the_zone_skips_has_no_instant() -> None:
    fridays = replace(daily(time(9), "Pacific/Apia"), cadence=Cadence(days(5)))
    found = occasions(fridays, Window(utc("2011-12-20"), utc("2012-01-08")))
    assert [each.day.day for each in found] == [23, 6]


def test_every_second_week_counts_from_the_first_of_january_2024() -> None:
    mondays = replace(plain(), cadence=Cadence(days(1), every_weeks=2))
    found = occasions(mondays, Window(utc("2023-12-17"), utc("2024-01-30")))
    assert [each.day.isoformat() for each in found] == [
        "2023-12-18",
        "2024-01-01",
        "2024-01-15",
        "2024-01-29",
    ]


def test_week_53_does_not_shift_the_weeks() -> None:
    mondays = replace(plain(), cadence=Cadence(days(1), every_weeks=2))
    found = occasions(mondays, Window(utc("2026-12-10"), utc("2027-01-20")))
    assert [each.day.isoformat() for each in found] == [
        "2026-12-14",
        "2026-12-28",
        "2027-01-11",
    ]


def test_an_instant_is_strictly_after_the_one_before() -> None:
    monday = utc("2026-11-23T08:00")
    assert next_instant(plain(), monday - timedelta(microseconds=1)) == monday
    assert next_instant(plain(), monday) == utc("2026-11-25T08:00")


def test_the_calendar_ends_some_day() -> None:
    assert next_instant(plain(), utc("9999-12-25")) is None


def test_the_leaders_days_and_time_replace_the_admins_but_never_the_cap() -> None:
    workspace = Workspace(
        WorkspaceId("slack:T1"), cadence=Cadence(every_weeks=2, cap_per_week=1)
    )
    own = leader(weekdays=days(4, 5), at=time(13))
    found = rhythm(own, Person(KARI), workspace).cadence
    assert found == Cadence(days(4, 5), time(13), every_weeks=2, cap_per_week=1)
    assert found.days == days(4)


def test_the_cap_spreads_over_the_days_a_part_time_leader_works() -> None:
    workspace = Workspace(WorkspaceId("slack:T1"), cadence=Cadence(cap_per_week=2))
    part = leader(part_time=days(3, 4, 5))
    found = rhythm(part, Person(KARI), workspace)
    assert found.cadence.days == days(3, 4)


def test_a_part_time_leader_who_works_on_none_of_the_days_is_told_why() -> None:
    workspace = Workspace(WorkspaceId("slack:T1"), cadence=Cadence(days(1)))
    found = rhythm(leader(part_time=days(5)), Person(KARI), workspace)
    assert next_open(found, utc("2026-11-23")) is None
    first = next(occasions(found, Window(utc("2026-11-22"), utc("2026-11-29"))))
    assert first.skip is Skip.PART_TIME


@pytest.mark.parametrize(
    ("changed", "skip"),
    [
        (plain(), None),
        (replace(plain(), quiet=QuietHours(time(8), time(10))), Skip.QUIET),
        (
            replace(plain(), closed=(Closed(date(2026, 11, 23), date(2026, 11, 23)),)),
            Skip.CLOSED,
        ),
        (replace(plain(), part_time=days(2, 3)), Skip.PART_TIME),
        (replace(plain(), paused_until=date(2026, 11, 24)), Skip.PAUSED),
        (replace(plain(), paused_until=date(2026, 11, 23)), None),
        (
            replace(
                plain(),
                paused_from=date(2026, 11, 23),
                paused_until=date(2026, 11, 24),
            ),
            Skip.PAUSED,
        ),
        (
            replace(
                plain(),
                paused_from=date(2026, 11, 24),
                paused_until=date(2026, 12, 24),
            ),
            None,
        ),
        (replace(plain(), paused_from=date(2026, 11, 1)), None),  # no end: no pause
        (replace(plain(), stopped=True), Skip.STOPPED),
        (replace(plain(), holidays=frozenset({date(2026, 11, 23)})), Skip.HOLIDAY),
        # what is common to all is said first
        (
            replace(
                plain(),
                holidays=frozenset({date(2026, 11, 23)}),
                paused_until=date(2026, 11, 24),
                stopped=True,
            ),
            Skip.HOLIDAY,
        ),
    ],
)
def test_what_is_left_out_says_why(changed: Rhythm, skip: Skip | None) -> None:
    due = utc("2026-11-23T08:00")
    found = next(occasions(changed, Window(utc("2026-11-22"), utc("2026-11-24"))))
    assert found == Occasion(due, date(2026, 11, 23), skip)
    assert allowed(changed, due) is skip


@pytest.mark.parametrize(
    ("changed", "at", "found"),
    [
        (plain(), "2026-11-23T12:00", "2026-11-23T12:00"),
        (plain(), "2026-11-23T16:30", "2026-11-24T07:00"),  # evening
        (plain(), "2026-11-23T05:00", "2026-11-23T07:00"),  # early
        (plain(), "2026-11-20T16:30", "2026-11-23T07:00"),  # Friday evening
        (plain(), "2026-11-21T12:00", "2026-11-21T12:00"),  # a Saturday, asked for
        (plain(), "2026-10-23T16:30", "2026-10-26T07:00"),  # over the autumn change
        (
            replace(plain(), closed=(Closed(date(2026, 11, 23), date(2027, 1, 3)),)),
            "2026-11-23T12:00",
            "2027-01-04T07:00",
        ),
        (
            replace(plain(), paused_until=date(2026, 12, 2), part_time=days(1, 6)),
            "2026-11-23T12:00",
            "2026-12-05T07:00",
        ),
        (
            # quiet until 02:30, which the clocks skip: from the change on
            replace(daily(time(9)), quiet=QuietHours(time(22), time(2, 30))),
            "2026-03-29T00:10",
            "2026-03-29T01:00",
        ),
    ],
)
def test_what_is_put_off_comes_when_the_working_day_opens(
    changed: Rhythm, at: str, found: str
) -> None:
    assert next_allowed(changed, utc(at)) == utc(found)


def test_nothing_is_ever_allowed_for_somebody_who_stopped() -> None:
    assert next_allowed(replace(plain(), stopped=True), utc("2026-11-23")) == NEVER


@pytest.mark.parametrize(
    "changed",
    [
        replace(plain(), paused_until=date.max),
        replace(plain(), closed=(Closed(date(2026, 1, 1), date.max),)),
    ],
)
def test_nothing_is_allowed_when_no_day_opens_before_the_calendar_ends(
    changed: Rhythm,
) -> None:
    assert next_allowed(changed, utc("2026-11-23T12:00")) == NEVER


@pytest.mark.parametrize(
    ("quiet", "at", "end"),
    [
        (QuietHours(), "2026-11-23T08:00", "2026-11-23T16:00"),
        (QuietHours(time(0), time(0)), "2026-11-23T08:00", "2026-11-23T23:00"),
        (QuietHours(time(11), time(12)), "2026-11-23T08:00", "2026-11-23T10:00"),
        (QuietHours(time(11), time(12)), "2026-11-23T13:00", "2026-11-23T23:00"),
        (QuietHours(time(0), time(8)), "2026-11-23T13:00", "2026-11-23T23:00"),
    ],
)
def test_a_nudge_is_useless_once_quiet_hours_or_the_next_day_begin(
    quiet: QuietHours, at: str, end: str
) -> None:
    changed = replace(plain(), quiet=quiet)
    assert end_of_working_day(changed, date(2026, 11, 23), utc(at)) == utc(end)


SATURDAY_NIGHT = daily(time(23, 30), "America/Nuuk")  # skipped on 2026-03-28
MOVED_OVER_MIDNIGHT = utc("2026-03-29T01:30")


def test_a_wall_time_moved_over_midnight_is_still_found_after_midnight() -> None:
    after = utc("2026-03-29T01:10")
    assert next_instant(SATURDAY_NIGHT, after) == MOVED_OVER_MIDNIGHT


def test_a_nudge_moved_over_midnight_is_of_use_for_the_day_it_landed_on() -> None:
    end = end_of_working_day(SATURDAY_NIGHT, date(2026, 3, 28), MOVED_OVER_MIDNIGHT)
    assert end == utc("2026-03-30T01:00")


def test_the_second_pass_of_a_repeated_hour_keeps_its_own_quiet_hours() -> None:
    nights = replace(daily(time(9)), quiet=QuietHours(time(22), time(2, 30)))
    assert next_allowed(nights, utc("2026-10-25T01:10")) == utc("2026-10-25T01:30")
    evening = replace(daily(time(9)), quiet=QuietHours(time(2, 30), time(8)))
    end = end_of_working_day(evening, date(2026, 10, 25), utc("2026-10-25T01:10"))
    assert end == utc("2026-10-25T01:30")
