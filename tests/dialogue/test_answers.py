"""What is answered to every form, in four languages: read the files by eye.

`DYTT_TEST_GOLDEN=write` writes tests/dialogue/<language>.txt anew.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.deliveries import Kind
from bot.domain.forms import FORMS
from bot.domain.ids import PersonId
from bot.domain.messages import Form as Sheet
from bot.domain.messages import Message, read_aloud
from bot.domain.parse import parse
from bot.domain.planning import UNANSWERED
from bot.domain.words import Language, plain
from bot.flows.asked import Asked
from bot.flows.check_in import check_in, rest
from bot.flows.home import home
from bot.flows.onboard import greeting, welcome
from bot.flows.settings_form import settings_form
from bot.stores.sqlite import SqliteStore
from tests.fakes.desk import (
    ADA,
    GONE,
    KARI,
    LIV,
    NAMES,
    OLA,
    PER,
    ROBOT,
    Desk,
)
from tests.fakes.house import catalogue
from tests.fakes.kept import other
from tests.fakes.time import MONDAY

HOME, WELCOME, GREETING = "(Home)", "(welcome)", "(greeting)"
SETTINGS, PAUSE, CHECK_IN = "(settings)", "(pause)", "(check-in)"

Said = tuple[PersonId, str]

BEFORE: tuple[Said, ...] = (
    (ADA, GREETING),
    (ADA, ""),
    (ADA, "leader list"),
    (ADA, "team show"),
    (ADA, "cadence show"),
    (ADA, "closed show"),
    (ADA, "plan"),
    (ADA, HOME),
    (OLA, ""),
    (OLA, HOME),
    (OLA, "status"),
    (OLA, "next"),
    (OLA, "why"),
    (OLA, "help"),
    (OLA, "focus give-feedback"),
    (OLA, "pause 2w"),
    (OLA, "start"),
    (OLA, "cadence set nudges mon-fri 09:00"),
    (OLA, "leadr add"),
    (OLA, SETTINGS),
)
ENROLLING: tuple[Said, ...] = (
    (ADA, f"leader add @{KARI}"),
    (ADA, f"leader add @{KARI} @{ROBOT} @{GONE}"),
    (ADA, "leader list"),
    (ADA, f"team set @{KARI} @{LIV} @{OLA}"),
    (ADA, f"team set @{PER} @{OLA}"),
    (ADA, f"team set @{PER} @{PER}"),
    (ADA, f"team set @{PER} @{ROBOT}"),
    (ADA, f"team name @{KARI} Team North"),
    (ADA, f"team channel @{KARI} #C1|north"),
    (ADA, f"team word @{KARI} patient"),
    (ADA, f"team country @{KARI} SE"),
    (ADA, f"team country @{KARI} AQ"),
    (ADA, "team show"),
    (ADA, f"team show @{LIV}"),
    (ADA, "plan"),
    (ADA, f"plan @{KARI}"),
    (ADA, f"plan @{LIV}"),
    (KARI, "plan"),
    (KARI, WELCOME),
    (LIV, HOME),
)
LEADING: tuple[Said, ...] = (
    (KARI, ""),
    (KARI, "help"),
    (KARI, "status"),
    (KARI, "next"),
    (KARI, "why"),
    (KARI, "focus give-feedback"),
    (KARI, "at 10:15 tue,thu"),
    (KARI, "at 06:00"),
    (KARI, "zone America/New_York"),
    (KARI, "zone Europe/Oslo"),
    (KARI, "pause 2w"),
    (KARI, "status"),
    (KARI, "resume"),
    (KARI, "resume"),
    (KARI, CHECK_IN),
    (KARI, "status"),
    (KARI, "fewer"),
    (KARI, "fewer"),
    (KARI, CHECK_IN),
    (KARI, "resume"),
    (KARI, "stop"),
    (KARI, "stop"),
    (KARI, "status"),
    (KARI, "start"),
    (KARI, "start"),
    (KARI, SETTINGS),
    (KARI, PAUSE),
    (KARI, HOME),
)
GOVERNING: tuple[Said, ...] = (
    (ADA, "cadence set nudges mon-fri 09:00 at most 3 a week"),
    (ADA, "cadence set nudges tue 13:30 every 2 weeks at most 1 a week"),
    (ADA, "cadence set nudges mon-wed 09:00 every 3 weeks"),
    (ADA, "cadence set nudges mon-fri 07:00"),
    (ADA, "country NO"),
    (ADA, "country DE-XY"),
    (ADA, "country none"),
    (ADA, "country SE"),
    (ADA, f"team country @{KARI} none"),
    (ADA, "quiet 18:00-07:30"),
    (ADA, "quiet 08:00-12:00"),
    (ADA, "quiet 00:00-00:00"),
    (ADA, f"part-time @{KARI} mon-wed"),
    (ADA, f"part-time @{PER} mon-wed"),
    (ADA, "closed 2026-12-24 2027-01-03 Christmas"),
    (ADA, "closed 2027-05-17"),
    (ADA, "closed 2026-12-07 2026-12-11"),
    (ADA, "plan"),
    (ADA, f"plan @{KARI}"),
    (ADA, "closed remove 2026-12-07"),
    (ADA, "closed week 28-30 2027 fellesferie"),
    (ADA, "closed remove week 28"),
    (ADA, "closed show"),
    (ADA, "closed remove 2027-05-18"),
    (ADA, "closed remove 2027-05-17"),
    (ADA, "cadence show"),
    (ADA, "preview give-feedback"),
    (ADA, f"admin add @{PER} @{PER} @{GONE}"),
    (ADA, f"admin add @{PER}"),
    (ADA, "admin list"),
    (ADA, f"admin remove @{ADA}"),
    (ADA, f"admin remove @{PER} @{LIV}"),
    (ADA, "help"),
    (ADA, "cadense sett"),
    (ADA, HOME),
    (ADA, f"leader remove @{KARI} @{LIV}"),
    (KARI, HOME),
    (KARI, "language en"),
)
SCRIPT = (*BEFORE, *ENROLLING, *LEADING, *GOVERNING)


def _welcome(asked: Asked) -> Message:
    return welcome(asked, asked.tx.people.find(ADA))


def _check_in(asked: Asked) -> Message:
    """Ask, and let the leader rest as if that had been sent."""
    leader = asked.tx.leaders.find(KARI)
    assert leader
    asking = replace(other(Kind.CHECK_IN, KARI), local_date=asked.today)
    asked.tx.outbox.add([asking])
    for _ in range(UNANSWERED):
        asked.tx.leaders.sent([KARI])
    rest(asked.tx, asking, asked.now_utc)
    return check_in(asked, leader, asking)


def _pause_form(asked: Asked) -> Sheet:
    return settings_form(asked, "pause")


def _opened(form: Sheet) -> str:
    inputs = (f"[{each.label}] {each.hint}".rstrip() for each in form.inputs)
    said = (plain(part.words) for part in form.intro)
    return "\n".join((form.title, *said, *inputs, f"[{form.submit}] [{form.cancel}]"))


PAGES: dict[str, Callable[[Asked], Message]] = {
    HOME: home,
    WELCOME: _welcome,
    GREETING: greeting,
    CHECK_IN: _check_in,
}
SHEETS: dict[str, Callable[[Asked], Sheet]] = {
    SETTINGS: settings_form,
    PAUSE: _pause_form,
}


async def _answer(desk: Desk, person: PersonId, said: str) -> str:
    if said in PAGES:
        return read_aloud(await desk.ask(person, PAGES[said]))
    if said in SHEETS:
        return _opened(await desk.ask(person, SHEETS[said]))
    return await desk.read(person, said)


async def _transcript(desk: Desk) -> str:
    pieces = []
    for person, said in SCRIPT:
        answer = await _answer(desk, person, said)
        line = said if said.startswith("(") else f"/nudge {said}".rstrip()
        indented = "\n".join(f"    {each}" for each in answer.split("\n"))
        pieces.append(f"{NAMES[person]}: {line}\n{indented}\n")
    return "\n".join(pieces)


@pytest.mark.parametrize("language", list(Language))
async def test_every_form_is_answered_as_written_down(
    store: SqliteStore, language: Language
) -> None:
    desk = Desk(store, language)
    await desk.seat()
    said = await _transcript(desk)
    golden = Path(__file__).parent / f"{language}.txt"
    if os.environ.get("DYTT_TEST_GOLDEN") == "write":  # noqa: TID251  `make golden`
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def test_the_script_says_every_form() -> None:
    habits = frozenset(catalogue().habits)
    said = [
        parse(line, MONDAY.date(), habits)
        for _, line in SCRIPT
        if not line.startswith("(") and line not in {"leadr add", "cadense sett"}
    ]
    assert {form.command for form in FORMS} == {type(command) for command in said}


@pytest.mark.parametrize("language", list(Language))
async def test_titles_of_forms_fit_where_they_are_shown(
    store: SqliteStore, language: Language
) -> None:
    desk = Desk(store, language)
    await desk.seat()
    await desk.enrol()
    for open_form in (settings_form, _pause_form):
        form = await desk.ask(KARI, open_form)
        assert len(form.title) <= 24
        assert len(form.submit) <= 24
