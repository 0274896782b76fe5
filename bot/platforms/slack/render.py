"""A message, Home or answer drawn in Slack's blocks."""

from collections.abc import Iterator

from bot.domain.messages import (
    Button,
    Buttons,
    DayPicker,
    Fact,
    Facts,
    Heading,
    Message,
    Note,
    Part,
    Rule,
    Text,
    spoken,
)
from bot.domain.words import Words, plain
from bot.platforms.slack.inbound import ACTION_END, VALUE_START
from bot.platforms.slack.words import (
    RICH_MOST,
    Json,
    cut,
    escaped,
    plain_text,
    rich,
    split,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
_HEADER_MOST = 150
_ROW_MOST = 25  # elements in one actions block
_BUTTON_MOST = 75
_PLACEHOLDER_MOST = 150
_NOTE_MOST = 2_000


def drawn(message: Message) -> Json:
    """Return `text` and `blocks` for chat.postMessage and its like.

    A screen reader reads the text alone, so it says all that the blocks say.
    """
    return {
        "text": escaped(spoken(message)),
        "blocks": blocks(message.parts, MESSAGE_BLOCKS),
    }


def drawn_home(message: Message) -> Json:
    """Return the view for views.publish."""
    return {"type": "home", "blocks": blocks(message.parts, VIEW_BLOCKS)}


def drawn_private(message: Message, *, instead: bool) -> Json:
    """Return what only one person sees, in answer to a command or a press."""
    return {
        "response_type": "ephemeral",
        "replace_original": instead,
        **drawn(message),
    }


def blocks(parts: tuple[Part, ...], most: int) -> list[Json]:
    """Return at most `most` blocks, each with an id that follows from its place."""
    found = [block for part in parts if _says(part) for block in _blocks(part)]
    if len(found) > most:
        found = [block for block in found if block["type"] != "divider"][:most]
    for index, block in enumerate(found):
        block["block_id"] = f"{index}-{block['type']}"
    return found


def _says(part: Part) -> bool:
    # Slack takes no empty text, and no empty list of anything.
    match part:
        case Heading(words) | Text(words) | Note(words):
            return any(words)
        case Facts(items) | Buttons(items):
            return bool(items)
        case Rule():
            return True


def _blocks(part: Part) -> Iterator[Json]:
    match part:
        case Heading(words):
            yield from _heading(words)
        case Text(words):
            yield from (_rich(rich(piece)) for piece in split(words, RICH_MOST))
        case Note(words):
            # Plain, so a mention is a name here: mrkdwn cannot be escaped.
            yield from (_note(piece) for piece in split(words, _NOTE_MOST))
        case Facts(facts):
            yield _rich(*(_fact(fact) for fact in facts))
        case Rule():
            yield {"type": "divider"}
        case Buttons(items):
            yield from _rows(items)


def _heading(words: Words) -> Iterator[Json]:
    if len(plain(words)) <= _HEADER_MOST:
        yield {"type": "header", "text": plain_text(words, _HEADER_MOST)}
    else:
        yield from (_rich(rich(part, bold=True)) for part in split(words, RICH_MOST))


def _note(words: Words) -> Json:
    return {"type": "context", "elements": [plain_text(words, _NOTE_MOST)]}


def _fact(fact: Fact) -> list[Json]:
    value = next(split(fact.value, RICH_MOST), ())
    return [*rich((f"{fact.name}: ",), bold=True), *rich(value)]


def _rich(*sections: list[Json]) -> Json:
    drawn_sections = [
        {"type": "rich_text_section", "elements": elements} for elements in sections
    ]
    return {"type": "rich_text", "elements": drawn_sections}


def _rows(items: tuple[Button | DayPicker, ...]) -> Iterator[Json]:
    for start in range(0, len(items), _ROW_MOST):
        row = items[start : start + _ROW_MOST]
        yield {
            "type": "actions",
            "elements": [_pressable(item, index) for index, item in enumerate(row)],
        }


def _pressable(item: Button | DayPicker, index: int) -> Json:
    # An action_id must be unique in its row, and several buttons may do one thing.
    action_id = f"{item.action}{ACTION_END}{index}"
    if isinstance(item, DayPicker):
        # A picker has no value. It shows no initial date either: picking the day
        # already shown would tell the bot nothing.
        return {
            "type": "datepicker",
            "action_id": f"{action_id}{VALUE_START}{item.value}",
            "placeholder": plain_text(item.label, _PLACEHOLDER_MOST),
        }
    button: Json = {
        "type": "button",
        "action_id": action_id,
        "text": plain_text(item.label, _BUTTON_MOST),
    }
    if item.value:
        button["value"] = item.value
    if item.says:
        button["accessibility_label"] = cut(item.says, _BUTTON_MOST)
    return button
