"""What Slack tells an app of what people do, in Slack's own shapes."""

import re
from collections.abc import Mapping

from bot.playground.state import Workspace
from bot.playground.values import Channel, Json, Message, User, View

_BEFORE, _AFTER = r"(?<![\w<])", r"(?![\w-]|\.\w)"  # a name ends where a word does


def slash(workspace: Workspace, user: User, channel: Channel, line: str) -> Json:
    """Return the form of a slash command, fresh trigger and response_url included."""
    command, _, text = line.strip().partition(" ")
    bot = workspace.bot
    return {
        "token": "verification",
        "team_id": bot.team_id,
        "team_domain": bot.team_domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": escaped(workspace, text.strip()),
        "api_app_id": bot.app_id,
        "is_enterprise_install": "false",
        "response_url": workspace.new_hook(user.id, channel.id),
        "trigger_id": workspace.new_trigger(user.id),
    }


def escaped(workspace: Workspace, text: str) -> str:
    """Return typed text as a command with `should_escape` gets it."""
    users = workspace.users.values()
    places = [each for each in workspace.channels.values() if not each.is_dm]
    handles = {user.name: user for user in users}
    real_names = {user.real_name: user for user in users}
    channels = {channel.name: channel for channel in places}
    linked = _linked(_safe(text), "@", real_names)
    linked = _linked(linked, "@", handles)
    return _linked(linked, "#", channels)


def _linked(text: str, mark: str, named: Mapping[str, User | Channel]) -> str:
    """Turn each name after `mark` into a link; of two that fit, the longer is meant."""
    known = {_safe(name).casefold(): found for name, found in named.items() if name}
    if not known:
        return text
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))

    def link(match: re.Match[str]) -> str:
        found = known.get(match[1].casefold())
        return match[0] if found is None else f"<{mark}{found.id}|{found.name}>"

    pattern = f"{_BEFORE}{mark}({names}){_AFTER}"
    return re.sub(pattern, link, text, flags=re.IGNORECASE)


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def pressed_in_message(
    workspace: Workspace, user: User, message: Message, values: Json
) -> Json:
    """Return a press in a message, all but its actions."""
    channel = workspace.channels[message.channel]
    payload = _common(workspace, user, "block_actions") | {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": bool(message.only_for),
        },
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": values},
        "response_url": workspace.new_hook(user.id, channel.id, message.ts),
        "trigger_id": workspace.new_trigger(user.id),
    }
    if not message.only_for:
        payload["message"] = message.payload(workspace.bot)
    return payload


def pressed_in_view(workspace: Workspace, user: User, view: View) -> Json:
    """Return a press in a modal or a Home, all but its actions."""
    return _common(workspace, user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "view": view.payload(workspace.bot),
        "trigger_id": workspace.new_trigger(user.id, view.id),
    }


def submitted(workspace: Workspace, user: User, view: View) -> Json:
    """Return a modal handed over."""
    return _common(workspace, user, "view_submission") | {
        "view": view.payload(workspace.bot),
        "response_urls": [],
        "trigger_id": workspace.new_trigger(user.id, view.id),
    }


def closed(workspace: Workspace, user: User, view: View) -> Json:
    """Return a modal put away."""
    return _common(workspace, user, "view_closed") | {
        "view": view.payload(workspace.bot),
        "is_cleared": False,
    }


def wrote(workspace: Workspace, message: Message) -> Json:
    """Return the event of a message to the bot."""
    return {
        "type": "message",
        "channel": message.channel,
        "channel_type": "im",
        "user": message.user,
        "team": workspace.bot.team_id,
        "text": message.text,
        "ts": message.ts,
        "event_ts": message.ts,
    }


def home_opened(workspace: Workspace, user: User, tab: str) -> Json:
    """Return the event of the bot's Home or Messages tab being looked at."""
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": workspace.open_dm(user.id).id,
        "tab": tab,
    }
    home = workspace.homes.get(user.id)
    if tab == "home" and home is not None:
        event["view"] = home.payload(workspace.bot)
    return event


def profile_changed(workspace: Workspace, user: User) -> Json:
    """Return the event of a changed user."""
    now = workspace.clock.now()
    return {
        "type": "user_change",
        "user": user.payload(workspace.bot.team_id, now),
        "cache_ts": int(now.timestamp()),
    }


def _common(workspace: Workspace, user: User, kind: str) -> Json:
    bot = workspace.bot
    return {
        "type": kind,
        "token": "verification",
        "api_app_id": bot.app_id,
        "team": {"id": bot.team_id, "domain": bot.team_domain},
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": bot.team_id,
        },
        "enterprise": None,
        "is_enterprise_install": False,
    }
