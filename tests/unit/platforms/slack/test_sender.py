import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.domain.deliveries import Place
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.messages import Message, Text
from bot.domain.people import Profile
from bot.domain.words import Language
from bot.platforms.slack.client import Installation, identified, slack_client
from bot.platforms.slack.sender import SlackSender
from bot.playground.faults import Fault, Kind
from bot.playground.seed import BOT
from bot.playground.server import Playground
from bot.playground.values import User
from bot.ports.messenger import NotSent, Reach, Refused, SendFailed, Unclear
from tests.fakes.playground import KARI as KARI_USER
from tests.fakes.playground import KEYS, playing
from tests.fakes.serve import served
from tests.fakes.time import MONDAY

FJORD = WorkspaceId(f"slack:{BOT.team_id}")
KARI = PersonId(f"{FJORD}:{KARI_USER}")
HELLO = Message((Text(("Hello",)),))
INSTALLED = Installation(FJORD, KEYS.bot_token, BOT.user_id, BOT.bot_id)


@dataclass
class Sending:
    """A sender beside the playground it speaks to."""

    play: Playground
    sender: SlackSender
    client: AsyncWebClient

    def calls(self, method: str) -> int:
        """Return how often the playground was asked for `method`."""
        return sum(entry["what"] == method for entry in self.play.traffic.since(0))


@asynccontextmanager
async def sending(installed: Installation = INSTALLED) -> AsyncIterator[Sending]:
    async with (
        playing() as play,
        slack_client(f"{play.base_url}/api/", total_s=5, connect_s=1) as client,
    ):
        keys = {installed.workspace: installed}
        yield Sending(play, SlackSender(client, keys.get), client)


async def test_a_posted_message_stands_in_the_persons_direct_messages() -> None:
    async with sending() as at:
        place = await at.sender.post(KARI, HELLO, "d1.0")

        (message,) = at.play.messages(KARI_USER)
        assert place == Place(message.channel, message.ts)
        assert message.metadata == {
            "event_type": "dytt_delivery",
            "event_payload": {"id": "d1.0"},
        }


async def test_a_conversation_is_opened_once_a_person() -> None:
    async with sending() as at:
        for wire_id in ("d1.0", "d2.0", "d3.0"):
            await at.sender.post(KARI, HELLO, wire_id)

        assert at.calls("conversations.open") == 1
        assert at.calls("chat.postMessage") == 3


async def test_a_connection_dropped_after_the_post_is_unclear_and_posts_once() -> None:
    async with sending() as at:
        at.play.fail(Fault(Kind.DROP_AFTER, "chat.postMessage"))

        with pytest.raises(Unclear):
            await at.sender.post(KARI, HELLO, "d1.0")

        assert len(at.play.messages(KARI_USER)) == 1


@pytest.mark.parametrize("status", [500, 503])
async def test_a_stumble_after_the_post_is_unclear(status: int) -> None:
    async with sending() as at:
        at.play.fail(Fault(Kind.STUMBLE_AFTER, "chat.postMessage", status=status))

        with pytest.raises(Unclear):
            await at.sender.post(KARI, HELLO, "d1.0")

        assert len(at.play.messages(KARI_USER)) == 1


async def test_an_answer_that_takes_too_long_is_unclear() -> None:
    async with (
        playing() as play,
        slack_client(f"{play.base_url}/api/", total_s=0.2, connect_s=0.2) as client,
    ):
        sender = SlackSender(client, {FJORD: INSTALLED}.get)
        play.fail(Fault(Kind.SLOW, "chat.postMessage", seconds=0.5))

        with pytest.raises(Unclear):
            await sender.post(KARI, HELLO, "d1.0")

        assert len(play.messages(KARI_USER)) == 1


async def test_what_fails_while_the_conversation_is_opened_was_not_sent() -> None:
    async with sending() as at:
        at.play.fail(Fault(Kind.DROP_AFTER, "conversations.open"))

        with pytest.raises(NotSent):
            await at.sender.post(KARI, HELLO, "d1.0")

        assert at.play.messages(KARI_USER) == []


async def test_a_rate_limit_says_how_long_to_wait_and_holds_for_everybody() -> None:
    async with sending() as at:
        at.play.fail(Fault(Kind.RATE_LIMITED, "chat.postMessage", seconds=7))

        with pytest.raises(NotSent) as caught:
            await at.sender.post(KARI, HELLO, "d1.0")

        assert (caught.value.retry_after_s, caught.value.everybody) == (7, True)
        assert at.calls("chat.postMessage") == 1


async def test_a_server_that_is_not_there_has_got_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with slack_client(
        f"http://127.0.0.1:{port}/api/", total_s=2, connect_s=1
    ) as client:
        sender = SlackSender(client, {FJORD: INSTALLED}.get)

        with pytest.raises(NotSent) as caught:
            await sender.post(KARI, HELLO, "d1.0")

        assert caught.value.everybody


@pytest.mark.parametrize(
    ("code", "reach"),
    [
        ("token_revoked", Reach.WORKSPACE),
        ("invalid_auth", Reach.WORKSPACE),
        ("account_inactive", Reach.WORKSPACE),
        ("missing_scope", Reach.WORKSPACE),
        ("channel_not_found", Reach.PERSON),
        ("user_disabled", Reach.PERSON),
        ("cannot_dm_bot", Reach.PERSON),
        ("msg_too_long", Reach.MESSAGE),
        ("invalid_blocks", Reach.MESSAGE),
        ("never_heard_of", Reach.MESSAGE),
    ],
)
async def test_a_refusal_reaches_as_far_as_slack_means_it(
    code: str, reach: Reach
) -> None:
    async with sending() as at:
        at.play.fail(Fault(Kind.ERROR, "chat.postMessage", error=code))

        with pytest.raises(Refused) as caught:
            await at.sender.post(KARI, HELLO, "d1.0")

        assert (caught.value.reason, caught.value.reach) == (code, reach)


async def test_a_workspace_that_took_the_keys_away_is_refused_unasked() -> None:
    other = replace(INSTALLED, workspace=WorkspaceId("slack:T2"))
    async with sending(other) as at:
        with pytest.raises(Refused) as caught:
            await at.sender.post(KARI, HELLO, "d1.0")

        assert caught.value.reach is Reach.WORKSPACE
        assert at.calls("conversations.open") == 0


async def test_a_redraw_changes_the_message_and_keeps_its_id() -> None:
    async with sending() as at:
        place = await at.sender.post(KARI, HELLO, "d1.0")

        await at.sender.redraw(place, Message((Text(("Bye",)),)), KARI)

        (message,) = at.play.messages(KARI_USER)
        assert message.text == "Bye"
        assert await at.sender.find(KARI, "d1.0", MONDAY) == place


async def test_a_deleted_message_cannot_be_redrawn() -> None:
    async with sending() as at:
        await at.sender.post(KARI, HELLO, "d1.0")
        (message,) = at.play.messages(KARI_USER)

        with pytest.raises(Refused) as caught:
            await at.sender.redraw(Place(message.channel, "1.000001"), HELLO, KARI)

        assert caught.value.reach is Reach.MESSAGE


async def test_a_home_is_published() -> None:
    async with sending() as at:
        await at.sender.home(KARI, HELLO)

        view = at.play.home(KARI_USER)
        assert view is not None
        assert view.blocks[0]["type"] == "rich_text"


async def test_a_message_is_found_by_its_id_among_many() -> None:
    async with sending() as at:
        places = [
            await at.sender.post(KARI, HELLO, f"d{number}.0") for number in range(105)
        ]

        since = MONDAY - timedelta(minutes=1)
        assert await at.sender.find(KARI, "d3.0", since) == places[3]
        assert await at.sender.find(KARI, "d3.1", since) is None
        assert at.calls("conversations.history") > 2


async def test_what_cannot_be_looked_up_is_no_answer() -> None:
    async with sending() as at:
        at.play.workspace.scopes.discard("im:history")
        at.play.workspace.scopes.discard("channels:history")

        with pytest.raises(Refused) as caught:
            await at.sender.find(KARI, "d1.0", MONDAY)

        assert caught.value.reach is Reach.MESSAGE


async def test_a_profile_is_what_slack_knows() -> None:
    async with sending() as at:
        ola = User("U0OLA00001", "ola", "Ola", tz="Asia/Tokyo", locale="sv-SE")
        at.play.workspace.join(ola)

        assert await at.sender.profile(PersonId(f"{FJORD}:{ola.id}")) == Profile(
            "ola", "Asia/Tokyo", Language.SV
        )


async def test_somebody_slack_does_not_know_is_refused() -> None:
    async with sending() as at:
        with pytest.raises(Refused) as caught:
            await at.sender.profile(PersonId(f"{FJORD}:U404"))

        assert caught.value.reach is Reach.PERSON


async def test_a_reply_goes_to_the_address_the_command_came_with() -> None:
    async with sending() as at:
        channel = at.play.workspace.open_dm(KARI_USER)
        url = at.play.workspace.new_hook(KARI_USER, channel.id)

        await at.sender.reply(url, HELLO, KARI)

        (message,) = at.play.messages(KARI_USER)
        assert (message.text, message.only_for) == ("Hello", KARI_USER)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://127.0.0.1:1/hook/1",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "ftp://slack.com/x",
    ],
)
async def test_an_address_that_is_not_slacks_is_never_called(url: str) -> None:
    async with sending() as at:
        with pytest.raises(Refused):
            await at.sender.reply(url, HELLO, KARI)


async def test_a_used_up_address_refuses_this_message_only() -> None:
    async with sending() as at:
        channel = at.play.workspace.open_dm(KARI_USER)
        url = at.play.workspace.new_hook(KARI_USER, channel.id)
        for _ in range(5):
            await at.sender.reply(url, HELLO, KARI)

        with pytest.raises(Refused) as caught:
            await at.sender.reply(url, HELLO, KARI)

        assert caught.value.reach is Reach.MESSAGE


@pytest.mark.parametrize(
    ("status", "content_type", "body", "expected"),
    [
        (200, "text/plain", "signed in", Unclear),
        (200, "application/json", "{", Unclear),
        (200, "application/json", "[]", Unclear),
        (200, "application/json", '{"ok": true}', Unclear),
        (502, "text/html", "<html>", Unclear),
        (403, "text/html", "<html>", NotSent),
    ],
)
async def test_an_answer_that_is_not_slacks_still_says_what_may_have_happened(
    status: int, content_type: str, body: str, expected: type[SendFailed]
) -> None:
    async def opened(_: Request) -> Response:
        return PlainTextResponse(
            '{"ok": true, "channel": {"id": "D1"}}', media_type="application/json"
        )

    async def posted(_: Request) -> Response:
        return PlainTextResponse(body, status, media_type=content_type)

    routes = [
        Route("/api/conversations.open", opened, methods=["POST"]),
        Route("/api/chat.postMessage", posted, methods=["POST"]),
    ]
    async with (
        served(Starlette(routes=routes)) as url,
        slack_client(f"{url}/api/", total_s=5, connect_s=1) as client,
    ):
        sender = SlackSender(client, {FJORD: INSTALLED}.get)

        with pytest.raises(expected):
            await sender.post(KARI, HELLO, "d1.0")


async def test_a_token_says_whose_it_is() -> None:
    async with sending() as at:
        assert await identified(at.client, KEYS.bot_token) == INSTALLED


async def test_a_wrong_token_is_refused_and_not_told() -> None:
    async with sending() as at:
        with pytest.raises(Refused) as caught:
            await identified(at.client, "xoxb-wrong")

        assert caught.value.reach is Reach.WORKSPACE
        assert "xoxb-wrong" not in caught.value.reason
        assert KEYS.bot_token not in repr(INSTALLED)
