"""The app manifest: what an admin pastes into Slack to make the app."""

import json
from collections.abc import Iterator, Mapping

from bot.domain.forms import usage_hint

EXAMPLE_URL = "https://dytt.example.com"
"""Stands for the place where an admin runs the bot."""

_HINT_MOST = 1_000
_DESCRIPTION = "Small, timely nudges to leaders, and an honest picture of habits"
_NEEDED = ["chat:write", "commands", "im:write", "users:read"]
_OPTIONAL = [
    "dnd:read",  # to keep quiet while somebody wants no notifications
    "im:history",  # to look up what may have been sent before a crash
]
_EVENTS = [
    "app_home_opened",
    "app_uninstalled",
    "tokens_revoked",
    "user_change",
]
_HEADER = """\
# The Slack app Dytt runs as. Made by the table of forms: change it with
# `dytt manifest`, not by hand. Replace dytt.example.com by the address of your own.
"""


def manifest(base_url: str, *, socket_mode: bool = False) -> dict[str, object]:
    """Return the manifest of a bot reached at `base_url`, or by Socket Mode."""
    events = f"{base_url.rstrip('/')}/slack/events"
    address: dict[str, object] = {} if socket_mode else {"request_url": events}
    command: dict[str, object] = {
        "command": "/nudge",
        "description": "Your nudges, and what you may set",
        "usage_hint": usage_hint()[:_HINT_MOST],
        "should_escape": True,  # turns @kari into an id
    }
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Dytt",
            "description": _DESCRIPTION,
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Dytt", "always_online": True},
            "slash_commands": [command | ({} if socket_mode else {"url": events})],
        },
        "oauth_config": {
            "scopes": {
                "bot": sorted((*_NEEDED, *_OPTIONAL)),
                "bot_optional": _OPTIONAL,  # whoever installs may say no to these
            }
        },
        "settings": {
            "event_subscriptions": {**address, "bot_events": _EVENTS},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def manifest_yaml(base_url: str = EXAMPLE_URL, *, socket_mode: bool = False) -> str:
    """Return the manifest as YAML, as config/slack/manifest.yaml holds it."""
    lines = _lines(manifest(base_url, socket_mode=socket_mode), 0)
    return _HEADER + "".join(f"{line}\n" for line in lines)


def _lines(value: Mapping[str, object], depth: int) -> Iterator[str]:
    """Write mappings and lists as YAML, every string as JSON, which is YAML too."""
    pad = "  " * depth
    for key, item in value.items():
        if isinstance(item, Mapping):
            yield f"{pad}{key}:"
            yield from _lines(item, depth + 1)
        elif isinstance(item, list):
            yield f"{pad}{key}:"
            yield from _items(item, depth + 1)
        else:
            yield f"{pad}{key}: {json.dumps(item, ensure_ascii=False)}"


def _items(items: list[object], depth: int) -> Iterator[str]:
    pad = "  " * depth
    for item in items:
        if isinstance(item, Mapping):
            first, *rest = _lines(item, depth + 1)
            yield f"{pad}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{pad}- {json.dumps(item, ensure_ascii=False)}"
