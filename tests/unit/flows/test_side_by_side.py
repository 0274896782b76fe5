"""Lanes are drained side by side, and what is stuck holds up nobody else."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.domain.deliveries import Delivery, Kind, Place, State
from bot.domain.ids import PersonId, WorkspaceId, derived, person_in
from bot.domain.messages import Message
from bot.domain.people import Person
from bot.flows.claim import CLAIM
from bot.flows.compose import Composer
from bot.flows.deliver import LANES, Deliverer
from bot.ports.store import Transaction
from tests.fakes.house import ACME, KARI, PROFILES, House, catalogue, texts
from tests.fakes.messenger import FakeMessenger

OTHER = WorkspaceId("slack:T2")
CROWD = [person_in(ACME, f"U{n:02}") for n in range(30)]


@dataclass
class Gated(FakeMessenger):
    """A platform where posts to some hang until they are let through."""

    hang: set[PersonId] = field(default_factory=set)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: int = 0
    most: int = 0

    async def post(self, to: PersonId, message: Message, wire_id: str) -> Place:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            if to in self.hang:
                await self.opened.wait()
            await asyncio.sleep(0)
            return await super().post(to, message, wire_id)
        finally:
            self.under_way -= 1


@pytest.fixture
def gated(home: House) -> Gated:
    """Return the house's platform, where posts can hang."""
    platform = Gated(profiles=PROFILES)
    home.platform = platform
    home.deliverer = fresh(home)
    return platform


def fresh(home: House) -> Deliverer:
    """Return a deliverer that waits for nobody, at any pace."""
    return replace(
        home.deliverer, messenger=home.platform, per_minute=1e6, patience_s=0.01
    )


async def due(home: House, kind: Kind, *people: PersonId) -> list[Delivery]:
    """Have something due now, for people who are known."""
    now = home.clock.now()
    all_ = [
        Delivery(
            id=derived(person, kind),
            person=person,
            kind=kind,
            local_date=now.date(),
            due_utc=now,
            not_before_utc=now,
            expires_utc=now + timedelta(days=1),
        )
        for person in people
    ]
    await home.know(*people)
    await home.store.write(lambda tx: tx.outbox.add(all_))
    return all_


async def state(home: House, delivery: Delivery) -> State:
    found = await home.store.read(lambda tx: tx.outbox.find(delivery.id))
    assert found
    return found.state


async def until(so: Callable[[], bool]) -> None:
    """Let the others work until it is so."""
    async with asyncio.timeout(5):
        while not so():  # noqa: ASYNC110  a fake's state has no event of its own
            await asyncio.sleep(0.005)


async def test_a_home_does_not_wait_for_a_post_that_is_stuck(
    home: House, gated: Gated
) -> None:
    gated.hang = {KARI}
    (stuck,) = await due(home, Kind.GREETING, KARI)
    drain = asyncio.create_task(home.deliverer.drain(ACME))
    await until(lambda: gated.under_way == 1)
    await due(home, Kind.HOME, KARI)
    await home.deliverer.drain(ACME)
    await until(lambda: KARI in gated.homes)
    assert await state(home, stuck) is State.SENDING
    gated.opened.set()
    await drain
    assert await state(home, stuck) is State.SENT


async def test_a_stuck_lane_holds_up_no_other(home: House, gated: Gated) -> None:
    away = person_in(OTHER, "U1")
    gated.hang = {KARI}
    await due(home, Kind.GREETING, KARI, away)
    drain = asyncio.create_task(home.deliverer.drain_all())
    await until(lambda: away in {each.to for each in gated.posted})
    gated.opened.set()
    assert await drain == 2


async def test_however_often_it_is_woken_a_stuck_lane_takes_up_one_claim(
    home: House, gated: Gated
) -> None:
    gated.hang = set(CROWD)
    await due(home, Kind.GREETING, *CROWD)
    drains = [asyncio.create_task(home.deliverer.drain(ACME))]
    await until(lambda: gated.under_way == CLAIM)
    for _ in range(5):
        drains.append(asyncio.create_task(home.deliverer.drain(ACME)))
        await asyncio.sleep(0.03)
    assert gated.most == CLAIM
    gated.opened.set()
    await asyncio.gather(*drains)
    await home.deliverer.drain(ACME)
    assert {each.to for each in gated.posted} == set(CROWD)
    assert gated.most == CLAIM


async def test_no_more_lanes_than_there_is_room_for_are_worked_at_once(
    home: House, gated: Gated
) -> None:
    people = [person_in(WorkspaceId(f"slack:W{n}"), "U1") for n in range(LANES + 10)]
    gated.hang = set(people)
    home.deliverer = replace(fresh(home), patience_s=None)
    await due(home, Kind.GREETING, *people)
    drain = asyncio.create_task(home.deliverer.drain_all())
    await until(lambda: gated.under_way == LANES)
    await asyncio.sleep(0.05)
    assert gated.most == LANES
    gated.opened.set()
    assert await drain == len(people)


class Broken(FakeMessenger):
    """Has a mistake in it."""

    async def busy_until(
        self,
        people: Collection[PersonId],
        soon: Collection[PersonId] = (),  # noqa: ARG002  the port's
    ) -> Mapping[PersonId, datetime]:
        raise ValueError(f"asked of {len(people)}")


async def test_a_lane_that_fails_stops_no_other_and_is_told_of(
    home: House, gated: Gated
) -> None:
    away = person_in(OTHER, "U1")
    await due(home, Kind.WELCOME, KARI)
    await due(home, Kind.GREETING, away)
    home.deliverer = replace(home.deliverer, availability=Broken())
    with pytest.raises(ValueError, match="asked of 1"):
        await home.deliverer.drain_all()
    assert [each.to for each in gated.posted] == [away]


class Stumped(Composer):
    """Finds no words for one person, by mistake."""

    def compose(
        self, tx: Transaction, delivery: Delivery, person: Person, now: datetime
    ) -> Message | None:
        if delivery.person == KARI:
            raise ValueError("a mistake")
        return super().compose(tx, delivery, person, now)


async def test_one_that_cannot_be_written_stops_no_other_of_its_batch(
    home: House, gated: Gated, caplog: pytest.LogCaptureFixture
) -> None:
    bad, _ = await due(home, Kind.GREETING, KARI, CROWD[0])
    composer = Stumped(texts(), catalogue(), home.holidays)
    home.deliverer = replace(home.deliverer, composer=composer)
    await home.deliverer.drain_all()
    assert [each.to for each in gated.posted] == [CROWD[0]]
    assert f"send_failed delivery={bad.id}" in caplog.text
    assert await state(home, bad) is State.SENDING
