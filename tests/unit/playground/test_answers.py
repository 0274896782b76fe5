from typing import Any

import pytest

from bot.playground.answers import settle
from bot.playground.fields import unfilled, values_of
from bot.playground.state import Workspace
from bot.playground.values import View
from bot.playground.views import body_of, stacked
from tests.fakes.playground import KARI, new_playground

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def entry(block_id: str, element: Json, **parts: Any) -> Json:  # noqa: ANN401  parts of a block
    element = {"action_id": "a", **element}
    label = words(block_id)
    block = {"type": "input", "block_id": block_id, "label": label}
    return {**block, "element": element, **parts}


OPTIONS = [{"text": words(each), "value": each} for each in ("one", "two")]
BLOCKS = [
    entry("name", {"type": "plain_text_input"}),
    entry("at", {"type": "timepicker", "initial_time": "09:00"}),
    entry("pick", {"type": "static_select", "options": OPTIONS}, optional=True),
    entry("some", {"type": "checkboxes", "options": OPTIONS}, optional=True),
]
FORM = {
    "type": "modal",
    "title": words("Form"),
    "submit": words("Save"),
    "blocks": BLOCKS,
}


@pytest.fixture
def workspace() -> Workspace:
    return new_playground().workspace


def opened(workspace: Workspace) -> View:
    return stacked(workspace, KARI, body_of(workspace, FORM, "modal"), [])


def test_an_empty_answer_closes_only_the_topmost_modal(workspace: Workspace) -> None:
    below = opened(workspace)
    top = stacked(workspace, KARI, FORM, [below])

    assert settle(workspace, top, {}) == {}
    assert workspace.stacks[KARI] == [below]


def test_clear_closes_them_all(workspace: Workspace) -> None:
    top = stacked(workspace, KARI, FORM, [opened(workspace)])

    assert settle(workspace, top, {"response_action": "clear"}) == {}
    assert workspace.stacks[KARI] == []


def test_update_and_push_show_another_form(workspace: Workspace) -> None:
    view = opened(workspace)
    other = {**FORM, "callback_id": "other"}

    settle(workspace, view, {"response_action": "update", "view": other})
    settle(workspace, view, {"response_action": "push", "view": FORM})

    (first, second) = workspace.stacks[KARI]
    assert (first.id, first.body["callback_id"]) == (view.id, "other")
    assert second.previous_id == view.id


@pytest.mark.parametrize(
    "body",
    [
        {"text": "not for a form"},
        {"response_action": "dance"},
        {"response_action": "errors"},
        {"response_action": "errors", "errors": {"nowhere": "a"}},
        {"response_action": "update", "view": {"type": "modal"}},
    ],
    ids=["text", "unknown", "no errors", "no such input", "bad view"],
)
def test_an_answer_slack_does_not_know_is_trouble_and_the_form_stays(
    workspace: Workspace, body: Json
) -> None:
    view = opened(workspace)

    assert "trouble" in settle(workspace, view, body)
    assert workspace.stacks[KARI] == [view]


def test_inputs_begin_with_what_they_start_from() -> None:
    assert values_of(BLOCKS) == {
        "name": {"a": {"type": "plain_text_input", "value": None}},
        "at": {"a": {"type": "timepicker", "selected_time": "09:00"}},
        "pick": {"a": {"type": "static_select", "selected_option": None}},
        "some": {"a": {"type": "checkboxes", "selected_options": []}},
    }


def test_what_was_entered_may_be_given_bare_or_in_slacks_shape() -> None:
    bare = values_of(
        BLOCKS, {"name": "Kari", "at": "10:00", "pick": "two", "some": ["one"]}
    )
    shaped = values_of(BLOCKS, bare)

    assert bare == shaped
    assert bare["pick"]["a"]["selected_option"] == OPTIONS[1]
    assert bare["some"]["a"]["selected_options"] == [OPTIONS[0]]


def test_only_required_inputs_left_empty_are_named() -> None:
    assert list(unfilled(BLOCKS, values_of(BLOCKS))) == ["name"]
