import asyncio
import json
import logging
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.domain.events import Answer, Ask, Mend, Pressed, Reply, Said, Submitted
from bot.domain.messages import (
    Button,
    Buttons,
    ChooseOne,
    Form,
    Message,
    Option,
    Text,
)
from bot.platforms.slack.render import drawn
from bot.playground.faults import Fault, Kind
from bot.playground.seed import BOT
from bot.playground.server import Playground
from bot.ports.store import StoreDown
from tests.fakes.inbox import FakeInbox
from tests.fakes.playground import KARI, client, new_playground, playing, wall_s
from tests.fakes.slack_door import Door, door, sign

SECRET_WORDS = "nobody-may-read-this"
COMMAND = {
    "command": "/nudge",
    "text": f"team name @kari {SECRET_WORDS}",
    "team_id": BOT.team_id,
    "user_id": "U7",
    "trigger_id": "1.2.a",
    "response_url": "https://hooks.slack.com/commands/1",
}
HELLO = Message((Text(("Hello",)),))
FORM = Form(
    "settings",
    "Settings",
    "Save",
    "Cancel",
    (ChooseOne("focus", "Focus", (Option("Listen", "listen"),)),),
)


def command(**changes: str) -> str:
    return urlencode({**COMMAND, **changes})


def home_opened(event_id: str = "Ev1") -> str:
    return json.dumps(
        {
            "type": "event_callback",
            "team_id": BOT.team_id,
            "event_id": event_id,
            "event": {"type": "app_home_opened", "user": "U7", "tab": "home"},
        }
    )


async def test_a_signed_command_is_received_and_answered() -> None:
    async with door(FakeInbox(answer=Reply(HELLO))) as at:
        status, answered = await at.send(command())

    assert status == 200
    assert json.loads(answered)["response_type"] == "ephemeral"
    assert json.loads(answered)["text"] == "Hello"
    (said,) = at.inbox.received
    assert isinstance(said, Said)


@pytest.mark.parametrize(
    "headers",
    [
        {"signed": "v0=00"},
        {"signed": ""},
        {"signed": "v0=æ"},
        {"stamp": "1"},
        {"stamp": ""},
        {"stamp": "now"},
        {"stamp": "²"},
        {"stamp": "-1"},
        {"stamp": "9" * 5000},
    ],
)
async def test_what_slack_did_not_sign_just_now_is_refused(
    headers: dict[str, str],
) -> None:
    async with door() as at:
        status, _ = await at.send(command(), **headers)

        assert status == 401
        assert at.inbox.received == []


async def test_a_signature_is_good_for_five_minutes() -> None:
    async with door() as at:
        old, older = (str(int(wall_s()) - seconds) for seconds in (280, 320))

        assert (await at.send(command(), stamp=old))[0] == 200
        assert (await at.send(command(), stamp=older))[0] == 401


async def test_another_secrets_signature_is_refused() -> None:
    async with door() as at:
        stamp = str(int(wall_s()))
        signed = sign(command().encode(), stamp, "another-secret")

        assert (await at.send(command(), stamp=stamp, signed=signed))[0] == 401


async def test_no_log_tells_what_people_wrote(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tells = ValueError(SECRET_WORDS)
    for failure in (None, StoreDown(SECRET_WORDS), tells):
        async with door(FakeInbox(failure=failure, answer=Ask(FORM))) as at:
            await at.send(command())
            await at.send(command(), signed="v0=00")
            await at.send(command(), stamp="1")
            await at.send(command(command=""))
            await at.send(f'{{"text": "{SECRET_WORDS}"', "application/json")
            await at.send(f"payload={SECRET_WORDS}")
            await at.send(json.dumps({"type": SECRET_WORDS * 9}), "application/json")
            await at.send("payload=" + json.dumps({"message": SECRET_WORDS}))

    assert SECRET_WORDS not in caplog.text
    assert caplog.text  # something is told, just not that


@pytest.mark.parametrize("word", ["payload", "the payload is", "payload={}"])
async def test_a_command_may_speak_of_a_payload(word: str) -> None:
    async with door() as at:
        assert (await at.send(command(text=word)))[0] == 200

        (said,) = at.inbox.received
        assert isinstance(said, Said)
        assert said.text == word


async def test_an_event_sent_again_has_the_id_of_the_first() -> None:
    async with door() as at:
        for attempt in ("1", "2"):
            await at.send(home_opened(), "application/json", X_Slack_Retry_Num=attempt)
        await at.send(home_opened("Ev2"), "application/json")

        ids = [event.input for event in at.inbox.received]
        assert ids == ["evt:Ev1", "evt:Ev1", "evt:Ev2"]


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "actions": []},
        {"type": "shortcut", "callback_id": "x"},
        {"type": "nobody_knows"},
        {"type": "event_callback", "event": 7},
        {"type": "event_callback", "event": {"type": 7}, "event_id": "E"},
        {"type": "event_callback", "event": {"type": "app_home_opened", "tab": 1}},
        {"type": ["x"], "team": 5, "user": []},
        {"enterprise": 5, "is_enterprise_install": {}, "authorizations": [5]},
        {},
    ],
)
async def test_what_the_bot_does_not_know_is_acknowledged(
    payload: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    async with door() as at:
        caplog.set_level(logging.INFO)
        as_form = urlencode({"payload": json.dumps(payload)})

        assert (await at.send(as_form))[0] == 200
        assert (await at.send(json.dumps(payload), "application/json"))[0] == 200

        ours = [one for one in caplog.records if one.name.startswith("bot.")]
        assert len(ours) == 2
        assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("{", "application/json"),
        ("[1]", "application/json"),
        ("[" * 100_000, "application/json"),
        ("", "application/json"),
        ("", "application/x-www-form-urlencoded"),
        ("payload={", "application/x-www-form-urlencoded"),
        ("payload=[]", "application/x-www-form-urlencoded"),
        ("a=1&" * 1000, "application/x-www-form-urlencoded"),
    ],
)
async def test_what_is_no_json_object_is_a_bad_request(
    body: str, content_type: str
) -> None:
    async with door() as at:
        assert (await at.send(body, content_type))[0] == 400


async def test_bytes_that_are_no_text_are_refused() -> None:
    async with door() as at:
        assert (await at.send(b"\xff\xfe"))[0] == 401


async def test_slack_may_check_the_address() -> None:
    challenge = json.dumps({"type": "url_verification", "challenge": "abc"})
    async with door() as at:
        status, answered = await at.send(challenge, "application/json")

    assert (status, json.loads(answered)) == (200, {"challenge": "abc"})


@pytest.mark.parametrize("megabytes", [1.1, 6])
async def test_a_body_too_large_is_refused_before_it_is_read(megabytes: float) -> None:
    async with door() as at:
        body = command(text="x" * int(megabytes * 1024 * 1024))

        assert (await at.send(body))[0] == 413
        assert (await at.send(command()))[0] == 200


async def test_what_could_not_be_kept_is_not_acknowledged() -> None:
    async with door(FakeInbox(failure=StoreDown("disk full"))) as at:
        assert (await at.send(command()))[0] == 503
        assert (await at.send(home_opened(), "application/json"))[0] == 503


async def test_a_bug_is_not_acknowledged_either() -> None:
    async with door(FakeInbox(failure=KeyError("x"))) as at:
        status, answered = await at.send(command())

    assert (status, answered) == (500, "")


class Beside:
    """The door beside a playground whose people use it."""

    def __init__(self, play: Playground, at: Door) -> None:
        self.play = play
        self.at = at

    def shown(self) -> list[str]:
        return [message.text for message in self.play.messages(KARI)]


async def playing_with(answer: Answer, act: Any) -> Beside:  # noqa: ANN401  a coroutine function
    async with (
        playing(new_playground()) as play,
        door(FakeInbox(answer=answer), play.base_url) as at,
    ):
        outgoing = play.outgoing
        outgoing.wire = replace(outgoing.wire, request_url=at.url)
        beside = Beside(play, at)
        await act(beside)
        return beside


async def post(beside: Beside, *items: Button) -> None:
    """Let the bot have said something with buttons."""
    api = client(beside.play)
    message = Message((Text(("Well?",)), Buttons(items)))
    await api.api_call("chat.postMessage", json={"channel": KARI, **drawn(message)})


async def test_a_person_sees_the_answer_to_a_command() -> None:
    async def act(beside: Beside) -> None:
        await beside.play.type_command(KARI, "/nudge help @jonas")

    beside = await playing_with(Reply(HELLO), act)

    assert beside.shown() == ["Hello"]
    (said,) = beside.at.inbox.received
    assert isinstance(said, Said)
    assert said.text == "help @slack:T0FJORD001:U0JONAS001"
    assert list(said.named.values()) == ["jonas"]


async def test_a_person_is_told_by_slack_when_nothing_was_kept() -> None:
    async def act(beside: Beside) -> None:
        beside.at.inbox.failure = StoreDown("locked")
        await beside.play.type_command(KARI, "/nudge help")

    beside = await playing_with(Reply(HELLO), act)

    (told,) = beside.shown()
    assert "failed" in told


async def test_a_form_is_opened_while_the_trigger_lives() -> None:
    async def act(beside: Beside) -> None:
        await beside.play.type_command(KARI, "/nudge settings")
        beside.at.inbox.answer = Mend({"focus": ("Choose another.",)})
        errors = await beside.play.submit(KARI, {"focus": "listen"})
        assert errors == {"errors": {"focus": "Choose another."}}

    beside = await playing_with(Ask(FORM), act)

    assert beside.play.modal(KARI) is not None
    submitted = beside.at.inbox.received[-1]
    assert isinstance(submitted, Submitted)
    assert submitted.entered == {"focus": ("listen",)}


async def test_a_form_that_cannot_be_opened_is_told_by_slack() -> None:
    async def act(beside: Beside) -> None:
        beside.play.fail(Fault(Kind.ERROR, "views.open", error="expired_trigger_id"))
        await beside.play.type_command(KARI, "/nudge settings")

    beside = await playing_with(Ask(FORM), act)

    assert "failed" in beside.shown()[0]


async def test_a_press_names_its_message_and_is_answered_in_its_place() -> None:
    async def act(beside: Beside) -> None:
        await post(beside, Button("Done", "respond", "done:d1"), Button("No", "x", "y"))
        await beside.play.press(KARI, "Done")

    beside = await playing_with(Reply(HELLO, instead=True), act)

    (pressed,) = beside.at.inbox.received
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.value) == ("respond", "done:d1")
    assert pressed.place is not None
    assert beside.shown() == ["Hello"]


async def test_a_press_may_be_answered_beside_its_message() -> None:
    async def act(beside: Beside) -> None:
        await post(beside, Button("Done", "respond", "done:d1"))
        await beside.play.press(KARI, "Done")

    beside = await playing_with(Reply(HELLO), act)

    assert beside.shown() == ["Well?\n[Done]", "Hello"]


async def test_two_quick_presses_are_two_inputs() -> None:
    async def act(beside: Beside) -> None:
        await post(beside, Button("Done", "respond", "done:d1"))
        await asyncio.gather(
            beside.play.press(KARI, "Done"), beside.play.press(KARI, "Done")
        )

    beside = await playing_with(Reply(HELLO), act)

    assert len(beside.at.inbox.kept) == 2


async def test_an_answer_after_a_form_takes_the_forms_place() -> None:
    async def act(beside: Beside) -> None:
        await beside.play.type_command(KARI, "/nudge settings")
        beside.at.inbox.answer = Reply(HELLO)
        await beside.play.submit(KARI, {"focus": "listen"})

    beside = await playing_with(Ask(FORM), act)

    modal = beside.play.modal(KARI)
    assert modal is not None
    assert modal.blocks[0]["type"] == "rich_text"


async def test_what_people_do_in_slack_becomes_events() -> None:
    async def act(beside: Beside) -> None:
        await beside.play.open_home(KARI)
        await beside.play.act.say(KARI, "are you there?")
        await beside.play.act.change_profile(KARI, tz="Asia/Tokyo")
        await beside.play.act.uninstall()

    beside = await playing_with(Reply(HELLO), act)

    assert [type(event).__name__ for event in beside.at.inbox.received] == [
        "OpenedHome",
        "Wrote",
        "ProfileChanged",
        "Uninstalled",
        "Uninstalled",
    ]
