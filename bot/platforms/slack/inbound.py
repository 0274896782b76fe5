"""What Slack sends, read into the bot's own events."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.deliveries import Place
from bot.domain.events import (
    Event,
    OpenedHome,
    Pressed,
    ProfileChanged,
    Said,
    Submitted,
    Uninstalled,
)
from bot.domain.ids import InputId, PersonId, WorkspaceId, person_in
from bot.domain.people import DEFAULT_ZONE, Profile
from bot.domain.words import Language
from bot.platforms.slack.away import away_until
from bot.platforms.slack.payload import Payload, inside, objects, text, yes
from bot.platforms.slack.said import understood

ACTION_END = "#"
"""Ends an action's name in an action_id; what follows keeps it unique."""

VALUE_START = ":"
"""Begins, after ACTION_END, the value of an element that Slack gives none."""

_LANGUAGES = MappingProxyType(
    {
        "nb": Language.NB,
        "nn": Language.NB,
        "no": Language.NB,
        "sv": Language.SV,
        "da": Language.DA,
    }
)


def event_of(payload: Payload) -> Event | None:
    """Return what happened; None when it is nothing the bot knows or can use."""
    if "command" in payload:
        return _said(payload)
    read = _KINDS.get(text(payload, "type"))
    return read(payload) if read else None


def workspace_in(payload: Payload) -> WorkspaceId | None:
    """Return the workspace a payload belongs to; None when it names none."""
    installed = objects(payload, "authorizations")
    # In a channel shared between workspaces, team_id may be the other one's.
    team = (
        (text(installed[0], "team_id") if installed else "")
        or text(payload, "team", "id")
        or text(payload, "team_id")
        or text(payload, "user", "team_id")
    )
    return WorkspaceId(f"slack:{team}") if team.isalnum() else None


def language_of(locale: str) -> Language:
    """Return the language to speak with somebody whose locale is `nb-NO`."""
    return _LANGUAGES.get(locale[:2].lower(), Language.EN)


def profile_of(user: Payload) -> Profile:
    """Return what a user object of Slack's says of a person."""
    # The real name first: a display name is often a handle, and $name its first word.
    name = (
        text(user, "profile", "real_name")
        or text(user, "real_name")
        or text(user, "profile", "display_name")
        or text(user, "name")
    )
    return Profile(
        name=name,
        zone=text(user, "tz") or DEFAULT_ZONE,
        language=language_of(text(user, "locale")),
        admin=_any(user, "is_admin", "is_owner", "is_primary_owner"),
        gone=yes(user, "deleted"),
        unreachable=_any(user, "is_bot", "is_workflow_bot", "is_stranger")
        or text(user, "id") == "USLACKBOT",
        away_until_utc=away_until(user),
    )


def _any(user: Payload, *names: str) -> bool:
    return any(yes(user, name) for name in names)


def _person(payload: Payload, user: str) -> PersonId | None:
    workspace = workspace_in(payload)
    return person_in(workspace, user) if workspace and user.isalnum() else None


def _said(payload: Payload) -> Said | None:
    person = _person(payload, text(payload, "user_id"))
    trigger = text(payload, "trigger_id")
    workspace = workspace_in(payload)
    if not (person and trigger and workspace):
        return None
    line, named = understood(text(payload, "text"), workspace)
    return Said(
        input=InputId(f"cmd:{trigger}"),
        person=person,
        text=line,
        reply_to=text(payload, "response_url"),
        named=named,
    )


def _pressed(payload: Payload) -> Pressed | None:
    person = _person(payload, text(payload, "user", "id"))
    actions = objects(payload, "actions")
    if not (person and actions):
        return None
    pressed = actions[0]
    action, _, rest = text(pressed, "action_id").partition(ACTION_END)
    when = text(payload, "trigger_id") + text(pressed, "action_ts")
    if not (action and when):
        return None
    return Pressed(
        input=InputId(f"act:{when}"),
        person=person,
        action=action,
        value=text(pressed, "value") or rest.partition(VALUE_START)[2],
        chosen=text(pressed, "selected_date")
        or text(pressed, "selected_option", "value"),
        place=_place(inside(payload, "container")),
        reply_to=text(payload, "response_url"),
    )


def _place(container: Payload) -> Place | None:
    channel, message = text(container, "channel_id"), text(container, "message_ts")
    lasting = text(container, "type") == "message" and not yes(
        container, "is_ephemeral"
    )
    return Place(channel, message) if lasting and channel and message else None


def _submitted(payload: Payload) -> Submitted | None:
    person = _person(payload, text(payload, "user", "id"))
    view = inside(payload, "view")
    if not (person and text(view, "id") and text(view, "callback_id")):
        return None
    values = inside(view, "state", "values")
    return Submitted(
        input=InputId(f"view:{text(view, 'id')}{text(view, 'hash')}"),
        person=person,
        form=text(view, "callback_id"),
        about=text(view, "private_metadata"),
        entered={name: _entered(inside(values, name)) for name in values},
    )


def _entered(block: Payload) -> tuple[str, ...]:
    return tuple(
        one
        for name in block
        for one in _chosen(inside(block, name))
        if one  # an input left empty has none
    )


def _chosen(element: Payload) -> tuple[str, ...]:
    return (
        text(element, "selected_option", "value"),
        *(text(option, "value") for option in objects(element, "selected_options")),
        text(element, "selected_time"),
        text(element, "selected_date"),
        text(element, "value"),
    )


def _happened(payload: Payload) -> Event | None:
    read = _EVENTS.get(text(payload, "event", "type"))
    given = text(payload, "event_id")
    return read(payload, InputId(f"evt:{given}")) if read and given else None


def _opened_home(payload: Payload, given: InputId) -> OpenedHome | None:
    person = _person(payload, text(payload, "event", "user"))
    at_home = text(payload, "event", "tab") == "home"
    return OpenedHome(given, person) if person and at_home else None


def _profile_changed(payload: Payload, given: InputId) -> ProfileChanged | None:
    user = inside(payload, "event", "user")
    person = _person(payload, text(user, "id"))
    profile = profile_of(user)
    if not (person and profile.name):
        return None
    return ProfileChanged(given, person, profile, bool(text(user, "locale")))


def _uninstalled(payload: Payload, given: InputId) -> Uninstalled | None:
    workspace = workspace_in(payload)
    reason = text(payload, "event", "type")
    if reason == "tokens_revoked" and not inside(payload, "event", "tokens").get("bot"):
        return None
    return Uninstalled(given, workspace, reason) if workspace else None


_KINDS: Mapping[str, Callable[[Payload], Event | None]] = MappingProxyType(
    {
        "block_actions": _pressed,
        "view_submission": _submitted,
        "event_callback": _happened,
    }
)

_EVENTS: Mapping[str, Callable[[Payload, InputId], Event | None]] = MappingProxyType(
    {
        "app_home_opened": _opened_home,
        "user_change": _profile_changed,
        "app_uninstalled": _uninstalled,
        "tokens_revoked": _uninstalled,
    }
)
