"""The words of prompts/avoid.toml, and where a sentence uses one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.catalogue.entries import Kind, Prompts
from bot.catalogue.tables import texts_at
from bot.catalogue.wording import Flaw, Sentence
from bot.domain.words import Language

_EVERYWHERE = "everywhere"
_QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Avoided:
    """The words no text uses, by section and language."""

    words: Mapping[tuple[str, Language], re.Pattern[str]]

    def used(self, sentence: Sentence) -> Iterator[Flaw]:
        """Refuse the words that no text, or no question, uses."""
        sections = [_EVERYWHERE]
        if sentence.kind is Kind.QUESTION:
            sections.append(_QUESTIONS)
        for section in sections:
            words = self.words.get((section, sentence.language))
            if words and (found := words.search(sentence.text)):
                yield f"the words “{found[0]}”", "prompts/avoid.toml says not to"


def avoided(prompts: Prompts) -> Avoided:
    """Return the words that the avoid-list of `prompts` names."""
    words: dict[tuple[str, Language], re.Pattern[str]] = {}
    for file in prompts.of(Kind.AVOID):
        for section in file.parts():
            for language in Language:
                if listed := texts_at(section.table, language):
                    words[section.name, language] = _any_of(listed)
    return Avoided(words)


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    each = (re.escape(word.removesuffix("*")) + _ending(word) for word in words)
    return re.compile(rf"(?i)\b(?:{'|'.join(each)})")


def _ending(word: str) -> str:
    return r"\w*" if word.endswith("*") else r"\b"
