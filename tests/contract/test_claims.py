import asyncio
from dataclasses import replace

import pytest

from bot.domain.deliveries import Delivery, Kind, Place, State, Turn
from bot.domain.ids import WorkspaceId, person_in
from bot.ports.outbox import Settled
from bot.ports.store import Store
from tests.fakes.kept import KARI, LANE, NOW, OLA, minutes, nudge, other
from tests.fakes.kept import claim as claimed
from tests.fakes.stores import Opened


async def claim(store: Store, most: int = 9, minute: int = 0) -> list[Delivery]:
    """Claim from Kari's lane for two minutes."""
    return await store.write(lambda tx: claimed(tx, minute=minute, most=most))


async def kept(store: Store, delivery: Delivery) -> Delivery:
    """Return `delivery` as the store has it."""
    found = await store.read(lambda tx: tx.outbox.find(delivery.id))
    assert found is not None
    return found


async def test_a_claim_marks_what_it_takes(store: Store) -> None:
    await store.write(lambda tx: tx.outbox.add([replace(nudge(), attempts=2, epoch=5)]))
    batch = await claim(store, minute=1)
    marked = replace(
        nudge(), state=State.SENDING, epoch=6, attempts=3, attempt_utc=minutes(1)
    )
    assert batch == [marked]
    assert await kept(store, nudge()) == marked


async def test_a_claimed_delivery_is_nobody_elses(store: Store) -> None:
    await store.write(lambda tx: tx.outbox.add([nudge()]))
    assert len(await claim(store)) == 1
    assert await claim(store, minute=60) == []


async def test_a_claim_takes_the_earliest_first_and_no_more_than_asked(
    store: Store,
) -> None:
    people = [person_in(LANE, f"U{n}") for n in range(5)]
    all_ = [nudge(person, minutes(-n)) for n, person in enumerate(people)]
    await store.write(lambda tx: tx.outbox.add(all_))
    assert [each.person for each in await claim(store, most=2)] == [
        people[4],
        people[3],
    ]
    assert [each.person for each in await claim(store)] == people[2::-1]


async def test_of_equals_the_claim_goes_by_id(store: Store) -> None:
    people = [person_in(LANE, f"U{n}") for n in range(9)]
    await store.write(lambda tx: tx.outbox.add([nudge(each) for each in people]))
    ids = [each.id for each in await claim(store, most=5)]
    assert ids == sorted(nudge(each).id for each in people)[:5]


async def test_a_person_gets_one_post_at_a_time_the_earliest(store: Store) -> None:
    late, early = nudge(due_utc=minutes(-1)), other(Kind.WELCOME, due_utc=minutes(-2))
    await store.write(lambda tx: tx.outbox.add([late, early, nudge(OLA)]))
    first = await claim(store)
    assert [each.id for each in first] == [early.id, nudge(OLA).id]
    assert await claim(store) == []
    arrived = Settled(early.id, first[0].epoch, State.SENT)
    await store.write(lambda tx: tx.outbox.settle([arrived]))
    assert [each.id for each in await claim(store)] == [late.id]


@pytest.mark.parametrize("kind", [Kind.REDRAW, Kind.HOME, Kind.COMMAND])
async def test_what_somebody_waits_for_is_claimed_before_what_was_due_earlier(
    store: Store, kind: Kind
) -> None:
    people = [person_in(LANE, f"U{n}") for n in range(10, 14)]
    burst = [nudge(each, minutes(-n)) for n, each in enumerate(people)]
    waited_for = [other(kind, OLA), other(kind, due_utc=minutes(-1))]
    await store.write(lambda tx: tx.outbox.add([*burst, *waited_for]))
    first = await claim(store, most=3)
    assert [each.id for each in first] == [
        waited_for[1].id,
        waited_for[0].id,
        burst[3].id,
    ]
    assert [each.id for each in await claim(store)] == [
        each.id for each in burst[2::-1]
    ]


async def test_no_more_are_claimed_than_asked_whatever_they_are(store: Store) -> None:
    people = [person_in(LANE, f"U{n}") for n in range(10, 14)]
    await store.write(
        lambda tx: tx.outbox.add(
            [*map(nudge, people), *(other(Kind.HOME, each) for each in people)]
        )
    )
    kinds = [[each.kind for each in await claim(store, most=3)] for _ in range(4)]
    assert kinds[0] == [Kind.HOME] * 3
    assert kinds[1] == [Kind.HOME, Kind.NUDGE, Kind.NUDGE]
    assert kinds[2:] == [[Kind.NUDGE] * 2, []]


@pytest.mark.parametrize("kind", [Kind.REDRAW, Kind.HOME, Kind.COMMAND])
async def test_what_somebody_waits_for_does_not_wait_for_a_send_that_is_stuck(
    store: Store, kind: Kind
) -> None:
    stuck, wanted = nudge(due_utc=minutes(-5)), other(kind)
    await store.write(lambda tx: tx.outbox.add([stuck]))
    assert [each.id for each in await claim(store)] == [stuck.id]
    await store.write(lambda tx: tx.outbox.add([wanted]))
    assert [each.id for each in await claim(store)] == [wanted.id]


async def test_a_post_does_not_wait_for_a_redraw_that_is_stuck(store: Store) -> None:
    stuck, wanted = other(Kind.REDRAW), nudge()
    await store.write(lambda tx: tx.outbox.add([stuck]))
    assert [each.id for each in await claim(store)] == [stuck.id]
    await store.write(lambda tx: tx.outbox.add([wanted]))
    assert [each.id for each in await claim(store)] == [wanted.id]


async def test_of_a_persons_posts_what_later_promised_goes_first(store: Store) -> None:
    due = nudge(due_utc=minutes(-5))
    promised = replace(nudge(), round=1)
    await store.write(lambda tx: tx.outbox.add([due, promised]))
    assert [each.id for each in await claim(store)] == [promised.id]
    assert await claim(store) == []


async def test_a_redraw_put_off_holds_nothing_else_back(store: Store) -> None:
    due, soon = nudge(), other(Kind.REDRAW, due_utc=minutes(1))
    await store.write(lambda tx: tx.outbox.add([due, soon]))
    assert [each.id for each in await claim(store)] == [due.id]
    assert [each.id for each in await claim(store, minute=1)] == [soon.id]


async def test_the_turns_are_those_with_something_due(store: Store) -> None:
    promised = replace(nudge(OLA), round=1)
    soon, sent = other(Kind.REDRAW, OLA, minutes(1)), other(Kind.COMMAND)
    await store.write(
        lambda tx: tx.outbox.add(
            [nudge(), promised, soon, replace(sent, state=State.SENT)]
        )
    )
    due = [Turn.PROMISED, Turn.REST]
    assert await store.read(lambda tx: tx.outbox.turns(LANE, NOW)) == due
    due = [Turn.REDRAW, *due]
    assert await store.read(lambda tx: tx.outbox.turns(LANE, minutes(1))) == due
    elsewhere = WorkspaceId("slack:T2")
    assert await store.read(lambda tx: tx.outbox.turns(elsewhere, NOW)) == []


async def test_what_is_planned_again_keeps_its_turn(store: Store) -> None:
    home, due = other(Kind.HOME, OLA), nudge(due_utc=minutes(-5))
    await store.write(lambda tx: tx.outbox.add([home, due]))
    for _ in range(2):
        await store.write(lambda tx: tx.outbox.again(home))
        assert [each.id for each in await claim(store, most=1)] == [home.id]


async def test_nothing_is_claimed_before_its_time_or_from_another_lane(
    store: Store,
) -> None:
    away = nudge(person_in(type(LANE)("slack:T2"), "U1"))
    await store.write(lambda tx: tx.outbox.add([nudge(due_utc=minutes(1)), away]))
    assert await claim(store) == []
    assert len(await claim(store, minute=1)) == 1


async def test_an_outcome_is_kept_and_the_lease_is_over(store: Store) -> None:
    await store.write(lambda tx: tx.outbox.add([nudge()]))
    [mine] = await claim(store)
    place = Place("D1", "1700000000.000100")
    outcome = Settled(mine.id, mine.epoch, State.SENT, "", None, place, minutes(1))
    assert await store.write(lambda tx: tx.outbox.settle([outcome])) == 1
    assert await kept(store, mine) == replace(
        mine, state=State.SENT, place=place, sent_utc=minutes(1)
    )
    assert await store.write(lambda tx: tx.outbox.reap(minutes(99), minutes(99))) == 0


async def test_an_outcome_leaves_what_it_does_not_name(store: Store) -> None:
    stood = replace(nudge(), place=Place("D1", "1"), sent_utc=minutes(-9), reason="x")
    await store.write(lambda tx: tx.outbox.add([stood]))
    [mine] = await claim(store)
    outcome = Settled(mine.id, mine.epoch, State.PLANNED, "limited")
    await store.write(lambda tx: tx.outbox.settle([outcome]))
    assert await kept(store, mine) == replace(
        mine, state=State.PLANNED, reason="limited"
    )


async def test_an_outcome_of_an_older_claim_changes_nothing(store: Store) -> None:
    await store.write(lambda tx: tx.outbox.add([nudge()]))
    [mine] = await claim(store)
    back = Settled(mine.id, mine.epoch, State.PLANNED, "limited", minutes(1))
    assert await store.write(lambda tx: tx.outbox.settle([back])) == 1
    [theirs] = await claim(store, minute=1)
    late = Settled(mine.id, mine.epoch, State.SENT)
    assert await store.write(lambda tx: tx.outbox.settle([late])) == 0
    assert await kept(store, mine) == theirs


async def test_an_outcome_is_kept_once(store: Store) -> None:
    await store.write(lambda tx: tx.outbox.add([nudge()]))
    [mine] = await claim(store)
    refused = Settled(mine.id, mine.epoch, State.REFUSED, "gone")
    sent = Settled(mine.id, mine.epoch, State.SENT)
    assert await store.write(lambda tx: tx.outbox.settle([refused, sent])) == 1
    assert (await kept(store, mine)).state is State.REFUSED


@pytest.mark.parametrize("kind", list(Kind))
async def test_a_send_whose_lease_ran_out_may_have_arrived(
    store: Store, kind: Kind
) -> None:
    await store.write(lambda tx: tx.outbox.add([other(kind)]))
    [mine] = await claim(store)
    just_before, at_end = minutes(1.99), minutes(2)
    assert await store.write(lambda tx: tx.outbox.reap(just_before, minutes(3))) == 0
    assert await store.write(lambda tx: tx.outbox.reap(at_end, minutes(3))) == 1
    expected = replace(mine, epoch=mine.epoch + 1, state=State.PLANNED)
    if not mine.repeatable:
        expected = replace(expected, state=State.UNKNOWN, not_before_utc=minutes(3))
    assert await kept(store, mine) == expected
    late = Settled(mine.id, mine.epoch, State.SENT)
    assert await store.write(lambda tx: tx.outbox.settle([late])) == 0


async def test_the_unknown_are_looked_up_when_they_have_settled(store: Store) -> None:
    await store.write(lambda tx: tx.outbox.add([nudge(), nudge(OLA)]))
    batch = await claim(store)
    await store.write(lambda tx: tx.outbox.reap(minutes(2), minutes(3)))
    assert await store.read(lambda tx: tx.outbox.unknown(LANE, minutes(2), 9)) == []
    first = await store.read(lambda tx: tx.outbox.unknown(LANE, minutes(3), 1))
    lost = await store.read(lambda tx: tx.outbox.unknown(LANE, minutes(3), 9))
    assert first == lost[:1]
    assert {each.id for each in lost} == {each.id for each in batch}
    found = Settled(lost[0].id, lost[0].epoch, State.SENT, sent_utc=minutes(3))
    absent = Settled(lost[1].id, lost[1].epoch, State.PLANNED)
    assert await store.write(lambda tx: tx.outbox.settle([found, absent])) == 2
    assert await store.read(lambda tx: tx.outbox.unknown(LANE, minutes(9), 9)) == []
    assert await store.write(lambda tx: tx.outbox.settle([absent])) == 0


async def test_many_claims_at_once_hand_out_each_delivery_once(opened: Opened) -> None:
    stores = [opened(), opened()]
    people = [person_in(LANE, f"U{n}") for n in range(60)]
    await stores[0].write(lambda tx: tx.outbox.add([nudge(each) for each in people]))
    batches = await asyncio.gather(*(claim(stores[n % 2], most=4) for n in range(24)))
    taken = [each.id for batch in batches for each in batch]
    assert len(taken) == len(set(taken)) == len(people)


async def test_many_may_add_the_same_at_once_and_it_is_new_once(
    opened: Opened,
) -> None:
    stores = [opened(), opened()]
    added = await asyncio.gather(
        *(
            stores[n % 2].write(lambda tx: tx.outbox.add([nudge(), nudge(OLA)]))
            for n in range(12)
        )
    )
    assert sum(added) == 2
    assert await kept(stores[0], nudge(KARI, NOW)) == nudge()


async def test_what_somebody_typed_is_not_kept_once_it_was_obeyed(store: Store) -> None:
    line = replace(nudge(), kind=Kind.COMMAND, about="leader add", state=State.PLANNED)
    await store.write(lambda tx: tx.outbox.add([line]))
    (claimed,) = await claim(store)
    done = Settled(claimed.id, claimed.epoch, State.SENT)
    await store.write(lambda tx: tx.outbox.settle([done]))
    kept = await store.read(lambda tx: tx.outbox.find(line.id))
    assert claimed.about == "leader add"
    assert kept is not None
    assert kept.about == ""
