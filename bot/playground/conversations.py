"""The conversations.* methods: direct messages, channels and what was said there."""

from bot.playground.calls import Call
from bot.playground.values import ApiError, Channel, Json, Message

_MOST_A_PAGE = 999


def open_dm(call: Call) -> Json:
    """Do conversations.open, for one person or a known direct message."""
    workspace = call.workspace
    if given := call.text("channel"):
        return {"channel": workspace.channel(given).payload(workspace.bot.user_id)}
    users = [each.strip() for each in call.needed("users").split(",")]
    if len(users) > 1:
        raise ApiError("too_many_users")  # the bot speaks with one person at a time
    user = workspace.user(users[0])
    if user.is_bot:
        raise ApiError("cannot_dm_bot")
    if user.is_stranger:
        raise ApiError("user_not_visible")
    if user.deleted:
        raise ApiError("user_disabled")
    known = workspace.find_dm(user.id)
    channel = known or workspace.open_dm(user.id)
    answer: Json = {"channel": {"id": channel.id}}
    if call.flag("return_im"):
        answer["channel"] = channel.payload(workspace.bot.user_id)
    if known is not None:
        answer |= {"no_op": True, "already_open": True}
    return answer


def show_list(call: Call) -> Json:
    """Do conversations.list."""
    types = set((call.text("types") or "public_channel").split(","))
    bot = call.workspace.bot.user_id
    shown = [
        channel.payload(bot)
        for channel in call.workspace.channels.values()
        if ("im" if channel.is_dm else "public_channel") in types
    ]
    return {"channels": shown, "response_metadata": {"next_cursor": ""}}


def info(call: Call) -> Json:
    """Do conversations.info."""
    channel = call.workspace.channel(call.text("channel"))
    return {"channel": channel.payload(call.workspace.bot.user_id)}


def members(call: Call) -> Json:
    """Do conversations.members."""
    channel = call.workspace.channel(call.text("channel"))
    return {
        "members": sorted(channel.members),
        "response_metadata": {"next_cursor": ""},
    }


def history(call: Call) -> Json:
    """Do conversations.history, newest first."""
    workspace = call.workspace
    channel = workspace.channel(call.text("channel"))
    if workspace.bot.user_id not in channel.members:
        raise ApiError("not_in_channel")
    visible = [
        message
        for message in _within(call, channel)
        if workspace.elapsed() - message.posted_s >= call.lag_s
    ]
    visible.sort(key=lambda message: _order(message.ts), reverse=True)
    limit = max(1, min(call.number("limit", 100), _MOST_A_PAGE))
    page, more = visible[:limit], len(visible) > limit
    everything = call.flag("include_all_metadata")
    answer: Json = {
        "messages": [
            message.payload(workspace.bot, with_metadata=everything) for message in page
        ],
        "has_more": more,
        "pin_count": 0,
    }
    if more:
        answer["response_metadata"] = {"next_cursor": f"before:{page[-1].ts}"}
    return answer


def _within(call: Call, channel: Channel) -> list[Message]:
    inclusive = call.flag("inclusive")
    oldest = _order(call.text("oldest") or "0")
    latest = _order(call.text("latest") or "99999999999")
    cursor = _order(call.text("cursor").partition(":")[2] or "99999999999")
    found = []
    for message in call.workspace.messages.get(channel.id, []):
        at = _order(message.ts)
        inside = oldest <= at <= latest if inclusive else oldest < at < latest
        if inside and at < cursor and not message.only_for:
            found.append(message)
    return found


def _order(ts: str) -> tuple[int, int]:
    seconds, _, micros = ts.partition(".")
    try:
        return int(seconds or 0), int((micros or "0").ljust(6, "0")[:6])
    except ValueError as error:
        raise ApiError("invalid_ts_oldest") from error
