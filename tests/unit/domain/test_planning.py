"""What an occasion brings, when everything before it is known."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cadence import Cadence, QuietHours
from bot.domain.calendar import Occasion, Rhythm, Skip
from bot.domain.choice import Choice
from bot.domain.deliveries import Delivery, Kind, State
from bot.domain.ids import NudgeId, PersonId
from bot.domain.people import Leader
from bot.domain.planning import (
    APART,
    NONE_FITS,
    PUT_OFF,
    TOO_SOON,
    CheckIn,
    Decision,
    Given,
    Left,
    Past,
    decide,
    past_of,
    sends_at,
)
from bot.domain.words import Language
from tests.fakes.house import catalogue
from tests.fakes.kept import NOW, leader, nudge

OSLO = ZoneInfo("Europe/Oslo")
RULES = Rhythm(Cadence(), OSLO, QuietHours(), (), None, None, stopped=False)
DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
NUDGE = NudgeId("give-feedback/same-day-one-thing")


def nine(day: date) -> datetime:
    """Return nine in Oslo on that day."""
    return datetime.combine(day, time(9), OSLO).astimezone(UTC)


def given_on(*days: int) -> list[Given]:
    """Return a nudge for each of those days of the week, at nine."""
    dates = [MONDAY + timedelta(days=each - 1) for each in days]
    return [Given(day, NUDGE, nine(day)) for day in dates]


def decided(
    past: Past,
    day: date = MONDAY + 3 * DAY,
    *,
    rules: Rhythm = RULES,
    who: Leader | None = None,
    skip: Skip | None = None,
) -> Decision:
    """Return what the occasion at nine of that day brings."""
    occasion = Occasion(nine(day), day, skip)
    return decide(catalogue(), who or leader(), Language.EN, rules, occasion, past)


@pytest.mark.parametrize("cap", [1, 2, 3])
def test_a_week_brings_no_more_than_its_cap(cap: int) -> None:
    rules = replace(RULES, cadence=Cadence(cap_per_week=cap))
    friday = MONDAY + 4 * DAY
    full = given_on(*range(1, cap + 1))
    assert decided(Past(full), friday, rules=rules) == Left(Skip.CAP)
    assert isinstance(decided(Past(full[1:]), friday, rules=rules), Choice)


def test_the_week_of_a_cap_begins_on_monday() -> None:
    full = given_on(-2, -1, 0)  # Friday to Sunday
    assert isinstance(decided(Past(full), MONDAY), Choice)


def test_the_day_itself_does_not_count_against_itself() -> None:
    thursday = given_on(4)
    assert isinstance(decided(Past(thursday)), Choice)


@pytest.mark.parametrize("hours", [-11.9, -1, 0, 1, 11.9])
def test_no_nudge_comes_within_twelve_hours_of_another(hours: float) -> None:
    came = Given(
        MONDAY + 2 * DAY, NUDGE, nine(MONDAY + 3 * DAY) + timedelta(hours=hours)
    )
    assert decided(Past([came])) == Left(TOO_SOON)


def test_twelve_hours_are_enough() -> None:
    came = Given(MONDAY + 2 * DAY, NUDGE, nine(MONDAY + 3 * DAY) - APART)
    assert isinstance(decided(Past([came])), Choice)


def test_a_day_on_which_one_comes_back_brings_no_other() -> None:
    assert decided(Past(comes_back=frozenset({MONDAY + 3 * DAY}))) == Left(PUT_OFF)


@pytest.mark.parametrize(("unanswered", "asks"), [(2, False), (3, True), (9, True)])
def test_after_three_without_a_press_the_leader_is_asked(
    unanswered: int,
    asks: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    who = replace(leader(), unanswered=unanswered)
    assert isinstance(decided(Past(), who=who), CheckIn) is asks


def test_a_check_in_keeps_to_the_cap_and_to_what_is_left_out() -> None:
    who = replace(leader(), unanswered=3)
    assert decided(Past(given_on(1, 2, 3)), who=who) == Left(Skip.CAP)
    assert decided(Past(), who=who, skip=Skip.HOLIDAY) == Left(Skip.HOLIDAY)


def test_nothing_is_said_where_no_nudge_fits() -> None:
    ids = [each.id for habit in catalogue().habits.values() for each in habit.nudges]
    who = replace(leader(), retired=frozenset(ids))
    assert decided(Past(), who=who) == Left(NONE_FITS)


def come(*deliveries: Delivery) -> Past:
    """Return the past of deliveries."""
    return past_of(deliveries, (), OSLO)


@pytest.mark.parametrize("state", State)
def test_what_was_not_sent_does_not_count(state: State) -> None:
    unsent = {State.MISSED, State.REFUSED, State.DROPPED, State.HELD}
    counted = come(replace(nudge(), state=state)).given
    assert bool(counted) is (state not in unsent)


def test_one_that_later_sends_again_counts_once_and_keeps_its_day_free() -> None:
    waits = replace(nudge(), round=1, not_before_utc=NOW + 2 * DAY)
    past = come(waits)
    assert [each.day for each in past.given] == [NOW.date()]
    assert past.comes_back == {NOW.date() + 2 * DAY}
    assert past.given[0].at_utc == NOW + 2 * DAY


def test_one_put_off_today_still_came_today() -> None:
    put_off = replace(
        nudge(due_utc=nine(MONDAY)),
        round=1,
        not_before_utc=nine(MONDAY + 7 * DAY),
        sent_utc=nine(MONDAY + 3 * DAY) - timedelta(hours=7),
    )
    assert decided(come(put_off)) == Left(TOO_SOON)


def test_one_that_came_back_today_leaves_no_room_for_another() -> None:
    came = replace(
        nudge(due_utc=NOW - 30 * DAY),
        state=State.SENT,
        round=1,
        not_before_utc=NOW,
        sent_utc=NOW,
    )
    assert come(came).comes_back == {NOW.date()}


def test_one_put_off_and_then_dropped_counts_and_does_not_come_back() -> None:
    gone = replace(nudge(), state=State.DROPPED, round=1, not_before_utc=NOW + DAY)
    past = come(gone)
    assert [each.day for each in past.given] == [NOW.date()]
    assert past.comes_back == frozenset()


def test_one_put_off_and_taken_back_does_not_come_back() -> None:
    """The instant it was put off to stays in its row."""
    stands = replace(
        nudge(),
        state=State.SENT,
        round=1,
        sent_utc=NOW,
        not_before_utc=NOW + 4 * DAY,
    )
    assert come(stands).comes_back == {NOW.date()}


def test_a_check_in_is_no_nudge() -> None:
    assert come(replace(nudge(), kind=Kind.CHECK_IN)) == Past(given=[])


def test_an_undone_round_is_no_other_day() -> None:
    stands = replace(
        nudge(), state=State.SENT, sent_utc=NOW, not_before_utc=NOW + 4 * DAY
    )
    assert come(stands).comes_back == frozenset()


people = st.integers(0, 10**6).map(lambda n: PersonId(f"slack:T1:U{n}"))
windows = st.integers(0, 1800).map(lambda seconds: timedelta(seconds=seconds))
lengths = st.integers(1, 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(people, windows, lengths)
def test_sending_is_spread_forward_within_the_window_and_the_working_day(
    person: PersonId, window: timedelta, length: timedelta
) -> None:
    sends = sends_at(person, NOW, NOW + length, window)
    assert sends == sends_at(person, NOW, NOW + length, window)
    assert NOW <= sends <= NOW + window
    assert sends < NOW + length


def test_five_hundred_at_nine_come_at_a_pace_of_a_hundred_a_minute() -> None:
    crowd = [PersonId(f"slack:T1:U{n}") for n in range(500)]
    end, window = NOW + timedelta(hours=8), timedelta(minutes=5)
    sends = sorted(sends_at(each, NOW, end, window) for each in crowd)
    busiest = max(
        sum(start <= each < start + timedelta(minutes=1) for each in sends)
        for start in sends
    )
    assert busiest <= 130  # a hundred, and chance
