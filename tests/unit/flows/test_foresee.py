from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.domain.cadence import Cadence, QuietHours
from bot.domain.calendar import Rhythm, Skip
from bot.domain.deliveries import Kind, State
from bot.domain.people import Closed, Person
from bot.domain.planning import PUT_OFF
from bot.domain.words import Language, Weekdays
from bot.flows.foresee import (
    NOT_DUE,
    Coming,
    Foreseen,
    LeftOut,
    Span,
    Standing,
    for_admin,
    foresee,
)
from bot.flows.leaders_ahead import leaders_ahead
from tests.fakes.desk import GONE, HERE, KARI, LIV, Desk
from tests.fakes.holidays import FakeHolidays
from tests.fakes.house import ADA as ADMIN
from tests.fakes.house import House, catalogue
from tests.fakes.kept import leader, nudge

MONDAY = date(2026, 11, 23)
WEEK = Span(MONDAY, MONDAY + timedelta(days=6))
MONTH = Span(MONDAY, MONDAY + timedelta(days=27))
RULES = Rhythm(
    cadence=Cadence(),
    zone=ZoneInfo("Europe/Oslo"),
    quiet=QuietHours(),
    closed=(),
    part_time=None,
    paused_until=None,
    stopped=False,
)
STANDING = Standing(leader(), Language.NB, RULES)


def days(standing: Standing, span: Span = WEEK) -> list[Foreseen]:
    return list(foresee(catalogue(), standing, span))


def said(foreseen: list[Foreseen]) -> list[str]:
    """Return kinds and reasons."""
    return [
        each.kind if isinstance(each, Coming) else str(each.why) for each in foreseen
    ]


def test_a_week_brings_three_nudges_and_says_why_not_more() -> None:
    assert said(days(STANDING)) == ["nudge", "cap", "nudge", "cap", "nudge"]


def test_no_nudge_comes_twice_and_the_habits_take_turns() -> None:
    nudges = [
        each.nudge
        for each in days(STANDING, MONTH)
        if isinstance(each, Coming) and each.nudge
    ]
    assert len(nudges) == len({each.id for each in nudges}) == 12
    habits = [each.habit for each in nudges]
    assert all(len({*habits[n : n + 3]}) == 3 for n in range(0, 12, 3))


def test_what_holds_for_everybody_is_said_before_what_is_ones_own() -> None:
    rules = replace(
        RULES,
        holidays=frozenset({MONDAY}),
        closed=(Closed(MONDAY + timedelta(days=1), MONDAY + timedelta(days=1)),),
        part_time=Weekdays(frozenset({1, 3})),
        paused_until=MONDAY + timedelta(days=3),
    )
    foreseen = days(replace(STANDING, rules=rules))
    assert said(foreseen) == ["holiday", "closed", "pause", "part-time", "part-time"]


def test_a_weekend_is_only_told_of_when_somebody_works_then() -> None:
    cadence = Cadence(Weekdays(frozenset({2, 4, 6, 7})), cap_per_week=1)
    rules = replace(RULES, cadence=cadence)
    weekend = days(replace(STANDING, rules=rules))
    assert [each.day.isoweekday() for each in weekend] == list(range(1, 8))
    assert [each.day.isoweekday() for each in days(STANDING)] == [1, 2, 3, 4, 5]


def test_after_three_unanswered_comes_a_question_and_a_rest() -> None:
    tired = replace(STANDING, leader=replace(leader(), unanswered=3))
    foreseen = days(tired, MONTH)
    assert said(foreseen)[:5] == [Kind.CHECK_IN, *[Skip.PAUSED] * 4]
    nudged = [each.day for each in foreseen if isinstance(each, Coming)][1:]
    assert min(nudged) == MONDAY + timedelta(days=14)


def test_an_admin_hears_when_and_only_what_holds_for_all() -> None:
    (comes, *_) = days(STANDING)
    assert isinstance(comes, Coming)
    assert for_admin(comes) == replace(comes, nudge=None)
    asks = replace(comes, kind=Kind.CHECK_IN, nudge=None)
    assert for_admin(asks) == LeftOut(MONDAY, NOT_DUE)
    for why in (*Skip, PUT_OFF):
        told = why if why in {"holiday", "closed", "quiet"} else NOT_DUE
        assert for_admin(LeftOut(MONDAY, why)) == LeftOut(MONDAY, told)


async def ahead(desk: Desk) -> dict[str, list[str]]:
    """Return what the week brings every leader of the desk, by name."""

    def seen(each: Person, standing: Standing) -> tuple[str, list[str]]:
        return each.name, said(days(standing))

    return await desk.kept(
        lambda tx: dict(
            seen(person, standing)
            for person, standing in leaders_ahead(
                tx, FakeHolidays(), tx.leaders.of(HERE), WEEK, desk.now
            )
        )
    )


async def test_what_was_due_before_now_is_over(desk: Desk) -> None:
    await desk.enrol()
    assert (await ahead(desk))["Kari Nordmann"][0] == "nudge"
    desk.pass_(hours=1)
    assert (await ahead(desk))["Kari Nordmann"] == ["cap", "nudge", "cap", "nudge"]


async def test_a_nudge_planned_for_today_counts_once(desk: Desk) -> None:
    await desk.enrol()
    planned = replace(nudge(KARI, desk.now + timedelta(minutes=30)), local_date=MONDAY)
    await desk.change(lambda tx: tx.outbox.add([planned]))
    week = ["nudge", "cap", "nudge", "cap", "nudge"]
    assert (await ahead(desk))["Kari Nordmann"] == week


async def test_what_came_this_week_fills_the_cap(desk: Desk) -> None:
    await desk.enrol()
    earlier = [
        replace(
            nudge(KARI, desk.now - timedelta(days=2, minutes=n)),
            local_date=MONDAY + timedelta(days=day),
            state=State.SENT,
        )
        for n, day in enumerate((1, 3, 5))
    ]
    await desk.change(lambda tx: tx.outbox.add(earlier))
    assert "nudge" not in (await ahead(desk))["Kari Nordmann"]


async def test_who_cannot_be_reached_looks_like_who_has_stopped(
    desk: Desk,
) -> None:
    await desk.enrol(GONE)
    await desk.enrol(LIV, stopped=True)
    found = await ahead(desk)
    assert found["Gro Gone"] == found["Liv Lund"] == ["stopped"] * 5


async def test_four_weeks_come_as_they_were_foreseen(home: House) -> None:
    await home.enrol()
    home.holidays.days = {"NO": frozenset({MONDAY + timedelta(days=9)})}
    for line in ("country NO", "closed 2026-12-07 2026-12-08", "quiet 17:00-08:00"):
        await home.say(ADMIN, line)
    now = home.clock.now()
    foreseen = await home.store.read(
        lambda tx: [
            day
            for _, standing in leaders_ahead(
                tx, home.holidays, tx.leaders.of(HERE), MONTH, now
            )
            for day in days(standing, MONTH)
        ]
    )
    coming = [each for each in foreseen if isinstance(each, Coming) and each.nudge]
    assert len(coming) == 10

    for _ in range(28 * 24):
        home.clock.pass_(hours=1)
        before = len(home.platform.posted)
        await home.turn()
        if len(home.platform.posted) > before:
            await home.press(home.last, "Done")

    came = [(each.due_utc, each.nudge) for each in (await home.nudges())[::-1]]
    assert came == [(each.due_utc, each.nudge.id) for each in coming if each.nudge]
