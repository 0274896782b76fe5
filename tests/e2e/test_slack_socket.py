import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.domain.errors import BotError
from bot.domain.events import Ask, Reply
from bot.domain.messages import ChooseOne, Form, Message, Option, Text
from bot.platforms.slack.app import slack_app
from bot.platforms.slack.client import slack_client
from bot.platforms.slack.socket import SocketDoor, listening
from bot.playground.faults import Fault, Kind
from bot.playground.server import Playground
from bot.ports.store import StoreDown
from tests.fakes.inbox import FakeInbox
from tests.fakes.playground import KARI, KEYS, new_playground, playing
from tests.fakes.slack_door import FJORD, INSTALLED

HELLO = Message((Text(("Hello",)),))
FORM = Form("f", "Form", "Save", "Cancel", (ChooseOne("a", "A", (Option("b", "b"),)),))
PATIENCE_S = 20


@dataclass
class Connected:
    """A bot behind a socket, and the playground it is connected to."""

    play: Playground
    inbox: FakeInbox
    door: SocketDoor

    async def say(self, text: str) -> None:
        """Type a command once the bot is there."""
        async with asyncio.timeout(PATIENCE_S):
            await self.play.sockets.arrival()
        await self.play.type_command(KARI, text)

    def shown(self) -> list[str]:
        return [message.text for message in self.play.messages(KARI)]


@asynccontextmanager
async def connected(
    inbox: FakeInbox | None = None, play: Playground | None = None, ping_s: float = 5
) -> AsyncIterator[Connected]:
    inbox = inbox or FakeInbox(answer=Reply(HELLO))
    async with (
        playing(play or new_playground(ack_s=0.5)) as at,
        slack_client(f"{at.base_url}/api/", total_s=5, connect_s=1) as client,
        listening(
            slack_app(inbox, client, {FJORD: INSTALLED}.get), KEYS.app_token, ping_s
        ) as open_door,
    ):
        yield Connected(at, inbox, open_door)


async def test_a_command_is_answered_over_the_socket() -> None:
    async with connected() as at:
        await at.say("/nudge the payload help")

        assert at.shown() == ["Hello"]
        assert len(at.inbox.received) == 1
        assert await at.door.connected()


async def test_a_form_opens_and_mends_over_the_socket() -> None:
    async with connected(FakeInbox(answer=Ask(FORM))) as at:
        await at.say("/nudge settings")

        assert at.play.modal(KARI) is not None


async def test_an_event_that_was_not_kept_is_not_acknowledged() -> None:
    async with connected(FakeInbox(failure=StoreDown("locked"))) as at:
        ack = await at.play.open_home(KARI)

        assert ack.trouble


async def test_odd_types_are_acknowledged_over_the_socket_too() -> None:
    odd = {"type": "event_callback", "event": 7}
    async with connected() as at, asyncio.timeout(PATIENCE_S):
        await at.play.sockets.arrival()
        assert await at.play.sockets.send("events_api", odd, {}) == {}

        assert at.inbox.received == []


async def test_after_a_disconnect_the_bot_comes_back_by_itself() -> None:
    async with connected() as at:
        await at.play.sockets.disconnect()

        await at.say("/nudge help")

        assert at.shown() == ["Hello"]


async def test_when_coming_back_fails_the_watchdog_starts_over() -> None:
    async with connected(ping_s=0.1) as at:
        at.play.fail(Fault(Kind.ERROR, "apps.connections.open", times=4))
        await at.play.sockets.disconnect()

        await at.say("/nudge help")

        assert at.shown() == ["Hello"]


async def test_a_slack_that_cannot_be_reached_yet_is_waited_for() -> None:
    play = new_playground()
    play.fail(Fault(Kind.STUMBLE_BEFORE, "apps.connections.open", times=2))
    async with connected(play=play, ping_s=0.1) as at:
        await at.say("/nudge help")

        assert at.shown() == ["Hello"]


async def test_a_refused_app_token_is_told_in_a_sentence() -> None:
    play = new_playground()
    play.fail(Fault(Kind.ERROR, "apps.connections.open", error="invalid_auth"))

    with pytest.raises(BotError, match="DYTT_SLACK__APP_TOKEN: invalid_auth"):
        async with connected(play=play):
            pass


async def test_no_task_is_left_when_the_door_closes() -> None:
    before = asyncio.all_tasks()
    async with connected() as at:
        await at.say("/nudge help")
    await asyncio.sleep(0)

    assert {task for task in asyncio.all_tasks() - before if not task.done()} == set()


async def test_no_log_tells_what_was_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with connected(FakeInbox(failure=ValueError("nobody-may-read"))) as at:
        await at.say("/nudge nobody-may-read")

    assert "nobody-may-read" not in caplog.text
