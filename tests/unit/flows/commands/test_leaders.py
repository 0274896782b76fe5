from datetime import UTC, date, datetime

import pytest

from bot.domain.deliveries import Delivery, Kind
from bot.domain.people import Person
from tests.fakes.desk import ADA, GONE, KARI, LIV, OLA, PER, ROBOT, Desk
from tests.fakes.kept import nudge


async def waiting(desk: Desk) -> list[Delivery]:
    return list(await desk.kept(lambda tx: tx.outbox.waiting(KARI)))


async def test_enrolling_plans_one_welcome_and_journals_who_did_it(desk: Desk) -> None:
    desk.pass_(hours=2)
    await desk.say(ADA, f"leader add @{KARI}")
    await desk.say(ADA, f"leader add @{KARI}")
    (welcome,) = await waiting(desk)
    assert (welcome.kind, welcome.about) == (Kind.WELCOME, ADA)
    assert welcome.not_before_utc == desk.now
    assert await desk.journal() == ["enrolled"]


async def test_a_welcome_does_not_come_in_the_night(desk: Desk) -> None:
    desk.now = datetime(2026, 11, 23, 22, tzinfo=UTC)
    await desk.say(ADA, f"leader add @{KARI}")
    (welcome,) = await waiting(desk)
    assert welcome.not_before_utc == datetime(2026, 11, 24, 7, tzinfo=UTC)


async def test_a_welcome_outlives_a_long_closing(desk: Desk) -> None:
    await desk.say(ADA, "closed 2026-11-23 2026-12-18")
    await desk.say(ADA, f"leader add @{KARI}")
    (welcome,) = await waiting(desk)
    assert welcome.expires_utc > welcome.not_before_utc
    assert welcome.not_before_utc.date() == date(2026, 12, 21)


async def test_somebody_unknown_is_enrolled_under_the_name_given(desk: Desk) -> None:
    await desk.change(lambda tx: tx.people.save(Person(KARI, given_name="kari")))
    assert "kari is enrolled" in await desk.read(ADA, f"leader add @{KARI}")


@pytest.mark.parametrize("person", [ROBOT, GONE])
async def test_who_cannot_be_written_to_is_not_enrolled(
    desk: Desk, person: str
) -> None:
    said = await desk.read(ADA, f"leader add @{person}")
    assert "nothing was changed" in said
    assert "No leader is enrolled" in await desk.read(ADA, "leader list")


async def test_taking_out_and_in_does_not_undo_an_opt_out(desk: Desk) -> None:
    await desk.say(ADA, f"leader add @{KARI}")
    await desk.say(KARI, "stop")
    await desk.say(ADA, f"leader remove @{KARI}")
    desk.pass_(days=1)
    await desk.say(ADA, f"leader add @{KARI}")
    assert (await desk.leader()).stopped
    assert await desk.next_due() is None
    assert len(await waiting(desk)) == 1  # the first welcome, which is checked again
    await desk.say(KARI, "start")
    assert await desk.next_due() is not None


async def test_taking_out_drops_what_waits(desk: Desk) -> None:
    await desk.enrol()
    await desk.change(lambda tx: tx.outbox.add([nudge(KARI, desk.now)]))
    await desk.say(ADA, f"leader remove @{KARI}")
    assert await waiting(desk) == []
    assert await desk.kept(lambda tx: tx.leaders.find(KARI)) is None
    assert await desk.journal() == ["removed"]


@pytest.mark.parametrize(
    "line", ["pause 2w", "stop", "focus give-feedback", "at 11:00"]
)
async def test_an_admin_cannot_tell_what_a_leader_has_chosen(
    desk: Desk, line: str
) -> None:
    await desk.enrol()
    before = [await desk.read(ADA, said) for said in ("leader list", "cadence show")]
    await desk.say(KARI, line)
    after = [await desk.read(ADA, said) for said in ("leader list", "cadence show")]
    assert before == after
    assert "has been enrolled since" in await desk.read(ADA, f"leader add @{KARI}")


async def test_a_long_list_is_cut_and_says_so(desk: Desk) -> None:
    many = [f"slack:T1:U{number:03}" for number in range(33)]
    await desk.say(ADA, "leader add " + " ".join(f"@{each}" for each in many))
    said = await desk.read(ADA, "leader list")
    assert said.startswith("33 leaders are enrolled")
    assert said.endswith("And 3 more.")


async def test_a_team_with_one_bad_member_is_not_set_at_all(desk: Desk) -> None:
    await desk.say(ADA, f"team set @{KARI} @{LIV}")
    await desk.say(ADA, f"team set @{KARI} @{OLA} @{ROBOT}")
    team = await desk.kept(lambda tx: tx.teams.of_leader(KARI))
    assert team is not None
    assert team.members == (LIV,)


async def test_setting_a_team_keeps_its_name_and_moves_its_members(desk: Desk) -> None:
    await desk.say(ADA, f"team set @{KARI} @{LIV} @{OLA}")
    await desk.say(ADA, f"team name @{KARI} North")
    said = await desk.read(ADA, f"team set @{PER} @{OLA}")
    assert "Ola Dahl has left another team" in said
    await desk.say(ADA, f"team set @{KARI} @{LIV}")
    team = await desk.kept(lambda tx: tx.teams.of_leader(KARI))
    assert team is not None
    assert (team.name, team.members) == ("North", (LIV,))
