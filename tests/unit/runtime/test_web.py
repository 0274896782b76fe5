import asyncio
import socket
from dataclasses import dataclass

import aiohttp
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.domain.errors import BotError
from bot.runtime.health import Health
from bot.runtime.web import serving, web_app

LOOPBACK = "127.0.0.1"


@dataclass
class Got:
    """An answer of the server."""

    status: int
    text: str


async def get(url: str) -> Got:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return Got(answer.status, await answer.text())


async def test_the_server_lives_while_its_jobs_tick() -> None:
    seconds = [0.0]
    health = Health(lambda: seconds[0])
    health.expect("plan", every_s=1)
    async with serving(web_app([], health), LOOPBACK, 0) as url:
        assert await get(f"{url}/healthz") == Got(200, '{"late":[]}')

        seconds[0] = 100.0

        assert await get(f"{url}/healthz") == Got(503, '{"late":["plan"]}')


async def test_the_server_is_ready_when_it_is_said_to_be() -> None:
    health = Health()
    async with serving(web_app([], health), LOOPBACK, 0) as url:
        assert (await get(f"{url}/readyz")).status == 503

        health.ready = True

        assert (await get(f"{url}/readyz")).status == 200


async def test_metrics_are_plain_text() -> None:
    async with serving(web_app([], Health()), LOOPBACK, 0) as url:
        assert "dytt_ready 0\n" in (await get(f"{url}/metrics")).text


async def test_other_routes_stand_beside() -> None:
    async def hello(_: Request) -> Response:
        return PlainTextResponse("hello")

    app = web_app([Route("/hello", hello)], Health())
    async with serving(app, LOOPBACK, 0) as url:
        assert await get(f"{url}/hello") == Got(200, "hello")


async def test_stopping_answers_what_is_under_way() -> None:
    began, go_on = asyncio.Event(), asyncio.Event()
    ended = []

    async def slow(_: Request) -> Response:
        began.set()
        await go_on.wait()
        ended.append("slow")
        return PlainTextResponse("done")

    async with serving(web_app([Route("/slow", slow)], Health()), LOOPBACK, 0) as url:
        asked = asyncio.create_task(get(f"{url}/slow"))
        await began.wait()
        # Later than the server notices that it should end.
        asyncio.get_running_loop().call_later(0.3, go_on.set)

    assert ended == ["slow"]
    assert await asked == Got(200, "done")


async def test_a_port_in_use_is_told_in_a_sentence() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(BotError, match=f"port {port}.*DYTT_HTTP__PORT"):
            async with serving(web_app([], Health()), LOOPBACK, port):
                pass


async def test_the_server_does_not_name_itself() -> None:
    async with (
        serving(web_app([], Health()), LOOPBACK, 0) as url,
        aiohttp.ClientSession() as session,
        session.get(f"{url}/healthz") as answer,
    ):
        assert "server" not in answer.headers
