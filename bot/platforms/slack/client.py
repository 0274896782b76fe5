"""The one connection to Slack's Web API, and who we are in a workspace."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ids import WorkspaceId
from bot.platforms.slack.failures import translated
from bot.platforms.slack.payload import text


@dataclass(frozen=True, slots=True)
class Installation:
    """The bot in one workspace."""

    workspace: WorkspaceId
    token: str = field(repr=False)
    bot_user: str
    bot: str


SlackClient = AsyncWebClient
"""The SDK's client by our own name: outside this package nobody knows the SDK."""

Installed = Callable[[WorkspaceId], Installation | None]
"""Finds a workspace's installation; a mapping's `get` will do."""


@asynccontextmanager
async def slack_client(
    base_url: str, *, total_s: float, connect_s: float
) -> AsyncIterator[AsyncWebClient]:
    """Hold one session for every call; a client without it opens one for each.

    Nothing is tried again by itself: the SDK's own retry posts twice when a
    connection drops after the message was taken. The session's time limits hold;
    those of the client would be ignored.
    """
    timeout = ClientTimeout(total=total_s, connect=connect_s)
    async with ClientSession(timeout=timeout) as session:
        yield AsyncWebClient(base_url=base_url, session=session, retry_handlers=[])


async def identified(client: AsyncWebClient, token: str) -> Installation:
    """Return whose `token` this is; raises SendFailed. Once at start is enough."""
    async with translated("auth.test"):
        answer = await client.auth_test(token=token)
        found = answer.data if isinstance(answer.data, dict) else {}
        return Installation(
            workspace=WorkspaceId(f"slack:{found['team_id']}"),
            token=token,
            bot_user=text(found, "user_id"),
            bot=text(found, "bot_id"),
        )
