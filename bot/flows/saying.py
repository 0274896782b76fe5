"""Short answers, put together from sentences and from buttons that say a line."""

from bot.domain.messages import Button, Buttons, Fact, Message, Part, Text
from bot.domain.words import Gap, Words
from bot.flows.asked import Asked
from bot.ports.texts import Speech

SAY = "say"  # a button that types its value for the person
SETTINGS = "settings"  # opens settings_form
PAUSE = "pause"  # opens pause_form


def told(asked: Asked, key: str, /, **gaps: Gap) -> Message:
    """Answer with one sentence."""
    return Message((Text(asked.speech.say(key, **gaps)),))


def paragraphs(*said: Words) -> Message:
    """Answer with one paragraph each."""
    return Message(tuple(Text(words) for words in said))


def fact(speech: Speech, name: str, value: Words | str) -> Fact:
    """Return one line of facts; `name` is its key."""
    return Fact(speech.label(name), (value,) if isinstance(value, str) else value)


def menu(speech: Speech) -> Part:
    """Return the way back to the card."""
    return Buttons((Button(speech.label("card.menu"), SAY),))
