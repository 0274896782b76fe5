"""Sentences, by key, in a person's language."""

from typing import Protocol

from bot.domain.words import Gap, Language, Words


class Speech(Protocol):
    """Speaks one language."""

    @property
    def language(self) -> Language:
        """The language it speaks."""
        ...

    def say(self, key: str, /, **gaps: Gap) -> Words:
        """Return the sentence `key` of prompts/ui/ with its gaps filled.

        Dates, times, weekdays, numbers and lists are written as the language writes
        them; a Mention stays a Mention. A gap named `n` picks the plural form.
        Raises KeyError for an unknown key or a missing gap: a bug, found by tests.
        """
        ...

    def label(self, key: str, /, **gaps: Gap) -> str:
        """Return the sentence as plain text, for buttons, titles and inputs."""
        ...


class Texts(Protocol):
    """Every sentence the bot says by itself."""

    def speech(self, language: Language) -> Speech:
        """Return who speaks `language`."""
        ...
