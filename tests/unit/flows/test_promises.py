"""Later keeps its promise to the minute, or its message tells why not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.deliveries import State
from bot.domain.events import OpenedHome
from bot.domain.ids import InputId, PersonId
from bot.domain.messages import Message, read_aloud
from bot.ports.messenger import NotSent, Reach, Refused, Unclear
from tests.fakes.house import ACME, ADA, KARI, LIV, House, labels
from tests.fakes.messenger import FakeMessenger, Posted

NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # Monday, 09:00 in Oslo
TUESDAY = NINE + timedelta(days=1)
WEDNESDAY = date(2026, 11, 25)
ANSWERS = ["Done", "Later", "Not now", "Not for me"]


@pytest.fixture
async def nudged(home: House) -> House:
    """Return a house where Kari's first nudge has just come, Monday at nine."""
    home.holidays.days = {"NO": frozenset({TUESDAY.date()})}
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(NINE)
    await home.turn()
    return home


async def put_off(home: House, until: str = "Tomorrow morning") -> Posted:
    """Press Later and say when; return the message that now makes a promise."""
    message = home.last
    await home.press(message, "Later")
    await home.press(message, until)
    return message


@pytest.fixture
async def promised(nudged: House) -> House:
    """Return a house where that nudge was put off to Tuesday at nine."""
    await put_off(nudged)
    assert "comes back on Tuesday 24 November at 09:00" in reads(nudged)
    return nudged


def reads(home: House) -> str:
    """Return what stands on the message that made the promise."""
    return read_aloud(home.platform.posted[0].message)


async def at(home: House, instant: datetime) -> None:
    home.clock.move_to(instant)
    await home.turn()


class Limited(FakeMessenger):
    """A platform that draws no Home for now."""

    def __init__(self, failure: NotSent) -> None:
        super().__init__()
        self.failure = failure

    async def home(self, to: PersonId, message: Message) -> None:  # noqa: ARG002  the port's
        raise self.failure


async def norwegian(home: House) -> None:
    await home.store.write(
        lambda tx: tx.workspaces.save(replace(tx.workspaces.find(ACME), country="NO"))
    )


async def test_it_comes_at_its_minute(promised: House) -> None:
    await at(promised, TUESDAY - timedelta(minutes=1))
    assert len(promised.platform.posted) == 1
    await at(promised, TUESDAY)
    assert labels(promised.last.message) == ANSWERS
    assert "You asked for this" not in read_aloud(promised.last.message)
    assert "it came back further down" in reads(promised)


async def test_do_not_disturb_and_an_absence_do_not_keep_it_back(
    promised: House,
) -> None:
    promised.platform.busy[KARI] = TUESDAY + timedelta(hours=2)
    await at(promised, TUESDAY)
    assert len(promised.platform.posted) == 2


async def test_a_holiday_is_told_of_at_once(nudged: House) -> None:
    await norwegian(nudged)
    await put_off(nudged)
    said = "That is a public holiday, so it comes back on Wednesday 25 November"
    assert said in reads(nudged)
    await at(nudged, TUESDAY)
    assert len(nudged.platform.posted) == 1
    await at(nudged, TUESDAY + timedelta(hours=23))
    assert labels(nudged.last.message) == ANSWERS


@pytest.mark.parametrize(
    ("who", "line", "told"),
    [
        (ADA, "closed 2026-11-24", "closed then, so it comes back on Wednesday 25"),
        (ADA, "quiet 17:00-09:30", "quiet hours, so it comes back on Tuesday 24"),
        (ADA, f"part-time @{KARI} wed-fri", "not work that day, so it comes back on"),
        (KARI, "pause until 26.11", "a pause then, so it comes back on Thursday 26"),
    ],
)
async def test_what_was_set_since_moves_it_and_is_told(
    promised: House, who: PersonId, line: str, told: str
) -> None:
    if line.startswith("quiet"):
        await promised.say(ADA, "cadence set nudges mon-fri 10:00")
    await promised.say(who, line)
    await at(promised, TUESDAY)
    assert told in reads(promised)
    assert len(promised.platform.posted) == 1
    waiting = (await promised.nudges())[0]
    assert waiting.state is State.PLANNED
    await at(promised, waiting.not_before_utc)
    assert promised.last.wire_id == f"{waiting.id}.1"
    assert labels(promised.last.message) == ANSWERS


async def test_a_new_holiday_moves_it_and_is_told(promised: House) -> None:
    await norwegian(promised)
    await at(promised, TUESDAY)
    assert "That is a public holiday, so it comes back on Wednesday" in reads(promised)


@pytest.mark.parametrize(
    ("who", "line", "told"),
    [
        (KARI, "stop", "since opted out, so it will not come back"),
        (ADA, f"leader remove @{KARI}", "no longer enrolled as a leader, so it will"),
    ],
)
async def test_who_no_longer_wants_any_is_told_that_it_does_not_come(
    promised: House, who: PersonId, line: str, told: str
) -> None:
    await promised.say(who, line)
    await promised.turn()
    assert told in reads(promised)
    assert labels(promised.platform.posted[0].message) == []


async def test_one_missed_after_a_downtime_is_given_up_and_told(
    promised: House,
) -> None:
    await at(promised, TUESDAY + timedelta(hours=9))
    assert "could not be sent in time that day, so it will not" in reads(promised)
    assert len(promised.platform.posted) == 1


async def test_one_that_comes_late_says_when_it_was_asked_for(promised: House) -> None:
    await at(promised, TUESDAY + timedelta(minutes=40))
    said = "You asked for this on Tuesday 24 November at 09:00. It could not be sent"
    assert said in read_aloud(promised.last.message)
    assert labels(promised.last.message) == ANSWERS
    await promised.press(promised.last, "Done")
    assert "You asked for this" not in read_aloud(promised.last.message)


async def test_while_it_is_held_the_message_says_until_when(promised: House) -> None:
    promised.platform.failures = [NotSent("ratelimited", 600, limited=True)]
    await at(promised, TUESDAY)
    assert "could not be sent when you asked for it" in reads(promised)
    assert "It comes back on Tuesday 24 November at 09:10." in reads(promised)
    await at(promised, TUESDAY + timedelta(minutes=10))
    assert len(promised.platform.posted) == 2


async def test_a_short_wait_is_not_worth_a_word(promised: House) -> None:
    promised.platform.failures = [NotSent("ratelimited", 20, limited=True)]
    await at(promised, TUESDAY)
    assert "could not be sent" not in reads(promised)
    await at(promised, TUESDAY + timedelta(seconds=30))
    assert len(promised.platform.posted) == 2


async def test_a_limit_that_another_met_is_told_too(promised: House) -> None:
    await promised.know(LIV)
    await promised.say(ADA, f"leader add @{LIV}")
    promised.platform.failures = [NotSent("ratelimited", 600, limited=True)]
    await at(promised, TUESDAY - timedelta(minutes=1))  # Liv's welcome
    assert "It comes back on Tuesday 24 November at 09:09." in reads(promised)
    await at(promised, TUESDAY + timedelta(minutes=9))
    assert "it came back further down" in reads(promised)


async def test_a_limit_on_something_else_holds_no_promise_back(
    promised: House,
) -> None:
    home = await promised.open_home(KARI)
    await promised.reception.receive(OpenedHome(InputId("again"), KARI))
    limited = Limited(NotSent("ratelimited", 600, limited=True))
    deliverer = replace(promised.deliverer, messenger=limited)
    promised.clock.move_to(TUESDAY - timedelta(minutes=1))
    await deliverer.drain_all()
    await at(promised, TUESDAY)
    assert len(promised.platform.posted) == 2
    assert promised.platform.homes[KARI] is home  # it waits, and nothing else


async def test_one_that_the_platform_will_not_take_is_given_up_and_told(
    promised: House,
) -> None:
    promised.platform.failures = [Refused("msg_too_long", Reach.MESSAGE)]
    await at(promised, TUESDAY)
    assert "the platform would not take it, so it will not" in reads(promised)


async def test_one_that_nobody_can_look_up_is_not_sent_twice_and_told(
    promised: House,
) -> None:
    promised.platform.failures = [Unclear("TimeoutError")]
    promised.platform.accepts_first = False
    promised.platform.can_look = False
    await at(promised, TUESDAY)
    await at(promised, TUESDAY + timedelta(minutes=10))
    await promised.reconciler.reconcile()
    assert "comes back on Tuesday" in reads(promised)  # it may still be looked up
    promised.clock.move_to(TUESDAY + timedelta(hours=12))
    await promised.reconciler.reconcile()
    await promised.turn()
    assert "nobody can tell whether it arrived" in reads(promised)
    assert labels(promised.platform.posted[0].message) == []


async def test_it_takes_the_place_of_the_nudge_of_the_day_it_was_moved_to(
    promised: House,
) -> None:
    await promised.say(ADA, "closed 2026-11-24")
    await at(promised, TUESDAY)
    await at(promised, TUESDAY + timedelta(hours=23))  # Wednesday at eight
    assert len(promised.platform.posted) == 2
    for hours in range(24, 33):
        await at(promised, TUESDAY + timedelta(hours=hours))
    assert len(promised.platform.posted) == 2
    await at(promised, TUESDAY + timedelta(days=3))  # Friday
    assert len(promised.platform.posted) == 3


async def test_undo_takes_back_what_was_moved(promised: House) -> None:
    await promised.say(ADA, "closed 2026-11-24")
    await at(promised, TUESDAY)
    await promised.press(promised.last, "Undo")
    assert labels(promised.last.message) == ANSWERS
    await at(promised, TUESDAY + timedelta(hours=23))
    assert len(promised.platform.posted) == 1
