from typing import Any

import pytest

from bot.playground.limits import check_blocks, check_metadata, check_view

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(**parts: Any) -> Json:  # noqa: ANN401  parts of an element
    return {"type": "button", "action_id": "a", "text": plain("Done"), **parts}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def section(**parts: Any) -> Json:  # noqa: ANN401  parts of a block
    return {"type": "section", **parts}


def select(*options: Json, **parts: Any) -> Json:  # noqa: ANN401  parts of an element
    kind = {"type": "static_select", "action_id": "s"}
    return {**kind, "options": list(options), **parts}


def option(text: str = "One", value: str = "1") -> Json:
    return {"text": plain(text), "value": value}


def entry(**parts: Any) -> Json:  # noqa: ANN401  parts of a block
    element = {"type": "plain_text_input", "action_id": "t"}
    return {"type": "input", "label": plain("Why"), "element": element, **parts}


def confirm(text: str) -> Json:
    words = {"title": plain(text), "text": plain("Sure?")}
    return {**words, "confirm": plain("Yes"), "deny": plain("No")}


FINE: list[Json] = [
    {"type": "header", "text": plain("h" * 150)},
    section(text=mrkdwn("s" * 3000), block_id="b" * 255),
    section(fields=[mrkdwn("f" * 2000)] * 10),
    section(text=plain("a"), accessory=button(value="v" * 2000, style="danger")),
    {"type": "context", "elements": [mrkdwn("c")] * 10},
    actions(
        *(button(action_id=f"a{number}") for number in range(24)),
        {"type": "datepicker", "action_id": "d", "initial_date": "2026-11-23"},
    ),
    actions(select(*[option("o" * 75, "v" * 150)] * 100)),
    entry(hint=plain("h" * 2000), optional=True),
    {"type": "image", "alt_text": "a" * 2000, "image_url": "https://a.example/b.png"},
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": "<b>"}],
            }
        ],
    },
    {"type": "markdown", "text": "m" * 12_000},
    {"type": "divider"},
    {"type": "data_visualization", "title": "Kept"},
]


def test_what_slack_allows_passes() -> None:
    assert check_blocks(FINE) == []


@pytest.mark.parametrize(
    ("block", "pointer", "code"),
    [
        ({"type": "nope"}, "/type", "unknown_type"),
        ({}, "/type", "missing"),
        ("text", "", "wrong_type"),
        ({"type": "divider", "text": plain("a")}, "/text", "unknown_property"),
        ({"type": "header"}, "/text", "missing"),
        ({"type": "header", "text": mrkdwn("a")}, "/text/type", "unknown_type"),
        ({"type": "header", "text": plain("h" * 151)}, "/text/text", "too_long"),
        ({"type": "header", "text": plain("")}, "/text/text", "too_short"),
        (section(), "/text", "missing"),
        (section(text=mrkdwn("s" * 3001)), "/text/text", "too_long"),
        (section(fields=[plain("a")] * 11), "/fields", "too_many"),
        (section(fields=[]), "/fields", "too_few"),
        (section(fields=[plain("f" * 2001)]), "/fields/0/text", "too_long"),
        (section(text=plain("a"), block_id="b" * 256), "/block_id", "too_long"),
        ({"type": "context", "elements": [plain("a")] * 11}, "/elements", "too_many"),
        ({"type": "context", "elements": []}, "/elements", "too_few"),
        (
            {"type": "context", "elements": [button()]},
            "/elements/0/type",
            "unknown_type",
        ),
        (actions(), "/elements", "too_few"),
        (
            actions(*(button(action_id=str(number)) for number in range(26))),
            "/elements",
            "too_many",
        ),
        (actions(button(), button()), "", "duplicate_id"),
        (
            actions(button(text=plain("b" * 76))),
            "/elements/0/text/text",
            "too_long",
        ),
        (
            actions(button(text=mrkdwn("a"))),
            "/elements/0/text/type",
            "unknown_type",
        ),
        (actions(button(value="v" * 2001)), "/elements/0/value", "too_long"),
        (actions(button(style="loud")), "/elements/0/style", "not_allowed"),
        (
            actions(button(accessibility_label="a" * 76)),
            "/elements/0/accessibility_label",
            "too_long",
        ),
        (actions(button(action_id="a" * 256)), "/elements/0/action_id", "too_long"),
        (
            actions(button(confirm=confirm("t" * 101))),
            "/elements/0/confirm/title/text",
            "too_long",
        ),
        (actions(select()), "/elements/0/options", "too_few"),
        (actions(select(*[option()] * 101)), "/elements/0/options", "too_many"),
        (
            actions(select(option("o" * 76))),
            "/elements/0/options/0/text/text",
            "too_long",
        ),
        (
            actions(select(option(value="v" * 151))),
            "/elements/0/options/0/value",
            "too_long",
        ),
        (actions({"type": "static_select", "action_id": "s"}), "", "missing"),
        (
            actions(select(option(), placeholder=plain("p" * 151))),
            "/elements/0/placeholder/text",
            "too_long",
        ),
        (
            actions({"type": "datepicker", "initial_date": "23.11."}),
            "/elements/0/initial_date",
            "too_short",
        ),
        (entry(element=button()), "/element/type", "unknown_type"),
        (entry(label=mrkdwn("a")), "/label/type", "unknown_type"),
        (entry(optional="no"), "/optional", "wrong_type"),
        ({"type": "image", "image_url": "https://a"}, "/alt_text", "missing"),
        ({"type": "image", "alt_text": "a"}, "/image_url", "missing"),
        ({"type": "markdown", "text": "m" * 12_001}, "/text", "too_long"),
    ],
)
def test_what_slack_refuses_in_a_block_is_named(
    block: object, pointer: str, code: str
) -> None:
    found = [(each.pointer, each.code) for each in check_blocks([block])]

    assert found == [(f"/blocks/0{pointer}", code)]


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ("[]", "wrong_type"),
        ([{"type": "divider"}] * 51, "too_many"),
        ([{"type": "divider", "block_id": "x"}] * 2, "duplicate_id"),
        ([{"type": "data_visualization"}] * 3, "too_many"),
        ([{"type": "table"}] * 2, "too_many"),
    ],
)
def test_what_slack_refuses_over_all_blocks_is_named(blocks: object, code: str) -> None:
    assert [each.code for each in check_blocks(blocks)] == [code]


def test_a_modal_holds_twice_as_many_blocks_as_a_message() -> None:
    many = [{"type": "divider"}] * 100

    assert check_blocks(many, "modal") == []
    assert check_blocks([*many, {"type": "divider"}], "modal") != []


def modal(**parts: Any) -> Json:  # noqa: ANN401  parts of a view
    return {"type": "modal", "title": plain("Pause"), "blocks": [], **parts}


@pytest.mark.parametrize(
    ("view", "pointer", "code"),
    [
        ([], "/view", "wrong_type"),
        ({"type": "page"}, "/view/type", "unknown_type"),
        ({"type": "modal", "blocks": []}, "/view/title", "missing"),
        ({"type": "modal", "title": plain("a")}, "/view/blocks", "missing"),
        (modal(title=plain("t" * 25)), "/view/title/text", "too_long"),
        (modal(submit=plain("s" * 25)), "/view/submit/text", "too_long"),
        (modal(close=plain("c" * 25)), "/view/close/text", "too_long"),
        (
            modal(private_metadata="m" * 3001),
            "/view/private_metadata",
            "too_long",
        ),
        (modal(callback_id="c" * 256), "/view/callback_id", "too_long"),
        (modal(blocks=[entry()]), "/view/submit", "missing"),
        (modal(blocks=[{"type": "x"}]), "/view/blocks/0/type", "unknown_type"),
        (
            {"type": "home", "blocks": [], "title": plain("a")},
            "/view/title",
            "unknown_property",
        ),
    ],
)
def test_what_slack_refuses_in_a_view_is_named(
    view: object, pointer: str, code: str
) -> None:
    assert [(each.pointer, each.code) for each in check_view(view)] == [(pointer, code)]


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"event_type": "dytt_delivery", "event_payload": {"id": "1"}},
        {"event_type": "e", "event_payload": {"a": [1, {"b": True}], "c": {"d": 1}}},
    ],
)
def test_metadata_in_slacks_shape_passes(metadata: Json) -> None:
    assert check_metadata(metadata) == []


@pytest.mark.parametrize(
    "metadata",
    [
        [],
        {"event_payload": {}},
        {"event_type": "two words", "event_payload": {}},
        {"event_type": "e" * 51, "event_payload": {}},
        {"event_type": "e"},
        {"event_type": "e", "event_payload": {"a": {"b": {"c": 1}}}},
        {"event_type": "e", "event_payload": {"a": None}},
        {"event_type": "e", "event_payload": {"a": "a" * 8_000}},
    ],
)
def test_metadata_out_of_shape_is_refused(metadata: object) -> None:
    assert len(check_metadata(metadata)) == 1
