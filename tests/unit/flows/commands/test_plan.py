import json
import re
from datetime import date, time, timedelta

import pytest

from bot.domain.ids import PersonId
from bot.domain.messages import Facts, Message
from bot.domain.people import Leader, Person, Profile
from bot.domain.words import Language, Weekdays, plain
from bot.flows.schedule import reschedule
from bot.platforms.slack.render import drawn
from bot.ports.store import Transaction
from tests.fakes.desk import ADA, KARI, LIV, OLA, PER, Desk

TEXT_MOST = 40_000  # characters that Slack takes in a message's text
BLOCK_MOST = 3_000  # and in one piece of a block


def lines(message: Message) -> dict[str, str]:
    """Return what is said of each day."""
    (facts,) = [part for part in message.parts if isinstance(part, Facts)]
    return {fact.name: plain(fact.value) for fact in facts.facts}


async def crowd(desk: Desk, many: int) -> None:
    """Enrol so many leaders, each at a time of their own."""

    def body(tx: Transaction) -> None:
        for number in range(many):
            person = PersonId(f"slack:T1:U{number:04}")
            name = f"Leader {number:04} {'<' * 60}"
            tx.people.save(Person(person, Profile(name, "Europe/Oslo", Language.EN)))
            at = time(8 + number % 9, number % 60)
            reschedule(tx, Leader(person, ADA, desk.now, at=at), desk.now)

    await desk.change(body)


async def test_a_day_names_who_gets_a_nudge_first(desk: Desk) -> None:
    await desk.enrol(KARI, paused_until=desk.now.date() + timedelta(days=100))
    await desk.enrol(LIV, at=time(10, 15))
    await desk.enrol(OLA)
    said = lines(await desk.say(ADA, "plan"))
    assert len(said) == 12
    assert said["Monday 23 November"] == (
        "between 09:00 and 10:15 for Liv Lund and Ola Dahl; not due for Kari Nordmann"
    )


async def test_pause_part_time_and_stop_all_look_the_same(desk: Desk) -> None:
    await desk.enrol(KARI, paused_until=desk.now.date() + timedelta(days=100))
    await desk.enrol(LIV, stopped=True)
    await desk.enrol(OLA, part_time=Weekdays(frozenset({6})))
    told = [lines(await desk.say(ADA, f"plan @{leader}")) for leader in (KARI, LIV)]
    assert told[0] == told[1]
    assert set(told[0].values()) == {"not due"}
    assert "Nothing is due" in await desk.read(ADA, "plan")


async def test_who_is_asked_instead_is_not_due_for_two_weeks(desk: Desk) -> None:
    await desk.enrol(KARI, unanswered=3)
    said = lines(await desk.say(ADA, "plan"))
    assert min(said) == "Friday 11 December"
    assert len(said) == 6
    assert (
        lines(await desk.say(ADA, f"plan @{KARI}"))["Monday 23 November"] == "not due"
    )


async def test_what_holds_for_everybody_is_said(desk: Desk) -> None:
    desk.pass_(days=28)  # 21 December
    await desk.say(ADA, "country NO")
    await desk.enrol(KARI)
    await desk.enrol(PER, paused_until=date(2027, 6, 1))
    assert lines(await desk.say(ADA, "plan"))["Friday 25 December"] == "public holiday"
    await desk.say(ADA, f"team country @{PER} SE")
    said = lines(await desk.say(ADA, "plan"))
    assert (
        said["Thursday 24 December"]
        == "public holiday for Per Holm; not due for Kari Nordmann"
    )
    assert (
        said["Friday 1 January"]
        == "public holiday for Kari Nordmann; not due for Per Holm"
    )


async def test_a_crowd_is_counted_and_fits_into_a_message(desk: Desk) -> None:
    await crowd(desk, 500)
    message = await desk.say(ADA, "plan")
    named = lines(message)["Wednesday 25 November"].count("Leader ")
    counted = re.findall("and ([0-9]+) more", lines(message)["Wednesday 25 November"])
    assert named + sum(map(int, counted)) == 200
    assert "The first 200 of 500 leaders by name are shown." in await desk.read(
        ADA, "plan"
    )
    sent = drawn(message)
    assert len(str(sent["text"])) < TEXT_MOST
    pieces = json.dumps(sent["blocks"]).split('"text": ')
    assert max(map(len, pieces)) < BLOCK_MOST


async def test_nothing_is_kept_or_planned(desk: Desk) -> None:
    await desk.enrol(KARI)
    before = await desk.next_due(), await desk.journal()
    await desk.say(ADA, "plan")
    await desk.say(ADA, f"plan @{KARI}")
    assert (await desk.next_due(), await desk.journal()) == before
    assert not await desk.kept(lambda tx: tx.outbox.waiting(KARI))


async def test_a_team_country_holds_for_its_leader_alone(desk: Desk) -> None:
    desk.pass_(days=28)
    await desk.enrol(KARI)
    await desk.say(ADA, f"team country @{KARI} NO")
    said = lines(await desk.say(ADA, f"plan @{KARI}"))
    assert said["Friday 25 December"] == "public holiday"


@pytest.mark.parametrize("person", [KARI, OLA])
async def test_it_is_for_admins(desk: Desk, person: PersonId) -> None:
    await desk.enrol(KARI)
    assert "Only admins" in await desk.read(person, f"plan @{KARI}")
