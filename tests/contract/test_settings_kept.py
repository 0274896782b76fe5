from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.cadence import Cadence, QuietHours
from bot.domain.ids import HabitId, InputId, NudgeId, WorkspaceId, person_in
from bot.domain.journal import Entry, Happened
from bot.domain.people import Channel, Closed, Person, Profile, Team, Workspace
from bot.domain.words import Language, Weekdays
from bot.ports.store import Store, Transaction
from tests.fakes.kept import KARI, LANE, NOW, OLA, entry, leader, minutes

ELSEWHERE = WorkspaceId("slack:T2")
PROFILE = Profile("Kari Nordmann", "Europe/Oslo", Language.NB, admin=True)
FULL = Workspace(
    LANE,
    name="Fjord & Fjell",
    cadence=Cadence(Weekdays(frozenset({2, 4})), time(10, 30), 3, 2),
    quiet=QuietHours(time(18), time(7, 15)),
    closed=(
        Closed(date(2026, 12, 24), date(2027, 1, 2), "jul"),
        Closed(date(2026, 7, 1), date(2026, 7, 31)),
    ),
    trouble="token_revoked",
)


async def test_a_workspace_comes_back_as_it_was_saved(store: Store) -> None:
    await store.write(lambda tx: tx.workspaces.save(FULL))
    assert await store.read(lambda tx: tx.workspaces.find(LANE)) == FULL
    changed = replace(FULL, closed=FULL.closed[1:], trouble="")
    await store.write(lambda tx: tx.workspaces.save(changed))
    assert await store.read(lambda tx: tx.workspaces.find(LANE)) == changed


async def test_a_workspace_never_saved_has_every_default(store: Store) -> None:
    assert await store.read(lambda tx: tx.workspaces.find(LANE)) == Workspace(LANE)
    assert await store.read(lambda tx: tx.workspaces.all()) == []


async def test_a_workspace_that_is_mended_is_otherwise_as_it_was(store: Store) -> None:
    await store.write(lambda tx: tx.workspaces.save(FULL))
    await store.write(lambda tx: tx.workspaces.mended(LANE))
    await store.write(lambda tx: tx.workspaces.mended(ELSEWHERE))
    assert await store.read(lambda tx: tx.workspaces.all()) == [
        replace(FULL, trouble="")
    ]


async def test_all_workspaces_come_by_id_with_their_own_closed_days(
    store: Store,
) -> None:
    two = Workspace(ELSEWHERE, closed=(Closed(NOW.date(), NOW.date()),))

    def save(tx: Transaction) -> None:
        tx.workspaces.save(two)
        tx.workspaces.save(FULL)

    await store.write(save)
    assert await store.read(lambda tx: tx.workspaces.all()) == [FULL, two]


@pytest.mark.parametrize(
    "person",
    [
        Person(KARI),
        Person(KARI, given_name="kari"),
        Person(KARI, PROFILE, "kari", "Asia/Tokyo", Language.SV, OLA, greeted=True),
        Person(KARI, replace(PROFILE, name="", gone=True, unreachable=True)),
    ],
)
async def test_a_person_comes_back_as_saved(store: Store, person: Person) -> None:
    await store.write(lambda tx: tx.people.save(Person(KARI, PROFILE)))
    await store.write(lambda tx: tx.people.save(person))
    assert await store.read(lambda tx: tx.people.find(KARI)) == person


async def test_a_person_never_saved_has_no_profile(store: Store) -> None:
    assert await store.read(lambda tx: tx.people.find(KARI)) == Person(KARI)


async def test_admins_come_by_name_and_the_gone_are_left_out(store: Store) -> None:
    zoe = Person(person_in(LANE, "U0"), replace(PROFILE, name="Zoe"))
    made = Person(OLA, replace(PROFILE, name="Ola", admin=False), admin_by=KARI)
    unseen = Person(person_in(LANE, "U5"), given_name="Åse", admin_by=KARI)
    gone = Person(person_in(LANE, "U3"), replace(PROFILE, gone=True))
    plain = Person(person_in(LANE, "U4"), replace(PROFILE, admin=False))
    away = Person(person_in(ELSEWHERE, "U1"), PROFILE)

    def save(tx: Transaction) -> None:
        for each in (zoe, made, unseen, gone, plain, away):
            tx.people.save(each)

    await store.write(save)
    admins = await store.read(lambda tx: tx.people.admins(LANE))
    assert admins == [made, zoe, unseen]


async def test_a_leader_comes_back_as_saved(store: Store) -> None:
    given = replace(
        leader(),
        focus=HabitId("give-feedback"),
        weekdays=Weekdays(frozenset({1, 7})),
        at=time(14, 5),
        part_time=Weekdays(frozenset({1, 2, 3})),
        paused_until=date(2027, 1, 4),
        stopped=True,
        retired=frozenset({NudgeId("a/b"), NudgeId("a/c")}),
    )
    await store.write(lambda tx: tx.leaders.save(leader(), NOW))
    await store.write(lambda tx: tx.leaders.save(given, None))
    assert await store.read(lambda tx: tx.leaders.find(KARI)) == given
    assert await store.read(lambda tx: tx.leaders.next_due(KARI)) is None


async def test_a_leader_moved_stays_as_saved(store: Store) -> None:
    fussy = replace(leader(), retired=frozenset({NudgeId("a/b")}))
    await store.write(lambda tx: tx.leaders.save(fussy, NOW))
    await store.write(lambda tx: tx.leaders.save(leader(OLA), NOW))
    nobody = person_in(LANE, "U9")
    moved = {KARI: minutes(5), OLA: None, nobody: NOW}
    await store.write(lambda tx: tx.leaders.move(moved))
    found = await store.read(lambda tx: [tx.leaders.next_due(each) for each in moved])
    assert found == [minutes(5), None, None]
    assert await store.read(lambda tx: tx.leaders.find(KARI)) == fussy


async def test_a_leader_removed_is_no_leader_and_starts_anew(store: Store) -> None:
    fussy = replace(leader(), retired=frozenset({NudgeId("a/b")}))
    await store.write(lambda tx: tx.leaders.save(fussy, NOW))
    await store.write(lambda tx: tx.leaders.remove(KARI))
    assert await store.read(lambda tx: tx.leaders.find(KARI)) is None
    assert await store.read(lambda tx: tx.leaders.next_due(KARI)) is None
    await store.write(lambda tx: tx.leaders.save(leader(), NOW))
    assert await store.read(lambda tx: tx.leaders.find(KARI)) == leader()


async def test_due_leaders_come_earliest_first_and_no_more_than_asked(
    store: Store,
) -> None:
    people = [person_in(LANE, f"U{n}") for n in range(5)]
    retiring = frozenset({NudgeId("a/b")})

    def save(tx: Transaction) -> None:
        for n, person in enumerate(people):
            tx.leaders.save(replace(leader(person), retired=retiring), minutes(-n))
        tx.leaders.save(leader(OLA), minutes(1))

    await store.write(save)
    await store.write(lambda tx: tx.people.save(Person(people[4], PROFILE)))
    due = await store.read(lambda tx: tx.leaders.due(NOW, 2))
    assert [each.leader.person for each in due] == [people[4], people[3]]
    assert [each.due_utc for each in due] == [minutes(-4), minutes(-3)]
    assert [each.person.profile for each in due] == [PROFILE, None]
    assert [each.leader.retired for each in due] == [retiring, retiring]


async def test_a_leader_is_due_at_the_very_instant(store: Store) -> None:
    await store.write(lambda tx: tx.leaders.save(leader(), NOW))
    just_before = NOW - timedelta(microseconds=1)
    assert await store.read(lambda tx: tx.leaders.due(just_before, 9)) == []
    assert len(await store.read(lambda tx: tx.leaders.due(NOW, 9))) == 1


async def test_the_leaders_of_a_workspace_come_by_name_stopped_ones_too(
    store: Store,
) -> None:
    stopped = replace(leader(OLA), stopped=True, retired=frozenset({NudgeId("a/b")}))
    await store.write(lambda tx: tx.people.save(Person(KARI, PROFILE)))
    await store.write(lambda tx: tx.people.save(Person(OLA, given_name="Anna")))
    await store.write(lambda tx: tx.leaders.save(leader(), NOW))
    await store.write(lambda tx: tx.leaders.save(stopped, None))
    far = leader(person_in(ELSEWHERE, "U9"))
    await store.write(lambda tx: tx.leaders.save(far, NOW))
    found = await store.read(lambda tx: tx.leaders.of(LANE))
    assert [each.leader for each in found] == [stopped, leader()]
    assert [each.due_utc for each in found] == [
        datetime.max.replace(tzinfo=UTC),
        NOW,
    ]


async def test_a_team_comes_back_as_saved_and_by_each_of_its_people(
    store: Store,
) -> None:
    members = tuple(person_in(LANE, name) for name in ("U9", "U3", "U7"))
    team = Team(KARI, "North", Channel("C1", "north"), "patient", "NO", members)
    await store.write(lambda tx: tx.teams.save(Team(KARI, members=(OLA,))))
    await store.write(lambda tx: tx.teams.save(team))
    assert await store.read(lambda tx: tx.teams.of_leader(KARI)) == team
    assert await store.read(lambda tx: tx.teams.of_member(members[1])) == team
    assert await store.read(lambda tx: tx.teams.of_member(OLA)) is None
    assert await store.read(lambda tx: tx.teams.of_leader(OLA)) is None


async def test_a_member_who_joins_a_team_leaves_the_other(store: Store) -> None:
    ada, bo = person_in(LANE, "U8"), person_in(LANE, "U9")
    await store.write(lambda tx: tx.teams.save(Team(OLA, members=(ada, bo))))
    await store.write(lambda tx: tx.teams.save(Team(KARI, members=(bo,))))
    teams = await store.read(lambda tx: tx.teams.all(LANE))
    assert teams == [Team(KARI, members=(bo,)), Team(OLA, members=(ada,))]
    assert await store.read(lambda tx: tx.teams.all(ELSEWHERE)) == []


async def test_the_journal_gives_back_what_happened_in_order(store: Store) -> None:
    whole = Entry(
        minutes(1),
        LANE,
        KARI,
        Happened.CHOSEN,
        habit=HabitId("give-feedback"),
        nudge=NudgeId("give-feedback/x"),
        by=OLA,
        probability=0.3,
        coin=False,
        available=True,
        policy="v1",
        note="of three",
    )
    same_instant = entry(Happened.SENT, minutes(1))
    await store.write(lambda tx: tx.journal.add([whole, same_instant, entry()]))
    found = await store.read(lambda tx: tx.journal.of(KARI, NOW))
    assert found == [entry(), whole, same_instant]
    assert await store.read(lambda tx: tx.journal.of(KARI, minutes(2))) == []
    assert await store.read(lambda tx: tx.journal.of(OLA, NOW)) == []


async def test_old_answers_are_forgotten_and_which_nudges_came_is_not(
    store: Store,
) -> None:
    old = [entry(what) for what in Happened]
    young = [entry(Happened.DONE, minutes(1))]
    stay = {Happened.CHOSEN, Happened.ENROLLED, Happened.STOPPED, Happened.STARTED}
    await store.write(lambda tx: tx.journal.add([*old, *young]))
    gone = await store.write(lambda tx: tx.journal.forget(minutes(1)))
    assert gone == len(Happened) - len(stay)
    left = await store.read(lambda tx: tx.journal.of(KARI, NOW))
    assert left == [*(each for each in old if each.what in stay), *young]


async def test_an_input_is_new_once_in_each_workspace(store: Store) -> None:
    press = InputId("act:1")
    first = [
        await store.write(lambda tx: tx.inputs.first(LANE, press, NOW)),
        await store.write(lambda tx: tx.inputs.first(LANE, press, minutes(1))),
        await store.write(lambda tx: tx.inputs.first(ELSEWHERE, press, NOW)),
    ]
    assert first == [True, False, True]


async def test_an_input_forgotten_is_new_again(store: Store) -> None:
    old, young = InputId("old"), InputId("young")
    await store.write(lambda tx: tx.inputs.first(LANE, old, NOW))
    await store.write(lambda tx: tx.inputs.first(LANE, young, minutes(1)))
    assert await store.write(lambda tx: tx.inputs.forget(minutes(1))) == 1
    assert await store.write(lambda tx: tx.inputs.first(LANE, old, NOW))
    assert not await store.write(lambda tx: tx.inputs.first(LANE, young, NOW))
