"""What a workspace of the playground holds, as values."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]
"""One JSON object as it travels: Slack's shapes, not ours."""


class ApiError(Exception):
    """What the Web API refuses, by Slack's own name for it."""

    def __init__(self, code: str, **details: Any) -> None:  # noqa: ANN401  JSON leaves here
        super().__init__(code)
        self.code = code
        self.details: Json = details


class NotHere(Exception):
    """What the page or a test asked for does not exist; says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What the bot and Slack know each other by."""

    bot_token: str
    app_token: str
    signing_secret: str


@dataclass(frozen=True, slots=True)
class User:
    """Somebody of the workspace; `role` is which seat the page gives them."""

    id: str
    name: str
    real_name: str
    role: str = "member"  # leader, member, admin; "" has no seat in the page
    tz: str = "Europe/Oslo"
    locale: str = "en-GB"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    is_restricted: bool = False
    deleted: bool = False
    dnd: tuple[int, int] | None = None  # epoch seconds from which, until which
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0  # epoch seconds; 0: until it is taken away

    def payload(self, team_id: str, now: datetime, *, locale: bool = True) -> Json:
        """Return the user as `users.info` shows one."""
        zone = now.astimezone(ZoneInfo(self.tz))
        offset = zone.utcoffset()
        user: Json = {
            "id": self.id,
            "team_id": team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": zone.tzname(),
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "profile": {
                "real_name": self.real_name,
                "display_name": self.name,
                "team": team_id,
                **self._status(now),
            },
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 0,
        }
        if self.is_stranger:
            user["is_stranger"] = True
        if locale:
            user["locale"] = self.locale
        return user

    def _status(self, now: datetime) -> Json:
        over = 0 < self.status_expiration <= now.timestamp()
        return {
            "status_text": "" if over else self.status_text,
            "status_emoji": "" if over else self.status_emoji,
            "status_expiration": 0 if over else self.status_expiration,
        }


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, or the direct messages of one person with the bot."""

    id: str
    name: str
    members: frozenset[str]
    is_dm: bool = False
    is_archived: bool = False

    def payload(self, bot_id: str) -> Json:
        """Return the channel as `conversations.info` shows one."""
        if self.is_dm:
            (other,) = self.members - {bot_id}
            return {"id": self.id, "is_im": True, "is_open": True, "user": other}
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": True,
            "is_im": False,
            "is_archived": self.is_archived,
            "is_member": bot_id in self.members,
            "is_private": False,
            "num_members": len(self.members),
        }


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `only_for` names who alone sees it, if it is ephemeral."""

    ts: str
    channel: str
    user: str
    text: str
    posted_s: float  # on the protocol's own clock
    blocks: tuple[Json, ...] = ()
    metadata: Json | None = None
    edited_ts: str = ""
    only_for: str = ""
    from_bot: bool = False

    def payload(self, bot: "Bot", *, with_metadata: bool = False) -> Json:
        """Return the message as `conversations.history` shows one."""
        shown: Json = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
        }
        if self.from_bot:
            shown |= {"bot_id": bot.bot_id, "app_id": bot.app_id, "team": bot.team_id}
        if self.blocks:
            shown["blocks"] = list(self.blocks)
        if self.edited_ts:
            shown["edited"] = {"user": self.user, "ts": self.edited_ts}
        if self.metadata is not None:
            shown["metadata"] = (
                self.metadata
                if with_metadata
                else {"event_type": self.metadata["event_type"]}
            )
        return shown


@dataclass(frozen=True, slots=True)
class Bot:
    """Who the app is in the workspace."""

    app_id: str
    bot_id: str
    user_id: str
    team_id: str
    team_name: str
    team_domain: str


@dataclass(frozen=True, slots=True)
class View:
    """A modal or somebody's Home."""

    id: str
    hash: str
    user: str
    body: Json
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, every one with an id."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    def filled(self, values: Json) -> "View":
        """Return the view with what was entered."""
        return replace(self, values=values)

    def payload(self, bot: Bot) -> Json:
        """Return the view as `views.open` and interactions show one."""
        return {
            "id": self.id,
            "team_id": bot.team_id,
            "app_id": bot.app_id,
            "bot_id": bot.bot_id,
            "type": self.body["type"],
            "callback_id": self.body.get("callback_id", ""),
            "private_metadata": self.body.get("private_metadata", ""),
            "external_id": self.body.get("external_id", ""),
            "title": self.body.get("title"),
            "submit": self.body.get("submit"),
            "close": self.body.get("close"),
            "clear_on_close": bool(self.body.get("clear_on_close")),
            "notify_on_close": bool(self.body.get("notify_on_close")),
            "blocks": self.blocks,
            "state": {"values": self.values},
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "app_installed_team_id": bot.team_id,
        }


@dataclass(frozen=True, slots=True)
class Trigger:
    """A permission to open a modal: once, and not for long."""

    user: str
    born_s: float
    view_id: str = ""  # the modal it was pressed in, if any


@dataclass(frozen=True, slots=True)
class Hook:
    """A permission to answer where a command or a press came from."""

    user: str
    channel: str
    born_s: float
    ts: str = ""  # the message whose button was pressed
    uses: int = 0
