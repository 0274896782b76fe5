from typing import Any

import aiohttp
import pytest

from bot.playground.faults import Fault, Kind
from bot.playground.server import Playground
from tests.fakes.playground import KARI, new_playground, playing

CARD = {"type": "section", "text": {"type": "plain_text", "text": "card"}}


async def post(url: str, body: Any) -> tuple[int, str]:  # noqa: ANN401  any JSON
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=body) as response,
    ):
        return response.status, await response.text()


def hook(play: Playground, ts: str = "") -> str:
    return play.workspace.new_hook(KARI, play.workspace.open_dm(KARI).id, ts)


def texts(play: Playground) -> list[str]:
    return [message.text for message in play.messages(KARI)]


async def test_a_response_url_takes_five_answers_and_no_sixth() -> None:
    async with playing() as play:
        url = hook(play)

        answers = [await post(url, {"text": "a"}) for _ in range(6)]

        assert [status for status, _ in answers] == [200] * 5 + [404]
        assert "used_url" in answers[-1][1]
        assert texts(play) == ["a"] * 5


async def test_a_response_url_dies_after_its_life() -> None:
    play = new_playground()
    play.workspace.hook_life_s = 0.0
    async with playing(play):
        status, body = await post(hook(play), {"text": "a"})

        assert (status, texts(play)) == (404, [])
        assert "expired_url" in body


async def test_an_answer_is_for_one_person_unless_it_says_otherwise() -> None:
    async with playing() as play:
        url = hook(play)

        await post(url, {"text": "mine"})
        await post(url, {"text": "ours", "response_type": "in_channel"})

        shown = play.messages(KARI)
        assert [message.only_for for message in shown] == [KARI, ""]


async def test_an_answer_can_take_the_place_of_the_private_card_it_came_from() -> None:
    async with playing() as play:
        channel = play.workspace.open_dm(KARI).id
        card = play.workspace.add_message(
            channel, play.workspace.bot.user_id, "old", only_for=KARI
        )
        url = hook(play, card.ts)

        await post(url, {"text": "new", "replace_original": True, "blocks": [CARD]})
        replaced = texts(play)
        await post(url, {"delete_original": True})

        assert (replaced, texts(play)) == (["new"], [])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "no_text"),
        ([], "invalid_payload"),
        ({"text": "a", "blocks": [{"type": "x"}]}, "invalid_blocks"),
        ({"text": "a" * 40_001}, "msg_too_long"),
    ],
    ids=["empty", "list", "blocks", "long"],
)
async def test_an_answer_that_cannot_be_shown_is_refused(
    body: object, code: str
) -> None:
    async with playing() as play:
        status, text = await post(hook(play), body)

        assert (status, texts(play)) == (400, [])
        assert code in text


async def test_an_address_nobody_gave_out_is_not_found() -> None:
    async with playing() as play:
        status, _ = await post(f"{play.base_url}/hook/H404", {"text": "a"})

        assert status == 404


async def test_an_answer_can_be_lost_on_the_way_back() -> None:
    async with playing() as play:
        play.fail(Fault(Kind.DROP_AFTER, "response_url"))

        with pytest.raises(aiohttp.ServerDisconnectedError):
            await post(hook(play), {"text": "a"})

        assert texts(play) == ["a"]
