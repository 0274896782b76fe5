"""What Block Kit allows inside a block: texts, options, and the interactive elements.

The numbers are Slack's, from its Block Kit reference and its own SDK.
"""

from bot.playground.problems import (
    Check,
    Shape,
    anything,
    by_type,
    flag,
    line,
    listed,
    number,
    one_of,
    shape,
    shaped,
    typed,
)

ID = line(255)
URL = line(3000)
_UNBOUNDED = 1000  # counts for which Slack names no limit


def plain(most: int) -> Check:
    """Allow a plain_text object of 1 to `most` characters."""
    return by_type({"plain_text": shape("text", text=line(most, 1), emoji=flag)})


def text(most: int) -> Check:
    """Allow a plain_text or mrkdwn object of 1 to `most` characters."""
    words = line(most, 1)
    return by_type(
        {
            "plain_text": shape("text", text=words, emoji=flag),
            "mrkdwn": shape("text", text=words, verbatim=flag),
        }
    )


CONFIRM = shaped(
    Shape(
        {
            "title": plain(100),
            "text": text(300),
            "confirm": plain(30),
            "deny": plain(30),
            "style": one_of("primary", "danger"),
        },
        frozenset({"title", "text", "confirm", "deny"}),
    )
)
SLACK_FILE = shaped(Shape({"id": ID, "url": URL}))
IMAGE = shape("alt_text", image_url=URL, slack_file=SLACK_FILE, alt_text=line(2000, 1))


def _option(words: Check) -> Check:
    parts = {"text": words, "value": line(150), "description": words, "url": URL}
    return shaped(Shape(parts, frozenset({"text", "value"})))


PLAIN_OPTION = _option(plain(75))
RICH_OPTION = _option(text(75))
GROUP = shaped(
    Shape(
        {"label": plain(75), "options": listed(PLAIN_OPTION, 1, 100)},
        frozenset({"label", "options"}),
    )
)

_COMMON: dict[str, Check] = {"action_id": ID, "focus_on_load": flag}
_PLACEHOLDER: dict[str, Check] = {"placeholder": plain(150)}
_SELECT: dict[str, Check] = {**_COMMON, **_PLACEHOLDER, "confirm": CONFIRM}
_STATIC: dict[str, Check] = {
    **_SELECT,
    "options": listed(PLAIN_OPTION, 1, 100),
    "option_groups": listed(GROUP, 1, 100),
}
_MANY: dict[str, Check] = {"max_selected_items": number}
_IDS = listed(ID, 0, _UNBOUNDED)
_CHOICES: dict[str, Check] = {
    **_COMMON,
    "options": listed(RICH_OPTION, 1, 10),
    "confirm": CONFIRM,
}
_INPUT: dict[str, Check] = {
    **_COMMON,
    **_PLACEHOLDER,
    "initial_value": line(3000),
    "dispatch_action_config": anything,
}

_BUTTON = shape(
    "text",
    **_COMMON,
    text=plain(75),
    value=line(2000),
    url=URL,
    style=one_of("primary", "danger"),
    confirm=CONFIRM,
    accessibility_label=line(75),
)
_PICKERS = {
    "datepicker": shape("", **_SELECT, initial_date=line(10, 10)),
    "timepicker": shape("", **_SELECT, initial_time=line(5, 5), timezone=ID),
    "datetimepicker": shape("", **_COMMON, confirm=CONFIRM, initial_date_time=number),
    "static_select": shape("", **_STATIC, initial_option=PLAIN_OPTION),
    "users_select": shape("", **_SELECT, initial_user=ID),
    "conversations_select": shape(
        "",
        **_SELECT,
        initial_conversation=ID,
        default_to_current_conversation=flag,
        response_url_enabled=flag,
        filter=anything,
    ),
    "channels_select": shape(
        "", **_SELECT, initial_channel=ID, response_url_enabled=flag
    ),
    "external_select": shape(
        "", **_SELECT, initial_option=PLAIN_OPTION, min_query_length=number
    ),
    "multi_static_select": shape(
        "", **_STATIC, **_MANY, initial_options=listed(PLAIN_OPTION, 0, 100)
    ),
    "multi_users_select": shape("", **_SELECT, **_MANY, initial_users=_IDS),
    "multi_conversations_select": shape(
        "",
        **_SELECT,
        **_MANY,
        initial_conversations=_IDS,
        default_to_current_conversation=flag,
        filter=anything,
    ),
    "multi_channels_select": shape("", **_SELECT, **_MANY, initial_channels=_IDS),
    "multi_external_select": shape(
        "",
        **_SELECT,
        **_MANY,
        initial_options=listed(PLAIN_OPTION, 0, 100),
        min_query_length=number,
    ),
    "checkboxes": shape(
        "options", **_CHOICES, initial_options=listed(RICH_OPTION, 1, 10)
    ),
    "radio_buttons": shape("options", **_CHOICES, initial_option=RICH_OPTION),
}
_FIELDS = {
    "plain_text_input": shape(
        "", **_INPUT, multiline=flag, min_length=number, max_length=number
    ),
    "email_text_input": shape("", **_INPUT),
    "url_text_input": shape("", **_INPUT),
    "number_input": shape(
        "is_decimal_allowed",
        **_INPUT,
        is_decimal_allowed=flag,
        min_value=line(100),
        max_value=line(100),
    ),
    "rich_text_input": shape(
        "",
        **_COMMON,
        **_PLACEHOLDER,
        initial_value=typed(dict, "an object"),
        dispatch_action_config=anything,
    ),
    "file_input": shape("", **_COMMON, filetypes=_IDS, max_files=number),
}
_OVERFLOW = shape(
    "options",
    action_id=ID,
    options=listed(PLAIN_OPTION, 1, 5),
    confirm=CONFIRM,
)
_WORKFLOW = shape(
    "text workflow",
    action_id=ID,
    text=plain(75),
    workflow=anything,
    style=one_of("primary", "danger"),
    accessibility_label=line(75),
)

IN_ACTIONS = by_type(
    {
        "button": _BUTTON,
        "overflow": _OVERFLOW,
        "workflow_button": _WORKFLOW,
        "rich_text_input": _FIELDS["rich_text_input"],
        **_PICKERS,
    }
)
IN_SECTION = by_type(
    {
        "button": _BUTTON,
        "overflow": _OVERFLOW,
        "workflow_button": _WORKFLOW,
        "image": IMAGE,
        **_PICKERS,
    }
)
IN_INPUT = by_type({**_PICKERS, **_FIELDS})
IN_CONTEXT = by_type(
    {
        "image": IMAGE,
        "plain_text": shape("text", text=line(3000, 1), emoji=flag),
        "mrkdwn": shape("text", text=line(3000, 1), verbatim=flag),
    }
)
CHOOSING = frozenset({"static_select", "multi_static_select"})
