"""The planner keeps its manners over days, weeks, moves and repeats."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.calendar import Skip
from bot.domain.deliveries import Delivery, Kind, State, check_in_id
from bot.domain.ids import PersonId
from bot.domain.journal import Entry, Happened
from bot.domain.planning import PUT_OFF, TOO_SOON
from bot.flows.plan import CHECK_IN
from bot.ports.store import Transaction
from tests.fakes.house import KARI, House

DAY = timedelta(days=1)
LONG_AGO = timedelta(days=400)


async def rows(
    home: House, person: PersonId = KARI
) -> tuple[Sequence[Delivery], Sequence[Entry]]:
    """Return what is planned for the person, and what is journalled."""
    since = home.clock.now() - LONG_AGO

    def body(tx: Transaction) -> tuple[Sequence[Delivery], Sequence[Entry]]:
        nudges = [*tx.outbox.nudges(person, since), *tx.outbox.waiting(person)]
        return nudges, tx.journal.of(person, since)

    return await home.store.read(body)


async def due_again(home: House, at: datetime, *, unanswered: int = 0) -> None:
    """Make Kari due at that instant, whatever was planned before."""

    def body(tx: Transaction) -> None:
        leader = tx.leaders.find(KARI)
        assert leader
        tx.leaders.save(replace(leader, unanswered=unanswered), at)

    await home.store.write(body)


async def skipped(home: House) -> list[str]:
    """Return why days brought no nudge, oldest first."""
    _, journal = await rows(home)
    return [each.note for each in journal if each.what is Happened.SKIPPED]


async def test_any_number_of_ticks_plan_the_same(home: House) -> None:
    await home.enrol()
    await home.pass_(hours=1)
    before = await rows(home)
    (first,) = await home.nudges()
    for _ in range(3):
        await home.planner.plan()
        await due_again(home, first.due_utc)
        await home.planner.plan()
    assert await rows(home) == before


async def test_a_day_that_was_missed_is_not_planned_again(home: House) -> None:
    await home.enrol()
    home.clock.pass_(hours=10)  # down from half past eight until the evening
    await home.planner.plan()
    before = await rows(home)
    (missed,) = [each for each in before[0] if each.kind is Kind.NUDGE]
    assert (missed.state, missed.reason) == (State.MISSED, "late")
    await due_again(home, missed.due_utc)
    await home.planner.plan()
    assert await rows(home) == before


async def test_days_chosen_anew_every_day_bring_no_more_than_three_a_week(
    home: House,
) -> None:
    await home.enrol()
    for day in ("mon", "tue", "wed", "thu", "fri"):
        await home.say(KARI, f"at 09:00 {day}")
        await home.pass_(days=1)
    assert [f"{each.local_date:%a}" for each in await home.nudges()] == [
        "Wed",
        "Tue",
        "Mon",
    ]
    assert await skipped(home) == [Skip.CAP, Skip.CAP]


async def test_a_move_over_the_date_line_brings_no_two_in_a_few_hours(
    home: House,
) -> None:
    """Nine on Tuesday in Kiritimati is nine on Monday in Honolulu."""
    await home.enrol()
    await home.say(KARI, "zone Pacific/Kiritimati")
    await home.say(KARI, "at 09:00 mon,tue")
    await home.pass_(hours=11, minutes=40)
    assert [f"{each.local_date:%a}" for each in await home.nudges()] == ["Tue"]
    (tuesday,) = await home.nudges()
    await home.say(KARI, "zone Pacific/Honolulu")
    await due_again(home, tuesday.due_utc)
    await home.planner.plan()
    assert await home.nudges() == [tuesday]
    assert await skipped(home) == [TOO_SOON]


async def test_one_put_off_to_a_day_is_that_day_s_nudge_also_once_it_came(
    home: House,
) -> None:
    await home.enrol()
    await home.pass_(hours=1)
    (first, *_) = await home.nudges()
    back = first.due_utc + 2 * DAY - timedelta(hours=1)
    came = replace(first, state=State.SENT, round=1, not_before_utc=back, sent_utc=back)
    await home.store.write(lambda tx: tx.outbox.again(came))
    await home.store.write(lambda tx: tx.outbox.change(came))
    home.clock.move_to(first.due_utc + 2 * DAY)
    await due_again(home, home.clock.now())
    await home.planner.plan()
    assert len(await home.nudges()) == 1
    assert await skipped(home) == [PUT_OFF]


async def test_after_three_unanswered_a_check_in_is_planned_in_place_of_a_nudge(
    home: House,
) -> None:
    await home.enrol()
    nine = home.clock.now() + timedelta(minutes=30)
    await due_again(home, nine, unanswered=3)
    home.clock.move_to(nine - timedelta(minutes=5))
    await home.planner.plan()
    await due_again(home, nine, unanswered=3)
    await home.planner.plan()
    planned, journal = await rows(home)
    (asks,) = [each for each in planned if each.kind in (Kind.NUDGE, Kind.CHECK_IN)]
    assert asks.id == check_in_id(KARI, nine.date())
    assert (asks.due_utc, asks.not_before_utc) == (nine, nine)
    assert asks.expires_utc > nine
    assert [each.note for each in journal if each.note == CHECK_IN] == [CHECK_IN]
    assert Happened.CHOSEN not in {each.what for each in journal}


@pytest.mark.parametrize("probability", [0.0, 1.0])
async def test_a_check_in_is_left_to_no_coin(home: House, probability: float) -> None:
    await home.enrol()
    nine = home.clock.now() + timedelta(minutes=30)
    await due_again(home, nine, unanswered=3)
    home.clock.move_to(nine - timedelta(minutes=5))
    await replace(home.planner, probability=probability).plan()
    planned, _ = await rows(home)
    assert [each.state for each in planned if each.kind is Kind.CHECK_IN] == [
        State.PLANNED
    ]


async def test_sending_is_spread_and_what_is_due_stays_due(home: House) -> None:
    await home.enrol()
    window = timedelta(minutes=5)
    spread = replace(home.planner, spread=window)
    home.clock.pass_(minutes=25)
    await spread.plan()
    (first,) = await home.nudges()
    assert first.due_utc < first.not_before_utc < first.due_utc + window
    home.clock.move_to(first.due_utc + 2 * DAY)
    await spread.plan()
    (second, _) = await home.nudges()
    assert second.not_before_utc - second.due_utc == (
        first.not_before_utc - first.due_utc
    ), "around the same time every day"
