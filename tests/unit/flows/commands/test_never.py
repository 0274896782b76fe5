"""What can never fire says so when it is set."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cadence import ANCHOR, Cadence, QuietHours
from bot.domain.calendar import next_open, rhythm
from bot.domain.errors import Refusal
from bot.domain.people import Closed, Leader, Person, Workspace
from bot.domain.words import Weekdays
from bot.flows.schedule import refuse_quiet
from bot.ports.store import Transaction
from tests.fakes.desk import ADA, HERE, KARI, LIV, Desk
from tests.fakes.time import MONDAY

ALL_CLOSED = "closed 2026-11-23 2028-10-01"
NOTHING = "nothing could be sent in the coming year"
MON_TO_WED = Weekdays(frozenset({1, 2, 3}))
MONDAYS = frozenset(ANCHOR + timedelta(weeks=week) for week in range(400))
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 30, 59]))


def closed_every_fourth_week(tx: Transaction) -> None:
    weeks = [ANCHOR + timedelta(weeks=week) for week in range(0, 400, 4)]
    closed = tuple(Closed(first, first + timedelta(days=6)) for first in weeks)
    tx.workspaces.save(replace(tx.workspaces.find(HERE), closed=closed))


def of_mondays(tx: Transaction) -> None:
    tx.workspaces.save(replace(tx.workspaces.find(HERE), country="MO"))


@pytest.mark.parametrize(
    ("before", "line"),
    [
        (closed_every_fourth_week, "cadence set nudges mon-fri 09:00 every 4 weeks"),
        (closed_every_fourth_week, "cadence set nudges tue 09:00 every 12 weeks"),
        (of_mondays, "cadence set nudges mon 09:00"),
        (of_mondays, "cadence set nudges mon 09:00 every 5 weeks"),
    ],
)
async def test_a_cadence_whose_days_are_all_closed_is_refused(
    desk: Desk, before: Callable[[Transaction], None], line: str
) -> None:
    desk.holidays.days = {"MO": MONDAYS, "NO": frozenset()}
    await desk.change(before)
    kept = await desk.kept(lambda tx: tx.workspaces.find(HERE))
    assert NOTHING in await desk.read(ADA, line)
    assert await desk.kept(lambda tx: tx.workspaces.find(HERE)) == kept


async def test_weeks_that_are_not_always_closed_will_do(desk: Desk) -> None:
    await desk.change(closed_every_fourth_week)
    line = "cadence set nudges mon-fri 09:00 every 3 weeks"
    assert "From now on" in await desk.read(ADA, line)


async def test_a_team_elsewhere_is_reason_enough_for_a_cadence(desk: Desk) -> None:
    desk.holidays.days = {"MO": MONDAYS, "NO": frozenset()}
    await desk.change(of_mondays)
    await desk.say(ADA, f"team country @{KARI} NO")
    said = await desk.read(ADA, "cadence set nudges mon 09:00")
    assert "From now on" in said
    assert "No nudge is in sight" in said  # for the others


async def test_closing_everything_is_told(desk: Desk) -> None:
    assert "no day of the coming year is left" in await desk.read(ADA, ALL_CLOSED)
    assert NOTHING in await desk.read(ADA, "cadence set nudges tue 10:00")
    assert "is left" not in await desk.read(ADA, "closed 2026-11-23 2026-11-27")


async def test_own_days_that_are_not_worked_are_told(desk: Desk) -> None:
    await desk.enrol(part_time=MON_TO_WED)
    assert "days you do not work" in await desk.read(KARI, "at 09:30 thu,fri")
    assert "Tuesday 24" in await desk.read(KARI, "at 09:30 tue,fri")


async def test_an_own_time_in_quiet_hours_set_since_is_told(desk: Desk) -> None:
    await desk.enrol(at=time(16))
    await desk.say(ADA, "quiet 15:00-08:00")
    assert "quiet hours" in await desk.read(KARI, "next")


async def test_own_days_that_are_always_closed_are_told(desk: Desk) -> None:
    desk.holidays.days = {"MO": MONDAYS}
    await desk.change(of_mondays)
    await desk.enrol()
    assert "No nudge is in sight" in await desk.read(KARI, "at 09:30 mon")


async def test_working_days_that_meet_no_cadence_are_told(desk: Desk) -> None:
    await desk.enrol()
    await desk.say(ADA, "cadence set nudges mon,wed 09:00")
    said = await desk.read(ADA, f"part-time @{KARI} thu,fri")
    assert "come on Mon and Wed, which is none of those days" in said
    assert "none of those" not in await desk.read(ADA, f"part-time @{KARI} wed-fri")


async def test_a_cadence_that_meets_nobodys_working_days_names_them(
    desk: Desk,
) -> None:
    await desk.enrol(part_time=MON_TO_WED)
    await desk.enrol(LIV)
    said = await desk.read(ADA, "cadence set nudges thu 09:00")
    assert "Kari Nordmann works on none of these days" in said
    assert "none of these" not in await desk.read(ADA, "cadence set nudges tue 09:00")


async def test_what_a_leader_chose_is_not_told_to_an_admin(desk: Desk) -> None:
    await desk.enrol(part_time=MON_TO_WED)
    before = await desk.read(ADA, "cadence set nudges thu 09:00")
    await desk.say(KARI, "at 10:00 tue")
    assert await desk.read(ADA, "cadence set nudges thu 09:00") == before


@given(at=TIMES, start=TIMES, end=TIMES)
def test_a_time_outside_quiet_hours_always_fires(
    at: time, start: time, end: time
) -> None:
    quiet = QuietHours(start, end)
    try:
        refuse_quiet(at, quiet)
    except Refusal:
        return
    workspace = Workspace(HERE, cadence=Cadence(at=at), quiet=quiet)
    leader = Leader(KARI, ADA, MONDAY)
    coming = next_open(rhythm(leader, Person(KARI), workspace), MONDAY)
    assert coming
    assert coming.day <= date(2026, 11, 25)
