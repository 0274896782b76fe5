"""The Slack sender beside a playground."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ids import PersonId
from bot.domain.messages import Message, Text
from bot.platforms.slack.client import Installation, slack_client
from bot.platforms.slack.sender import SlackSender
from bot.playground.server import Playground
from tests.fakes.playground import KARI as KARI_USER
from tests.fakes.playground import playing
from tests.fakes.slack_door import FJORD, INSTALLED

KARI = PersonId(f"{FJORD}:{KARI_USER}")
HELLO = Message((Text(("Hello",)),))


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
