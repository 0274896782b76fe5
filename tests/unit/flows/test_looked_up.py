"""Looking up what may have arrived: sparingly, side by side, one at a time recorded."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.domain.calendar import NEVER
from bot.domain.deliveries import Delivery, Kind, Method, Place, State
from bot.domain.ids import DeliveryId, PersonId, WorkspaceId, derived, person_in
from bot.flows.reconcile import LOOKS, Reconciler
from bot.ports.messenger import NotSent, Reach, Refused, SendFailed, Unclear
from tests.fakes.house import ACME, KARI, House

OTHER = WorkspaceId("slack:T2")
PEOPLE = [person_in(ACME, f"U{n:02}") for n in range(9)]


@dataclass
class Archive:
    """A finder that knows of some, and stumbles when it is told to."""

    known: set[PersonId] = field(default_factory=set)
    failures: dict[PersonId, Exception] = field(default_factory=dict)
    asked: list[PersonId] = field(default_factory=list)

    async def find(
        self,
        to: PersonId,
        wire_id: str,
        since_utc: datetime,  # noqa: ARG002  the port's
    ) -> Place | None:
        self.asked.append(to)
        if to in self.failures:
            raise self.failures[to]
        return Place(f"D-{to}", wire_id) if to in self.known else None


async def unclear(home: House, *people: PersonId) -> list[Delivery]:
    """Keep a greeting to each that may have arrived, to be looked up now."""
    now = home.clock.now()
    all_ = [
        Delivery(
            id=derived(person, Kind.GREETING),
            person=person,
            kind=Kind.GREETING,
            local_date=now.date(),
            due_utc=now + timedelta(seconds=number),
            not_before_utc=now,
            expires_utc=now + timedelta(days=1),
            state=State.UNKNOWN,
            reason="unclear",
            attempt_utc=now,
        )
        for number, person in enumerate(people)
    ]
    await home.know(*people)
    await home.store.write(lambda tx: tx.outbox.add(all_))
    return all_


def reconciler(home: House, archive: Archive) -> Reconciler:
    return replace(home.reconciler, finder=archive)


async def kept(home: House, delivery: DeliveryId) -> Delivery:
    found = await home.store.read(lambda tx: tx.outbox.find(delivery))
    assert found
    return found


async def test_the_log_counts_what_was_found_and_what_was_proved_absent(
    home: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    found, absent, closed = await unclear(home, *PEOPLE[:3])
    archive = Archive({found.person}, {closed.person: Unclear("TimeoutError")})
    assert await reconciler(home, archive).reconcile() == 3
    assert f"reconciled lane={ACME} found=1 absent=1 unseen=1" in caplog.text
    assert (await kept(home, found.id)).state is State.SENT
    assert (await kept(home, absent.id)).state is State.PLANNED
    assert (await kept(home, closed.id)).reason == "unclear"


async def test_a_tick_looks_a_few_times_in_each_lane(home: House) -> None:
    away = person_in(OTHER, "U1")
    await unclear(home, *PEOPLE, away)
    archive = Archive({*PEOPLE, away})
    looks = reconciler(home, archive)
    assert await looks.reconcile() == LOOKS + 1
    assert away in archive.asked
    for _ in range(2):
        await looks.reconcile()
    assert sorted(archive.asked) == sorted([*PEOPLE, away])


async def test_what_cannot_be_looked_up_now_makes_room_for_the_others(
    home: House,
) -> None:
    await unclear(home, *PEOPLE)
    stumbles: dict[PersonId, Exception] = {
        each: Unclear("TimeoutError") for each in PEOPLE[:LOOKS]
    }
    archive = Archive(set(PEOPLE), stumbles)
    looks = reconciler(home, archive)
    for _ in range(3):
        await looks.reconcile()
    assert set(archive.asked) == set(PEOPLE)
    assert len(archive.asked) == len(PEOPLE)
    home.clock.pass_(minutes=1)
    archive.failures.clear()
    await looks.reconcile()
    assert not await home.store.read(lambda tx: tx.outbox.unknown(ACME, NEVER, 9))


@pytest.mark.parametrize(
    ("failure", "held"),
    [
        (NotSent("ratelimited", 90, limited=True), Method.LOOK_UP),
        (NotSent("unreachable", 90, everybody=True), None),
    ],
)
async def test_too_many_looks_hold_back_looks_alone(
    home: House, failure: SendFailed, held: Method | None
) -> None:
    await unclear(home, *PEOPLE)
    archive = Archive(set(), {PEOPLE[0]: failure})
    looks = reconciler(home, archive)
    assert await looks.reconcile() == 1
    assert await looks.reconcile() == 0
    paces = await home.store.read(lambda tx: tx.lanes.of(ACME))
    until = home.clock.now() + timedelta(seconds=90)
    assert {method: pace.blocked_until_utc for method, pace in paces.items()} == {
        held: until
    }
    home.clock.move_to(until)
    assert await looks.reconcile() == LOOKS


class Odd(Archive):
    """Finds something that cannot be kept for one of them."""

    async def find(
        self, to: PersonId, wire_id: str, since_utc: datetime
    ) -> Place | None:
        place = await super().find(to, wire_id, since_utc)
        if to == PEOPLE[0] and place:
            return Place(place.channel, "\ud800")  # half a character: no database
        return place


async def test_one_that_cannot_be_recorded_is_put_aside_and_stops_no_other(
    home: House, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = await unclear(home, *PEOPLE[:2])
    looks = reconciler(home, Odd(set(PEOPLE)))
    await looks.reconcile()
    assert (await kept(home, good.id)).state is State.SENT
    assert (await kept(home, bad.id)).state is State.UNKNOWN
    assert f"not_recorded delivery={bad.id}" in caplog.text
    assert await looks.reconcile() == 0


async def test_what_was_proved_absent_in_time_is_sent_once(home: House) -> None:
    (absent,) = await unclear(home, KARI)
    await reconciler(home, Archive()).reconcile()
    await home.deliverer.drain_all()
    assert [each.wire_id for each in home.platform.posted] == [absent.wire_id]


@pytest.mark.parametrize("reach", [Reach.PERSON, Reach.MESSAGE])
async def test_what_nobody_can_look_up_is_left_alone_once_it_is_too_late(
    home: House, reach: Reach
) -> None:
    (gone,) = await unclear(home, KARI)
    archive = Archive(failures={KARI: Refused("channel_not_found", reach)})
    looks = reconciler(home, archive)
    for _ in range(2):
        await looks.reconcile()
        home.clock.pass_(hours=1)
    assert len(archive.asked) == 2
    home.clock.move_to(gone.expires_utc)
    for _ in range(9):
        await looks.reconcile()
        home.clock.pass_(days=1)
    assert len(archive.asked) == 3
    assert (await kept(home, gone.id)).state is State.UNKNOWN


async def test_a_look_that_never_gets_an_answer_is_seldom_repeated_once_too_late(
    home: House,
) -> None:
    (long_,) = await unclear(home, KARI)
    archive = Archive(failures={KARI: Unclear("too-much-history")})
    looks = reconciler(home, archive)
    home.clock.move_to(long_.expires_utc)
    for _ in range(60):
        await looks.reconcile()
        home.clock.pass_(minutes=1)
    assert len(archive.asked) == 2
