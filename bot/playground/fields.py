"""What stands in the inputs of blocks: `state.values`, as Slack fills it."""

from dataclasses import dataclass

from bot.playground.limits import elements_of
from bot.playground.values import Json

_CHOICES = frozenset({"static_select", "radio_buttons", "overflow"})
_REQUIRED = "Please complete this required field."


@dataclass(frozen=True, slots=True)
class Kept:
    """Under which key an element keeps its value, what it starts from, and empty."""

    key: str
    starts_from: str
    empty: object = None


_TEXT = Kept("value", "initial_value")
KEPT = {
    "plain_text_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "number_input": _TEXT,
    "rich_text_input": Kept("rich_text_value", "initial_value"),
    "datepicker": Kept("selected_date", "initial_date"),
    "timepicker": Kept("selected_time", "initial_time"),
    "datetimepicker": Kept("selected_date_time", "initial_date_time"),
    "static_select": Kept("selected_option", "initial_option"),
    "external_select": Kept("selected_option", "initial_option"),
    "radio_buttons": Kept("selected_option", "initial_option"),
    "checkboxes": Kept("selected_options", "initial_options", ()),
    "multi_static_select": Kept("selected_options", "initial_options", ()),
    "multi_external_select": Kept("selected_options", "initial_options", ()),
    "users_select": Kept("selected_user", "initial_user"),
    "multi_users_select": Kept("selected_users", "initial_users", ()),
    "channels_select": Kept("selected_channel", "initial_channel"),
    "multi_channels_select": Kept("selected_channels", "initial_channels", ()),
    "conversations_select": Kept("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Kept(
        "selected_conversations", "initial_conversations", ()
    ),
}


def values_of(blocks: list[Json], given: Json | None = None) -> Json:
    """Return what stands in every input: what was given, else what it starts from.

    `given` has the shape of `state.values`, or a bare value for a block: text, or the
    `value` of an option, or a list of those.
    """
    given = given or {}
    values: Json = {}
    for block in blocks:
        for element in elements_of(block):
            kept = KEPT.get(element["type"])
            if kept is None:
                continue
            entered = _entered(element, given.get(block["block_id"], _NOTHING))
            values.setdefault(block["block_id"], {})[element["action_id"]] = {
                "type": element["type"],
                kept.key: entered,
            }
    return values


def unfilled(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return, by block, what Slack itself says of required inputs left empty."""
    errors = {}
    for block in blocks:
        if block["type"] != "input" or block.get("optional"):
            continue
        state = values[block["block_id"]][block["element"]["action_id"]]
        if state[KEPT[state["type"]].key] in (None, "", [], ()):
            errors[block["block_id"]] = _REQUIRED
    return errors


def chosen(element: Json, given: Json) -> Json:
    """Return what an action carries of what was pressed, picked or chosen."""
    if element["type"] in {"button", "workflow_button"}:
        carried = {"text": element["text"]}
        return carried | ({"value": element["value"]} if "value" in element else {})
    key = "selected_option" if element["type"] == "overflow" else None
    kept = KEPT.get(element["type"])
    key = kept.key if kept is not None else key
    return {key: given.get(key)} if key is not None else {}


def is_offered(element: Json, action: Json) -> bool:
    """Return whether a chosen option is one of the element's own."""
    picked = action.get("selected_option")
    if element["type"] not in _CHOICES or picked is None:
        return True
    return isinstance(picked, dict) and picked.get("value") in {
        option["value"] for option in _options(element)
    }


_NOTHING: Json = {}


def _entered(element: Json, given: object) -> object:
    kept = KEPT[element["type"]]
    if not isinstance(given, dict):
        return _of_options(element, given)
    state = given.get(element["action_id"])
    if isinstance(state, dict):
        return state.get(kept.key)
    empty = list(kept.empty) if isinstance(kept.empty, tuple) else kept.empty
    return element.get(kept.starts_from, empty)


def _of_options(element: Json, given: object) -> object:
    by_value = {option["value"]: option for option in _options(element)}
    if not by_value:
        return given
    if isinstance(given, list):
        return [by_value[each] for each in given]
    return by_value.get(given)


def _options(element: Json) -> list[Json]:
    options: list[Json] = list(element.get("options", []))
    for group in element.get("option_groups", []):
        options += group["options"]
    return options
