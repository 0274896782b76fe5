"""Three nudges in a row without a press: one question, and a rest of two weeks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.deliveries import Delivery, Kind, State, check_in_id
from bot.domain.events import Reply
from bot.domain.journal import Happened
from bot.domain.messages import read_aloud
from bot.domain.people import Leader
from bot.domain.words import Weekdays
from bot.ports.messenger import Unclear
from tests.fakes.desk import LONG_AGO
from tests.fakes.house import ADA, KARI, House, labels
from tests.fakes.messenger import Posted

ASKED_ON = date(2026, 11, 30)  # Monday, after Monday, Wednesday and Friday
AGAIN = date(2026, 12, 14)
ANSWERS = ["Done", "Later", "Not now", "Not for me"]
CHOICES = ["Fewer nudges", "Other habits", "Go on as before", "Stop"]


@pytest.fixture
async def silent(home: House) -> House:
    """Return a house where Kari has been sent three nudges, and pressed nothing."""
    await home.enrol()
    home.forget_screen()
    for day in (23, 25, 27):
        await at_nine(home, date(2026, 11, day))
    assert len(home.platform.posted) == 3
    return home


@pytest.fixture
async def asked(silent: House) -> House:
    """Return a house where Kari was asked, instead of a fourth nudge."""
    await at_nine(silent, ASKED_ON)
    return silent


async def at_nine(home: House, day: date) -> None:
    """Let it be nine o'clock in Oslo on a winter's day."""
    home.clock.move_to(datetime.combine(day, time(8), tzinfo=UTC))
    await home.turn()


async def kari(home: House) -> Leader:
    found = await home.store.read(lambda tx: tx.leaders.find(KARI))
    assert found
    return found


async def the_question(home: House) -> Delivery:
    found = await home.store.read(
        lambda tx: tx.outbox.find(check_in_id(KARI, ASKED_ON))
    )
    assert found
    return found


async def said(home: House, line: str) -> str:
    answer = await home.say(KARI, line)
    assert isinstance(answer, Reply)
    await home.turn()
    return read_aloud(answer.message)


async def pressed(home: House, posted: Posted, label: str) -> str:
    answer = await home.press(posted, label)
    assert isinstance(answer, Reply)
    return read_aloud(answer.message)


async def comings_and_goings(home: House) -> list[tuple[Happened, str]]:
    rows = await home.store.read(lambda tx: tx.journal.of(KARI, LONG_AGO))
    told = {Happened.PAUSED, Happened.RESUMED, Happened.STOPPED}
    return [(row.what, row.note) for row in rows if row.what in told]


async def test_the_fourth_is_a_question_and_two_quiet_weeks(asked: House) -> None:
    question = read_aloud(asked.last.message)
    assert "that is quite all right" in question
    assert "Monday 14 December" in question
    assert labels(asked.last.message) == CHOICES
    leader = await kari(asked)
    assert (leader.paused_until, leader.unanswered) == (AGAIN, 0)
    assert await comings_and_goings(asked) == [(Happened.PAUSED, "unanswered")]
    for later in range(1, 14):
        await at_nine(asked, ASKED_ON + timedelta(days=later))
    assert len(asked.platform.posted) == 4


async def test_after_the_rest_nudges_come_as_before(asked: House) -> None:
    await at_nine(asked, AGAIN)
    assert labels(asked.last.message) == ANSWERS


async def test_the_nudge_before_the_question_can_still_be_answered(
    asked: House,
) -> None:
    third = asked.platform.posted[2]
    assert labels(third.message) == ANSWERS
    await asked.press(third, "Done")
    assert "Recorded: done" in read_aloud(third.message)


async def test_no_admin_sees_the_rest(silent: House) -> None:
    before = read_aloud(await silent.open_home(ADA))
    await at_nine(silent, ASKED_ON)
    assert read_aloud(await silent.open_home(ADA)) == before
    assert "unanswered" not in before


async def test_a_press_before_it_is_sent_makes_it_needless(silent: House) -> None:
    silent.clock.move_to(datetime(2026, 11, 30, 7, 55, tzinfo=UTC))
    await silent.planner.plan()
    waiting = await the_question(silent)
    assert (waiting.kind, waiting.state) == (Kind.CHECK_IN, State.PLANNED)
    await silent.press(silent.last, "Not now")
    await silent.pass_(minutes=10)
    question = await the_question(silent)
    assert (question.state, question.reason) == (State.DROPPED, "answered")
    assert len(silent.platform.posted) == 3
    assert (await kari(silent)).paused_until is None


async def test_a_pause_before_it_is_sent_makes_it_needless(silent: House) -> None:
    silent.clock.move_to(datetime(2026, 11, 30, 7, 55, tzinfo=UTC))
    await silent.planner.plan()
    await said(silent, "pause 1w")
    await silent.pass_(minutes=10)
    assert (await the_question(silent)).state is State.DROPPED
    assert (await kari(silent)).paused_until == date(2026, 12, 7)


async def test_home_and_status_say_why_there_is_a_pause(asked: House) -> None:
    for shown in (
        read_aloud(await asked.open_home(KARI)),
        await said(asked, "status"),
    ):
        assert "Monday 14 December. The pause began by itself" in shown
    await said(asked, "pause 3w")
    assert "The pause began" not in await said(asked, "status")


async def test_fewer_is_a_day_less_and_the_end_of_the_rest(asked: House) -> None:
    answer = await pressed(asked, asked.last, "Fewer nudges")
    assert "From now on: Tue and Thu" in answer
    assert "Tuesday 1 December" in answer
    leader = await kari(asked)
    assert leader.weekdays == Weekdays(frozenset({2, 4}))
    assert leader.paused_until is None


async def test_go_on_as_before_ends_the_rest(asked: House) -> None:
    answer = await pressed(asked, asked.last, "Go on as before")
    assert "Your pause is over." in answer
    assert "Wednesday 2 December" in answer
    assert (await comings_and_goings(asked))[-1] == (Happened.RESUMED, "")


async def test_stop_ends_it_all(asked: House) -> None:
    assert "opted out" in await pressed(asked, asked.last, "Stop")
    assert (await kari(asked)).stopped


async def test_other_habits_opens_the_settings(asked: House) -> None:
    answer = await asked.press(asked.last, "Other habits")
    assert type(answer).__name__ == "Ask"


@pytest.mark.parametrize("label", ["Fewer nudges", "Go on as before", "Stop"])
async def test_a_question_that_is_settled_loses_its_buttons(
    asked: House, label: str
) -> None:
    question = asked.last
    await asked.press(question, label)
    assert labels(question.message) == []
    assert "Something has been changed since" in read_aloud(question.message)
    assert "Nothing more comes until" not in read_aloud(question.message)


async def test_a_pause_of_ones_own_outlives_fewer(home: House) -> None:
    await home.enrol()
    await said(home, "pause 2w")
    await said(home, "fewer")
    assert (await kari(home)).paused_until == date(2026, 12, 7)


async def test_with_one_day_left_there_is_no_fewer(home: House) -> None:
    await home.enrol()
    assert "Tue and Thu around" in await said(home, "fewer")
    await said(home, "fewer")
    before = await kari(home)
    assert before.weekdays
    assert before.weekdays.days == {2}
    assert "one day a week already (Tue)" in await said(home, "fewer")
    assert await kari(home) == before


async def test_one_day_a_week_is_not_asked_whether_it_should_be_fewer(
    home: House,
) -> None:
    await home.enrol()
    await said(home, "at 09:00 mon")
    for week in range(4):
        await at_nine(home, date(2026, 11, 23) + timedelta(weeks=week))
    assert labels(home.last.message) == CHOICES[1:]


async def test_whoever_comes_back_is_not_asked_at_once(silent: House) -> None:
    await said(silent, "stop")
    await said(silent, "start")
    await at_nine(silent, ASKED_ON)
    assert labels(silent.last.message) == ANSWERS


async def test_fewer_pressed_twice_before_it_is_redrawn_takes_one_day(
    asked: House,
) -> None:
    stale = replace(asked.last)
    await pressed(asked, stale, "Fewer nudges")
    once = await kari(asked)
    said_twice = await pressed(asked, stale, "Fewer nudges")
    assert "Something has been changed since" in said_twice
    assert (await kari(asked)).weekdays == once.weekdays


async def test_fewer_long_after_the_rest_takes_one_day_too(asked: House) -> None:
    asked.clock.move_to(datetime(2026, 12, 20, 8, tzinfo=UTC))
    stale = replace(asked.last)
    await pressed(asked, stale, "Fewer nudges")
    assert (await kari(asked)).weekdays == Weekdays(frozenset({2, 4}))
    await pressed(asked, stale, "Fewer nudges")
    assert (await kari(asked)).weekdays == Weekdays(frozenset({2, 4}))


@pytest.fixture
async def unclear(silent: House) -> House:
    """Return a house where the question came, and nobody here knows it yet."""
    silent.platform.failures = [Unclear("ServerDisconnectedError")]
    await at_nine(silent, ASKED_ON)
    assert (await the_question(silent)).state is State.UNKNOWN
    return silent


async def looked_up(home: House) -> None:
    home.clock.pass_(minutes=1)
    await home.reconciler.reconcile()
    await home.turn()
    assert (await the_question(home)).state is State.SENT


async def test_a_question_found_later_brings_the_rest_too(unclear: House) -> None:
    await looked_up(unclear)
    assert (await kari(unclear)).paused_until == AGAIN


@pytest.mark.parametrize("label", ["Fewer nudges", "Go on as before"])
async def test_an_answer_given_before_it_was_found_is_not_overruled(
    unclear: House, label: str
) -> None:
    question = unclear.last
    await pressed(unclear, question, label)
    await looked_up(unclear)
    assert (await kari(unclear)).paused_until is None
    assert labels(question.message) == []
    assert "Something has been changed since" in read_aloud(question.message)
