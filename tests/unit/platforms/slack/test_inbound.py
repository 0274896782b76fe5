from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deliveries import Place
from bot.domain.events import (
    OpenedHome,
    Pressed,
    ProfileChanged,
    Said,
    Submitted,
    Uninstalled,
)
from bot.domain.ids import InputId, PersonId, WorkspaceId
from bot.domain.people import Profile
from bot.domain.words import Language
from bot.platforms.slack.inbound import event_of, language_of, profile_of

KARI = PersonId("slack:T1:U7")

COMMAND = {
    "command": "/nudge",
    "text": "leader add <@U8|ola>",
    "team_id": "T1",
    "user_id": "U7",
    "trigger_id": "1.2.abc",
    "response_url": "https://hooks.slack.com/commands/1",
}
PRESS: dict[str, Any] = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U7", "team_id": "T1"},
    "trigger_id": "9.9",
    "response_url": "https://hooks.slack.com/actions/1",
    "container": {"type": "message", "channel_id": "D1", "message_ts": "5.5"},
    "actions": [
        {"action_id": "respond#0", "value": "done:d1", "action_ts": "7.7"},
    ],
}
SUBMISSION: dict[str, Any] = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "user": {"id": "U7"},
    "view": {
        "id": "V1",
        "hash": "h1",
        "callback_id": "settings",
        "private_metadata": "about",
        "state": {
            "values": {
                "focus": {"entered": {"selected_option": {"value": "give-feedback"}}},
                "days": {
                    "entered": {"selected_options": [{"value": "1"}, {"value": "3"}]}
                },
                "at": {"entered": {"type": "timepicker", "selected_time": "09:30"}},
                "until": {"entered": {"selected_date": None}},
            }
        },
    },
}


def event(kind: str, **details: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    return {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "event": {"type": kind, **details},
    }


def test_a_slash_command_is_said_by_its_author() -> None:
    assert event_of(COMMAND) == Said(
        input=InputId("cmd:1.2.abc"),
        person=KARI,
        text="leader add @slack:T1:U8",
        reply_to="https://hooks.slack.com/commands/1",
        named={PersonId("slack:T1:U8"): "ola"},
    )


def test_a_press_names_what_was_pressed_and_in_which_message() -> None:
    assert event_of(PRESS) == Pressed(
        input=InputId("act:9.97.7"),
        person=KARI,
        action="respond",
        value="done:d1",
        place=Place("D1", "5.5"),
        reply_to="https://hooks.slack.com/actions/1",
    )


@pytest.mark.parametrize(
    "container",
    [
        {"type": "view", "view_id": "V1"},
        PRESS["container"] | {"is_ephemeral": True},
        {"type": "message", "channel_id": "D1"},
        "a string",
    ],
)
def test_a_press_elsewhere_than_in_a_lasting_message_has_no_place(
    container: object,
) -> None:
    pressed = event_of(PRESS | {"container": container})

    assert isinstance(pressed, Pressed)
    assert pressed.place is None


def test_a_picked_day_comes_with_what_it_is_about() -> None:
    action = {
        "action_id": "later#3:day:d1",
        "selected_date": "2026-12-24",
        "action_ts": "7",
    }

    pressed = event_of(PRESS | {"actions": [action]})

    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.value) == ("later", "day:d1")
    assert pressed.chosen == "2026-12-24"


def test_a_submission_holds_what_was_entered_and_nothing_for_what_was_not() -> None:
    assert event_of(SUBMISSION) == Submitted(
        input=InputId("view:V1h1"),
        person=KARI,
        form="settings",
        about="about",
        entered={
            "focus": ("give-feedback",),
            "days": ("1", "3"),
            "at": ("09:30",),
            "until": (),
        },
    )


def test_events_are_read_by_their_type() -> None:
    given_id = InputId("evt:Ev1")

    assert event_of(event("app_home_opened", user="U7", tab="home")) == OpenedHome(
        given_id, KARI
    )
    assert event_of(event("app_uninstalled")) == Uninstalled(
        given_id, WorkspaceId("slack:T1"), "app_uninstalled"
    )
    assert event_of(event("tokens_revoked", tokens={"bot": ["U0"]})) == Uninstalled(
        given_id, WorkspaceId("slack:T1"), "tokens_revoked"
    )


def test_a_changed_profile_is_passed_on() -> None:
    user = {"id": "U7", "name": "kari", "tz": "Europe/Oslo", "locale": "nb-NO"}

    assert event_of(event("user_change", user=user)) == ProfileChanged(
        InputId("evt:Ev1"), KARI, Profile("kari", "Europe/Oslo", Language.NB)
    )


def test_a_changed_status_tells_until_when_somebody_is_away() -> None:
    user = {
        "id": "U7",
        "name": "kari",
        "profile": {"status_emoji": ":palm_tree:", "status_expiration": 1_795_420_800},
    }

    changed = event_of(event("user_change", user=user))

    assert isinstance(changed, ProfileChanged)
    assert changed.profile.away_until_utc == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_without_a_locale_the_language_is_a_guess() -> None:
    user = {"id": "U7", "name": "kari", "tz": "Asia/Tokyo"}

    changed = event_of(event("user_change", user=user))

    assert isinstance(changed, ProfileChanged)
    assert not changed.language_known


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "shortcut", "team": {"id": "T1"}, "user": {"id": "U7"}},
        {"type": ["block_actions"]},
        event("app_home_opened", user="U7", tab="messages"),
        event("message", user="U7", channel_type="im"),
        event("message", user="U7", channel_type="im", bot_id="B1"),
        event("message", user="U7", channel_type="im", subtype="message_changed"),
        event("message", user="U7", channel_type="channel"),
        event("user_change", user={"id": "U7"}),
        event("tokens_revoked", tokens={"oauth": ["U9"]}),
        event("reaction_added", user="U7"),
        event("app_home_opened", tab="home"),
        event("app_home_opened", user="U7:U8", tab="home"),
        event("app_home_opened", user="U7", tab="home") | {"team_id": 7},
        event("app_home_opened", user="U7", tab="home") | {"team_id": "T1:U7"},
        event("app_home_opened", user="U7", tab="home") | {"event_id": None},
        PRESS | {"actions": []},
        PRESS | {"actions": "all"},
        PRESS | {"user": None},
        PRESS | {"actions": [{"action_id": "#0", "action_ts": "1"}]},
        SUBMISSION | {"view": None},
        COMMAND | {"trigger_id": ""},
        COMMAND | {"user_id": None},
    ],
)
def test_what_the_bot_cannot_use_is_nothing(payload: dict[str, Any]) -> None:
    assert event_of(payload) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
    ),
    max_leaves=8,
)


@given(
    payload=st.sampled_from(
        [COMMAND, PRESS, SUBMISSION, event("message", user="U7", channel_type="im")]
    ),
    data=st.data(),
)
def test_no_odd_type_anywhere_raises(
    payload: dict[str, Any], data: st.DataObject
) -> None:
    spoiled = dict(payload)
    for key in data.draw(st.sets(st.sampled_from(sorted(payload)), min_size=1)):
        spoiled[key] = data.draw(ANYTHING)

    event_of(spoiled)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("nb-NO", Language.NB),
        ("nn-NO", Language.NB),
        ("no-NO", Language.NB),
        ("sv-SE", Language.SV),
        ("da-DK", Language.DA),
        ("en-GB", Language.EN),
        ("de-DE", Language.EN),
        ("", Language.EN),
    ],
)
def test_a_locale_picks_the_nearest_language(locale: str, language: Language) -> None:
    assert language_of(locale) is language


def test_the_name_is_the_one_a_person_chose_to_be_called() -> None:
    called = {"name": "kb", "profile": {"display_name": "", "real_name": "Kari B"}}

    assert profile_of(called).name == "Kari B"
    assert profile_of(called | {"profile": {"display_name": "Kari"}}).name == "Kari"
    assert profile_of({"name": "kb"}).name == "kb"


@pytest.mark.parametrize("role", ["is_admin", "is_owner", "is_primary_owner"])
def test_admins_and_owners_of_the_workspace_are_admins(role: str) -> None:
    assert profile_of({"name": "a", role: True}).admin
    assert not profile_of({"name": "a", role: False}).admin
    assert not profile_of({"name": "a", role: "true"}).admin


@pytest.mark.parametrize(
    "user",
    [
        {"is_bot": True},
        {"is_workflow_bot": True},
        {"is_stranger": True},
        {"id": "USLACKBOT"},
    ],
)
def test_bots_and_strangers_cannot_be_reached(user: dict[str, Any]) -> None:
    assert profile_of(user).unreachable


def test_somebody_deactivated_is_gone() -> None:
    assert profile_of({"deleted": True}).gone
