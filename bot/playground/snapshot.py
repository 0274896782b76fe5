"""What the page draws: the whole workspace as each of its people sees it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.playground.state import SLACKBOT, Workspace
from bot.playground.values import Channel, Json, Message, User


def snapshot(workspace: Workspace) -> Json:
    """Return people, conversations, Homes and modals; clock and hints not included."""
    seated = [user for user in workspace.users.values() if user.role]
    return {
        "seq": workspace.feed.seq,
        "now": workspace.clock.now().isoformat(),
        "people": [_person(workspace, user) for user in seated],
        "conversations": {user.id: _conversations(workspace, user) for user in seated},
        "homes": {user.id: _home(workspace, user) for user in seated},
        "views": {
            user.id: [
                view.payload(workspace.bot)
                for view in workspace.stacks.get(user.id, [])
            ]
            for user in seated
        },
        "users": {user.id: user.name for user in workspace.users.values()},
        "channels": {
            channel.id: channel.name
            for channel in workspace.channels.values()
            if not channel.is_dm
        },
    }


def local_time(at: datetime, zone: str) -> str:
    """Return an instant as a wall clock shows it: `Mon 23 Nov 09:00`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def _person(workspace: Workspace, user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "role": user.role,
        "tz": user.tz,
        "locale": user.locale,
        "local_time": local_time(workspace.clock.now(), user.tz),
        "unread": _unread(workspace, user),
    }


def _unread(workspace: Workspace, user: User) -> int:
    """Return how many messages of the bot came after the person's own last one."""
    channel = workspace.find_dm(user.id)
    if channel is None:
        return 0
    count = 0
    for message in reversed(workspace.messages.get(channel.id, [])):
        if message.user == user.id:
            break
        count += message.from_bot and message.only_for in {"", user.id}
    return count


def _home(workspace: Workspace, user: User) -> Json | None:
    view = workspace.homes.get(user.id)
    return None if view is None else view.payload(workspace.bot)


def _conversations(workspace: Workspace, user: User) -> list[Json]:
    channels = [
        channel for channel in workspace.channels.values() if user.id in channel.members
    ]
    channels.sort(key=lambda channel: (not channel.is_dm, channel.name))
    return [_conversation(workspace, channel, user) for channel in channels]


def _conversation(workspace: Workspace, channel: Channel, user: User) -> Json:
    return {
        "channel": channel.id,
        "kind": "dm" if channel.is_dm else "channel",
        "name": "Dytt" if channel.is_dm else channel.name,
        "messages": [
            _message(message, user)
            for message in workspace.messages.get(channel.id, [])
            if message.only_for in {"", user.id}
        ],
    }


def _message(message: Message, user: User) -> Json:
    at = datetime.fromtimestamp(float(message.ts), UTC)
    author = "bot" if message.from_bot else "person"
    return {
        "ts": message.ts,
        "user": message.user,
        "from": "slackbot" if message.user == SLACKBOT else author,
        "text": message.text,
        "blocks": list(message.blocks),
        "ephemeral": bool(message.only_for),
        "edited": message.edited_ts or None,
        "time": local_time(at, user.tz),
    }
