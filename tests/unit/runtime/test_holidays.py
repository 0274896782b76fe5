from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.calendar import Skip, allowed, next_allowed, next_open
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Closed, Leader, Person, Workspace
from bot.flows.rules import rules_when_due
from bot.ports.store import Due
from bot.runtime.holidays import PublicHolidays

AUTUMN = date(2026, 11, 23)
KARI = PersonId("slack:T1:UKARI")
NORWAY = Workspace(WorkspaceId("slack:T1"), country="NO")
LOOK_AHEAD = timedelta(days=400)


def days_off(country: str, *, seen: date = AUTUMN, year: int = 2026) -> set[str]:
    """Return the holidays of `year` that fall on Monday to Friday, as MM-DD."""
    found = PublicHolidays().around(country, seen)
    workdays = (day for day in found if day.year == year and day.isoweekday() <= 5)
    return {f"{day:%m-%d}" for day in workdays}


@pytest.mark.parametrize(
    ("country", "days"),
    [
        ("NO", "01-01 04-02 04-03 04-06 05-01 05-14 05-25 12-25"),
        ("SE", "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31"),
        ("DK", "01-01 04-02 04-03 04-06 05-01 05-14 05-25 06-05 12-24 12-25 12-31"),
        ("FI", "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25"),
        (
            "IS",
            "01-01 04-02 04-03 04-06 04-23 05-01 05-14 05-25 06-17 08-03 12-25",
        ),
    ],
)
def test_the_nordic_days_off_of_2026_are_right(country: str, days: str) -> None:
    assert days_off(country) == set(days.split())


@pytest.mark.parametrize(
    ("with_it", "without", "day"),
    [
        ("DE-BY", "DE-BE", "01-06"),  # Epiphany
        ("DE-BE", "DE-BY", "03-08"),  # Women's Day, a Sunday in 2026
        ("US-MA", "US-CA", "04-20"),  # Patriots' Day
        ("GB-SCT", "GB-ENG", "11-30"),  # Saint Andrew
    ],
)
def test_regions_have_days_of_their_own(with_it: str, without: str, day: str) -> None:
    month, number = map(int, day.split("-"))
    wanted = date(2026, month, number)
    assert wanted in PublicHolidays().around(with_it, AUTUMN)
    assert wanted not in PublicHolidays().around(without, AUTUMN)


@pytest.mark.parametrize("country", ["NO", "SE", "DE", "DE-BY", "US-CA", "IN", "KI"])
def test_countries_and_regions_are_known(country: str) -> None:
    assert PublicHolidays().knows(country)


@pytest.mark.parametrize(
    "country", ["", "XX", "no", "NO-", "DE-XX", "DE-BY-X", " NO", "Norway", "NYSE"]
)
def test_what_is_no_country_has_no_holidays(country: str) -> None:
    assert not PublicHolidays().knows(country)
    assert PublicHolidays().around(country, AUTUMN) == frozenset()


@pytest.mark.parametrize("seen", [date(2026, 1, 1), date(2026, 12, 31)])
def test_the_years_told_cover_all_that_is_asked_ahead(seen: date) -> None:
    found = PublicHolidays().around("NO", seen)
    assert {day.year for day in found} == {2025, 2026, 2027, 2028}
    assert (seen + LOOK_AHEAD).year <= 2028
    assert date(2027, 1, 1) in found


def test_the_ends_of_the_calendar_have_no_holidays() -> None:
    for end in (date.min, date.max):
        assert PublicHolidays().around("NO", end) == frozenset()


def test_a_country_is_worked_out_once() -> None:
    first = PublicHolidays().around("NO", AUTUMN)
    assert PublicHolidays().around("NO", AUTUMN + timedelta(days=1)) is first


def due(zone: str, at_utc: datetime, team: str = "") -> Due:
    leader = Leader(KARI, enrolled_by=KARI, enrolled_utc=at_utc)
    return Due(leader, Person(KARI, own_zone=zone), at_utc, team)


@pytest.mark.parametrize(
    ("zone", "at", "skip"),
    [
        ("Asia/Kolkata", "2026-05-14T04:00", Skip.HOLIDAY),  # Ascension Day in Norway
        ("Asia/Kolkata", "2026-01-26T04:00", None),  # Republic Day in India
        ("Pacific/Kiritimati", "2026-12-24T19:00", Skip.HOLIDAY),  # the 25th there
        ("America/New_York", "2027-01-01T14:00", Skip.HOLIDAY),
        ("Pacific/Kiritimati", "2026-12-31T19:00", Skip.HOLIDAY),  # 2027 there already
        ("Pacific/Honolulu", "2027-01-02T02:00", Skip.HOLIDAY),  # 1 January there still
    ],
)
def test_holidays_follow_the_country_and_days_the_clocks(
    zone: str, at: str, skip: Skip | None
) -> None:
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    open_all_day = replace(NORWAY, quiet=replace(NORWAY.quiet, start=time(8)))
    rules = rules_when_due(due(zone, instant), open_all_day, PublicHolidays())
    assert allowed(rules, instant) is skip


def test_the_country_of_the_team_wins() -> None:
    instant = datetime(2026, 6, 19, 7, tzinfo=UTC)  # Midsummer Eve
    for team, skip in {"SE": Skip.HOLIDAY, "": None}.items():
        asked = due("Europe/Oslo", instant, team)
        assert allowed(rules_when_due(asked, NORWAY, PublicHolidays()), instant) is skip


def test_christmas_is_jumped_over() -> None:
    shut = Closed(date(2026, 12, 28), date(2026, 12, 31))
    workspace = replace(NORWAY, country="SE", closed=(shut,))
    eve = datetime(2026, 12, 23, 16, tzinfo=UTC)  # 17:00 in Oslo
    rules = rules_when_due(due("Europe/Oslo", eve), workspace, PublicHolidays())
    assert next_allowed(rules, eve) == datetime(2027, 1, 4, 7, tzinfo=UTC)
    coming = next_open(rules, eve)
    assert coming is not None
    assert coming.day == date(2027, 1, 4)


def test_what_is_put_off_as_far_as_can_be_still_meets_no_holiday() -> None:
    pressed = datetime(2026, 12, 31, 9, tzinfo=UTC)
    rules = rules_when_due(due("Europe/Oslo", pressed), NORWAY, PublicHolidays())
    wanted = pressed + timedelta(days=366)
    assert wanted.date() == date(2028, 1, 1)
    assert allowed(rules, wanted) is Skip.HOLIDAY
    assert next_allowed(rules, wanted) == datetime(2028, 1, 3, 7, tzinfo=UTC)
