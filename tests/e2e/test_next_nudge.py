"""“Next nudge” in the demo: it stops where somebody got something, or says why not."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.domain.errors import BotError
from bot.playground.seed import ADMIN, LEADER
from bot.settings import read_settings
from bot.stores.sqlite import SqliteStore
from bot.wiring.demo import playing
from bot.wiring.parts import read_words

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hands:
    """What the page asks of the demo, without the page."""

    session: aiohttp.ClientSession

    async def say(self, user: str, line: str) -> None:
        """Type a line as that user."""
        status, body = await self._do("command", {"user": user, "text": line})
        assert status == 200, body

    async def next_nudge(self) -> str:
        """Move to the next nudge; return why that could not be, "" when it could."""
        status, body = await self._do("clock", {"step": "next"})
        assert status == (409 if body else 200)
        return str(body.get("error", ""))

    async def nudges(self) -> int:
        """Return how many messages the bot has sent the leader."""
        direct, *_ = (await self._state())["conversations"][LEADER.id]
        said = [each for each in direct["messages"] if each["from"] == "bot"]
        return len([each for each in said if not each["ephemeral"]])

    async def now(self) -> datetime:
        """Return the demo's instant."""
        return datetime.fromisoformat((await self._state())["now"])

    async def _state(self) -> Json:
        async with self.session.get("/play/state?since=-1") as answer:
            state: Json = await answer.json()
            return state

    async def _do(self, act: str, body: Json) -> tuple[int, Json]:
        async with self.session.post(f"/play/{act}", json=body) as answer:
            return answer.status, await answer.json()


@asynccontextmanager
async def hands(folder: Path, port: int = 0) -> AsyncIterator[Hands]:
    settings = read_settings().model_copy(update={"demo_port": port})
    store = SqliteStore.open(folder / "demo.db", alone=True)
    try:
        async with (
            playing(settings, read_words(), store) as address,
            aiohttp.ClientSession(address) as session,
        ):
            yield Hands(session)
    finally:
        store.close()


async def test_the_next_nudge_lies_behind_a_pause(tmp_path: Path) -> None:
    async with hands(tmp_path) as demo:
        await demo.say(LEADER.id, "/nudge pause 2w")
        before, began = await demo.nudges(), await demo.now()

        assert await demo.next_nudge() == ""

        assert await demo.nudges() == before + 1
        assert await demo.now() - began >= timedelta(days=13)


async def test_the_next_nudge_lies_behind_a_closed_day(tmp_path: Path) -> None:
    async with hands(tmp_path) as demo:
        first = await demo.now()
        week = [first + timedelta(days=days) for days in (0, 7)]
        begin, end = (f"{day.day}.{day.month}.{day.year}" for day in week)
        await demo.say(ADMIN.id, f"/nudge closed {begin} {end}")
        before = await demo.nudges()

        assert await demo.next_nudge() == ""

        assert await demo.nudges() == before + 1
        assert (await demo.now()).date() > week[1].date()


async def test_each_press_brings_one_nudge(tmp_path: Path) -> None:
    async with hands(tmp_path) as demo:
        before = await demo.nudges()
        for many in (1, 2, 3, 4):
            assert await demo.next_nudge() == ""
            assert await demo.nudges() == before + many


async def test_sixty_days_without_a_nudge_are_said(tmp_path: Path) -> None:
    async with hands(tmp_path) as demo:
        await demo.say(LEADER.id, "/nudge stop")
        before, began = await demo.nudges(), await demo.now()

        said = await demo.next_nudge()

        assert "60 days" in said
        assert await demo.nudges() == before
        assert await demo.now() - began >= timedelta(days=60)


async def test_without_a_leader_no_day_passes(tmp_path: Path) -> None:
    async with hands(tmp_path) as demo:
        await demo.say(ADMIN.id, f"/nudge leader remove @{LEADER.real_name}")
        began = await demo.now()

        said = await demo.next_nudge()

        assert said.startswith("Nobody is enrolled")
        assert await demo.now() - began < timedelta(days=1)


async def test_a_port_in_use_is_told_with_the_demos_own_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BotError, match=f"port {port}.*DYTT_DEMO_PORT") as caught:
            async with hands(tmp_path, port):
                pass
    assert "DYTT_HTTP" not in str(caught.value)
