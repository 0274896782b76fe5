"""The real process over Socket Mode alone: no address, no signing secret."""

import asyncio
from pathlib import Path

import aiohttp

from tests.fakes.playground import KARI, SOFIE
from tests.fakes.process import PATIENCE_S
from tests.fakes.whole import BY_SOCKET, Whole, nudge_is_due, whole


async def test_commands_and_presses_come_by_socket(tmp_path: Path) -> None:
    await nudge_is_due(tmp_path)
    async with whole(tmp_path, BY_SOCKET) as at:
        await connected(at)
        await at.type(SOFIE, "/nudge leader list")
        await at.reads(SOFIE, "1 leader is enrolled")
        assert await at.press(KARI, "Done") == {}
        await at.reads(KARI, "Recorded: done")
        await at.sees_home(KARI, "Your nudges")

        assert await at.process.stop() == 0
        assert "Traceback" not in at.process.said()


async def test_a_connection_that_slack_ends_is_made_anew(tmp_path: Path) -> None:
    async with whole(tmp_path, BY_SOCKET) as at:
        for line, answer in (
            ("leader list", "No leader is enrolled yet"),
            ("team show", "No team is set yet"),
            ("cadence show", "When nudges come"),
        ):
            await connected(at)
            await at.type(SOFIE, f"/nudge {line}")
            await at.reads(SOFIE, answer)
            await at.play.sockets.disconnect()


async def test_without_a_signing_secret_nobody_is_heard_over_http(
    tmp_path: Path,
) -> None:
    async with (
        whole(tmp_path, BY_SOCKET) as at,
        aiohttp.ClientSession() as session,
        session.post(at.process.door, data="command=/nudge") as answer,
    ):
        assert answer.status == 404


async def connected(at: Whole) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await at.play.sockets.arrival()
