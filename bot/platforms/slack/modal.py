"""A form, or a private answer where nothing else can hold it, drawn as a modal."""

from collections.abc import Mapping

from bot.domain.messages import (
    ChooseOne,
    ChooseSome,
    EnterDay,
    EnterTime,
    Form,
    Input,
    Message,
    Option,
)
from bot.domain.words import Words, plain
from bot.platforms.slack.render import VIEW_BLOCKS, blocks
from bot.platforms.slack.words import Json, cut, plain_text

APP_NAME = "Dytt"
_TITLE_MOST = 24
_LABEL_MOST = 2_000
_OPTION_MOST = 75
_OPTIONS_MOST = 100
_BOXES_MOST = 10  # checkboxes take no more; beyond, a list to choose from
_ERROR_MOST = 2_000
_ENTERED = "entered"


def modal_of(form: Form) -> Json:
    """Return the view for views.open; each input's block carries its name."""
    intro = blocks(form.intro, VIEW_BLOCKS - len(form.inputs))
    return {
        "type": "modal",
        "callback_id": form.name,
        "private_metadata": form.about,
        "title": plain_text(form.title, _TITLE_MOST),
        "submit": plain_text(form.submit, _TITLE_MOST),
        "close": plain_text(form.cancel, _TITLE_MOST),
        "blocks": [*intro, *(_block(one) for one in form.inputs)],
    }


def modal_saying(message: Message) -> Json:
    """Return a view that shows a message to the person who asked for it."""
    return {
        "type": "modal",
        "title": plain_text(APP_NAME, _TITLE_MOST),
        "blocks": blocks(message.parts, VIEW_BLOCKS),
    }


def errors_of(errors: Mapping[str, Words]) -> Json:
    """Return the answer to a form that cannot be taken, each error at its input."""
    said = {name: cut(plain(words), _ERROR_MOST) for name, words in errors.items()}
    return {"response_action": "errors", "errors": said}


def _block(asked: Input) -> Json:
    block: Json = {
        "type": "input",
        "block_id": asked.name,
        "label": plain_text(asked.label, _LABEL_MOST),
        "element": {"action_id": _ENTERED, **_element(asked)},
        "optional": asked.optional,
    }
    if asked.hint:
        block["hint"] = plain_text(asked.hint, _LABEL_MOST)
    return block


def _element(asked: Input) -> Json:
    match asked:
        case ChooseOne():
            return _choose_one(asked)
        case ChooseSome():
            return _choose_some(asked)
        case EnterTime():
            at = asked.initial
            shown: Json = {"initial_time": f"{at:%H:%M}"} if at else {}
            return {"type": "timepicker", **shown}
        case EnterDay():
            day = asked.initial
            picked: Json = {"initial_date": day.isoformat()} if day else {}
            return {"type": "datepicker", **picked}


def _choose_one(asked: ChooseOne) -> Json:
    options = [_option(option) for option in asked.options[:_OPTIONS_MOST]]
    initial = [option for option in options if option["value"] == asked.initial]
    chosen: Json = {"initial_option": initial[0]} if initial else {}
    return {"type": "static_select", "options": options, **chosen}


def _choose_some(asked: ChooseSome) -> Json:
    options = [_option(option) for option in asked.options[:_OPTIONS_MOST]]
    initial = [option for option in options if option["value"] in asked.initial]
    few = len(options) <= _BOXES_MOST
    chosen: Json = {"initial_options": initial} if initial else {}
    kind = "checkboxes" if few else "multi_static_select"
    return {"type": kind, "options": options, **chosen}


def _option(option: Option) -> Json:
    return {"text": plain_text(option.label, _OPTION_MOST), "value": option.value}
