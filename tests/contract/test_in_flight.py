from dataclasses import replace

from bot.domain.deliveries import Delivery, Kind
from bot.domain.ids import NudgeId, PersonId, WorkspaceId, person_in, workspace_of
from bot.domain.people import Leader, Person, Profile, Team
from bot.domain.words import Language
from bot.ports.store import Due, Store, Transaction
from tests.fakes.kept import KARI, LANE, OLA, claim, leader, minutes, nudge, other

PROFILE = Profile("Kari Nordmann", "Europe/Oslo", Language.NB)
CHOOSY = replace(leader(), retired=frozenset({NudgeId("a/b"), NudgeId("c/d")}))


async def claimed(store: Store, *deliveries: Delivery) -> None:
    """Let all of it be under way, by a lease of two minutes."""

    def body(tx: Transaction) -> None:
        tx.outbox.add(deliveries)
        assert len(claim(tx)) == len(deliveries)

    await store.write(body)


async def in_flight(store: Store, minute: float = 2) -> dict[PersonId, Due]:
    lease = minutes(minute)
    return dict(await store.read(lambda tx: tx.leaders.in_flight(LANE, lease)))


async def enrol(store: Store, *leaders: Leader) -> None:
    def body(tx: Transaction) -> None:
        for each in leaders:
            tx.leaders.save(each, minutes(5))

    await store.write(body)


async def test_leaders_in_flight_come_with_all_that_is_known_of_them(
    store: Store,
) -> None:
    await enrol(store, CHOOSY, leader(OLA))
    person = Person(KARI, PROFILE, own_zone="Asia/Tokyo")
    await store.write(lambda tx: tx.people.save(person))
    await store.write(lambda tx: tx.teams.save(Team(KARI, country="NO")))
    await claimed(store, nudge(), nudge(OLA))
    assert await in_flight(store) == {
        KARI: Due(CHOOSY, person, minutes(5), "NO"),
        OLA: Due(leader(OLA), Person(OLA), minutes(5), ""),
    }


async def test_only_posts_under_that_lease_and_in_that_lane_are_in_flight(
    store: Store,
) -> None:
    away = person_in(WorkspaceId("slack:T2"), "U1")
    member = person_in(LANE, "U3")
    await enrol(store, leader(), leader(OLA), leader(away))
    await claimed(store, nudge(), other(Kind.HOME, OLA), nudge(member))
    await store.write(lambda tx: tx.outbox.add([nudge(away)]))
    await store.write(lambda tx: claim(tx, workspace_of(away)))
    assert set(await in_flight(store)) == {KARI}
    assert await in_flight(store, minute=3) == {}


async def test_to_whom_a_lane_posts_next_comes_earliest_first(store: Store) -> None:
    people = [person_in(LANE, f"U{n}") for n in range(4)]
    due = [nudge(each, minutes(n)) for n, each in enumerate(people)]
    promised = replace(nudge(OLA), round=1)
    waited_for = other(Kind.HOME, OLA)
    await store.write(lambda tx: tx.outbox.add([*due[::-1], promised, waited_for]))

    async def coming(minute: int, most: int) -> list[str]:
        until = minutes(minute)
        return list(await store.read(lambda tx: tx.outbox.coming(LANE, until, most)))

    assert await coming(2, 9) == people[:3]
    assert await coming(9, 2) == people[:2]
    assert await coming(-1, 9) == []
