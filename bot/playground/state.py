"""One workspace of the playground: who is there and what was said and shown."""

import hashlib
import itertools
import time
from collections.abc import Callable
from dataclasses import replace

from bot.playground.feed import Feed
from bot.playground.values import (
    ApiError,
    Bot,
    Channel,
    Hook,
    Json,
    Keys,
    Message,
    Trigger,
    User,
    View,
)
from bot.ports.clock import Clock

SLACKBOT = "USLACKBOT"
TRIGGER_LIFE_S = 3.0
HOOK_LIFE_S = 1800.0
ALL_SCOPES = frozenset(
    {
        "channels:history", "channels:read", "chat:write", "commands", "dnd:read",
        "files:write", "im:history", "im:read", "im:write", "team:read",
        "usergroups:read", "users:read",
    }
)  # fmt: skip


class Workspace:
    """Everything the pretend Slack knows.

    Instants that people see come from `clock`, which may jump; how long a trigger or
    a response_url lives is counted by `elapsed`, which may not.
    """

    def __init__(
        self,
        clock: Clock,
        keys: Keys,
        bot: Bot,
        first_id: int = 1,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self.clock = clock
        self.keys = keys
        self.bot = bot
        self.elapsed = elapsed
        self.feed = Feed()
        self.trigger_life_s = TRIGGER_LIFE_S
        self.hook_life_s = HOOK_LIFE_S
        self.base_url = ""
        self.scopes = set(ALL_SCOPES)
        self.commands = {"/nudge"}
        self.read_only = False  # whether the app's manifest lets nobody write to it
        self.token_error = ""  # account_inactive, token_revoked
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, list[Message]] = {}
        self.homes: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.spent_triggers: set[str] = set()
        self.hooks: dict[str, Hook] = {}
        self.tickets: set[str] = set()
        self.files: dict[str, bytes | None] = {}
        self._ids = itertools.count(first_id)
        self._last_us = 0
        self._dms: dict[str, str] = {}
        self.join(
            User(bot.user_id, "dytt", "Dytt", role="", is_bot=True),
            User(SLACKBOT, "slackbot", "Slackbot", role="", is_bot=True),
        )

    def new_id(self, prefix: str) -> str:
        """Return an id never given before: the prefix and at least 9 characters."""
        return f"{prefix}{next(self._ids):09X}"

    def new_hash(self) -> str:
        """Return a fresh version mark, as a view carries one."""
        number = next(self._ids)
        digest = hashlib.blake2b(str(number).encode(), digest_size=4).hexdigest()
        return f"{int(self.clock.now().timestamp())}.{digest}"

    def new_ts(self) -> str:
        """Return a message's ts: now, unique and growing."""
        now_us = int(self.clock.now().timestamp() * 1_000_000)
        self._last_us = max(now_us, self._last_us + 1)
        seconds, micros = divmod(self._last_us, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def join(self, *users: User) -> None:
        """Add users, or put them in the place of those with their ids."""
        for user in users:
            self.users[user.id] = user
        self.feed.changed()

    def add_channel(self, name: str, members: set[str]) -> Channel:
        """Add a channel with the bot in it."""
        channel = Channel(
            self.new_id("C"), name, frozenset(members | {self.bot.user_id})
        )
        self.channels[channel.id] = channel
        self.feed.changed()
        return channel

    def user(self, user_id: str) -> User:
        """Return the user; raises ApiError("user_not_found")."""
        if user_id not in self.users:
            raise ApiError("user_not_found")
        return self.users[user_id]

    def channel(self, channel_id: str) -> Channel:
        """Return the channel; raises ApiError("channel_not_found")."""
        if channel_id not in self.channels:
            raise ApiError("channel_not_found")
        return self.channels[channel_id]

    def find_dm(self, user_id: str) -> Channel | None:
        """Return the direct messages of the user with the bot, if there are any."""
        return self.channels.get(self._dms.get(user_id, ""))

    def open_dm(self, user_id: str) -> Channel:
        """Return the direct messages of the user with the bot, opening them."""
        found = self.find_dm(user_id)
        if found is not None:
            return found
        pair = frozenset({user_id, self.bot.user_id})
        channel = Channel(self.new_id("D"), "directmessage", pair, is_dm=True)
        self.channels[channel.id] = channel
        self._dms[user_id] = channel.id
        self.feed.changed()
        return channel

    def add_message(
        self,
        channel: str,
        user: str,
        text: str,
        *,
        blocks: tuple[Json, ...] = (),
        metadata: Json | None = None,
        only_for: str = "",
    ) -> Message:
        """Post a message and return it."""
        message = Message(
            ts=self.new_ts(),
            channel=channel,
            user=user,
            text=text,
            posted_s=self.elapsed(),
            blocks=blocks,
            metadata=metadata,
            only_for=only_for,
            from_bot=user == self.bot.user_id,
        )
        self.messages.setdefault(channel, []).append(message)
        self.feed.changed()
        return message

    def find_message(self, channel: str, ts: str) -> Message | None:
        """Return the message, ephemeral or not."""
        for message in self.messages.get(channel, []):
            if message.ts == ts:
                return message
        return None

    def put_message(self, message: Message) -> None:
        """Put the message in the place of the one with its ts."""
        self.messages[message.channel] = [
            message if old.ts == message.ts else old
            for old in self.messages[message.channel]
        ]
        self.feed.changed()

    def drop_message(self, message: Message) -> None:
        """Take the message away."""
        self.messages[message.channel].remove(message)
        self.feed.changed()

    def edit_message(
        self, message: Message, text: str, blocks: tuple[Json, ...]
    ) -> Message:
        """Give the message new words and return it."""
        edited_ts = self.new_ts()
        edited = replace(message, text=text, blocks=blocks, edited_ts=edited_ts)
        self.put_message(edited)
        return edited

    def new_trigger(self, user: str, view_id: str = "") -> str:
        """Return the id of a fresh trigger of the user."""
        number = next(self._ids)
        digest = hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest()
        trigger_id = f"{number}.{self.bot.team_id}.{digest}"
        self.triggers[trigger_id] = Trigger(user, self.elapsed(), view_id)
        return trigger_id

    def new_hook(self, user: str, channel: str, ts: str = "") -> str:
        """Return the address of a fresh response_url."""
        hook_id = self.new_id("H")
        self.hooks[hook_id] = Hook(user, channel, self.elapsed(), ts)
        return f"{self.base_url}/hook/{hook_id}"
