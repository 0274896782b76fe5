"""A playground with its small workspace, served for as long as a test needs it."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.outgoing import Wire
from bot.playground.page import Stage
from bot.playground.seed import ADMIN, LEADER, MEMBER, small_workspace
from bot.playground.server import Playground
from bot.playground.values import Keys
from bot.ports.clock import Clock
from tests.fakes.serve import served
from tests.fakes.time import FakeClock

KEYS = Keys("xoxb-of-a-test", "xapp-of-a-test", "signed-in-a-test")
KARI, JONAS, SOFIE = LEADER.id, MEMBER.id, ADMIN.id


def wall_s() -> float:
    """Return the real time: who checks a signature compares with it."""
    return time.time()  # noqa: TID251  signatures are checked by real time


def new_playground(
    request_url: str = "",
    *,
    clock: Clock | None = None,
    stage: Stage | None = None,
    retries_s: tuple[float, ...] = (0.0, 0.01, 0.02),
    ack_s: float = 3.0,
    roll: Callable[[], float] = lambda: 0.0,
) -> Playground:
    """Return a playground whose bot listens at `request_url`, if by HTTP."""
    workspace = small_workspace(clock or FakeClock(), KEYS)
    wire = Wire(wall_s, request_url, ack_s, retries_s)
    return Playground(workspace, wire, stage, roll)


@asynccontextmanager
async def playing(play: Playground | None = None) -> AsyncIterator[Playground]:
    """Serve a playground and yield it."""
    play = play or new_playground()
    async with served(play.app, play.stop) as url:
        play.base_url = url
        yield play


def client(play: Playground, token: str = KEYS.bot_token) -> AsyncWebClient:
    """Return Slack's own client, pointed at the playground, trying nothing again."""
    return AsyncWebClient(
        token=token, base_url=f"{play.base_url}/api/", retry_handlers=[], timeout=5
    )
