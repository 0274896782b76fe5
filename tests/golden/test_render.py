import json
import os
from datetime import date, time
from pathlib import Path

import pytest

from bot.domain.ids import PersonId
from bot.domain.messages import (
    Button,
    Buttons,
    ChooseOne,
    ChooseSome,
    DayPicker,
    EnterDay,
    EnterTime,
    Fact,
    Facts,
    Form,
    Heading,
    Message,
    Note,
    Option,
    Rule,
    Text,
)
from bot.domain.words import Mention
from bot.platforms.slack.modal import modal_of, modal_saying
from bot.platforms.slack.render import drawn, drawn_home
from bot.platforms.slack.words import Json
from bot.playground.limits import check_blocks, check_view

GOLDEN = Path(__file__).parent / "slack"
KARI = Mention(PersonId("slack:T1:U7"), "Kari <K&B>")
ODD = 'Say "thanks" & mean it: <b> *now* _or_ ~never~ `x` :tada: @here\n> quoted'

NUDGE = Message(
    (
        Heading(("Give feedback & <praise>",)),
        Text((ODD,)),
        Note(("Why: ", KARI, " asked *for* it")),
        Buttons(
            (
                Button("Done", "respond", "done:d1", says="Done: give feedback"),
                Button("Later", "respond", "later:d1"),
                Button("Not now", "respond", "not-now:d1"),
                Button("Not for me", "respond", "not-for-me:d1"),
            )
        ),
    )
)
PRESSED = Message(
    (
        *NUDGE.parts[:3],
        Note(("Recorded: done.",)),
        Buttons(
            (
                Button("In 2 hours", "later", "in-2-hours:d1"),
                DayPicker("A date…", "later", "day:d1", date(2026, 11, 24)),
                Button("Undo", "undo", "d1"),
            )
        ),
    )
)
HOME = Message(
    (
        Heading(("Your nudges",)),
        Text(("Enrolled by ", KARI, " on 2 November.")),
        Facts((Fact("Focus", ("Give *feedback*",)), Fact("Asked by", (KARI,)))),
        Rule(),
        Note(("Only you see this.",)),
        Buttons((Button("Settings", "settings"),)),
    )
)
FORM = Form(
    name="settings",
    title="Your settings & more",
    submit="Save",
    cancel="Cancel",
    intro=(Text(("For ", KARI)), Note(("Only you *see* this.",))),
    inputs=(
        ChooseOne(
            "focus",
            "Focus",
            (Option("Give <feedback>", "give-feedback"), Option("Listen", "listen")),
            initial="listen",
            hint="One habit & a month",
        ),
        ChooseSome(
            "days",
            "Days",
            (Option("Mon", "1"), Option("Tue", "2")),
            initial=frozenset({"2"}),
        ),
        EnterTime("at", "Time", initial=time(9, 5)),
        EnterDay("until", "Pause until", optional=True),
    ),
    about="d1",
)

DRAWN = {
    "nudge": drawn(NUDGE),
    "pressed": drawn(PRESSED),
    "home": drawn_home(HOME),
    "form": modal_of(FORM),
    "answer": modal_saying(HOME),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_message_is_drawn_as_it_was_looked_at(name: str) -> None:
    golden = GOLDEN / f"{name}.json"
    shown = json.dumps(DRAWN[name], ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("DYTT_TEST_GOLDEN") == "write":  # noqa: TID251  `make golden`
        golden.write_text(shown, encoding="utf-8")

    assert shown == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DRAWN)
def test_slack_takes_what_is_drawn(name: str) -> None:
    view: Json = DRAWN[name]

    problems = check_view(view) if "type" in view else check_blocks(view["blocks"])

    assert problems == []
