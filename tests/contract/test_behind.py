"""What lies behind the leaders who are due is read for all of them at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.deliveries import Kind, State
from bot.domain.ids import NudgeId, PersonId, WorkspaceId, person_in
from bot.domain.journal import Happened
from bot.domain.people import Closed, Workspace
from bot.domain.planning import Earlier
from bot.ports.store import Behind, Store, Transaction
from tests.fakes.kept import KARI, LANE, NOW, OLA, entry, leader, minutes, nudge

DAY = timedelta(days=1)
WEEK_AGO = NOW - 7 * DAY
LATER = person_in(LANE, "U9")  # due at the same instant, and in the next batch


async def keep(store: Store, *people: PersonId) -> None:
    """Keep these as leaders who are due now."""

    def body(tx: Transaction) -> None:
        for each in people:
            tx.leaders.save(leader(each), NOW)

    await store.write(body)


async def behind(store: Store, most: int = 2) -> Behind:
    """Return what lies behind the first who are due."""
    return await store.read(
        lambda tx: tx.leaders.behind(tx.leaders.due(NOW, most), WEEK_AGO)
    )


async def test_nobody_due_has_nothing_behind(store: Store) -> None:
    assert await behind(store) == Behind({}, {}, {})


async def test_every_nudge_used_comes_newest_first_leader_by_leader(
    store: Store,
) -> None:
    await keep(store, KARI, OLA, LATER)
    one, two, three = (NudgeId(f"give-feedback/{name}") for name in "abc")
    at = {one: minutes(1), two: NOW, three: minutes(1)}
    chosen = [
        replace(entry(Happened.CHOSEN, at[each]), nudge=each)
        for each in (one, two, three)
    ]
    rest = [
        replace(entry(Happened.SENT, minutes(9)), nudge=two),
        replace(chosen[0], person=OLA),
        replace(chosen[1], person=LATER),
        entry(Happened.CHOSEN, minutes(9)),  # of no nudge
    ]
    await store.write(lambda tx: tx.journal.add([*chosen, *rest]))
    used = (await behind(store)).used
    assert used == {KARI: [three, one, two], OLA: [one]}
    everybody = (await behind(store, most=3)).used
    assert everybody == {**used, LATER: [two]}


async def test_each_workspace_comes_as_it_was_saved_or_with_every_default(
    store: Store,
) -> None:
    elsewhere = person_in(WorkspaceId("slack:T2"), "U1")
    closed = [date(2026, 12, 24), date(2026, 7, 1)]
    saved = Workspace(
        LANE, "Fjord", closed=tuple(Closed(each, each) for each in closed)
    )
    await keep(store, KARI, elsewhere)
    await store.write(lambda tx: tx.workspaces.save(saved))
    home = elsewhere.rpartition(":")[0]
    assert (await behind(store)).workspaces == {
        LANE: saved,
        home: Workspace(WorkspaceId(home)),
    }


async def test_what_came_since_then_is_told_as_far_as_planning_reads_it(
    store: Store,
) -> None:
    await keep(store, KARI, OLA, LATER)
    old = nudge(due_utc=WEEK_AGO - timedelta(microseconds=1))
    came = replace(nudge(due_utc=WEEK_AGO), state=State.SENT, sent_utc=NOW)
    asks = replace(nudge(OLA), kind=Kind.CHECK_IN, about="")
    others = [
        replace(nudge(due_utc=minutes(1)), kind=Kind.WELCOME),
        nudge(LATER, minutes(2)),
    ]
    await store.write(lambda tx: tx.outbox.add([old, came, asks, *others]))
    earlier = (await behind(store)).earlier
    assert told(earlier[KARI]) == [(Kind.NUDGE, WEEK_AGO, State.SENT)]
    assert told(earlier[OLA]) == [(Kind.CHECK_IN, NOW, State.PLANNED)]
    assert earlier.keys() == {KARI, OLA}
    [kept] = earlier[KARI]
    assert (kept.nudge, kept.local_date, kept.sent_utc, kept.round) == (
        came.nudge,
        came.local_date,
        NOW,
        0,
    )


async def test_what_was_put_off_long_ago_is_told_when_it_comes_back_now(
    store: Store,
) -> None:
    await keep(store, KARI)
    long_ago = NOW - 60 * DAY
    waits = replace(nudge(due_utc=long_ago), round=1, not_before_utc=NOW + DAY)
    came_back = replace(
        nudge(due_utc=long_ago + DAY),
        state=State.REPLACED,
        round=2,
        not_before_utc=NOW,
        sent_utc=NOW,
    )
    over = replace(nudge(due_utc=long_ago - DAY), round=1)
    recent = replace(nudge(), round=1, not_before_utc=NOW + 2 * DAY)
    over = replace(over, not_before_utc=WEEK_AGO - DAY)
    await store.write(lambda tx: tx.outbox.add([waits, came_back, over, recent]))
    found = (await behind(store)).earlier[KARI]
    assert sorted(each.not_before_utc for each in found) == [
        NOW,
        NOW + DAY,
        NOW + 2 * DAY,
    ]


def told(found: Sequence[Earlier]) -> list[tuple[Kind, object, State]]:
    return [(each.kind, each.due_utc, each.state) for each in found]
