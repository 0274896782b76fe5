"""Refusals: what a person asked for and cannot have, said so that they can act."""

from traceback import extract_tb

from bot.domain.words import Gap

_TOLD_FRAMES = 3


class BotError(Exception):
    """Something the bot refuses, with a sentence for whoever asked."""


class Refusal(BotError):
    """A refusal that prompts/ui/ words in the person's own language.

    `key` names the sentence; `gaps` are what it mentions: always what was given,
    and what would be right.
    """

    def __init__(self, key: str, **gaps: Gap) -> None:
        super().__init__(key)
        self.key = key
        self.gaps = gaps


def told(error: BaseException) -> str:
    """Return what a log may say of a bug: its kind and place, never its text."""
    frames = extract_tb(error.__traceback__)[-_TOLD_FRAMES:]
    places = (f"{one.filename.rpartition('/')[2]}:{one.lineno}" for one in frames)
    return ">".join((type(error).__name__, *places))
