"""What people do in the playground, told to the bot, and what comes of it."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from bot.playground import payloads
from bot.playground.answers import put_away, settle, show, trouble, warn
from bot.playground.fields import chosen, is_offered, unfilled, values_of
from bot.playground.limits import elements_of
from bot.playground.outgoing import COMMAND, INTERACTION, Ack, Outgoing
from bot.playground.state import Workspace
from bot.playground.values import (
    ApiError,
    Channel,
    Hook,
    Json,
    Message,
    NotHere,
    User,
    View,
)
from bot.playground.views import find_modal


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody presses: a message, or a modal or Home."""

    channel: str = ""
    ts: str = ""
    view_id: str = ""


class Acts:
    """The hands of everybody in the workspace."""

    def __init__(self, workspace: Workspace, outgoing: Outgoing) -> None:
        self._workspace = workspace
        self._outgoing = outgoing

    async def say(self, user_id: str, text: str, channel_id: str = "") -> Json:
        """Type a line: a command when it begins with `/`, else a message."""
        user = self._user(user_id)
        channel = self._channel(user, channel_id)
        if not text.strip():
            raise NotHere("There is nothing to send: write something first.")
        if text.startswith("/"):
            return await self._command(user, channel, text)
        if channel.is_dm and self._workspace.read_only:
            raise NotHere(
                "Nobody can write to this app; lines that begin with / go to it."
            )
        message = self._workspace.add_message(channel.id, user.id, text)
        if channel.is_dm:
            await self._outgoing.tell(payloads.wrote(self._workspace, message))
        return {}

    async def press(
        self, user_id: str, spot: Spot, action: Json, state: Json | None = None
    ) -> Json:
        """Press, pick or choose; `action` names block_id, action_id and the choice."""
        user = self._user(user_id)
        if spot.view_id:
            view = self._view(user, spot.view_id)
            pressed = self._action(view.blocks, action)
            view = view.filled(values_of(view.blocks, state))
            payload = payloads.pressed_in_view(self._workspace, user, view)
            channel = self._workspace.open_dm(user.id).id
        else:
            message = self._message(user, spot)
            blocks = list(message.blocks)
            pressed = self._action(blocks, action)
            values = values_of(blocks, state)
            payload = payloads.pressed_in_message(
                self._workspace, user, message, values
            )
            channel = message.channel
        ack = await self._outgoing.ask(INTERACTION, payload | {"actions": [pressed]})
        if ack.trouble:
            self._warn(user, channel, f"That did not reach the app: {ack.trouble}.")
            return {"trouble": ack.trouble}
        return {}

    async def submit(self, user_id: str, view_id: str, given: Json) -> Json:
        """Hand over a modal; return {} or {"errors": …} or {"trouble": …}."""
        user = self._user(user_id)
        view = self._modal(user, view_id)
        view = view.filled(values_of(view.blocks, given))
        if errors := unfilled(view.blocks, view.values):
            return {"errors": errors}
        payload = payloads.submitted(self._workspace, user, view)
        ack = await self._outgoing.ask(INTERACTION, payload)
        if ack.trouble:
            return trouble(ack.trouble)
        return settle(self._workspace, view, ack.body)

    async def close(self, user_id: str, view_id: str) -> Json:
        """Put a modal away."""
        user = self._user(user_id)
        view = self._modal(user, view_id)
        put_away(self._workspace, view)
        if view.body.get("notify_on_close"):
            payload = payloads.closed(self._workspace, user, view)
            await self._outgoing.ask(INTERACTION, payload)
        return {}

    async def open_home(self, user_id: str, tab: str = "home") -> Ack:
        """Look at the bot's Home, or at its messages."""
        user = self._user(user_id)
        return await self._outgoing.tell(
            payloads.home_opened(self._workspace, user, tab)
        )

    def disturb_not(self, user_id: str, hours: tuple[int, int] | None) -> None:
        """Set from when until when, in epoch seconds, nobody may disturb a person."""
        self._workspace.join(replace(self._user(user_id), dnd=hours))

    async def change_profile(self, user_id: str, **changes: Any) -> Ack:  # noqa: ANN401  a User's fields
        """Change what Slack knows of a person: tz, locale, deleted, status_text."""
        user = replace(self._user(user_id), **changes)
        self._workspace.join(user)
        return await self._outgoing.tell(
            payloads.profile_changed(self._workspace, user)
        )

    async def uninstall(self) -> None:
        """Take the bot's keys away; both events go out, as Slack sends both."""
        self._workspace.token_error = "account_inactive"  # noqa: S105  Slack's word
        tokens = {"oauth": [], "bot": [self._workspace.bot.user_id]}
        await asyncio.gather(
            self._outgoing.tell({"type": "tokens_revoked", "tokens": tokens}),
            self._outgoing.tell({"type": "app_uninstalled"}),
        )

    async def _command(self, user: User, channel: Channel, line: str) -> Json:
        form = payloads.slash(self._workspace, user, channel, line)
        command = form["command"]
        if command not in self._workspace.commands:
            self._warn(user, channel.id, f"`{command}` is not a valid command.")
            return {}
        ack = await self._outgoing.ask(COMMAND, form)
        failed = ack.trouble
        if ack.body:
            hook = Hook(user.id, channel.id, self._workspace.elapsed())
            try:
                show(self._workspace, hook, ack.body)
            except ApiError as error:
                failed = error.code
        if failed:
            self._warn(user, channel.id, f'{command} failed with the error "{failed}".')
        return {}

    def _warn(self, user: User, channel: str, text: str) -> None:
        warn(self._workspace, user.id, channel, text)

    def _user(self, user_id: str) -> User:
        found = self._workspace.users.get(user_id)
        if found is None:
            raise NotHere(f"There is no user {user_id!r} in this workspace.")
        return found

    def _channel(self, user: User, channel_id: str) -> Channel:
        if not channel_id:
            return self._workspace.open_dm(user.id)
        found = self._workspace.channels.get(channel_id)
        if found is None or user.id not in found.members:
            raise NotHere(f"{user.name} is in no channel {channel_id!r}.")
        return found

    def _message(self, user: User, spot: Spot) -> Message:
        channel = self._channel(user, spot.channel)
        found = self._workspace.find_message(channel.id, spot.ts)
        if found is None or found.only_for not in {"", user.id}:
            raise NotHere("That message is no longer there.")
        return found

    def _view(self, user: User, view_id: str) -> View:
        home = self._workspace.homes.get(user.id)
        if home is not None and home.id == view_id:
            return home
        return self._modal(user, view_id)

    def _modal(self, user: User, view_id: str) -> View:
        found = find_modal(self._workspace, view_id)
        if found is None or found.user != user.id:
            raise NotHere("That form is no longer open.")
        return found

    def _action(self, blocks: list[Json], given: Json) -> Json:
        for block in blocks:
            for element in elements_of(block):
                if element.get("action_id") != given.get("action_id"):
                    continue
                if given.get("block_id") not in {None, block["block_id"]}:
                    continue
                if not is_offered(element, given):
                    raise NotHere("That choice is not offered.")
                return {
                    "type": element["type"],
                    "action_id": element["action_id"],
                    "block_id": block["block_id"],
                    **chosen(element, given),
                    "action_ts": self._workspace.new_ts(),
                }
        raise NotHere("That button is no longer there.")
