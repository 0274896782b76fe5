import socket
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.domain.deliveries import Place
from bot.domain.ids import PersonId, WorkspaceId
from bot.platforms.slack.client import slack_client
from bot.platforms.slack.failures import AGAIN_S, not_taken
from bot.platforms.slack.sender import SlackSender
from bot.playground.faults import Fault, Kind
from bot.playground.values import User
from bot.ports.messenger import NotSent, Reach, Refused, SendFailed, Unclear
from tests.fakes.playground import KARI as KARI_USER
from tests.fakes.playground import playing
from tests.fakes.serve import served
from tests.fakes.slack_door import FJORD, INSTALLED
from tests.fakes.slack_sender import HELLO, KARI, sending
from tests.fakes.time import MONDAY


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


async def test_who_cannot_be_asked_for_a_conversation_is_written_to_all_the_same() -> (
    None
):
    async with sending() as at:
        at.play.fail(Fault(Kind.RATE_LIMITED, "conversations.open", seconds=60))
        crowd = [User(f"U0CROWD{n:03}", f"c{n}", f"C {n}") for n in range(5)]
        at.play.workspace.join(*crowd)

        places = [
            await at.sender.post(PersonId(f"{FJORD}:{user.id}"), HELLO, "d1.0")
            for user in crowd
        ]

        assert at.calls("conversations.open") == 1
        assert len({place.channel for place in places}) == 5
        for user, place in zip(crowd, places, strict=True):
            (message,) = at.play.messages(user.id)
            assert (message.channel, message.ts) == (place.channel, place.message)
        await at.sender.post(KARI, HELLO, "d2.0")
        assert at.calls("conversations.open") == 1


async def test_a_conversation_that_cannot_be_opened_is_not_looked_into() -> None:
    async with sending() as at:
        at.play.fail(Fault(Kind.RATE_LIMITED, "conversations.open", seconds=9))

        with pytest.raises(NotSent) as caught:
            await at.sender.find(KARI, "d1.0", MONDAY)

        assert (caught.value.limited, caught.value.retry_after_s) == (True, 9)


async def test_a_rate_limit_says_how_long_to_wait_and_concerns_its_method() -> None:
    async with sending() as at:
        place = await at.sender.post(KARI, HELLO, "d1.0")
        at.play.fail(Fault(Kind.RATE_LIMITED, "chat.postMessage", seconds=7))

        with pytest.raises(NotSent) as caught:
            await at.sender.post(KARI, HELLO, "d2.0")
        await at.sender.redraw(place, HELLO, KARI)

        failure = caught.value
        assert (failure.retry_after_s, failure.limited) == (7, True)
        assert not failure.everybody
        assert at.calls("chat.postMessage") == 2


async def test_a_rate_limit_that_names_no_time_waits_a_little() -> None:
    for given in ({}, {"Retry-After": "soon"}, {"retry-after": "-5"}):
        failure = not_taken(429, given, "")

        assert isinstance(failure, NotSent)
        assert failure.retry_after_s == AGAIN_S


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
        assert not caught.value.limited


@pytest.mark.parametrize(
    ("code", "reach"),
    [
        ("token_revoked", Reach.WORKSPACE),
        ("invalid_auth", Reach.WORKSPACE),
        ("account_inactive", Reach.WORKSPACE),
        ("missing_scope", Reach.WORKSPACE),
        ("message_limit_exceeded", Reach.WORKSPACE),
        ("team_added_to_org", Reach.WORKSPACE),
        ("two_factor_setup_required", Reach.WORKSPACE),
        ("invalid_user_combination", Reach.PERSON),
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


@pytest.mark.parametrize(
    ("status", "content_type", "body", "expected"),
    [
        (200, "text/plain", "signed in", Unclear),
        (200, "application/json", "{", Unclear),
        (200, "application/json", "[]", Unclear),
        (200, "application/json", '{"ok": true}', Unclear),
        (502, "text/html", "<html>", Unclear),
        (403, "text/html", "<html>", NotSent),
        (400, "application/json", '{"ok": false, "error": {"a": 1}}', NotSent),
        (200, "application/json", '{"ok": false, "error": null}', Unclear),
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


@pytest.mark.parametrize("status", [302, 303, 307, 308])
async def test_a_message_follows_nobody_who_points_elsewhere(status: int) -> None:
    followed: list[str] = []

    async def elsewhere(request: Request) -> Response:
        followed.append(request.method)
        return PlainTextResponse('{"ok": true, "channel": "D1", "ts": "1.0"}')

    routes = [
        Route(
            "/api/chat.postMessage",
            lambda _: RedirectResponse("/portal", status),
            methods=["POST"],
        ),
        Route("/portal", elsewhere, methods=["GET", "POST"]),
    ]
    async with (
        served(Starlette(routes=routes)) as url,
        slack_client(f"{url}/api/", total_s=5, connect_s=1) as client,
    ):
        sender = SlackSender(client, {FJORD: INSTALLED}.get, {KARI: "D1"})

        with pytest.raises(NotSent) as caught:
            await sender.post(KARI, HELLO, "d1.0")

        assert caught.value.everybody
        assert not followed


def test_no_wait_is_longer_than_a_day() -> None:
    failure = not_taken(429, {"Retry-After": "9" * 400}, "")
    assert isinstance(failure, NotSent)
    assert failure.retry_after_s == 24 * 60 * 60
