"""Refusals: what a person asked for and cannot have, said so that they can act."""

from bot.domain.words import Gap


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
