from dataclasses import replace

import pytest

from bot.domain.deliveries import Delivery, Kind, Place, Response, State
from bot.domain.ids import PersonId, WorkspaceId, person_in
from bot.domain.words import Language
from bot.ports.outbox import Settled
from bot.ports.store import Store
from tests.fakes.kept import KARI, LANE, NOW, OLA, claim, minutes, nudge, other

ELSEWHERE = WorkspaceId("slack:T2")
AWAY = person_in(ELSEWHERE, "U1")
PLACE = Place("D1", "1700000000.000100")


async def kept(store: Store, delivery: Delivery) -> Delivery:
    """Return `delivery` as the store has it."""
    found = await store.read(lambda tx: tx.outbox.find(delivery.id))
    assert found is not None
    return found


async def claimed(store: Store, person: PersonId = KARI) -> Delivery:
    """Return a nudge that was just claimed."""
    await store.write(lambda tx: tx.outbox.add([nudge(person)]))
    (mine,) = await store.write(lambda tx: claim(tx, nudge(person).workspace))
    return mine


async def sent(store: Store, delivery: Delivery, minute: int = 0) -> Delivery:
    """Keep `delivery` as sent; return it."""
    arrived = replace(delivery, state=State.SENT, place=PLACE, sent_utc=minutes(minute))
    await store.write(lambda tx: tx.outbox.add([arrived]))
    return arrived


async def test_a_delivery_comes_back_as_it_was_added(store: Store) -> None:
    full = replace(
        nudge(),
        reply_to="https://reply.example/1",
        language=Language.DA,
        state=State.REPLACED,
        reason="newer",
        round=2,
        epoch=7,
        attempts=3,
        attempt_utc=minutes(1),
        place=PLACE,
        sent_utc=minutes(2),
        response=Response.NOT_NOW,
        responded_utc=minutes(3),
    )
    await store.write(lambda tx: tx.outbox.add([full, other(Kind.HOME)]))
    assert await kept(store, full) == full
    assert await kept(store, other(Kind.HOME)) == other(Kind.HOME)


async def test_what_was_never_added_is_not_found(store: Store) -> None:
    assert await store.read(lambda tx: tx.outbox.find(nudge().id)) is None


async def test_adding_twice_keeps_the_first_and_counts_the_new(store: Store) -> None:
    again = replace(nudge(), reason="second")
    assert await store.write(lambda tx: tx.outbox.add([nudge()])) == 1
    both = [again, nudge(OLA), nudge(OLA)]
    assert await store.write(lambda tx: tx.outbox.add(both)) == 1
    assert await store.write(lambda tx: tx.outbox.add([])) == 0
    assert await kept(store, nudge()) == nudge()


async def test_again_plans_what_is_new(store: Store) -> None:
    await store.write(lambda tx: tx.outbox.again(other(Kind.REDRAW)))
    assert await kept(store, other(Kind.REDRAW)) == replace(other(Kind.REDRAW), epoch=1)


async def test_again_plans_what_was_sent_as_it_is_given(store: Store) -> None:
    was = await claimed(store)
    put_off = replace(was, round=1, not_before_utc=minutes(120), place=PLACE)
    await store.write(lambda tx: tx.outbox.again(put_off))
    assert await kept(store, was) == replace(
        put_off, state=State.PLANNED, epoch=was.epoch + 1
    )


async def test_again_fences_out_who_is_sending(store: Store) -> None:
    was = await claimed(store)
    await store.write(lambda tx: tx.outbox.again(was))
    late = Settled(was.id, was.epoch, State.SENT)
    assert await store.write(lambda tx: tx.outbox.settle([late])) == 0
    assert (await kept(store, was)).state is State.PLANNED


async def test_a_nudge_is_found_where_its_message_stands(store: Store) -> None:
    arrived = await sent(store, nudge())
    drawn = replace(other(Kind.REDRAW), place=PLACE, due_utc=minutes(5))
    await store.write(lambda tx: tx.outbox.add([drawn]))
    assert await store.read(lambda tx: tx.outbox.at(LANE, PLACE)) == arrived
    nowhere = Place("D1", "9")
    assert await store.read(lambda tx: tx.outbox.at(LANE, nowhere)) is None
    assert await store.read(lambda tx: tx.outbox.at(ELSEWHERE, PLACE)) is None


async def test_the_open_nudge_is_the_newest_sent_and_not_replaced(
    store: Store,
) -> None:
    assert await store.read(lambda tx: tx.outbox.open_nudge(KARI)) is None
    older = await sent(store, nudge(due_utc=minutes(1)), minute=20)
    await sent(store, nudge(due_utc=minutes(2)), minute=10)
    await sent(store, other(Kind.WELCOME), minute=30)
    replaced = replace(nudge(due_utc=minutes(3)), state=State.REPLACED)
    await store.write(lambda tx: tx.outbox.add([replaced, nudge()]))
    answered = replace(older, response=Response.DONE, responded_utc=NOW)
    await store.write(lambda tx: tx.outbox.answer(older.id, Response.DONE, NOW))
    assert await store.read(lambda tx: tx.outbox.open_nudge(KARI)) == answered


async def test_a_persons_nudges_come_newest_first(store: Store) -> None:
    mine = [nudge(due_utc=minutes(n)) for n in range(4)]
    rest = [nudge(OLA, minutes(2)), other(Kind.HOME, due_utc=minutes(3))]
    await store.write(lambda tx: tx.outbox.add([*mine, *rest]))
    found = await store.read(lambda tx: tx.outbox.nudges(KARI, minutes(1)))
    assert found == [mine[3], mine[2], mine[1]]


async def test_what_waits_comes_earliest_first(store: Store) -> None:
    late, soon = nudge(due_utc=minutes(9)), other(Kind.HOME)
    over = replace(nudge(), state=State.MISSED)
    await store.write(lambda tx: tx.outbox.add([late, soon, over, nudge(OLA)]))
    assert await store.read(lambda tx: tx.outbox.waiting(KARI)) == [soon, late]


async def test_lanes_are_those_with_work_now_and_no_block(store: Store) -> None:
    lane = [WorkspaceId(f"slack:T{n}") for n in range(6)]
    due = [nudge(person_in(each, "U1")) for each in lane]
    future = nudge(person_in(lane[1], "U1"), minutes(1))
    lost = replace(due[3], state=State.UNKNOWN)
    unsettled = replace(due[4], state=State.UNKNOWN, not_before_utc=minutes(1))
    over = replace(due[5], state=State.SENT)
    await store.write(
        lambda tx: tx.outbox.add([due[0], future, due[2], lost, unsettled, over])
    )
    await store.write(lambda tx: tx.lanes.block(lane[2], minutes(5)))
    await store.write(lambda tx: tx.lanes.block(lane[0], NOW))
    assert await store.read(lambda tx: tx.outbox.lanes(NOW)) == [lane[0], lane[3]]
    assert await store.read(lambda tx: tx.outbox.lanes(minutes(5))) == lane[:5]


async def test_the_next_due_is_the_earliest_of_all_lanes(store: Store) -> None:
    assert await store.read(lambda tx: tx.outbox.next_due()) is None
    over = replace(other(Kind.HOME), state=State.SENT)
    await store.write(
        lambda tx: tx.outbox.add([over, nudge(AWAY, minutes(5)), nudge(KARI, NOW)])
    )
    assert await store.read(lambda tx: tx.outbox.next_due()) == NOW
    await store.write(lambda tx: tx.lanes.block(LANE, minutes(9)))
    assert await store.read(lambda tx: tx.outbox.next_due()) == minutes(5)
    await store.write(lambda tx: tx.lanes.block(ELSEWHERE, minutes(12)))
    assert await store.read(lambda tx: tx.outbox.next_due()) == minutes(9)


@pytest.mark.parametrize("kind", list(Kind))
async def test_the_next_due_may_be_of_any_kind(store: Store, kind: Kind) -> None:
    soon = other(kind, due_utc=minutes(1))
    late = [other(each, OLA, minutes(2)) for each in (Kind.HOME, Kind.NUDGE)]
    await store.write(lambda tx: tx.outbox.add([*late, soon]))
    assert await store.read(lambda tx: tx.outbox.next_due()) == minutes(1)
    assert await store.read(lambda tx: tx.outbox.lanes(NOW)) == []
    assert await store.read(lambda tx: tx.outbox.lanes(minutes(1))) == [LANE]


async def test_a_change_is_kept_whoever_is_sending(store: Store) -> None:
    was = await claimed(store)
    wanted = replace(
        was,
        state=State.DROPPED,
        reason="paused",
        response=Response.LATER,
        responded_utc=minutes(1),
        expires_utc=minutes(7),
    )
    not_kept = replace(wanted, attempts=99, about="something else")
    await store.write(lambda tx: tx.outbox.change(not_kept))
    assert await kept(store, was) == replace(wanted, epoch=was.epoch + 1)
    late = Settled(was.id, was.epoch, State.SENT)
    assert await store.write(lambda tx: tx.outbox.settle([late])) == 0


async def test_a_change_of_what_is_being_sent_leaves_its_lease(store: Store) -> None:
    was = await claimed(store)
    await store.write(lambda tx: tx.outbox.change(replace(was, reason="seen")))
    assert (await kept(store, was)).state is State.SENDING
    assert await store.write(lambda tx: tx.outbox.reap(minutes(2), minutes(3))) == 1


async def test_an_answer_leaves_the_sending_alone(store: Store) -> None:
    was = await claimed(store)
    await store.write(lambda tx: tx.outbox.answer(was.id, Response.DONE, minutes(1)))
    answered = replace(was, response=Response.DONE, responded_utc=minutes(1))
    assert await kept(store, was) == answered
    await store.write(lambda tx: tx.outbox.answer(was.id, None, None))
    assert await kept(store, was) == was


async def test_beside_a_nudge_stand_the_others_and_itself_once_answered(
    store: Store,
) -> None:
    mine = await sent(store, nudge(due_utc=minutes(2)), minute=5)
    older = await sent(store, nudge(due_utc=minutes(1)), minute=4)
    await sent(store, other(Kind.WELCOME), minute=3)
    await sent(store, nudge(OLA))
    over = replace(nudge(due_utc=minutes(3)), state=State.REPLACED)
    await store.write(lambda tx: tx.outbox.add([over, nudge()]))
    home = other(Kind.HOME).id

    async def beside() -> list[Delivery]:
        return list(await store.read(lambda tx: tx.outbox.beside(mine, home)))

    assert await beside() == [older]
    await store.write(lambda tx: tx.outbox.answer(mine.id, Response.DONE, NOW))
    answered = replace(mine, response=Response.DONE, responded_utc=NOW)
    assert await beside() == [answered, older]
    await store.write(lambda tx: tx.outbox.add([other(Kind.HOME, due_utc=NOW)]))
    assert await beside() == [answered, older, other(Kind.HOME)]


async def test_it_is_known_whether_there_is_a_delivery(store: Store) -> None:
    await sent(store, nudge())
    assert await store.read(lambda tx: tx.outbox.knows(nudge().id))
    assert not await store.read(lambda tx: tx.outbox.knows(nudge(OLA).id))


async def test_the_newest_post_that_stands_says_when_it_came(store: Store) -> None:
    assert await store.read(lambda tx: tx.outbox.posted_utc(KARI)) is None
    await sent(store, nudge(), minute=3)
    await sent(store, other(Kind.WELCOME), minute=5)
    await sent(store, other(Kind.HOME), minute=8)
    await sent(store, nudge(OLA), minute=9)
    assert await store.read(lambda tx: tx.outbox.posted_utc(KARI)) == minutes(5)


async def test_waiting_nudges_are_dropped_and_nothing_else(store: Store) -> None:
    home, theirs = other(Kind.HOME), nudge(OLA)
    over = replace(nudge(due_utc=minutes(1)), state=State.SENT)
    rest = [home, theirs, over]
    await store.write(lambda tx: tx.outbox.add([nudge(), *rest]))
    dropped = await store.write(lambda tx: tx.outbox.drop_waiting(KARI, "stopped"))
    assert dropped == 1
    assert await kept(store, nudge()) == replace(
        nudge(), state=State.DROPPED, reason="stopped", epoch=1
    )
    assert [await kept(store, each) for each in rest] == rest


async def test_health_counts_nudges_and_names_nobody(store: Store) -> None:
    def some(state: State, minute: int, reason: str = "") -> Delivery:
        return replace(nudge(due_utc=minutes(minute)), state=state, reason=reason)

    put_off = replace(nudge(due_utc=minutes(6)), round=1, not_before_utc=minutes(99))
    refused_welcome = replace(
        other(Kind.WELCOME, OLA, minutes(1)), state=State.REFUSED, reason="gone"
    )
    busy = [
        replace(some(State.PLANNED, minute, reason), not_before_utc=minutes(99))
        for minute, reason in enumerate(("", "dnd", "away"), start=30)
    ]
    await store.write(
        lambda tx: tx.outbox.add(
            [
                some(State.SENT, 1),
                some(State.SENT, 2, "found"),
                some(State.MISSED, 3, "late"),
                some(State.MISSED, 4, "late"),
                some(State.REFUSED, 5, "gone"),
                put_off,
                *(replace(each, due_utc=minutes(6)) for each in busy),
                some(State.PLANNED, 7, "limited"),
                some(State.SENT, -1),
                other(Kind.HOME, due_utc=minutes(1)),
                other(Kind.WELCOME, due_utc=minutes(1)),
                refused_welcome,
                nudge(AWAY, minutes(1)),
            ]
        )
    )
    health = await store.read(lambda tx: tx.outbox.health(LANE, NOW))
    assert dict(health.counts) == {
        State.SENT: 2,
        State.MISSED: 2,
        State.REFUSED: 2,
        State.PLANNED: 5,
    }
    assert health.oldest_waiting_utc == minutes(7)
    assert health.reasons == (("gone", 2), ("late", 2))


async def test_a_quiet_lane_has_nothing_to_report(store: Store) -> None:
    health = await store.read(lambda tx: tx.outbox.health(LANE, NOW))
    assert (health.counts, health.oldest_waiting_utc, health.reasons) == ((), None, ())


@pytest.mark.parametrize("state", [each for each in State if each != State.SENDING])
async def test_only_what_is_over_and_old_is_forgotten(
    store: Store, state: State
) -> None:
    old = replace(nudge(), state=state, expires_utc=minutes(0))
    young = replace(nudge(due_utc=minutes(1)), state=state)
    put_off = replace(nudge(OLA), state=state, expires_utc=minutes(1))
    await store.write(lambda tx: tx.outbox.add([old, young, put_off]))
    goes = state is not State.PLANNED
    assert await store.write(lambda tx: tx.outbox.forget(minutes(1))) == goes
    left = await store.read(lambda tx: tx.outbox.find(old.id))
    assert left == (None if goes else old)
    assert await kept(store, young) == young
    assert await kept(store, put_off) == put_off


async def test_what_is_being_sent_is_not_forgotten(store: Store) -> None:
    was = await claimed(store)
    assert await store.write(lambda tx: tx.outbox.forget(minutes(99))) == 0
    assert await kept(store, was) == was
