from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import Weekdays
from bot.stores import columns

instants = st.datetimes(
    min_value=datetime(1900, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001 - likewise
    timezones=st.builds(
        lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-840, 840)
    ),
)


@given(instants)
def test_an_instant_comes_back_in_utc(at: datetime) -> None:
    read = columns.instant({"at": columns.from_instant(at)}, "at")
    assert read == at
    assert read.tzinfo is UTC


@given(instants, instants)
def test_instants_sort_as_text_as_they_do_in_time(one: datetime, two: datetime) -> None:
    assert (columns.from_instant(one) < columns.from_instant(two)) == (one < two)


def test_an_instant_is_written_in_one_width() -> None:
    nine = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert columns.from_instant(nine) == "2026-11-23T09:00:00.000000Z"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        columns.from_instant(datetime(2026, 11, 23, 9))  # noqa: DTZ001 - the point


@given(st.frozensets(st.integers(1, 7), min_size=1).map(Weekdays))
def test_weekdays_come_back(days: Weekdays) -> None:
    assert columns.weekdays({"on": columns.from_weekdays(days)}, "on") == days


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)))
def test_a_wall_time_comes_back(at: time) -> None:
    assert columns.wall_time({"at": columns.from_time(at)}, "at") == at


def test_a_column_of_another_kind_is_a_bug() -> None:
    with pytest.raises(TypeError, match="age holds 7"):
        columns.text({"age": 7}, "age")
    with pytest.raises(TypeError, match="name holds 'x'"):
        columns.number({"name": "x"}, "name")
