"""What is told of presses, where the bot never answers in time, or answers badly."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.playground.server import Playground
from bot.playground.values import NotHere
from tests.fakes.playground import KARI, client, new_playground, playing
from tests.fakes.serve import served

Json = dict[str, Any]
TEXT = {"type": "plain_text", "text": "Open"}
PICKS = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {"type": "button", "action_id": "open", "text": TEXT},
        {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-23"},
        {
            "type": "static_select",
            "action_id": "pick",
            "options": [{"text": TEXT, "value": "one"}],
        },
    ],
}
HOME = {"type": "home", "blocks": [PICKS]}
MODAL = {
    "type": "modal",
    "title": TEXT,
    "blocks": [PICKS],
    "notify_on_close": True,
    "private_metadata": "kept",
}


@asynccontextmanager
async def answering(
    answer: Response, heard: list[Json], ack_s: float = 3.0
) -> AsyncIterator[Playground]:
    """Run a playground whose bot writes down interactions and answers like this."""

    async def events(request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        if "payload" in form:
            heard.append(json.loads(form["payload"][0]))
        return answer

    app = Starlette(routes=[Route("/", events, methods=["POST"])])
    async with served(app) as url, playing(new_playground(url, ack_s=ack_s)) as play:
        yield play


async def open_modal(play: Playground) -> None:
    trigger = play.workspace.new_trigger(KARI)
    await client(play).views_open(trigger_id=trigger, view=MODAL)


async def test_a_press_in_home_carries_the_view_and_no_response_url() -> None:
    heard: list[Json] = []
    async with answering(Response(), heard) as play:
        await client(play).views_publish(user_id=KARI, view=HOME)

        assert await play.press(KARI, "Open") == {}

        (told,) = heard
        assert told["container"]["type"] == "view"
        assert told["view"]["type"] == "home"
        assert "response_url" not in told


async def test_a_chosen_date_travels_as_slack_names_it() -> None:
    heard: list[Json] = []
    async with answering(Response(), heard) as play:
        await client(play).chat_postMessage(channel=KARI, text="a", blocks=[PICKS])

        await play.press(KARI, "day", {"selected_date": "2026-12-24"})

        (action,) = heard[0]["actions"]
        assert action["selected_date"] == "2026-12-24"
        assert heard[0]["state"]["values"]["row"]["day"] == {
            "type": "datepicker",
            "selected_date": "2026-11-23",
        }


async def test_a_choice_that_was_never_offered_cannot_be_made() -> None:
    heard: list[Json] = []
    async with answering(Response(), heard) as play:
        await client(play).chat_postMessage(channel=KARI, text="a", blocks=[PICKS])
        offered = {"text": TEXT, "value": "one"}
        await play.press(KARI, "pick", {"selected_option": offered})

        with pytest.raises(NotHere, match="not offered"):
            await play.press(KARI, "pick", {"selected_option": {"value": "two"}})

        assert len(heard) == 1


async def test_a_trigger_pressed_in_a_modal_can_push_another_on_it() -> None:
    heard: list[Json] = []
    async with answering(Response(), heard) as play:
        await open_modal(play)
        await play.press(KARI, "Open")

        await client(play).views_push(trigger_id=heard[0]["trigger_id"], view=MODAL)

        assert heard[0]["view"]["private_metadata"] == "kept"
        assert len(play.workspace.stacks[KARI]) == 2


async def test_a_form_put_away_is_told_when_asked_for() -> None:
    heard: list[Json] = []
    async with answering(Response(), heard) as play:
        await open_modal(play)
        modal = play.modal(KARI)
        assert modal is not None

        await play.act.close(KARI, modal.id)

        assert [told["type"] for told in heard] == ["view_closed"]
        assert play.modal(KARI) is None


async def test_a_form_the_bot_stumbles_over_stays_open_and_says_so() -> None:
    heard: list[Json] = []
    async with answering(Response(status_code=500), heard) as play:
        await open_modal(play)

        answer = await play.submit(KARI)

        assert "http_service_error" in answer["trouble"]
        assert play.modal(KARI) is not None


async def test_a_bot_that_does_not_answer_in_time_shows_as_a_timeout() -> None:
    never = asyncio.Event()

    class Silent(Response):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await never.wait()
            await super().__call__(scope, receive, send)

    async with answering(Silent(), [], ack_s=0.05) as play:
        await play.type_command(KARI, "/nudge")
        never.set()

        text = play.messages(KARI)[-1].text
        assert text == '/nudge failed with the error "operation_timeout".'


async def test_a_command_may_be_answered_for_all_to_see() -> None:
    answer = JSONResponse({"response_type": "in_channel", "text": "Hello"})
    async with answering(answer, []) as play:
        await play.type_command(KARI, "/nudge")

        (message,) = play.messages(KARI)
        assert (message.text, message.only_for) == ("Hello", "")


async def test_an_answer_slack_cannot_draw_shows_as_a_failed_command() -> None:
    answer = JSONResponse({"blocks": [{"type": "nope"}]})
    async with answering(answer, []) as play:
        await play.type_command(KARI, "/nudge")

        assert "invalid_blocks" in play.messages(KARI)[-1].text
