from pathlib import Path
from typing import Any

import yaml

from bot.domain.forms import usage_hint
from bot.platforms.slack.manifest import EXAMPLE_URL, manifest, manifest_yaml

KEPT = Path("config/slack/manifest.yaml")


def test_the_manifest_that_ships_is_the_one_that_is_made() -> None:
    assert KEPT.read_text(encoding="utf-8") == manifest_yaml()


def test_the_yaml_says_what_the_manifest_says() -> None:
    assert yaml.safe_load(manifest_yaml()) == manifest(EXAMPLE_URL)


def test_the_hint_where_the_command_is_typed_is_the_table_of_forms() -> None:
    shown: Any = manifest(EXAMPLE_URL)
    (command,) = shown["features"]["slash_commands"]

    assert command["usage_hint"] == usage_hint()


def test_no_part_is_longer_than_slack_takes() -> None:
    shown: Any = manifest(EXAMPLE_URL)
    (command,) = shown["features"]["slash_commands"]

    assert len(shown["display_information"]["description"]) <= 140
    assert len(command["usage_hint"]) <= 1000
    assert len(command["description"]) <= 2000


def test_every_address_is_the_bots_own() -> None:
    shown: Any = manifest("https://nudges.example.org/")

    assert shown["settings"]["interactivity"]["request_url"] == (
        "https://nudges.example.org/slack/events"
    )
    assert "example.com" not in str(shown)


def test_what_may_be_refused_is_asked_for_all_the_same() -> None:
    shown: Any = manifest(EXAMPLE_URL)
    scopes = shown["oauth_config"]["scopes"]

    assert set(scopes["bot_optional"]) < set(scopes["bot"])
    assert "chat:write" not in scopes["bot_optional"]


def test_socket_mode_needs_no_address() -> None:
    shown: Any = manifest(EXAMPLE_URL, socket_mode=True)

    assert shown["settings"]["socket_mode_enabled"]
    assert "url" not in str(shown).replace("redirect_urls", "")
