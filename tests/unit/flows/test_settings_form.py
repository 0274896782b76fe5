from collections.abc import Mapping
from datetime import date, time

import pytest

from bot.domain.events import Answer, Mend, Reply, Submitted
from bot.domain.ids import InputId, PersonId
from bot.domain.messages import read_aloud
from bot.domain.words import Language, Weekdays, plain
from bot.flows.asked import Asked
from bot.flows.settings_form import settings_form, take_form
from tests.fakes.desk import KARI, OLA, Desk

Entered = Mapping[str, tuple[str, ...]]

SOUND: Entered = {
    "focus": ("share-openly",),
    "at": ("10:30",),
    "weekdays": ("2", "4"),
    "language": ("nb",),
    "pause": ("2026-12-07",),
}


async def hand_in(
    desk: Desk, entered: Entered, form: str = "settings", person: PersonId = KARI
) -> Answer:
    submitted = Submitted(InputId("i1"), person, form, "", entered)

    def take(asked: Asked) -> Answer:
        return take_form(asked, submitted)

    return await desk.ask(person, take)


def said(answer: Answer) -> str:
    assert isinstance(answer, Reply)
    return read_aloud(answer.message)


def mended(answer: Answer) -> dict[str, str]:
    assert isinstance(answer, Mend)
    return {name: plain(words) for name, words in answer.errors.items()}


async def test_everything_entered_is_kept_and_said_in_the_new_language(
    desk: Desk,
) -> None:
    await desk.enrol()
    answer = await hand_in(desk, SOUND)
    leader = await desk.leader()
    assert leader.focus == "share-openly"
    assert leader.at == time(10, 30)
    assert leader.weekdays == Weekdays(frozenset({2, 4}))
    assert leader.paused_until == date(2026, 12, 7)
    assert said(answer).startswith("Lagret.\nFra nå av: tir. og tor. rundt kl. 10:30")
    assert await desk.journal() == ["paused"]


@pytest.mark.parametrize(
    ("name", "wrong", "hint"),
    [
        ("focus", "be-nice", "be-nice"),
        ("at", "07:00", "17:00–08:00"),
        ("at", "25:00", "25:00"),
        ("at", "10:00+02:00", "10:00+02:00"),
        ("weekdays", "8", "8"),
        ("weekdays", "monday", "monday"),
        ("language", "fi", "fi"),
        ("pause", "2026-11-23", "from tomorrow on"),
        ("pause", "2029-01-01", "more than a year"),
        ("pause", "soon", "soon"),
    ],
)
async def test_one_wrong_input_keeps_everything_as_it_was(
    desk: Desk, name: str, wrong: str, hint: str
) -> None:
    before = await desk.enrol()
    due = await desk.next_due()
    errors = mended(await hand_in(desk, {**SOUND, name: (wrong,)}))
    assert errors.keys() == {name}
    assert hint in errors[name]
    assert await desk.leader() == before
    assert await desk.next_due() == due
    person = await desk.kept(lambda tx: tx.people.find(KARI))
    assert person.language is Language.EN
    assert await desk.journal() == []


async def test_every_wrong_input_is_named_at_once(desk: Desk) -> None:
    await desk.enrol()
    wrong = {"at": ("25:00",), "pause": ("soon",), "focus": ("x",)}
    assert mended(await hand_in(desk, wrong)).keys() == wrong.keys()


async def test_what_is_left_empty_follows_everybody_again(desk: Desk) -> None:
    await desk.enrol()
    await hand_in(desk, SOUND)
    await hand_in(desk, {"focus": ("none",), "language": ("nb",)})
    leader = await desk.leader()
    assert (leader.focus, leader.at, leader.weekdays) == (None, None, None)
    assert leader.paused_until is None
    assert await desk.journal() == ["paused", "resumed"]


async def test_the_form_handed_in_unchanged_changes_nothing(desk: Desk) -> None:
    await desk.enrol(at=time(10), paused_until=date(2026, 12, 7))
    before = await desk.leader()
    same = {"at": ("10:00",), "pause": ("2026-12-07",), "focus": ("none",)}
    await hand_in(desk, same)
    assert await desk.leader() == before
    assert await desk.journal() == []


async def test_somebody_not_enrolled_chooses_a_language_only(desk: Desk) -> None:
    form = await desk.ask(OLA, settings_form)
    assert [each.name for each in form.inputs] == ["language"]
    await hand_in(desk, SOUND, person=OLA)
    person = await desk.kept(lambda tx: tx.people.find(OLA))
    assert person.language is Language.NB
    assert await desk.kept(lambda tx: tx.leaders.find(OLA)) is None


async def test_a_pause_needs_a_day_ahead(desk: Desk) -> None:
    await desk.enrol()
    assert mended(await hand_in(desk, {}, "pause")).keys() == {"pause"}
    past = await hand_in(desk, {"pause": ("2026-11-01",)}, "pause")
    assert "from tomorrow on" in mended(past)["pause"]
    right = await hand_in(desk, {"pause": ("2026-11-24",)}, "pause")
    assert "Tuesday 24 November" in said(right)
    assert await desk.journal() == ["paused"]


async def test_a_pause_of_somebody_not_enrolled_is_answered_kindly(desk: Desk) -> None:
    answer = await hand_in(desk, {"pause": ("2026-12-01",)}, "pause", OLA)
    assert "not enrolled" in said(answer)


async def test_days_that_are_never_worked_are_taken_and_told(desk: Desk) -> None:
    await desk.enrol(part_time=Weekdays(frozenset({1, 2, 3})))
    answer = await hand_in(desk, {"weekdays": ("4", "5"), "language": ("en",)})
    assert "days you do not work" in said(answer)
