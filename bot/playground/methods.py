"""The Web API methods by name, each with the token and scope it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.playground import chat, conversations, people, uploads, views
from bot.playground.calls import Call
from bot.playground.state import Workspace
from bot.playground.values import ApiError, Json


@dataclass(frozen=True, slots=True)
class Method:
    """What a method does. `scopes`: any one of them is enough; none: no scope."""

    run: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    token: str = "bot"  # bot, app, or "" for none at all  # noqa: S105


_READ = ("channels:read", "im:read")
METHODS: Mapping[str, Method] = {
    "api.test": Method(people.api_test, token=""),
    "apps.connections.open": Method(people.connect, token="app"),  # noqa: S106
    "auth.test": Method(people.auth_test),
    "blocks.validate": Method(views.validate, token=""),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.getPermalink": Method(chat.permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(chat.post, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",)),
    "conversations.history": Method(
        conversations.history, ("im:history", "channels:history")
    ),
    "conversations.info": Method(conversations.info, _READ),
    "conversations.list": Method(conversations.show_list, _READ),
    "conversations.members": Method(conversations.members, _READ),
    "conversations.open": Method(conversations.open_dm, ("im:write",)),
    "dnd.info": Method(people.dnd_info, ("dnd:read",)),
    "dnd.teamInfo": Method(people.dnd_team, ("dnd:read",)),
    "files.completeUploadExternal": Method(uploads.complete, ("files:write",)),
    "files.getUploadURLExternal": Method(uploads.get_url, ("files:write",)),
    "oauth.v2.access": Method(people.oauth_access, token=""),
    "team.info": Method(people.team_info, ("team:read",)),
    "usergroups.list": Method(people.usergroups, ("usergroups:read",)),
    "users.info": Method(people.info, ("users:read",)),
    "users.list": Method(people.show_list, ("users:read",)),
    "views.open": Method(views.open_modal),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}


def allowed(workspace: Workspace, name: str, token: str) -> Method:
    """Return the method, if the token may use it; raises ApiError."""
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method", req_method=name)
    if method.token:
        _check_token(workspace, method, token)
    if method.scopes and not workspace.scopes.intersection(method.scopes):
        raise ApiError(
            "missing_scope",
            needed=method.scopes[0],
            provided=",".join(sorted(workspace.scopes)),
        )
    return method


def _check_token(workspace: Workspace, method: Method, token: str) -> None:
    if not token:
        raise ApiError("not_authed")
    known = {workspace.keys.bot_token: "bot", workspace.keys.app_token: "app"}
    if token not in known:
        raise ApiError("invalid_auth")
    if known[token] != method.token:
        raise ApiError("not_allowed_token_type")
    if workspace.token_error:
        raise ApiError(workspace.token_error)
