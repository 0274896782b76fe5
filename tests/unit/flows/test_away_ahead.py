"""A leader whose status says away reads so in their own words, and nobody else does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.deliveries import Response
from bot.domain.messages import read_aloud
from bot.domain.people import Profile
from bot.flows.home import home
from bot.flows.onboard import profile_known
from bot.flows.redraw import home_id, show_home
from bot.ports.store import Transaction
from tests.fakes.desk import ADA, KARI, Desk
from tests.fakes.kept import nudge

OPEN_END = datetime(9999, 1, 1, tzinfo=UTC)
AWAY = "Your status says that you are away"


async def away(desk: Desk, until: datetime | None) -> None:
    """Let the platform tell until when Kari's status says away."""

    def body(tx: Transaction) -> None:
        known = tx.people.find(KARI).profile
        assert isinstance(known, Profile)
        profile_known(tx, KARI, replace(known, away_until_utc=until), desk.now)

    await desk.change(body)


async def test_a_leader_away_for_long_is_told_what_keeps_nudges_away(
    desk: Desk,
) -> None:
    await desk.enrol()
    await away(desk, OPEN_END)
    for said in (
        await desk.read(KARI, "next"),
        await desk.read(KARI, "status"),
        read_aloud(await desk.ask(KARI, home)),
    ):
        assert "No nudges come while your status says that you are away." in said


async def test_a_leader_away_for_days_is_told_when_the_next_one_comes(
    desk: Desk,
) -> None:
    await desk.enrol()
    await away(desk, desk.now + timedelta(days=3))  # Monday to Thursday
    said = await desk.read(KARI, "next")
    assert AWAY in said
    assert "The next one comes on Friday 27 November, around 09:00." in said


async def test_an_absence_that_ends_that_day_only_moves_it(desk: Desk) -> None:
    await desk.enrol()
    noon = desk.now.replace(hour=11, minute=0)  # UTC, so 12:00 in Oslo
    await away(desk, noon)
    assert "on Monday 23 November, around 12:00." in await desk.read(KARI, "next")


@pytest.mark.parametrize("until", [None, datetime(2026, 1, 1, tzinfo=UTC)])
async def test_nobody_who_is_here_reads_of_an_absence(
    desk: Desk, until: datetime | None
) -> None:
    await desk.enrol()
    await away(desk, until)
    said = await desk.read(KARI, "next")
    assert "away" not in said
    assert "Monday 23 November, around 09:00." in said


async def test_what_later_promised_comes_whatever_the_status_says(desk: Desk) -> None:
    await desk.enrol()
    put_off = replace(
        nudge(KARI, desk.now + timedelta(hours=4)),
        response=Response.LATER,
        round=1,
    )
    await desk.change(lambda tx: tx.outbox.add([put_off]))
    await away(desk, OPEN_END)
    said = await desk.read(KARI, "next")
    assert "The next nudge comes on" in said
    assert "away" not in said


async def test_no_admin_reads_of_it(desk: Desk) -> None:
    await desk.enrol()
    said = [read_aloud(await desk.ask(ADA, home)), await desk.read(ADA, "plan")]
    await away(desk, OPEN_END)
    again = [read_aloud(await desk.ask(ADA, home)), await desk.read(ADA, "plan")]
    assert again == said


async def test_a_home_that_was_opened_is_drawn_anew_when_the_status_changes(
    desk: Desk,
) -> None:
    await desk.enrol()
    await desk.change(lambda tx: show_home(tx, KARI, desk.now))
    before = await desk.kept(lambda tx: tx.outbox.find(home_id(KARI)))
    desk.pass_(hours=1)
    await away(desk, OPEN_END)
    after = await desk.kept(lambda tx: tx.outbox.find(home_id(KARI)))
    assert before
    assert after
    assert after.due_utc > before.due_utc
