"""The loop: planned, sent, pressed, recorded, drawn again."""

from datetime import UTC, datetime

from bot.domain.deliveries import Response, State
from bot.domain.events import ProfileChanged, Reply
from bot.domain.ids import InputId
from bot.domain.journal import Happened
from bot.domain.messages import read_aloud
from bot.domain.people import Profile
from bot.domain.words import Language
from tests.fakes.house import ADA, KARI, LIV, House, elsewhere, labels

ANSWERS = ["Done", "Later", "Not now", "Not for me"]
NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 09:00 in Oslo


async def nudged(home: House) -> None:
    """Enrol Kari and let the first nudge arrive, Monday at nine."""
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(NINE)
    await home.turn()


async def journalled(home: House) -> list[Happened]:
    entries = await home.store.read(lambda tx: tx.journal.of(KARI, NINE.replace(day=1)))
    return [entry.what for entry in entries]


async def test_the_admin_is_greeted_and_the_leader_welcomed_once(
    home: House,
) -> None:
    await home.enrol()
    await home.turn()
    assert sorted(posted.to for posted in home.platform.posted) == [ADA, KARI]
    said = {posted.to: posted.message for posted in home.platform.posted}
    assert "Ada Admin" in read_aloud(said[KARI])


async def test_a_nudge_arrives_at_nine_where_the_leader_is(home: House) -> None:
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(NINE.replace(hour=7, minute=59))
    await home.turn()
    assert not home.platform.posted
    home.clock.move_to(NINE)
    await home.turn()
    assert labels(home.last.message) == ANSWERS
    assert "Why am I getting this?" in read_aloud(home.last.message)


async def test_any_number_of_ticks_sends_one(home: House) -> None:
    await nudged(home)
    for _ in range(5):
        await home.turn()
    assert len(home.platform.posted) == 1
    assert (await journalled(home)).count(Happened.CHOSEN) == 1


async def test_done_is_recorded_and_can_be_undone(home: House) -> None:
    await nudged(home)
    await home.press(home.last, "Done")
    assert "Recorded: done" in read_aloud(home.last.message)
    assert labels(home.last.message) == ["Undo"]
    assert (await home.nudges())[0].response is Response.DONE
    await home.press(home.last, "Undo")
    assert labels(home.last.message) == ANSWERS
    assert (await home.nudges())[0].response is None
    assert (await journalled(home))[-2:] == [Happened.DONE, Happened.UNDONE]


async def test_later_in_two_hours_comes_back_to_the_minute(home: House) -> None:
    await nudged(home)
    await home.press(home.last, "Later")
    await home.press(home.last, "In 2 hours")
    first = home.last
    assert "11:00" in read_aloud(first.message)
    await home.pass_(hours=1, minutes=55)
    assert len(home.platform.posted) == 1
    await home.pass_(minutes=5)
    assert len(home.platform.posted) == 2
    assert labels(home.last.message) == ANSWERS
    assert labels(first.message) == []


async def test_later_undone_leaves_one_nudge(home: House) -> None:
    await nudged(home)
    await home.press(home.last, "Later")
    await home.press(home.last, "In 2 hours")
    await home.press(home.last, "Undo")
    assert labels(home.last.message) == ANSWERS
    await home.pass_(hours=3)
    assert len(home.platform.posted) == 1


async def test_later_in_quiet_hours_says_why_it_moves(home: House) -> None:
    await nudged(home)
    home.clock.move_to(NINE.replace(hour=15))
    await home.press(home.last, "Later")
    await home.press(home.last, "In 2 hours")
    said = read_aloud(home.last.message)
    assert "quiet hours" in said
    assert "24 November" in said
    assert "08:00" in said


async def test_later_takes_a_date_but_not_a_past_one(home: House) -> None:
    await nudged(home)
    await home.press(home.last, "Later")
    refused = await home.press(home.last, "Choose a date", chosen="2026-11-20")
    assert isinstance(refused, Reply)
    assert "20 November" in read_aloud(refused.message)
    await home.press(home.last, "Choose a date", chosen="2026-11-26")
    assert "26 November" in read_aloud(home.last.message)


async def test_not_for_me_retires_that_nudge_until_undone(home: House) -> None:
    await nudged(home)
    nudge = (await home.nudges())[0].nudge
    await home.press(home.last, "Not for me")
    leader = await home.store.read(lambda tx: tx.leaders.find(KARI))
    assert leader
    assert leader.retired == {nudge}
    await home.press(home.last, "Undo")
    leader = await home.store.read(lambda tx: tx.leaders.find(KARI))
    assert leader
    assert not leader.retired


async def test_the_next_nudge_takes_the_place_of_an_unanswered_one(home: House) -> None:
    await nudged(home)
    monday = home.last
    await home.pass_(days=2)
    assert len(home.platform.posted) == 2
    assert labels(monday.message) == []
    assert "newer nudge" in read_aloud(monday.message)
    assert (await home.nudges())[1].state is State.REPLACED


async def test_undo_is_possible_until_the_next_nudge(home: House) -> None:
    await nudged(home)
    monday = home.last
    await home.press(monday, "Done")
    pressable = elsewhere(monday)
    await home.pass_(days=2)
    assert labels(monday.message) == []
    answer = await home.press(pressable, "Undo")
    assert isinstance(answer, Reply)
    assert (await home.nudges())[1].response is Response.DONE


async def test_somebody_elses_nudge_cannot_be_answered(home: House) -> None:
    await nudged(home)
    await home.know(LIV)
    answer = await home.press(home.last, "Done", by=LIV)
    assert isinstance(answer, Reply)
    assert (await home.nudges())[0].response is None


async def test_a_stopped_leader_gets_nothing_even_if_planned(home: House) -> None:
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(NINE.replace(hour=7, minute=55))
    await home.planner.plan()
    await home.say(KARI, "stop")
    home.clock.move_to(NINE)
    await home.turn()
    assert not home.platform.posted
    assert (await home.nudges())[0].state is State.DROPPED


async def test_after_days_of_downtime_only_today_is_sent(home: House) -> None:
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(datetime(2026, 12, 2, 10, 0, tzinfo=UTC))  # a Wednesday, 11:00
    await home.turn()
    assert len(home.platform.posted) == 1
    states = [each.state for each in await home.nudges()]
    assert states == [State.SENT] + [State.MISSED] * 4


async def test_too_late_in_the_day_is_missed_not_sent(home: House) -> None:
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(NINE.replace(hour=18))
    await home.turn()
    assert not home.platform.posted
    assert [each.reason for each in await home.nudges()] == ["late"]


async def test_a_changed_zone_moves_the_next_nudge_and_keeps_the_language(
    home: House,
) -> None:
    await home.enrol()
    tokyo = Profile("Kari Nordmann", "Asia/Tokyo", Language.SV)
    await home.reception.receive(
        ProfileChanged(InputId("evt-1"), KARI, tokyo, language_known=False)
    )
    person = await home.store.read(lambda tx: tx.people.find(KARI))
    due = await home.store.read(lambda tx: tx.leaders.next_due(KARI))
    assert person.language is Language.EN
    assert due == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)  # Wednesday, 09:00 there
