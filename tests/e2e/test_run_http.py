"""The real process over signed HTTP, as a workspace uses it."""

from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from tests.fakes.playground import JONAS, KARI, KEYS, SOFIE, wall_s
from tests.fakes.process import until
from tests.fakes.slack_door import sign
from tests.fakes.whole import ANNA, BY_HTTP, Whole, nudge_is_due, whole

SECRET_WORDS = "zebrafish-at-midnight"
CADENCE = "cadence set nudges mon-fri 09:00 at most 3 a week"


async def test_an_admin_sets_up_the_bot_by_typing(tmp_path: Path) -> None:
    async with whole(tmp_path, BY_HTTP) as at:
        # Nobody knows Sofie yet: the answer comes by the response_url.
        await at.type(SOFIE, "/nudge leader list")
        await at.reads(SOFIE, "No leader is enrolled yet")
        await at.reads(SOFIE, "Dytt is ready")
        assert at.screen(KARI) == ""

        await at.type(SOFIE, "/nudge leader add @kari")
        await at.reads(KARI, f"<@{SOFIE}> enrolled you")
        await at.type(SOFIE, f"/nudge {CADENCE}")
        await at.reads(SOFIE, "Mon, Wed and Fri around 09:00, at most 3 a week")

        await at.type(SOFIE, "/nudge cadence set nudges mon-fri 25:00")
        await at.reads(SOFIE, "25:00")
        await at.type(JONAS, f"/nudge {CADENCE}")
        await at.reads(JONAS, f"<@{SOFIE}>")
        assert at.screen(ANNA.id) == ""


async def test_a_leader_answers_a_nudge_and_takes_it_back(tmp_path: Path) -> None:
    await nudge_is_due(tmp_path)
    async with whole(tmp_path, BY_HTTP) as at:
        for label, recorded in (
            ("Done", "Recorded: done"),
            ("Not now", "Recorded: not now"),
            ("Not for me", "Recorded: not for me"),
        ):
            assert await at.press(KARI, label) == {}
            await at.reads(KARI, recorded)
            assert await at.press(KARI, "Undo") == {}
        await at.press(KARI, "Later")
        await at.press(KARI, "In 2 hours")
        await at.reads(KARI, "It comes back on")
        assert at.buttons(KARI) == {"Undo"}

        (nudge,) = at.play.messages(KARI)
        assert nudge.metadata is not None


async def test_home_shows_each_what_is_theirs(tmp_path: Path) -> None:
    await nudge_is_due(tmp_path)
    async with whole(tmp_path, BY_HTTP) as at:
        await at.press(KARI, "Done")
        await at.type(SOFIE, "/nudge team set @kari @jonas")
        await at.reads(SOFIE, f"is now <@{JONAS}>")

        record = await at.sees_home(KARI, "Your nudges")
        health = await at.sees_home(SOFIE, "Delivery in the last 7 days")
        await at.sees_home(JONAS, "Your team is led by")
        await at.sees_home(ANNA.id, "You are not enrolled")

        nudge = at.play.messages(KARI)[0].text.splitlines()
        habit = nudge[0]
        assert f"{habit}, done" in record
        assert "Unclear whether it arrived" in health
        assert habit not in health
        assert "done" not in health.lower()
        assert not [line for line in nudge if line in health]


async def test_a_command_may_speak_of_a_payload(tmp_path: Path) -> None:
    async with whole(tmp_path, BY_HTTP) as at:
        await at.type(JONAS, "/nudge help payload")
        await at.reads(JONAS, "“payload”")
        await at.type(JONAS, "/nudge payload={}")
        await at.reads(JONAS, "I did not understand that")
        assert "failed" not in at.screen(JONAS)


async def test_the_log_tells_no_word_and_no_secret(tmp_path: Path) -> None:
    await nudge_is_due(tmp_path)
    async with whole(tmp_path, BY_HTTP) as at:
        await at.type(SOFIE, f"/nudge {SECRET_WORDS}")
        await at.type(SOFIE, f"/nudge team name @kari {SECRET_WORDS}")
        await at.type(SOFIE, f"/nudge zone {SECRET_WORDS}")
        await at.play.act.say(JONAS, SECRET_WORDS)
        await at.press(KARI, "Done")
        await at.sees_home(SOFIE, "Delivery")
        statuses = [
            await post(at, urlencode({"command": "/nudge", "text": SECRET_WORDS})),
            await post(at, f'{{"text": "{SECRET_WORDS}"', signed=True),
            await post(at, urlencode({"payload": SECRET_WORDS}), signed=True),
        ]
        await until(lambda: "Done" not in at.buttons(KARI))
        assert await at.process.stop() == 0

        said = at.process.said()
    assert statuses == [401, 400, 400]
    assert "refused path=/slack/events status=401" in said
    assert SECRET_WORDS not in said
    assert SECRET_WORDS.partition("-")[0] not in said
    for secret in (KEYS.bot_token, KEYS.signing_secret, "x-slack-signature"):
        assert secret not in said
    assert "Traceback" not in said


async def post(at: Whole, body: str, *, signed: bool = False) -> int:
    """Post what Slack would never; return the status."""
    stamp = str(int(wall_s()))
    json = body.startswith("{")
    kind = "application/json" if json else "application/x-www-form-urlencoded"
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign(body.encode(), stamp) if signed else "v0=00",
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(at.process.door, data=body, headers=headers) as answer,
    ):
        return answer.status
