import json
import logging
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.domain.events import Reply, Said
from bot.domain.messages import (
    Message,
    Text,
)
from bot.playground.seed import BOT
from bot.ports.store import StoreDown
from tests.fakes.inbox import FakeInbox
from tests.fakes.playground import wall_s
from tests.fakes.slack_door import door, sign

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
    told = Reply(Message((Text((SECRET_WORDS,)),)))
    for failure in (None, StoreDown(SECRET_WORDS), ValueError(SECRET_WORDS)):
        async with door(FakeInbox(failure=failure, answer=told)) as at:
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
