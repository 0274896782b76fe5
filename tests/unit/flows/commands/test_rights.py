from dataclasses import replace

import pytest

from bot.domain.forms import Audience, forms_for
from bot.domain.people import Person
from tests.fakes.desk import ADA, HERE, KARI, LIV, OLA, Desk

ADMIN_LINES = [
    form.example.replace("@Kari", f"@{KARI}")
    .replace("@Ola", f"@{OLA}")
    .replace("@Liv", f"@{LIV}")
    .replace("#north", "#C1|north")
    for form in forms_for(admin=True)
    if form.audience is Audience.ADMIN
]
OWN_LINES = ["focus give-feedback", "at 09:30", "pause 2w", "resume", "stop", "start"]


@pytest.mark.parametrize("line", ADMIN_LINES)
async def test_who_is_no_admin_is_told_who_the_admins_are(
    desk: Desk, line: str
) -> None:
    said = await desk.read(OLA, line)
    assert said == "Only admins can do that here.\nAsk an admin: Ada Berg."
    assert await desk.kept(lambda tx: tx.leaders.of(HERE)) == []
    assert await desk.kept(lambda tx: tx.teams.all(HERE)) == []


@pytest.mark.parametrize("line", ADMIN_LINES)
async def test_an_admin_is_answered_something_else(desk: Desk, line: str) -> None:
    said = await desk.read(ADA, line)
    assert "Only admins" not in said
    assert "did not understand" not in said


async def test_while_nobody_is_admin_it_says_how_to_become_one(desk: Desk) -> None:
    def dethrone(person: Person) -> Person:
        assert person.profile is not None
        return replace(person, profile=replace(person.profile, admin=False))

    await desk.change(lambda tx: tx.people.save(dethrone(tx.people.find(ADA))))
    assert "becomes one by typing" in await desk.read(OLA, "leader list")


@pytest.mark.parametrize("line", OWN_LINES)
async def test_who_is_not_enrolled_is_told_so_and_nothing_is_kept(
    desk: Desk, line: str
) -> None:
    said = await desk.read(OLA, line)
    assert "You are not" in said
    assert "Ada Berg" in said
    assert await desk.kept(lambda tx: tx.leaders.find(OLA)) is None
    assert await desk.journal(OLA) == []


def by_bot(person: Person) -> Person:
    """Return the person as an admin of the bot, no longer of the workspace."""
    assert person.profile is not None
    profile = replace(person.profile, admin=False)
    return replace(person, profile=profile, admin_by=KARI)


async def test_the_last_admin_cannot_be_removed(desk: Desk) -> None:
    await desk.change(lambda tx: tx.people.save(by_bot(tx.people.find(ADA))))
    assert "Without Ada Berg" in await desk.read(ADA, f"admin remove @{ADA}")
    await desk.say(ADA, f"admin add @{LIV}")
    assert "no longer an admin" in await desk.read(ADA, f"admin remove @{ADA}")
    assert "Only admins" in await desk.read(ADA, "admin list")


async def test_a_refused_removal_of_two_removes_neither(desk: Desk) -> None:
    await desk.say(ADA, f"admin add @{LIV}")
    await desk.change(lambda tx: tx.people.save(by_bot(tx.people.find(ADA))))
    assert "Without" in await desk.read(ADA, f"admin remove @{LIV} @{ADA}")
    assert "Liv Lund" in await desk.read(ADA, "admin list")
