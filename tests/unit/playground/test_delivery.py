"""The bot's side is a real Bolt app: behind Starlette for HTTP, or by Socket Mode."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground.faults import Fault, Kind
from bot.playground.server import Playground
from tests.fakes.playground import (
    JONAS,
    KARI,
    KEYS,
    client,
    new_playground,
    playing,
)
from tests.fakes.serve import served

Json = dict[str, Any]
Said = list[tuple[str, Json]]

FORM: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Pause"},
    "submit": {"type": "plain_text", "text": "Save"},
    "callback_id": "pause",
    "blocks": [
        {
            "type": "input",
            "block_id": "until",
            "label": {"type": "plain_text", "text": "Until"},
            "element": {"type": "datepicker", "action_id": "day"},
        }
    ],
}
BUTTON: Json = {
    "type": "actions",
    "elements": [
        {
            "type": "button",
            "action_id": "done",
            "value": "7",
            "text": {"type": "plain_text", "text": "Done"},
        },
        {
            "type": "button",
            "action_id": "ask",
            "text": {"type": "plain_text", "text": "Ask me"},
        },
    ],
}


def new_bot(web: AsyncWebClient, said: Said) -> AsyncApp:
    """Return a small Bolt app that writes down what it is told."""
    app = AsyncApp(
        client=web,
        signing_secret=KEYS.signing_secret,
        process_before_response=True,
        request_verification_enabled=True,
    )

    @app.command("/nudge")
    async def command(ack: AsyncAck, body: Json) -> None:
        said.append(("command", body))
        await ack(f"You said {body['text']}")

    @app.action("done")
    async def done(ack: AsyncAck, body: Json) -> None:
        said.append(("action", body))
        await ack()

    @app.action("ask")
    async def ask(ack: AsyncAck, body: Json) -> None:
        await web.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @app.view("pause")
    async def pause(ack: AsyncAck, body: Json) -> None:
        said.append(("view", body))
        day = body["view"]["state"]["values"]["until"]["day"]["selected_date"]
        if day < "2026-11-23":
            await ack(response_action="errors", errors={"until": "That day is gone."})
        else:
            await ack()

    async def event(event: Json) -> None:
        said.append((event["type"], event))

    for kind in ("app_home_opened", "user_change", "message", "tokens_revoked"):
        app.event(kind)(event)
    return app


@asynccontextmanager
async def by_http(said: Said) -> AsyncIterator[Playground]:
    """Run a playground and a bot that it reaches by signed HTTP."""
    play = new_playground()
    async with playing(play):
        handler = AsyncSlackRequestHandler(new_bot(client(play), said))

        async def events(request: Request) -> Response:
            response: Response = await handler.handle(request)
            return response

        app = Starlette(routes=[Route("/slack/events", events, methods=["POST"])])
        async with served(app) as url:
            play.reach(f"{url}/slack/events")
            yield play


@asynccontextmanager
async def by_socket(said: Said) -> AsyncIterator[Playground]:
    """Run a playground and a bot that connects to it by Socket Mode."""
    async with playing() as play:
        handler = AsyncSocketModeHandler(
            new_bot(client(play), said),
            KEYS.app_token,
            web_client=client(play, KEYS.app_token),
        )
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's
            await play.sockets.arrival()
            yield play
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's


async def until(true: Callable[[], bool]) -> None:
    """Return once `true` is, or fail after a while."""
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110  the bot's side has no event to wait for
            await asyncio.sleep(0.005)


async def journey(play: Playground, said: Said) -> None:
    """Do one of everything."""
    await command(play, said)
    await press(play, said)
    await fill_in(play)
    said.clear()
    await play.open_home(KARI)
    await play.act.change_profile(KARI, tz="Europe/Helsinki")
    await play.type_command(KARI, "hello")
    await until(lambda: len(said) == 3)
    kinds = sorted(kind for kind, _ in said)
    assert kinds == ["app_home_opened", "message", "user_change"]


async def command(play: Playground, said: Said) -> None:
    """Type a command that names a person and a channel."""
    await play.type_command(KARI, "/nudge tell @jonas about #team & <b>")
    kind, body = said.pop()
    assert (kind, body["command"]) == ("command", "/nudge")
    assert body["text"].startswith(f"tell <@{JONAS}|jonas> about <#C")
    assert body["text"].endswith("|team> &amp; &lt;b&gt;")
    answer = play.messages(KARI)[-1]
    assert answer.only_for == KARI
    assert answer.text.startswith("You said tell")


async def press(play: Playground, said: Said) -> None:
    """Press a button; the bot answers by response_url."""
    await client(play).chat_postMessage(channel=KARI, text="Press", blocks=[BUTTON])
    assert await play.press(KARI, "Done") == {}
    _, body = said.pop()
    assert body["container"]["type"] == "message"
    assert body["message"]["text"] == "Press"
    assert body["actions"][0]["value"] == "7"
    replacing = {"text": "Done it", "replace_original": True}
    async with (
        aiohttp.ClientSession() as session,
        session.post(body["response_url"], json=replacing) as response,
    ):
        assert await response.text() == "ok"
    assert play.messages(KARI)[-1].text == "Done it"


async def fill_in(play: Playground) -> None:
    """Open a form, leave it empty, fill it in badly, then well."""
    await client(play).chat_postMessage(channel=KARI, text="Press", blocks=[BUTTON])
    await play.press(KARI, "Ask me")
    empty = await play.submit(KARI)
    assert empty == {"errors": {"until": "Please complete this required field."}}
    gone = await play.submit(KARI, {"until": "2026-11-01"})
    assert gone == {"errors": {"until": "That day is gone."}}
    assert await play.submit(KARI, {"until": "2026-12-01"}) == {}
    assert play.modal(KARI) is None


async def test_everything_reaches_a_bolt_app_by_signed_http() -> None:
    said: Said = []
    async with by_http(said) as play:
        assert await play.outgoing.verify()
        await journey(play, said)


async def test_everything_reaches_a_bolt_app_by_socket_mode() -> None:
    said: Said = []
    async with by_socket(said) as play:
        await journey(play, said)


async def test_a_bot_told_to_reconnect_comes_back_and_is_reached_again() -> None:
    said: Said = []
    async with by_socket(said) as play:
        await play.sockets.disconnect()
        await play.sockets.arrival()

        await play.type_command(KARI, "/nudge help")

        assert [kind for kind, _ in said] == ["command"]


async def test_a_socket_ticket_is_good_for_one_connection() -> None:
    async with playing() as play, aiohttp.ClientSession() as session:
        url = (
            await client(play, KEYS.app_token).apps_connections_open(
                app_token=KEYS.app_token
            )
        )["url"]
        async with session.ws_connect(url) as first:
            hello = await first.receive_json()
            with contextlib.suppress(aiohttp.WSServerHandshakeError):
                async with session.ws_connect(url):
                    raise AssertionError("a used ticket was taken")

        assert hello["type"] == "hello"


async def test_a_wrong_secret_shows_the_person_that_the_command_failed() -> None:
    said: Said = []
    async with by_http(said) as play:
        play.workspace.keys = replace(KEYS, signing_secret="another")

        await play.type_command(KARI, "/nudge help")

        assert said == []
        warning = play.messages(KARI)[-1]
        assert warning.text == '/nudge failed with the error "http_client_error".'
        assert warning.user == "USLACKBOT"


async def test_a_bot_that_is_not_there_shows_as_dispatch_failed() -> None:
    async with playing() as play:
        await play.type_command(KARI, "/nudge help")

        assert "dispatch_failed" in play.messages(KARI)[-1].text


async def test_an_unknown_command_never_leaves_slack() -> None:
    said: Said = []
    async with by_http(said) as play:
        await play.type_command(KARI, "/unknown")

        assert said == []
        assert play.messages(KARI)[-1].text == "`/unknown` is not a valid command."


async def test_a_lost_answer_shows_as_a_timeout_though_the_bot_heard() -> None:
    said: Said = []
    async with by_http(said) as play:
        play.fail(Fault(Kind.LOST_ACK, "deliver:slash_commands"))

        await play.type_command(KARI, "/nudge help")

        assert [kind for kind, _ in said] == ["command"]
        assert "operation_timeout" in play.messages(KARI)[-1].text


async def test_a_duplicate_is_the_same_delivery_twice() -> None:
    said: Said = []
    async with by_http(said) as play:
        play.fail(Fault(Kind.DUPLICATE, "deliver:slash_commands"))

        await play.type_command(KARI, "/nudge help")

        first, second = (body for _, body in said)
        assert first["trigger_id"] == second["trigger_id"]


@asynccontextmanager
async def stumbling(statuses: list[int], seen: list[Json]) -> AsyncIterator[Playground]:
    """Run a playground whose bot answers events with these statuses, then 200."""

    async def events(request: Request) -> Response:
        headers = {
            name.removeprefix("x-slack-"): value
            for name, value in request.headers.items()
            if name.startswith("x-slack-")
        }
        seen.append(headers | {"event_id": (await request.json())["event_id"]})
        status = statuses.pop(0) if statuses else 200
        no_retry = {"X-Slack-No-Retry": "1"} if status == 410 else {}
        return Response(status_code=status, headers=no_retry)

    app = Starlette(routes=[Route("/", events, methods=["POST"])])
    async with served(app) as url, playing(new_playground(url)) as play:
        yield play


async def test_an_event_not_taken_comes_again_at_most_three_times() -> None:
    seen: list[Json] = []
    async with stumbling([500, 500, 500, 500, 500], seen) as play:
        await play.open_home(KARI)
        await until(lambda: len(seen) == 4)
        await play.outgoing.settled()

        assert [each.get("retry-num") for each in seen] == [None, "1", "2", "3"]
        assert seen[1]["retry-reason"] == "http_error"
        assert len({each["event_id"] for each in seen}) == 1


async def test_an_event_taken_at_the_second_try_is_not_sent_again() -> None:
    seen: list[Json] = []
    async with stumbling([503], seen) as play:
        await play.open_home(KARI)
        await play.outgoing.settled()

        assert [each.get("retry-num") for each in seen] == [None, "1"]


async def test_a_bot_can_ask_not_to_be_told_again() -> None:
    seen: list[Json] = []
    async with stumbling([410], seen) as play:
        await play.open_home(KARI)
        await play.outgoing.settled()

        assert len(seen) == 1


async def test_a_bot_too_slow_is_told_again_with_the_reason() -> None:
    seen: list[Json] = []
    async with stumbling([], seen) as play:
        play.fail(Fault(Kind.LOST_ACK, "deliver:events_api"))

        await play.open_home(KARI)
        await play.outgoing.settled()

        assert [each.get("retry-reason") for each in seen] == [None, "http_timeout"]


async def test_an_uninstall_sends_both_events_and_kills_the_token() -> None:
    said: Said = []
    async with by_http(said) as play:
        await play.act.uninstall()

        assert [kind for kind, _ in said] == ["tokens_revoked"]
        assert play.workspace.token_error == "account_inactive"
