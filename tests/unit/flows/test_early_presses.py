"""Presses that arrive before the bot knows what became of its message."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.deliveries import Delivery, Response, State, Turn
from bot.domain.events import Pressed
from bot.domain.ids import InputId
from bot.domain.journal import Happened
from bot.flows.nudge_message import RESPOND
from bot.flows.settle import Outcome, failed, settle
from bot.ports.messenger import NotSent, Unclear
from bot.ports.outbox import Lease, Settled
from tests.fakes.house import ACME, KARI, House, button, catalogue, labels
from tests.fakes.messenger import Posted

NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def ready(home: House) -> House:
    """Return a house where Kari's nudge goes out at the next turn."""
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(NINE)
    return home


async def on_its_way(home: House, turn: Turn = Turn.REST) -> tuple[Delivery, Posted]:
    """Claim and post the nudge, without the bot hearing of it yet."""
    now = home.clock.now()
    (claimed,) = await home.store.write(
        lambda tx: tx.outbox.claim(ACME, turn, now, Lease(now + MINUTE, 5))
    )
    message = home.deliverer.composer
    drawn = await home.store.read(
        lambda tx: message.compose(tx, claimed, tx.people.find(KARI), now)
    )
    assert drawn
    await home.platform.post(KARI, drawn, claimed.wire_id)
    return claimed, home.last


async def hear_of_it(home: House, claimed: Delivery, posted: Posted) -> None:
    now = home.clock.now()
    sent = Settled(
        claimed.id, claimed.epoch, State.SENT, place=posted.place, sent_utc=now
    )
    outcome = Outcome(claimed, sent)
    await home.store.write(lambda tx: settle(tx, outcome, catalogue(), now))
    await home.turn()


async def happened(home: House) -> list[Happened]:
    since = home.clock.now() - timedelta(days=1)
    rows = await home.store.read(lambda tx: tx.journal.of(KARI, since))
    return [row.what for row in rows]


async def test_a_press_on_a_message_still_under_way_is_drawn_when_it_is_known(
    ready: House,
) -> None:
    await ready.planner.plan()
    claimed, posted = await on_its_way(ready)
    await ready.press(posted, "Done")

    await hear_of_it(ready, claimed, posted)

    assert labels(ready.last.message) == ["Undo"]
    assert (await ready.nudges())[0].response is Response.DONE


async def test_later_can_be_said_of_a_message_still_under_way(ready: House) -> None:
    await ready.planner.plan()
    claimed, posted = await on_its_way(ready)
    await ready.press(posted, "Later")
    await ready.press(posted, "In 2 hours")

    await hear_of_it(ready, claimed, posted)

    nudge = (await ready.nudges())[0]
    assert (nudge.state, nudge.round) == (State.PLANNED, 1)
    assert (await happened(ready)).count(Happened.SENT) == 1


async def test_done_in_home_is_drawn_once_it_is_known_where_the_message_stands(
    ready: House,
) -> None:
    await ready.planner.plan()
    claimed, posted = await on_its_way(ready)
    in_home = Pressed(InputId("home-1"), KARI, RESPOND, f"done:{claimed.id}")
    await ready.reception.receive(in_home)

    await hear_of_it(ready, claimed, posted)

    assert labels(ready.last.message) == ["Undo"]


async def test_a_press_on_what_later_brought_back_outlives_its_arrival(
    ready: House,
) -> None:
    await ready.turn()
    await ready.press(ready.last, "Later")
    await ready.press(ready.last, "In 2 hours")
    ready.clock.pass_(hours=2)
    claimed, posted = await on_its_way(ready, Turn.PROMISED)
    await ready.press(posted, "Done")

    await hear_of_it(ready, claimed, posted)

    assert (await ready.nudges())[0].response is Response.DONE


async def test_what_a_press_proves_to_have_arrived_is_journalled_as_sent(
    ready: House,
) -> None:
    ready.platform.failures = [Unclear("TimeoutError")]
    await ready.turn()
    await ready.press(ready.last, "Done")

    assert (await happened(ready))[-2:] == [Happened.SENT, Happened.DONE]


async def test_undo_on_the_earlier_showing_proves_nothing_of_the_new_one(
    ready: House,
) -> None:
    await ready.turn()
    first = ready.last
    await ready.press(first, "Later")
    await ready.press(first, "In 2 hours")
    ready.clock.pass_(hours=2)
    ready.platform.failures = [Unclear("TimeoutError")]
    ready.platform.accepts_first = False
    await ready.turn()

    await ready.press(first, "Undo")

    assert (await ready.nudges())[0].state is State.UNKNOWN


@pytest.mark.parametrize("attempts", [1, 4])
async def test_when_slack_asks_all_to_wait_earlier_tries_make_it_no_longer(
    ready: House, attempts: int
) -> None:
    await ready.planner.plan()
    nudge = (await ready.nudges())[0]
    tried = Delivery(
        nudge.id,
        KARI,
        nudge.kind,
        nudge.local_date,
        NINE,
        NINE,
        NINE,
        attempts=attempts,
    )
    limited = NotSent("ratelimited", 1, everybody=True)

    outcome = failed(tried, limited, NINE, MINUTE)

    assert outcome.settled.not_before_utc == NINE + timedelta(seconds=1)


async def test_a_press_on_an_older_showing_proves_nothing_of_the_next(
    ready: House,
) -> None:
    await ready.turn()
    first = ready.last
    done = button(first.message, "Done")
    await ready.press(first, "Later")
    await ready.press(first, "In 2 hours")
    await ready.pass_(hours=2)
    await ready.press(ready.last, "Later")
    await ready.press(ready.last, "Tomorrow morning")
    pressed = Pressed(InputId("stale"), KARI, done.action, done.value, "", first.place)

    await ready.reception.receive(pressed)

    nudge = (await ready.nudges())[0]
    assert (nudge.state, nudge.round) == (State.PLANNED, 2)
