"""The methods about people, the team and the app itself."""

from bot.playground.calls import Call
from bot.playground.values import ApiError, Json

_LEAST_DND, _MOST_DND = 2, 50


def auth_test(call: Call) -> Json:
    """Do auth.test."""
    bot = call.workspace.bot
    return {
        "url": f"{call.workspace.base_url}/",
        "team": bot.team_name,
        "team_id": bot.team_id,
        "user": call.workspace.users[bot.user_id].name,
        "user_id": bot.user_id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


def api_test(call: Call) -> Json:
    """Do api.test: give back what was given, or the error asked for."""
    if code := call.text("error"):
        raise ApiError(code)
    return {"args": {key: value for key, value in call.args.items() if key != "token"}}


def info(call: Call) -> Json:
    """Do users.info."""
    workspace = call.workspace
    user = workspace.user(call.text("user"))
    return {
        "user": user.payload(
            workspace.bot.team_id,
            workspace.clock.now(),
            locale=call.flag("include_locale"),
        )
    }


def show_list(call: Call) -> Json:
    """Do users.list."""
    workspace = call.workspace
    now, locale = workspace.clock.now(), call.flag("include_locale")
    return {
        "members": [
            user.payload(workspace.bot.team_id, now, locale=locale)
            for user in workspace.users.values()
        ],
        "cache_ts": int(now.timestamp()),
        "response_metadata": {"next_cursor": ""},
    }


def dnd_info(call: Call) -> Json:
    """Do dnd.info."""
    return _dnd(call, call.needed("user"))


def dnd_team(call: Call) -> Json:
    """Do dnd.teamInfo."""
    users = [each.strip() for each in call.text("users").split(",") if each.strip()]
    # Slack's pages ask for more than one: the strict reading finds who forgot it.
    if len(users) < _LEAST_DND:
        raise ApiError("no_users_provided")
    if len(users) > _MOST_DND:
        raise ApiError("too_many_users")
    return {"users": {user: _dnd(call, user) for user in users}}


def team_info(call: Call) -> Json:
    """Do team.info."""
    bot = call.workspace.bot
    return {
        "team": {
            "id": bot.team_id,
            "name": bot.team_name,
            "domain": bot.team_domain,
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


def usergroups(call: Call) -> Json:  # noqa: ARG001  every method takes its call
    """Do usergroups.list: this workspace has none."""
    return {"usergroups": []}


def connect(call: Call) -> Json:
    """Do apps.connections.open: an address that is good for one connection."""
    workspace = call.workspace
    ticket = workspace.new_id("ticket-")
    workspace.tickets.add(ticket)
    host = workspace.base_url.partition("://")[2]
    return {"url": f"ws://{host}/link/?ticket={ticket}&app_id={workspace.bot.app_id}"}


def oauth_access(call: Call) -> Json:
    """Do oauth.v2.access: every code installs the app in this workspace."""
    if not call.text("code"):
        raise ApiError("invalid_code")
    workspace = call.workspace
    bot = workspace.bot
    return {
        "access_token": workspace.keys.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(workspace.scopes)),
        "bot_user_id": bot.user_id,
        "app_id": bot.app_id,
        "team": {"id": bot.team_id, "name": bot.team_name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": _installer(call)},
    }


def _installer(call: Call) -> str:
    users = call.workspace.users.values()
    return next((user.id for user in users if user.is_admin), "")


def _dnd(call: Call, user_id: str) -> Json:
    user = call.workspace.user(user_id)
    if user.is_stranger:
        raise ApiError("user_not_visible")
    start, end = user.dnd or (1, 1)  # Slack's own way to say "never"
    return {
        "dnd_enabled": user.dnd is not None,
        "next_dnd_start_ts": start,
        "next_dnd_end_ts": end,
        "snooze_enabled": False,
    }
