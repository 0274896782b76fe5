from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.deliveries import Delivery, Response, State
from bot.domain.ids import NudgeId, PersonId
from bot.domain.messages import read_aloud
from bot.flows.home import home
from tests.fakes.desk import ADA, HERE, KARI, LIV, OLA, Desk, buttons
from tests.fakes.kept import nudge

FEEDBACK = NudgeId("give-feedback/same-day-one-thing")


async def shown(desk: Desk, person: PersonId = KARI) -> str:
    return read_aloud(await desk.ask(person, home))


async def came(
    desk: Desk,
    ago: timedelta,
    response: Response | None = None,
    state: State = State.SENT,
    person: PersonId = KARI,
) -> Delivery:
    """Keep a nudge that came some time ago, answered or not."""
    delivery = replace(
        nudge(person, desk.now - ago),
        about=FEEDBACK,
        state=state,
        response=response,
        expires_utc=desk.now - ago + timedelta(days=7),
    )
    await desk.change(lambda tx: tx.outbox.add([delivery]))
    return delivery


async def test_a_leader_sees_what_came_and_what_was_answered(desk: Desk) -> None:
    await desk.enrol()
    await came(desk, timedelta(days=3), Response.DONE)
    await came(desk, timedelta(days=5), Response.NOT_NOW)
    await came(desk, timedelta(days=10), None, State.REPLACED)
    said = await shown(desk)
    newest = said.index("Week of Monday 16 November: \n– Give feedback, not now\n✓")
    older = said.index("Week of Monday 9 November: \n○ Give feedback, no answer")
    assert newest < older


async def test_what_never_came_or_is_long_ago_is_not_in_the_record(desk: Desk) -> None:
    await desk.enrol()
    await came(desk, timedelta(days=2), state=State.MISSED)
    await came(desk, timedelta(days=3), state=State.DROPPED)
    await came(desk, timedelta(weeks=13), Response.DONE)
    assert "Nothing has come yet" in await shown(desk)


async def test_a_nudge_put_off_is_in_the_record_while_it_waits(desk: Desk) -> None:
    await desk.enrol()
    waits = replace(
        nudge(KARI, desk.now - timedelta(hours=1)),
        about=FEEDBACK,
        response=Response.LATER,
        round=1,
    )
    await desk.change(lambda tx: tx.outbox.add([waits]))
    assert "↻" in await shown(desk)


async def test_done_can_still_be_said_of_a_replaced_nudge_for_a_week(
    desk: Desk,
) -> None:
    await desk.enrol()
    lately = await came(desk, timedelta(days=6), None, State.REPLACED)
    await came(desk, timedelta(days=8), None, State.REPLACED)
    await came(desk, timedelta(days=4), Response.NOT_NOW, State.REPLACED)
    pressed = buttons(await desk.ask(KARI, home))
    offered = [each.value for each in pressed if each.action == "respond"]
    assert offered == [f"done:{lately.id}"]


async def test_an_admin_sees_nothing_of_what_a_leader_chose_or_answered(
    desk: Desk,
) -> None:
    await desk.enrol()
    await came(desk, timedelta(days=3))
    before = await shown(desk, ADA)
    await desk.say(KARI, "focus share-openly")
    await desk.say(KARI, "at 11:00 thu")
    await desk.say(KARI, "pause 2w")
    await desk.say(KARI, "stop")
    assert await shown(desk, ADA) == before
    assert "Too late to send: 0" in before


async def test_health_tells_no_reason_that_is_a_leaders_own(desk: Desk) -> None:
    await desk.enrol()
    private = ["pause", "stopped", "part-time", "cap", "coin", "dnd", "away"]
    private += ["answered", "check-in", "put off"]
    reasons = [*private, "late", "closed", "holiday", "msg_too_long"]
    missed = [
        replace(
            nudge(KARI, desk.now - timedelta(hours=hours)),
            state=State.MISSED,
            reason=reason,
        )
        for hours, reason in enumerate(reasons, start=1)
    ]
    await desk.change(lambda tx: tx.outbox.add(missed))
    said = await shown(desk, ADA)
    told = "Why not sent: closed day: 1; public holiday: 1; the working day was over: 1"
    assert f"{told}; the platform says “msg_too_long”: 1\n" in said
    for each in private:
        assert f"{each}:" not in said


async def test_an_admin_who_leads_sees_both(desk: Desk) -> None:
    await desk.enrol(ADA)
    said = await shown(desk, ADA)
    assert said.index("Your nudges") < said.index("For admins")
    assert "1 leader is enrolled" in said


async def test_trouble_with_the_platform_stands_above_the_numbers(desk: Desk) -> None:
    await desk.change(
        lambda tx: tx.workspaces.save(
            replace(tx.workspaces.find(HERE), trouble="token_revoked")
        )
    )
    said = await shown(desk, ADA)
    assert said.index("token_revoked") < said.index("Too late to send: 0")


async def test_a_member_sees_who_leads_and_what_is_asked(desk: Desk) -> None:
    await desk.say(ADA, f"team set @{KARI} @{LIV}")
    said = await shown(desk, LIV)
    assert "Your team is led by Kari Nordmann." in said
    assert "anonymous" in said
    assert "last 12 weeks" not in said


async def test_everybody_else_is_told_whom_to_ask(desk: Desk) -> None:
    assert "Ask an admin: Ada Berg." in await shown(desk, OLA)


@pytest.mark.parametrize("weeks", [0, 1, 11])
async def test_twelve_weeks_are_shown(desk: Desk, weeks: int) -> None:
    await desk.enrol()
    await came(desk, timedelta(weeks=weeks, minutes=5), Response.DONE)
    monday = date(2026, 11, 23) - timedelta(weeks=weeks)
    assert f"Week of Monday {monday.day} " in await shown(desk)


async def test_home_offers_the_way_back_to_whoever_stopped(desk: Desk) -> None:
    await desk.enrol()
    offered = [each.value for each in buttons(await desk.ask(KARI, home))]
    assert offered == ["", "", "stop", "why"]
    await desk.say(KARI, "stop")
    offered = [each.value for each in buttons(await desk.ask(KARI, home))]
    assert offered == ["", "start", "why"]
