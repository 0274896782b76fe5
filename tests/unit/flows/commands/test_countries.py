from datetime import date

import pytest

from bot.domain.messages import read_aloud
from bot.flows.commands.countries import NORWAY
from bot.flows.home import home
from bot.runtime.holidays import PublicHolidays
from tests.fakes.desk import ADA, HERE, KARI, LIV, Desk


async def country_of(desk: Desk) -> str:
    return (await desk.kept(lambda tx: tx.workspaces.find(HERE))).country


async def test_the_country_counts_for_everybody(desk: Desk) -> None:
    desk.now = desk.now.replace(month=12, day=21)  # 25 December is a Friday
    await desk.enrol()
    await desk.say(ADA, "country NO")
    await desk.say(ADA, "cadence set nudges fri 09:00")
    assert "Friday 8 January" in await desk.read(KARI, "next")  # and so is 1 January
    await desk.say(ADA, "country none")
    assert "Friday 25 December" in await desk.read(KARI, "next")


async def test_the_country_of_a_team_wins(desk: Desk) -> None:
    desk.now = desk.now.replace(month=12, day=21)
    await desk.enrol()
    await desk.enrol(LIV)
    await desk.say(ADA, "cadence set nudges thu 09:00")
    await desk.say(ADA, "country NO")
    await desk.say(ADA, f"team country @{KARI} SE")
    assert "Thursday 31 December" in await desk.read(KARI, "next")
    assert "Thursday 24 December" in await desk.read(LIV, "next")
    await desk.say(ADA, f"team country @{KARI} none")
    assert "Thursday 24 December" in await desk.read(KARI, "next")


async def test_the_answer_names_the_next_holiday(desk: Desk) -> None:
    desk.now = desk.now.replace(month=12, day=25)
    said = await desk.read(ADA, "country NO")
    assert "The next one is Saturday 26 December 2026." in said
    assert "24 and 31 December are not public holidays in Norway" in said
    assert "Norway" not in await desk.read(ADA, "country SE")


@pytest.mark.parametrize("line", ["country NO-XX", f"team country @{KARI} AQ"])
async def test_a_country_without_known_holidays_is_refused(
    desk: Desk, line: str
) -> None:
    await desk.say(ADA, "country SE")
    said = await desk.read(ADA, line)
    assert line.rsplit(maxsplit=1)[-1] in said
    assert "DE-BY" in said
    assert await country_of(desk) == "SE"
    assert await desk.kept(lambda tx: tx.teams.of_leader(KARI)) is None


async def test_only_an_admin_sets_the_country(desk: Desk) -> None:
    assert "Only admins" in await desk.read(LIV, "country NO")
    assert await country_of(desk) == ""


async def test_admins_see_it_with_the_cadence_and_at_home(desk: Desk) -> None:
    for line in ("cadence show", ""):
        await desk.say(ADA, line)
    await desk.say(ADA, "country NO")
    assert "Public holidays: NO" in await desk.read(ADA, "cadence show")
    assert "Public holidays: NO" in read_aloud(await desk.ask(ADA, home))


def test_what_is_said_of_norway_is_so() -> None:
    known = PublicHolidays().around(NORWAY, date(2026, 11, 23))
    closing = {date(2026, 12, 24), date(2026, 12, 31)}
    assert {date(2026, 12, 25), date(2027, 1, 1)} <= known
    assert not closing & known
