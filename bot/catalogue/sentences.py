"""Reads prompts/ui/*.toml: every sentence the bot says by itself, and its mistakes.

    [errors.time]
    en = "“$given” is not a time. Write it as 09:30."
    nb = …

The sentence's key is `errors.time`. `$given` is a gap, `${given}` the same before a
letter, `$$` a dollar sign. A plural is `{ one = "…", other = "…" }`, picked by `$n`.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from bot.catalogue.problems import Problem, Severity
from bot.domain.errors import BotError
from bot.domain.words import Language

PLURALS = frozenset({"one", "other"})
"""The plural categories of all four languages. Source: Unicode CLDR."""

COUNT = "n"
"""The gap that picks the plural form."""

QUOTES = {
    Language.EN: "“”",
    Language.NB: "«»",
    Language.SV: "””",
    Language.DA: "»«",
}
"""How each language opens and closes a quotation."""

_ANY_QUOTE = frozenset('"“”„‟«»‹›')
_MARKUP = "<>`*"


class TextsBroken(BotError):
    """The sentences in prompts/ui/ cannot be used as they stand."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


Form = tuple[tuple[str, str], ...]
"""A sentence cut at its gaps: each literal, and the gap that follows it, or ""."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One key's text in every language, by plural category; a plain one is `other`."""

    forms: Mapping[Language, Mapping[str, Form]]
    gaps: frozenset[str]


@dataclass(slots=True)
class Reading:
    """What was found in prompts/ui/: sentences by key, and every mistake."""

    sentences: dict[str, Sentence] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_sentences(root: Path) -> Reading:
    """Read `ui/*.toml` in the prompts folder `root`; mistakes are returned, all."""
    reading = Reading()
    files = sorted((root / "ui").glob("*.toml"))
    if not files:
        missing = _problem("prompts/ui", "", "", "no sentences", "put the files back")
        reading.problems.append(missing)
    for file in files:
        _read_file(file, reading)
    return reading


def _read_file(file: Path, reading: Reading) -> None:
    name = f"prompts/ui/{file.name}"
    try:
        sections = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reading.problems.append(_problem(name, "", "", str(error), "write it as TOML"))
        return
    for section, entries in sections.items():
        if not isinstance(entries, dict):
            what, right = "a value outside a sentence", "write [section.key] above it"
            reading.problems.append(_problem(name, section, "", what, right))
            continue
        for key, entry in entries.items():
            _read_entry(name, f"{section}.{key}", entry, reading)


def _read_entry(file: str, key: str, entry: object, reading: Reading) -> None:
    slips = list(_slips(entry))
    if key in reading.sentences:
        slips.append(("", "this key exists already", "choose another"))
    reading.problems += (_problem(file, key, *slip) for slip in slips)
    if not slips and isinstance(entry, dict):
        forms = {language: _forms(entry[language]) for language in Language}
        gaps = frozenset(gap for text in forms.values() for gap in _gaps_of(text))
        reading.sentences[key] = Sentence(forms, gaps)


def _problem(file: str, key: str, language: str, wrong: str, right: str) -> Problem:
    return Problem(Severity.ERROR, file, key, language, wrong, right)


Slip = tuple[str, str, str]
"""A mistake inside one entry: language, what it is, what would be right."""


def _slips(entry: object) -> Iterator[Slip]:
    if not isinstance(entry, dict):
        yield "", "not a sentence", "write [section.key], and en, nb, sv, da below it"
        return
    for unknown in entry.keys() - set(Language):
        yield unknown, "unknown language", f"known are {', '.join(Language)}"
    sound: dict[str, frozenset[str]] = {}
    for language in Language:
        if language not in entry:
            yield language, "missing", "say it in all four languages"
            continue
        slips = list(_slips_of(language, entry[language]))
        yield from ((language, *slip) for slip in slips)
        if not slips:
            sound[language] = _gaps_of(_forms(entry[language]))
    yield from _uneven(sound)


def _uneven(gaps: Mapping[str, frozenset[str]]) -> Iterator[Slip]:
    every = frozenset[str]().union(*gaps.values())
    for language, own in gaps.items():
        for gap in sorted(every - own):
            yield language, f"no ${gap}, which another language has", "use the same"


def _slips_of(language: Language, text: object) -> Iterator[tuple[str, str]]:
    if isinstance(text, str):
        yield from _slips_in(language, text)
    elif isinstance(text, dict) and all(isinstance(x, str) for x in text.values()):
        for category in sorted(text.keys() ^ PLURALS):
            what = "unknown" if category in text else "missing"
            yield f"{what} plural form “{category}”", "there are one and other"
        for form in text.values():
            yield from _slips_in(language, form)
        if len({frozenset(_gaps_in(form)) | {COUNT} for form in text.values()}) > 1:
            yield "plural forms with different gaps", "only $n may be left out of one"
    else:
        yield (
            "neither a text nor plural forms",
            'write "…" or { one = "…", other = "…" }',
        )


def _slips_in(language: Language, text: str) -> Iterator[tuple[str, str]]:
    for rule in _RULES:
        if slip := rule(language, text):
            yield slip


def _spaces(_: Language, text: str) -> tuple[str, str] | None:
    if not text.strip():
        return "empty", "say something"
    if text != text.strip() or "  " in text:
        return "a space too many", "none at the ends, one between words"
    return None


def _markup(_: Language, text: str) -> tuple[str, str] | None:
    found = [char for char in _MARKUP if char in text]
    if found:
        return f"markup “{found[0]}”", "write plain text; layout is drawn elsewhere"
    return None


def _quotes(language: Language, text: str) -> tuple[str, str] | None:
    found = "".join(char for char in text if char in _ANY_QUOTE)
    pair = QUOTES[language]
    if found != pair * (len(found) // 2):
        return f"wrong quotes {found}", f"quote so: {pair[0]}…{pair[1]}"
    return None


def _dollars(_: Language, text: str) -> tuple[str, str] | None:
    if any(match["invalid"] is not None for match in Template.pattern.finditer(text)):
        return "a $ without a name", "write $name for a gap, $$ for a dollar sign"
    return None


_RULES: tuple[Callable[[Language, str], tuple[str, str] | None], ...] = (
    _spaces,
    _markup,
    _quotes,
    _dollars,
)


def _forms(text: str | Mapping[str, str]) -> Mapping[str, Form]:
    if isinstance(text, str):
        return {"other": _cut(text)}
    return {category: _cut(form) for category, form in text.items()}


def _gaps_of(forms: Mapping[str, Form]) -> frozenset[str]:
    named = frozenset(gap for form in forms.values() for _, gap in form if gap)
    return named | {COUNT} if len(forms) > 1 else named


def _gaps_in(text: str) -> Iterator[str]:
    return (gap for _, gap in _cut(text) if gap)


def _cut(text: str) -> Form:
    pieces: list[tuple[str, str]] = []
    literal, start = "", 0
    for match in Template.pattern.finditer(text):
        literal += text[start : match.start()]
        start = match.end()
        gap = match["named"] or match["braced"]
        if gap:
            pieces.append((literal, gap))
            literal = ""
        else:
            literal += "$"
    pieces.append((literal + text[start:], ""))
    return tuple(pieces)
