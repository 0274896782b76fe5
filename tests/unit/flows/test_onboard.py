from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.messages import Message, read_aloud
from bot.domain.people import Person, Profile
from bot.domain.words import Language
from bot.flows.asked import Asked
from bot.flows.onboard import greeting, profile_known, welcome
from tests.fakes.desk import ADA, KARI, OLA, Desk, buttons

TOKYO = Profile("Kari Nordmann", "Asia/Tokyo", Language.SV)


def _welcome(asked: Asked) -> Message:
    return welcome(asked, asked.tx.people.find(ADA))


async def test_a_welcome_says_who_what_whom_and_how_to_end_it(desk: Desk) -> None:
    await desk.enrol()
    message = await desk.ask(KARI, _welcome)
    said = read_aloud(message)
    for told in ("Ada Berg enrolled you", "recorded", "Who sees it", "/nudge stop"):
        assert told in said
    actions = [(each.action, each.value) for each in buttons(message)]
    assert actions == [("settings", ""), ("pause", ""), ("say", "stop")]


async def test_a_greeting_names_three_steps_that_can_be_typed(desk: Desk) -> None:
    said = read_aloud(await desk.ask(ADA, greeting))
    assert [step for step in ("1. ", "2. ", "3. ") if step in said] == [
        "1. ",
        "2. ",
        "3. ",
    ]
    cadence = "cadence set nudges mon-fri 09:00 at most 3 a week"
    assert f"/nudge {cadence}" in said
    assert "From now on" in await desk.read(ADA, cadence)


async def test_a_leader_is_planned_once_the_zone_is_known(desk: Desk) -> None:
    await desk.change(lambda tx: tx.people.save(Person(KARI)))
    await desk.enrol()
    assert await desk.next_due() is None
    await desk.change(lambda tx: profile_known(tx, KARI, TOKYO, desk.now))
    assert await desk.next_due() == datetime(2026, 11, 25, 0, tzinfo=UTC)


async def test_a_leader_who_is_gone_is_planned_no_more(desk: Desk) -> None:
    await desk.enrol()
    gone = replace(TOKYO, gone=True)
    await desk.change(lambda tx: profile_known(tx, KARI, gone, desk.now))
    assert await desk.next_due() is None


async def test_a_zone_chosen_by_the_person_stays(desk: Desk) -> None:
    await desk.say(OLA, "zone America/New_York")
    await desk.change(lambda tx: profile_known(tx, OLA, TOKYO, desk.now))
    person = await desk.kept(lambda tx: tx.people.find(OLA))
    assert person.zone.key == "America/New_York"
    assert person.language is Language.SV
