"""The chat.* methods: what the bot says, changes and takes back."""

from dataclasses import replace

from bot.playground.calls import Call, blocks_of, refused
from bot.playground.limits import MOST_TEXT, check_metadata
from bot.playground.values import ApiError, Channel, Json, Message


def post(call: Call) -> Json:
    """Do chat.postMessage; a user's id opens the direct messages."""
    channel = _destination(call)
    text, blocks = _content(call)
    message = call.workspace.add_message(
        channel.id,
        call.workspace.bot.user_id,
        text,
        blocks=blocks,
        metadata=_metadata(call),
    )
    return _shown(call, message)


def post_ephemeral(call: Call) -> Json:
    """Do chat.postEphemeral."""
    channel = _destination(call)
    user = call.needed("user")
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    text, blocks = _content(call)
    message = call.workspace.add_message(
        channel.id, call.workspace.bot.user_id, text, blocks=blocks, only_for=user
    )
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Do chat.update; blocks and metadata not given stay as they were."""
    message = _own(call, "cant_update_message")
    text, blocks = message.text, message.blocks
    if "text" in call.args:
        text = call.text("text")
        if len(text) > MOST_TEXT:
            raise ApiError("msg_too_long")
    if call.args.get("blocks") is not None:
        blocks = blocks_of(call.workspace, call.args["blocks"])
    if not text and not blocks:
        raise ApiError("no_text")
    if call.args.get("metadata") is not None:
        message = replace(message, metadata=_metadata(call))
    return _shown(call, call.workspace.edit_message(message, text, blocks))


def delete(call: Call) -> Json:
    """Do chat.delete."""
    message = _own(call, "cant_delete_message")
    call.workspace.drop_message(message)
    return {"channel": message.channel, "ts": message.ts}


def permalink(call: Call) -> Json:
    """Do chat.getPermalink."""
    channel = call.workspace.channel(call.needed("channel"))
    ts = call.needed("message_ts")
    if call.workspace.find_message(channel.id, ts) is None:
        raise ApiError("message_not_found")
    link = f"{call.workspace.base_url}/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


def _destination(call: Call) -> Channel:
    workspace, given = call.workspace, call.text("channel")
    if given in workspace.users:
        user = workspace.users[given]
        if user.is_bot:
            raise ApiError("cannot_dm_bot")
        if user.is_stranger:
            raise ApiError("channel_not_found")
        if user.deleted:
            raise ApiError("user_disabled")
        return workspace.open_dm(given)
    channel = workspace.channel(given)
    if channel.is_archived or any(
        workspace.users[member].deleted for member in channel.members if channel.is_dm
    ):
        raise ApiError("is_archived")
    if workspace.bot.user_id not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _content(call: Call) -> tuple[str, tuple[Json, ...]]:
    text = call.text("text")
    blocks = blocks_of(call.workspace, call.args.get("blocks"))
    if not text and not blocks:
        raise ApiError("no_text")
    if len(text) > MOST_TEXT:
        raise ApiError("msg_too_long")
    return text, blocks


def _metadata(call: Call) -> Json | None:
    given = call.args.get("metadata")
    if not given:
        return None
    problems = check_metadata(given)
    if problems or not isinstance(given, dict):
        raise refused("invalid_metadata_format", problems)
    return given


def _own(call: Call, otherwise: str) -> Message:
    channel = call.workspace.channel(call.text("channel"))
    message = call.workspace.find_message(channel.id, call.text("ts"))
    if message is None or message.only_for:
        raise ApiError("message_not_found")
    if not message.from_bot:
        raise ApiError(otherwise)
    return message


def _shown(call: Call, message: Message) -> Json:
    shown = message.payload(call.workspace.bot, with_metadata=True)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": shown,
    }
