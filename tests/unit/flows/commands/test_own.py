from dataclasses import replace
from datetime import date

import pytest

from bot.domain.commands import Preview
from bot.domain.errors import Refusal
from bot.domain.messages import read_aloud
from bot.domain.words import Language
from bot.flows.asked import Asked
from bot.flows.commands import obey, refuse
from bot.flows.nudge_message import SAMPLE
from tests.fakes.desk import ADA, KARI, LIV, OLA, Desk, buttons
from tests.fakes.kept import nudge


async def test_stop_drops_what_waits_and_start_plans_again(desk: Desk) -> None:
    await desk.enrol()
    await desk.change(lambda tx: tx.outbox.add([nudge(KARI, desk.now)]))
    await desk.say(KARI, "stop")
    assert await desk.kept(lambda tx: tx.outbox.waiting(KARI)) == []
    assert await desk.next_due() is None
    await desk.say(KARI, "start")
    assert await desk.next_due() is not None
    assert await desk.journal() == ["stopped", "started"]


async def test_saying_it_twice_changes_nothing(desk: Desk) -> None:
    await desk.enrol()
    for line in ("start", "resume", "stop", "stop", "start", "start"):
        await desk.say(KARI, line)
    assert await desk.journal() == ["stopped", "started"]


async def test_a_pause_holds_until_its_day_and_can_be_ended(desk: Desk) -> None:
    await desk.enrol()
    said = await desk.read(KARI, "pause until 2026-12-07")
    assert "Monday 7 December" in said
    assert (await desk.leader()).paused_until == date(2026, 12, 7)
    await desk.say(KARI, "resume")
    assert (await desk.leader()).paused_until is None
    assert await desk.journal() == ["paused", "resumed"]


async def test_a_pause_that_has_passed_is_not_called_one(desk: Desk) -> None:
    await desk.enrol(paused_until=date(2026, 11, 23))
    assert "Pause: None" in await desk.read(KARI, "status")
    assert "You have no pause" in await desk.read(KARI, "resume")


async def test_a_new_time_keeps_the_days_chosen_before(desk: Desk) -> None:
    await desk.enrol()
    await desk.say(KARI, "at 10:00 thu")
    said = await desk.read(KARI, "at 11:30")
    assert "From now on: Thu around 11:30" in said


async def test_a_language_is_spoken_from_the_answer_on(desk: Desk) -> None:
    await desk.enrol()
    assert "Språk fra nå av: Norsk bokmål." in await desk.read(KARI, "language nb")
    assert "Neste dytt" in await desk.read(KARI, "next")


async def test_a_member_may_set_zone_and_language(desk: Desk) -> None:
    assert "Asia/Tokyo" in await desk.read(OLA, "zone Asia/Tokyo")
    await desk.say(OLA, "language da")
    person = await desk.kept(lambda tx: tx.people.find(OLA))
    assert person.zone.key == "Asia/Tokyo"
    assert person.language is Language.DA


async def test_the_card_offers_what_can_be_done_now(desk: Desk) -> None:
    await desk.enrol()
    offered = [button.value for button in buttons(await desk.say(KARI, ""))]
    assert offered == ["status", "next", "why", "help", "", "", "stop"]
    await desk.say(KARI, "pause 1w")
    assert "resume" in [each.value for each in buttons(await desk.say(KARI, ""))]
    await desk.say(KARI, "stop")
    assert "start" in [each.value for each in buttons(await desk.say(KARI, ""))]


async def test_every_button_that_says_a_line_says_one_that_is_understood(
    desk: Desk,
) -> None:
    await desk.enrol()
    await desk.enrol(ADA)
    for person in (KARI, ADA, LIV):
        for button in buttons(await desk.say(person, "")):
            if button.action == "say":
                said = await desk.read(person, button.value)
                assert "did not understand" not in said


async def test_why_names_who_enrolled_and_who_sees_it(desk: Desk) -> None:
    await desk.enrol()
    said = await desk.read(KARI, "why")
    assert "Ada Berg enrolled you" in said
    assert "not to admins" in said
    assert "Sosial ledelse" in said


async def test_why_of_who_enrolled_themselves(desk: Desk) -> None:
    await desk.say(ADA, f"leader add @{ADA}")
    assert "You enrolled yourself" in await desk.read(ADA, "why")


async def test_a_sample_records_nothing_and_its_buttons_do_nothing(desk: Desk) -> None:
    shown = await desk.say(ADA, "preview give-feedback")
    assert read_aloud(shown).startswith("A sample")
    assert {button.action for button in buttons(shown)} == {SAMPLE}
    assert await desk.journal(ADA) == []
    assert await desk.kept(lambda tx: tx.outbox.waiting(ADA)) == []


async def test_a_sample_uses_the_name_of_ones_own_team(desk: Desk) -> None:
    await desk.say(ADA, f"team name @{ADA} Team North")
    samples = ""
    for _ in range(8):
        samples += await desk.read(ADA, "preview give-feedback")
        desk.pass_(days=1)
    assert "Team North" in samples
    assert "$" not in samples


async def test_without_a_nudge_in_ones_language_there_is_no_sample(desk: Desk) -> None:
    def ask(asked: Asked) -> str:
        bare = replace(asked, catalogue=replace(asked.catalogue, habits={}))
        with pytest.raises(Refusal) as refused:
            obey(bare, Preview(None))
        return read_aloud(refuse(bare, refused.value))

    assert "no nudge to show in your language" in await desk.ask(ADA, ask)


@pytest.mark.parametrize("line", ["", "stauts", "nexxt", "🙂"])
async def test_what_is_not_understood_gets_a_form_and_an_example(
    desk: Desk, line: str
) -> None:
    said = await desk.read(OLA, line or "xyzzy")
    assert "/nudge" in said
    assert "nvalid" not in said
