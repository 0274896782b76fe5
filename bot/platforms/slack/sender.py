"""Sends to people in Slack, looks for what may have been sent, and knows profiles."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.deliveries import Place
from bot.domain.ids import PersonId, WorkspaceId, local_name, workspace_of
from bot.domain.messages import Message
from bot.domain.people import Profile
from bot.platforms.slack.call import call
from bot.platforms.slack.client import Installed
from bot.platforms.slack.failures import AGAIN_S, not_taken, translated
from bot.platforms.slack.inbound import profile_of
from bot.platforms.slack.payload import Payload, inside, objects, text
from bot.platforms.slack.render import drawn, drawn_home, drawn_private
from bot.platforms.slack.words import Json
from bot.ports.messenger import NotSent, Reach, Refused, Unclear

DELIVERY = "dytt_delivery"
"""The event_type of our messages' metadata; all in the workspace may read it."""

_CLOCKS_DIFFER = timedelta(minutes=10)  # twice what a signature may be off
_PAGE = 100
_MOST_PAGES = 20
_OK = 200


class SlackSender:
    """A Messenger, Finder and Directory over one shared client.

    Every method raises SendFailed and nothing else.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        installed: Installed,
        conversations: Mapping[PersonId, str] = MappingProxyType({}),
    ) -> None:
        """Send by `client`; `conversations` are channels known from before."""
        self._client = client
        self._installed = installed
        self._conversations = dict(conversations)
        self._unopened_until_s: dict[WorkspaceId, float] = {}

    async def post(self, to: PersonId, message: Message, wire_id: str) -> Place:
        """Send a direct message; `wire_id` travels as its metadata."""
        channel = await self._destination(to)
        sent = await call(
            self._client,
            "chat.postMessage",
            self._token(workspace_of(to)),
            {
                "channel": channel,
                "unfurl_links": False,
                "unfurl_media": False,
                "metadata": {
                    "event_type": DELIVERY,
                    "event_payload": {"id": wire_id},
                },
                **drawn(message),
            },
        )
        return Place(text(sent, "channel") or channel, _told(sent, "ts"))

    async def redraw(self, place: Place, message: Message, to: PersonId) -> None:
        """Put `message` in the place of one sent before."""
        await call(
            self._client,
            "chat.update",
            self._token(workspace_of(to)),
            {"channel": place.channel, "ts": place.message, **drawn(message)},
        )

    async def home(self, to: PersonId, message: Message) -> None:
        """Show `message` as the person's Home."""
        await call(
            self._client,
            "views.publish",
            self._token(workspace_of(to)),
            {"user_id": local_name(to), "view": drawn_home(message)},
        )

    async def reply(self, reply_to: str, message: Message, to: PersonId) -> None:
        """Answer privately where a command came from."""
        del to  # the address says it all
        await self.respond(reply_to, drawn_private(message, instead=False))

    async def respond(self, response_url: str, answer: Json) -> None:
        """Hand `answer` to a response_url."""
        session = self._client.session
        if session is None or not self._trusted(response_url):
            raise Refused("no-response-url", Reach.MESSAGE)
        async with (
            translated("response_url"),
            session.post(response_url, json=answer, allow_redirects=False) as taken,
        ):
            if taken.status == _OK:
                return
            gone = "expired_url" if taken.status in {403, 404, 410} else ""
            raise not_taken(taken.status, taken.headers, gone)

    async def show(
        self, workspace: WorkspaceId, method: str, target: dict[str, str], view: Json
    ) -> None:
        """Show a view: `views.open` on a trigger_id, `views.update` on a view_id."""
        async with translated(method):
            token = self._token(workspace)
            await self._client.api_call(
                method, json={"token": token, **target, "view": view}
            )

    async def find(
        self, to: PersonId, wire_id: str, since_utc: datetime
    ) -> Place | None:
        """Return where the message with `wire_id` stands; None: it is not there."""
        channel = await self._conversation(to)
        oldest = f"{(since_utc - _CLOCKS_DIFFER).timestamp():.6f}"
        cursor = ""
        for _ in range(_MOST_PAGES):
            page = await self._history(to, channel, oldest, cursor)
            for message in objects(page, "messages"):
                if _wire_id(message) == wire_id:
                    return Place(channel, text(message, "ts"))
            cursor = text(page, "response_metadata", "next_cursor")
            if not cursor:
                return None
        raise Unclear("too-much-history")

    async def profile(self, person: PersonId) -> Profile:
        """Return what Slack knows of `person`."""
        async with translated("users.info"):
            found = await self._client.users_info(
                token=self._token(workspace_of(person)),
                user=local_name(person),
                include_locale=True,
            )
            user = inside(_data(found.data), "user")
            if not user:
                raise Unclear("no-user")
            return profile_of(user)

    async def _history(
        self, to: PersonId, channel: str, oldest: str, cursor: str
    ) -> Payload:
        async with translated("conversations.history"):
            found = await self._client.conversations_history(
                token=self._token(workspace_of(to)),
                channel=channel,
                oldest=oldest,
                inclusive=True,
                include_all_metadata=True,
                limit=_PAGE,
                cursor=cursor or None,
            )
            return _data(found.data)

    async def _destination(self, to: PersonId) -> str:
        """Return where to post: the conversation, or the person.

        Slack takes both, and opens the conversation itself; what it limits is how often
        we ask for that. Half a thousand people after a restart would be too often.
        """
        workspace, now_s = workspace_of(to), asyncio.get_running_loop().time()
        limited = now_s < self._unopened_until_s.get(workspace, now_s)
        if limited and to not in self._conversations:
            return local_name(to)
        try:
            return await self._conversation(to)
        except NotSent as failure:
            if not failure.limited:
                raise
            self._unopened_until_s[workspace] = now_s + failure.retry_after_s
            return local_name(to)

    async def _conversation(self, to: PersonId) -> str:
        if to not in self._conversations:
            try:
                self._conversations[to] = await self._opened(to)
            except Unclear as error:
                # Opening twice does no harm, and no message has left yet.
                raise NotSent(error.reason, AGAIN_S) from error
        return self._conversations[to]

    async def _opened(self, to: PersonId) -> str:
        async with translated("conversations.open"):
            found = await self._client.conversations_open(
                token=self._token(workspace_of(to)), users=local_name(to)
            )
            return _told(_data(found.data), "channel", "id")

    def _token(self, workspace: WorkspaceId) -> str:
        installation = self._installed(workspace)
        if installation is None:
            raise Refused("not_installed", Reach.WORKSPACE)
        return installation.token

    def _trusted(self, url: str) -> bool:
        # Plain http only to the server we speak to anyway: a playground's.
        asked, ours = urlsplit(url), urlsplit(self._client.base_url)
        return asked.scheme == "https" or (
            (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc)
        )


def _told(answer: Payload, *path: str) -> str:
    found = text(answer, *path)
    if not found:
        raise Unclear(f"no-{path[-1]}")
    return found


def _wire_id(message: Payload) -> str:
    if text(message, "metadata", "event_type") != DELIVERY:
        return ""
    return text(message, "metadata", "event_payload", "id")


def _data(data: object) -> Payload:
    return data if isinstance(data, dict) else {}
