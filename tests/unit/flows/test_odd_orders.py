"""Things that happen in an order nobody planned."""

from datetime import UTC, datetime

import pytest

from bot.domain.deliveries import Response, State
from bot.domain.events import Reply
from bot.domain.ids import PersonId
from bot.domain.messages import read_aloud
from bot.ports.messenger import Unclear
from tests.fakes.house import ADA, KARI, House, labels

NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # Monday, 09:00 in Oslo


@pytest.fixture
async def nudged(home: House) -> House:
    """Return a house where Kari's first nudge has just come, Monday at nine."""
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(NINE)
    await home.turn()
    return home


async def test_what_comes_back_on_a_day_takes_the_place_of_that_days_nudge(
    nudged: House,
) -> None:
    await nudged.press(nudged.last, "Later")
    await nudged.press(nudged.last, "Next week")
    monday = nudged.last
    nudged.forget_screen()
    nudged.platform.posted.append(monday)
    await nudged.pass_(days=7)
    that_day = [each for each in await nudged.nudges() if each.sent_utc and each.round]
    assert len(that_day) == 1
    assert labels(nudged.last.message) == ["Done", "Later", "Not now", "Not for me"]
    assert nudged.platform.posted[-1].wire_id == that_day[0].wire_id


async def test_done_can_be_said_a_week_after_a_put_off_nudge_was_replaced(
    nudged: House,
) -> None:
    await nudged.press(nudged.last, "Later")
    await nudged.press(nudged.last, "Next week")
    await nudged.pass_(days=2)
    await nudged.press(nudged.last, "Not now")
    await nudged.pass_(days=7)  # back on Monday, replaced on Wednesday
    (first,) = [each for each in await nudged.nudges() if each.round]
    assert first.state is State.REPLACED
    home = await nudged.open_home(KARI)
    assert "Done" in labels(home)


async def test_an_older_nudge_that_turns_up_gives_way_to_the_newer(
    home: House,
) -> None:
    await home.enrol()
    home.forget_screen()
    home.platform.failures = [Unclear("TimeoutError")]
    home.platform.can_look = False
    home.clock.move_to(NINE)
    await home.turn()
    older = home.last
    await home.pass_(days=2)
    newer = home.last
    await home.press(older, "Done")
    states = [each.state for each in await home.nudges()]
    assert states == [State.SENT, State.REPLACED]
    assert (await home.nudges())[1].response is Response.DONE
    assert labels(newer.message) == ["Done", "Later", "Not now", "Not for me"]
    assert "Recorded: done" in read_aloud(older.message)


async def test_a_press_on_what_was_thought_absent_is_kept(home: House) -> None:
    await home.enrol()
    home.forget_screen()
    home.platform.failures = [Unclear("TimeoutError")]
    home.clock.move_to(NINE)
    await home.turn()
    arrived = home.last
    home.platform.posted.clear()  # the history lags
    home.clock.pass_(minutes=1)
    await home.reconciler.reconcile()
    assert (await home.nudges())[0].state is State.PLANNED
    home.platform.posted.append(arrived)
    await home.press(arrived, "Done")
    nudge = (await home.nudges())[0]
    assert (nudge.state, nudge.response) == (State.SENT, Response.DONE)
    assert len(home.platform.posted) == 1


async def test_what_was_put_off_and_dropped_says_so(nudged: House) -> None:
    await nudged.press(nudged.last, "Later")
    await nudged.press(nudged.last, "Tomorrow morning")
    await nudged.say(KARI, "stop")
    await nudged.turn()
    assert "will not come back" in read_aloud(nudged.last.message)
    assert labels(nudged.last.message) == []


async def test_what_was_put_off_and_could_not_be_sent_in_time_says_so(
    nudged: House,
) -> None:
    await nudged.press(nudged.last, "Later")
    await nudged.press(nudged.last, "Tomorrow morning")
    put_off = nudged.last
    nudged.clock.pass_(days=2)
    await nudged.turn()
    assert "will not come back" in read_aloud(put_off.message)


async def test_a_day_off_keeps_what_was_put_off_from_coming(nudged: House) -> None:
    await nudged.press(nudged.last, "Later")
    await nudged.press(nudged.last, "Tomorrow morning")
    await nudged.say(ADA, "closed 2026-11-24")
    await nudged.pass_(days=1, hours=3)
    assert "comes back on Wednesday 25" in read_aloud(nudged.last.message)


async def test_tomorrow_on_a_friday_is_monday(nudged: House) -> None:
    nudged.clock.move_to(datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    await nudged.turn()
    await nudged.press(nudged.last, "Later")
    await nudged.press(nudged.last, "Tomorrow morning")
    assert "Monday 30 November at 09:00" in read_aloud(nudged.last.message)


async def test_what_was_put_off_can_be_called_back_after_a_newer_nudge(
    nudged: House,
) -> None:
    monday = nudged.last
    await nudged.press(monday, "Later")
    await nudged.press(monday, "Next week")
    await nudged.pass_(days=2)
    await nudged.press(monday, "Undo")
    assert labels(monday.message) == []
    assert "newer nudge" in read_aloud(monday.message)
    states = [each.state for each in await nudged.nudges()]
    assert states == [State.SENT, State.REPLACED]


async def test_not_for_me_outlives_leaving_and_coming_back(nudged: House) -> None:
    nudge = (await nudged.nudges())[0].nudge
    await nudged.press(nudged.last, "Not for me")
    await nudged.say(ADA, f"leader remove @{KARI}")
    await nudged.say(ADA, f"leader add @{KARI}")
    leader = await nudged.store.read(lambda tx: tx.leaders.find(KARI))
    assert leader
    assert leader.retired == {nudge}


async def test_who_was_a_leader_is_told_what_is_still_kept(nudged: House) -> None:
    await nudged.say(ADA, f"leader remove @{KARI}")
    answer = await nudged.say(KARI, "why")
    assert isinstance(answer, Reply)
    assert "Your answers are deleted" in read_aloud(answer.message)
    pressed = await nudged.press(nudged.last, "Not for me")
    assert isinstance(pressed, Reply)
    assert "no longer enrolled" in read_aloud(pressed.message)


async def test_few_leaders_leave_no_count_to_read_a_pause_from(nudged: House) -> None:
    home = read_aloud(await nudged.open_home(ADA))
    assert "Sent:" not in home
    assert "Unclear whether it arrived: 0" in home
    more = [PersonId(f"slack:T1:U{number}") for number in range(4)]
    for each in more:
        await nudged.say(ADA, f"leader add @{each}")
    await nudged.turn()
    assert "Sent:" in read_aloud(await nudged.open_home(ADA))
