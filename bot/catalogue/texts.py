"""Says the sentences of prompts/ui/ in four languages, their gaps filled."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.catalogue.problems import Problem
from bot.catalogue.sentences import (
    COUNT,
    Form,
    Sentence,
    TextsBroken,
    read_sentences,
)
from bot.catalogue.writing import Writing, joined
from bot.domain.words import Gap, Gaps, Language, Words, plain


def read_texts(root: Path) -> "TomlTexts":
    """Return the sentences in the prompts folder `root`; raises TextsBroken."""
    reading = read_sentences(root)
    if reading.problems:
        raise TextsBroken(tuple(reading.problems))
    return TomlTexts(reading.sentences)


def problems(root: Path) -> list[Problem]:
    """Return every mistake in the sentences of the prompts folder `root`."""
    return read_sentences(root).problems


class TomlTexts:
    """Every sentence of prompts/ui/; a bot.ports.texts.Texts."""

    def __init__(self, sentences: Mapping[str, Sentence]) -> None:
        self._speech = {each: TomlSpeech(each, sentences) for each in Language}

    def speech(self, language: Language) -> "TomlSpeech":
        """Return who speaks `language`."""
        return self._speech[language]


class TomlSpeech:
    """Speaks one language; a bot.ports.texts.Speech."""

    def __init__(self, language: Language, sentences: Mapping[str, Sentence]) -> None:
        self._language = language
        self._sentences = sentences
        self._writing = Writing(language)
        self._fixed: dict[str, Words] = {}  # without gaps: said in every nudge

    @property
    def language(self) -> Language:
        """The language it speaks."""
        return self._language

    def say(self, key: str, /, **gaps: Gap) -> Words:
        """Return the sentence `key` with its gaps filled; KeyError where it cannot."""
        if not gaps and key in self._fixed:
            return self._fixed[key]
        sentence = self._sentences.get(key)
        if sentence is None:
            raise KeyError(f"prompts/ui/ has no sentence {key}")
        if sentence.gaps != gaps.keys():
            wanted = ", ".join(sorted(sentence.gaps)) or "none"
            given = ", ".join(sorted(gaps)) or "none"
            raise KeyError(f"{key} has these gaps: {wanted}; given: {given}")
        said = joined(self._fill(self._form(key, sentence, gaps), gaps))
        if not gaps:
            self._fixed[key] = said
        return said

    def label(self, key: str, /, **gaps: Gap) -> str:
        """Return the sentence as plain text, for buttons, titles and inputs."""
        return plain(self.say(key, **gaps))

    def _form(self, key: str, sentence: Sentence, gaps: Gaps) -> Form:
        forms = sentence.forms[self._language]
        if len(forms) == 1:
            return forms["other"]
        count = gaps[COUNT]
        if not isinstance(count, int):
            raise TypeError(f"{key} counts: its gap n is an int, given {count!r}")
        return forms[self._writing.plural(count)]

    def _fill(self, form: Form, gaps: Gaps) -> Iterator[str]:
        ends_in_stop = False
        for literal, gap in form:
            # "man.–fre." brings its own full stop: one is enough.
            yield literal[1:] if ends_in_stop and literal.startswith(".") else literal
            if gap:
                written = self._writing.write(gaps[gap])
                yield from written
                said = not isinstance(gaps[gap], str)
                ends_in_stop = said and plain(written).endswith(".")
