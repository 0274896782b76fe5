from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.deliveries import Delivery, State, nudge_id
from bot.domain.people import Person
from bot.domain.words import Weekdays
from tests.fakes.desk import ADA, KARI, LIV, Desk
from tests.fakes.kept import nudge

TODAY_AT_NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)  # in Oslo


def planned_today() -> Delivery:
    day = date(2026, 11, 23)
    return replace(nudge(KARI, TODAY_AT_NINE), id=nudge_id(KARI, day), local_date=day)


async def test_a_leader_is_planned_for_the_next_day_of_the_cadence(desk: Desk) -> None:
    await desk.say(ADA, f"leader add @{KARI}")
    assert await desk.next_due() == TODAY_AT_NINE


async def test_a_new_cadence_moves_everybody_but_those_who_stopped(desk: Desk) -> None:
    await desk.enrol()
    await desk.enrol(LIV, stopped=True)
    await desk.say(ADA, "cadence set nudges wed 11:00")
    assert await desk.next_due() == datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert await desk.next_due(LIV) is None


async def test_own_days_and_time_stay_when_the_admin_sets_others(desk: Desk) -> None:
    own = Weekdays(frozenset({4}))
    await desk.enrol(at=time(10), weekdays=own)
    await desk.say(ADA, "cadence set nudges wed 11:00")
    assert await desk.next_due() == datetime(2026, 11, 26, 9, tzinfo=UTC)


async def test_a_time_in_quiet_hours_is_refused_and_nothing_changes(desk: Desk) -> None:
    before = await desk.enrol()
    said = await desk.read(KARI, "at 07:15")
    assert "07:15" in said
    assert "17:00–08:00" in said
    assert await desk.leader() == before


async def test_quiet_hours_over_the_cadence_are_refused(desk: Desk) -> None:
    said = await desk.read(ADA, "quiet 08:30-09:30")
    assert "08:30–09:30" in said
    assert "09:00" in said
    workspace = await desk.kept(lambda tx: tx.workspaces.find(Person(ADA).workspace))
    assert workspace.quiet.start == time(17)


async def test_who_has_no_zone_yet_is_not_planned(desk: Desk) -> None:
    await desk.change(lambda tx: tx.people.save(Person(KARI, given_name="kari")))
    await desk.say(ADA, f"leader add @{KARI}")
    assert await desk.next_due() is None


async def test_next_tells_of_a_nudge_put_off(desk: Desk) -> None:
    await desk.enrol()
    later = TODAY_AT_NINE + timedelta(days=1, hours=2)
    put_off = replace(planned_today(), not_before_utc=later, round=1)
    await desk.change(lambda tx: tx.outbox.add([put_off]))
    assert "Tuesday 24 November, around 11:00" in await desk.read(KARI, "next")


async def test_next_promises_no_second_nudge_on_a_day(desk: Desk) -> None:
    await desk.enrol()
    sent = replace(planned_today(), state=State.SENT)
    await desk.change(lambda tx: tx.outbox.add([sent]))
    said = await desk.read(KARI, "at 15:00 mon-fri")
    assert "Wednesday 25 November, around 15:00" in said


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({"at": time(7)}, "quiet hours"),
        (
            {
                "weekdays": Weekdays(frozenset({1})),
                "part_time": Weekdays(frozenset({2})),
            },
            "days you do not work",
        ),
        ({"stopped": True}, "opted out"),
    ],
)
async def test_next_says_why_nothing_comes(
    desk: Desk, chosen: dict[str, object], why: str
) -> None:
    await desk.enrol(**chosen)
    assert why in await desk.read(KARI, "next")


async def test_closed_days_are_jumped_over(desk: Desk) -> None:
    await desk.enrol()
    await desk.say(ADA, "closed 2026-11-23 2026-11-27 inventory")
    assert "Monday 30 November" in await desk.read(KARI, "next")
    await desk.say(ADA, "closed remove 2026-11-23")
    assert "Monday 23 November" in await desk.read(KARI, "next")


async def test_another_zone_moves_the_next_nudge(desk: Desk) -> None:
    await desk.enrol()
    await desk.say(KARI, "zone America/New_York")
    assert await desk.next_due() == datetime(2026, 11, 23, 14, tzinfo=UTC)
