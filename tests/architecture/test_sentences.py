"""What the code says and what prompts/ui/ holds are the same, in four languages."""

import ast
from collections.abc import Iterator

import pytest

from bot.catalogue.sentences import Sentence, read_sentences
from bot.domain.calendar import Skip
from bot.domain.deliveries import Response
from bot.domain.forms import FORMS
from bot.domain.words import Language
from tests.fakes.tree import ROOT, files, parsed, shown

# Keys that the code puts together: what an f-string begins with, and how it may end.
FAMILIES: dict[str, tuple[str, ...]] = {
    "forms.": tuple(form.name for form in FORMS),
    "nudge.": (*Response, "in-2-hours", "tomorrow", "next-week"),
    # Stopped: nobody is left to be told. A cap does not hold for what was put off.
    "nudge.put-off-": tuple(set(Skip) - {Skip.STOPPED, Skip.CAP}),
}

ASKING = {"say", "label", "Refusal"}


@pytest.fixture(scope="module")
def sentences() -> dict[str, Sentence]:
    return read_sentences(ROOT / "prompts").sentences


def test_every_sentence_is_sound_in_four_languages() -> None:
    reading = read_sentences(ROOT / "prompts")
    assert not [str(each) for each in reading.problems]
    spoken = {frozenset(each.forms) for each in reading.sentences.values()}
    assert spoken == {frozenset(Language)}


def test_every_key_the_code_asks_for_exists(sentences: dict[str, Sentence]) -> None:
    unknown = [f"{where}: {key}" for where, key in _asked() if key not in sentences]
    assert not unknown


def test_every_key_put_together_is_listed_here(sentences: dict[str, Sentence]) -> None:
    unlisted = [
        f"{where}: {start}…"
        for where, start in _put_together(_sections(sentences))
        if start not in FAMILIES
    ]
    assert not unlisted


def test_every_sentence_is_used(sentences: dict[str, Sentence]) -> None:
    used = {key for _, key in _named(_sections(sentences))} | _in_families()
    assert sorted(sentences.keys() - used) == []


def test_every_member_of_a_family_exists(sentences: dict[str, Sentence]) -> None:
    assert sorted(_in_families() - sentences.keys()) == []


def test_what_looks_like_a_key_is_one(sentences: dict[str, Sentence]) -> None:
    named = _named(_sections(sentences))
    assert [f"{where}: {key}" for where, key in named if key not in sentences] == []


def test_the_gaps_given_are_those_of_the_sentence(
    sentences: dict[str, Sentence],
) -> None:
    wrong = [
        f"{where}: {key} has {sorted(sentences[key].gaps)}, given {sorted(given)}"
        for where, key, given in _given()
        if key in sentences and sentences[key].gaps != given
    ]
    assert not wrong


def _in_families() -> set[str]:
    return {f"{start}{end}" for start, ends in FAMILIES.items() for end in ends}


def _sections(sentences: dict[str, Sentence]) -> set[str]:
    return {key.partition(".")[0] for key in sentences}


def _nodes() -> Iterator[tuple[str, ast.AST]]:
    for path in files("bot", suffix=".py"):
        for node in ast.walk(parsed(path)):
            yield f"{shown(path)}:{getattr(node, 'lineno', 1)}", node


def _calls() -> Iterator[tuple[str, str, ast.Call]]:
    for where, node in _nodes():
        match node:
            case ast.Call(
                func=ast.Attribute(attr=name) | ast.Name(id=name),
                args=[ast.Constant(value=str(key)), *_],
            ) if name in ASKING:
                yield where, key, node
            case _:
                pass


def _asked() -> Iterator[tuple[str, str]]:
    yield from ((where, key) for where, key, _ in _calls())


def _given() -> Iterator[tuple[str, str, set[str]]]:
    for where, key, call in _calls():
        names = [keyword.arg for keyword in call.keywords]
        if None not in names:
            yield where, key, {name for name in names if name}


def _named(sections: set[str]) -> Iterator[tuple[str, str]]:
    for where, node in _nodes():
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and _is_key(text, sections):
            yield where, text


def _put_together(sections: set[str]) -> Iterator[tuple[str, str]]:
    for where, node in _nodes():
        match node:
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                section, dot, _ = start.partition(".")
                if dot and section in sections:
                    yield where, start
            case _:
                pass


def _is_key(text: str, sections: set[str]) -> bool:
    section, dot, name = text.partition(".")
    plain = name.replace("-", "").isalnum() and name.islower()
    ended = name[-1:].isalnum()
    return bool(dot) and section in sections and plain and ended
