"""What becomes of a send that fails: never lost, never doubled (I1)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from bot.domain.deliveries import State, Turn, nudge_id
from bot.domain.events import Reply
from bot.domain.messages import read_aloud
from bot.ports.messenger import NotSent, Reach, Refused, Unclear
from bot.ports.outbox import Lease
from bot.ports.store import Store, StoreDown, Transaction, Urgency
from tests.fakes.house import ACME, ADA, KARI, LIV, House

T = TypeVar("T")
NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
async def ready(home: House) -> House:
    """Return a house where Kari's nudge goes out at the next turn."""
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(NINE)
    return home


async def the_nudge(home: House) -> State:
    return (await home.nudges())[0].state


async def test_what_certainly_did_not_arrive_is_sent_again(ready: House) -> None:
    ready.platform.failures = [NotSent("unreachable", 10)]
    await ready.turn()
    assert await the_nudge(ready) is State.PLANNED
    ready.clock.pass_(seconds=11)
    await ready.turn()
    assert await the_nudge(ready) is State.SENT
    assert len(ready.platform.posted) == 1


async def test_retry_after_holds_the_whole_lane(ready: House) -> None:
    ready.platform.failures = [NotSent("ratelimited", 60, everybody=True)]
    await ready.turn()
    ready.clock.pass_(seconds=59)
    assert not await ready.store.read(lambda tx: tx.outbox.lanes(ready.clock.now()))
    ready.clock.pass_(seconds=2)
    await ready.turn()
    assert await the_nudge(ready) is State.SENT


async def test_an_unclear_send_is_looked_up_and_found(ready: House) -> None:
    ready.platform.failures = [Unclear("ServerDisconnectedError")]
    await ready.turn()
    assert await the_nudge(ready) is State.UNKNOWN
    ready.clock.pass_(minutes=1)
    await ready.turn()
    await ready.reconciler.reconcile()
    assert await the_nudge(ready) is State.SENT
    assert len(ready.platform.posted) == 1


async def test_an_unclear_send_proved_absent_is_sent_once(ready: House) -> None:
    ready.platform.failures = [Unclear("TimeoutError")]
    ready.platform.accepts_first = False
    await ready.turn()
    ready.clock.pass_(minutes=1)
    await ready.reconciler.reconcile()
    await ready.turn()
    assert await the_nudge(ready) is State.SENT
    assert len(ready.platform.posted) == 1


async def test_where_nobody_can_look_it_stays_unknown(ready: House) -> None:
    ready.platform.failures = [Unclear("TimeoutError")]
    ready.platform.can_look = False
    await ready.turn()
    for _ in range(3):
        ready.clock.pass_(minutes=1)
        await ready.reconciler.reconcile()
        await ready.turn()
    assert await the_nudge(ready) is State.UNKNOWN
    assert len(ready.platform.posted) == 1


async def test_a_press_on_an_unclear_nudge_proves_that_it_arrived(
    ready: House,
) -> None:
    ready.platform.failures = [Unclear("TimeoutError")]
    await ready.turn()
    await ready.press(ready.last, "Done")
    nudge = (await ready.nudges())[0]
    assert nudge.state is State.SENT
    assert nudge.place == ready.last.place


async def test_a_send_whose_process_died_becomes_unknown(ready: House) -> None:
    await ready.planner.plan()
    now = ready.clock.now()
    await ready.store.write(
        lambda tx: tx.outbox.claim(
            ACME, Turn.REST, now, Lease(now.replace(minute=2), 5)
        )
    )
    ready.clock.pass_(minutes=3)
    await ready.deliverer.reap()
    assert await the_nudge(ready) is State.UNKNOWN


async def test_a_revoked_token_stops_the_workspace_with_a_reason(
    ready: House,
) -> None:
    ready.platform.failures = [Refused("token_revoked", Reach.WORKSPACE)]
    await ready.turn()
    workspace = await ready.store.read(lambda tx: tx.workspaces.find(ACME))
    assert workspace.trouble == "token_revoked"
    assert await the_nudge(ready) is State.PLANNED
    ready.clock.pass_(minutes=4)
    await ready.turn()
    assert not ready.platform.posted


async def test_a_token_revoked_in_the_middle_of_a_batch_is_trouble(
    home: House,
) -> None:
    await home.know(LIV)
    await home.enrol()
    await home.say(ADA, f"leader add @{LIV}")
    await home.turn()
    home.clock.move_to(NINE)
    home.platform.failures = [Refused("token_revoked", Reach.WORKSPACE)]
    await home.turn()
    workspace = await home.store.read(lambda tx: tx.workspaces.find(ACME))
    assert workspace.trouble == "token_revoked"


async def test_a_workspace_that_takes_messages_again_is_in_trouble_no_more(
    ready: House,
) -> None:
    ready.platform.failures = [Refused("token_revoked", Reach.WORKSPACE)] * 2
    await ready.turn()
    for _ in range(2):
        ready.clock.pass_(minutes=6)
        await ready.turn()
    workspace = await ready.store.read(lambda tx: tx.workspaces.find(ACME))
    assert workspace.trouble == ""
    assert await the_nudge(ready) is State.SENT


async def test_an_admin_is_told_of_trouble_though_nothing_can_be_sent(
    ready: House,
) -> None:
    ready.platform.failures = [Refused("token_revoked", Reach.WORKSPACE)]
    await ready.turn()
    answer = await ready.say(ADA, "")
    assert isinstance(answer, Reply)
    assert "token_revoked" in read_aloud(answer.message)


async def test_somebody_who_writes_can_be_reached_after_all(ready: House) -> None:
    ready.platform.failures = [Refused("user_disabled", Reach.PERSON)]
    await ready.turn()
    await ready.say(KARI, "next")
    assert await ready.store.read(lambda tx: tx.leaders.next_due(KARI))


async def test_who_cannot_be_looked_up_now_is_looked_up_later(home: House) -> None:
    await home.know(ADA)
    home.platform.stumbles = 1
    await home.say(ADA, f"leader add @{KARI}")
    await home.turn()
    assert KARI not in {posted.to for posted in home.platform.posted}
    home.clock.pass_(seconds=11)
    await home.turn()
    assert KARI in {posted.to for posted in home.platform.posted}


async def test_somebody_who_cannot_be_reached_is_planned_no_more(
    ready: House,
) -> None:
    ready.platform.failures = [Refused("user_disabled", Reach.PERSON)]
    await ready.turn()
    assert await the_nudge(ready) is State.REFUSED
    assert await ready.store.read(lambda tx: tx.leaders.next_due(KARI)) is None


class Stumbling:
    """A store that is down for some writes, after `well` that go through."""

    def __init__(self, store: Store, well: int, down: int) -> None:
        self.store = store
        self.well = well
        self.down = down

    async def write(
        self, body: Callable[[Transaction], T], urgency: Urgency = Urgency.PERSON
    ) -> T:
        if self.well:
            self.well -= 1
        elif self.down:
            self.down -= 1
            raise StoreDown("disk full")
        return await self.store.write(body, urgency)

    async def read(self, body: Callable[[Transaction], T]) -> T:
        return await self.store.read(body)


async def test_what_was_sent_while_the_store_was_down_is_recorded_after(
    ready: House,
) -> None:
    await ready.planner.plan()
    store = Stumbling(ready.store, well=2, down=1)  # it claims and prepares
    deliverer = replace(ready.deliverer, store=store)
    with pytest.raises(StoreDown):
        await deliverer.drain_all()
    assert await the_nudge(ready) is State.SENDING
    await deliverer.drain_all()
    assert await the_nudge(ready) is State.SENT
    assert len(ready.platform.posted) == 1


class Thorny(Stumbling):
    """A store in which one outcome cannot be recorded."""

    async def write(
        self, body: Callable[[Transaction], T], urgency: Urgency = Urgency.PERSON
    ) -> T:
        def pricked(tx: Transaction) -> T:
            result = body(tx)
            thorn = tx.outbox.find(nudge_id(LIV, NINE.date()))
            if thorn and thorn.state is State.SENT:
                raise ValueError("this one cannot be written")
            return result

        return await self.store.write(pricked, urgency)


async def test_one_outcome_that_cannot_be_recorded_stops_no_other(
    home: House,
) -> None:
    await home.know(LIV)
    await home.enrol()
    await home.say(ADA, f"leader add @{LIV}")
    await home.turn()
    home.clock.move_to(NINE)
    await home.planner.plan()
    deliverer = replace(home.deliverer, store=Thorny(home.store, 0, 0))
    await deliverer.drain_all()
    assert await the_nudge(home) is State.SENT
    assert (await home.nudges(LIV))[0].state is State.SENDING
    await deliverer.drain_all()


async def test_what_we_know_was_sent_is_not_given_up_on(ready: House) -> None:
    await ready.planner.plan()
    store = Stumbling(ready.store, well=2, down=1)
    deliverer = replace(ready.deliverer, store=store)
    with pytest.raises(StoreDown):
        await deliverer.drain_all()
    ready.clock.pass_(minutes=3)
    await deliverer.reap()
    assert await the_nudge(ready) is State.SENT


async def test_a_stop_leaves_the_rest_for_the_next_start(ready: House) -> None:
    await ready.planner.plan()
    ready.deliverer.stop()
    await ready.turn()
    assert await the_nudge(ready) is State.PLANNED


@pytest.mark.parametrize("kind", ["nudge", "welcome"])
async def test_an_admin_sees_why_somebody_gets_nothing(home: House, kind: str) -> None:
    refused = Refused("cannot_dm_bot", Reach.PERSON)
    await home.know(ADA, KARI)
    await home.open_home(ADA)
    if kind == "welcome":
        home.platform.failures = [refused]
    await home.say(ADA, f"leader add @{KARI}")
    await home.turn()
    if kind == "nudge":
        home.clock.move_to(NINE)
        home.platform.failures = [refused]
        await home.turn()
    assert "“cannot_dm_bot”: 1" in read_aloud(await home.open_home(ADA))
    assert await home.store.read(lambda tx: tx.leaders.next_due(KARI)) is None


async def test_what_was_claimed_before_the_store_went_down_is_not_in_doubt(
    ready: House,
) -> None:
    await ready.planner.plan()
    ready.platform.can_look = False
    store = Stumbling(ready.store, well=1, down=2)  # it claims, and that is all
    deliverer = replace(ready.deliverer, store=store)
    with pytest.raises(StoreDown):
        await deliverer.drain_all()
    ready.clock.pass_(minutes=3)
    await deliverer.reap()
    assert await the_nudge(ready) is State.PLANNED
    await deliverer.drain_all()
    assert await the_nudge(ready) is State.SENT


async def test_a_welcome_is_not_in_doubt_when_its_person_cannot_be_kept(
    home: House,
) -> None:
    await home.know(ADA)
    await home.say(ADA, f"leader add @{KARI}")
    store = Stumbling(home.store, well=2, down=1)  # what is known of Kari is lost
    deliverer = replace(home.deliverer, store=store)
    await deliverer.drain_all()
    home.clock.pass_(seconds=11)
    await deliverer.drain_all()
    assert len([each for each in home.platform.posted if each.to == KARI]) == 1
