"""Where a Slack payload is read, handed to the inbox, and its answer shown."""

import asyncio
import logging
import re

from slack_bolt.response import BoltResponse

from bot.domain.errors import told
from bot.domain.events import (
    Ask,
    Event,
    Mend,
    Nothing,
    Pressed,
    Reply,
    Said,
    Submitted,
)
from bot.domain.ids import WorkspaceId
from bot.domain.messages import Form, Message
from bot.platforms.slack.inbound import event_of, workspace_in
from bot.platforms.slack.modal import errors_of, modal_of, modal_saying
from bot.platforms.slack.payload import Payload, text
from bot.platforms.slack.render import drawn_private
from bot.platforms.slack.sender import SlackSender
from bot.platforms.slack.words import Json
from bot.ports.inbox import Inbox
from bot.ports.messenger import SendFailed
from bot.ports.store import StoreDown

ANSWER_WITHIN_S = 2.5
"""A trigger lives 3 s, and Slack waits no longer for an answer."""

_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_log = logging.getLogger(__name__)


class Desk:
    """Takes payloads that are known to come from Slack.

    `take` never raises: 200 says that what happened is kept, anything else that it
    is not, or that the person could not be shown the answer.
    """

    def __init__(self, inbox: Inbox, sender: SlackSender) -> None:
        self._inbox = inbox
        self._sender = sender

    async def take(self, body: Payload) -> BoltResponse:
        """Record what happened, then answer it."""
        event = event_of(body)
        workspace = workspace_in(body)
        if event is None or workspace is None:
            _log.info("ignored %s", named(body))
            return BoltResponse(status=200)
        try:
            answer = await self._inbox.receive(event)
            if isinstance(answer, Nothing):
                return _acknowledged(None)
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return _acknowledged(await self._shown(answer, event, body))
        except StoreDown:
            _log.error("not_kept %s", named(body))
            return BoltResponse(status=503)
        except (SendFailed, TimeoutError) as error:
            reason = getattr(error, "reason", "slow")
            _log.warning("not_shown %s reason=%s", named(body), reason)
            return BoltResponse(status=500)
        except Exception as error:  # noqa: BLE001  the outer edge; its text may tell
            _log.error("failed %s error=%s", named(body), told(error))
            return BoltResponse(status=500)

    async def _shown(
        self, answer: Mend | Ask | Reply, event: Event, body: Payload
    ) -> Json | None:
        match answer:
            case Mend(errors):
                return errors_of(errors) if isinstance(event, Submitted) else None
            case Ask(form):
                return await self._asked(form, event, body)
            case Reply(message, instead):
                return await self._replied(message, event, body, instead=instead)

    async def _asked(self, form: Form, event: Event, body: Payload) -> Json | None:
        view = modal_of(form)
        if isinstance(event, Submitted):
            return {"response_action": "update", "view": view}
        await self._show(body, view)
        return None

    async def _replied(
        self, message: Message, event: Event, body: Payload, *, instead: bool
    ) -> Json | None:
        match event:
            case Said():
                return drawn_private(message, instead=False)
            case Submitted():
                return {"response_action": "update", "view": modal_saying(message)}
            case Pressed(reply_to=response_url) if response_url:
                answer = drawn_private(message, instead=instead)
                await self._sender.respond(response_url, answer)
            case Pressed():
                # A Home and a modal have no place for an answer but a modal.
                await self._show(body, modal_saying(message))
            case _:
                _log.info("unanswerable %s", named(body))
        return None

    async def _show(self, body: Payload, view: Json) -> None:
        workspace = workspace_in(body) or WorkspaceId("")
        if text(body, "view", "type") == "modal":
            target = {"view_id": text(body, "view", "id")}
            await self._sender.show(workspace, "views.update", target, view)
        else:
            target = {"trigger_id": text(body, "trigger_id")}
            await self._sender.show(workspace, "views.open", target, view)


def named(body: Payload) -> str:
    """Return what a log may say of a payload: its kind and ids, nobody's words."""
    told_of = {
        "type": text(body, "type") or ("command" if "command" in body else "none"),
        "event": text(body, "event", "type"),
        "workspace": workspace_in(body) or "",
        "user": text(body, "user", "id")
        or text(body, "user_id")
        or text(body, "event", "user"),
        "id": text(body, "event_id") or text(body, "trigger_id"),
    }
    return " ".join(f"{key}={_plain(value)}" for key, value in told_of.items() if value)


def _plain(value: str) -> str:
    return value if _ID.fullmatch(value) else "odd"


def _acknowledged(answer: Json | None) -> BoltResponse:
    return BoltResponse(status=200, body=answer if answer is not None else "")
