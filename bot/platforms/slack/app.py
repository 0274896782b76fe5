"""Bolt, set up so that it commits before it acknowledges and tells no log a word."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import told
from bot.domain.ids import WorkspaceId
from bot.platforms.slack.client import Installed
from bot.platforms.slack.desk import Desk, named
from bot.platforms.slack.payload import Payload
from bot.platforms.slack.sender import SlackSender
from bot.ports.inbox import Inbox

_AWAITED = ("block_actions", "view_submission")
_log = logging.getLogger(__name__)


class SlackApp(AsyncApp):
    """Bolt, with a desk beside it for what Bolt would only carry around."""

    def __init__(
        self, desk: Desk, client: AsyncWebClient, installed: Installed
    ) -> None:
        """Set Bolt up to trust what it is given, and to ask Slack nothing."""
        super().__init__(
            name="dytt",
            logger=_hushed(),
            client=client,
            signing_secret="",
            authorize=_authorize(installed),
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
        )
        self.desk = desk
        # The last of Bolt's middlewares, and nothing behind it: Bolt would try
        # listener after listener, and the desk has a table of its own.
        self.use(_AtTheDesk(desk))
        self.error(_unread)


def slack_app(inbox: Inbox, client: AsyncWebClient, installed: Installed) -> SlackApp:
    """Return the Bolt app behind both doors, HTTP and Socket Mode.

    It trusts what it is given: `http` checks signatures before anything is parsed,
    and in Socket Mode the connection is ours.
    """
    return SlackApp(Desk(inbox, SlackSender(client, installed)), client, installed)


class _AtTheDesk(AsyncMiddleware):
    """Lets the desk answer whatever Bolt lets through."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  Bolt's word
    ) -> BoltResponse:
        del resp, next
        return await self._desk.take(req.body)


def _hushed() -> logging.Logger:
    """Return Bolt's logger, kept from telling what people wrote: below WARNING it does.

    Bolt's own default would take over the root's level, even DEBUG.
    """
    for name in ("slack_bolt", "slack_sdk"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return logging.getLogger("slack_bolt")


async def dispatched(app: SlackApp, payload: Payload) -> BoltResponse:
    """Answer a parsed and trusted payload, whatever it holds.

    Bolt verifies the address and leaves out the events of the bot's own making; to a
    press, a form or a command it adds nothing but time, and somebody waits for those.
    """
    try:
        if "command" in payload or payload.get("type") in _AWAITED:
            return await app.desk.take(payload)
        # This mode means: parsed already, and trusted.
        asked = AsyncBoltRequest(body=dict(payload), mode="socket_mode")
        return await app.async_dispatch(asked)
    except Exception as error:  # noqa: BLE001  types that nobody expects
        return await _unread(error, payload)


async def _unread(error: Exception, body: Payload) -> BoltResponse:
    """Answer what no listener took: our own never raise, so Bolt could not read it.

    200, since Slack would only send the same again, and count it against us.
    """
    _log.info("ignored %s error=%s", named(body), told(error))
    return BoltResponse(status=200)


def _authorize(installed: Installed) -> Any:  # noqa: ANN401  Bolt injects by name
    async def authorize(
        enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult:
        """Say who we are without asking Slack each time."""
        found = installed(WorkspaceId(f"slack:{team_id}"))
        # An unknown workspace is let through with no token: what must be kept is
        # kept, and what needs Slack is refused there, in one place.
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=found.bot_user if found else None,
            bot_id=found.bot if found else None,
            bot_token=found.token if found else None,
        )

    return authorize
