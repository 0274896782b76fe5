"""What README and docs name exists: words of make, verbs, settings, files, forms."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.catalogue.texts import read_texts
from bot.cli import VERBS
from bot.domain.forms import FORMS, Audience, Form
from bot.domain.words import Language
from tests.fakes.tree import ROOT, files, shown

COMMANDS = ROOT / "docs" / "commands.md"
LARGEST = 200_000  # bytes of a picture

GUIDES = ("README.md", "CONTRIBUTING.md", "prompts/README.md")
PAGES = [*(ROOT / each for each in GUIDES), *sorted(files("docs", suffix=".md"))]
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=shown)

TITLES = {Audience.EVERYONE: "Everybody", Audience.ADMIN: "Admins"}


def test_every_command_stands_in_the_docs_as_the_bot_knows_it() -> None:
    opening, first, _ = _text(COMMANDS).partition("## ")
    assert first
    written = opening + "\n".join(map(_table, Audience))
    if os.environ.get("DYTT_TEST_GOLDEN") == "write":  # noqa: TID251  `make golden`
        COMMANDS.write_text(written, encoding="utf-8")

    assert _text(COMMANDS) == written


@EVERY_PAGE
def test_every_word_of_make_that_is_named_can_be_made(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))

    assert _named(page, r"^make ([a-z]+)") <= known


@EVERY_PAGE
def test_every_verb_that_is_named_exists(page: Path) -> None:
    assert _named(page, r"^dytt ([a-z]+)") <= {verb.name for verb in VERBS}


@EVERY_PAGE
def test_every_setting_that_is_named_exists(page: Path) -> None:
    settings = tomllib.loads(
        (ROOT / "config" / "default.toml").read_text(encoding="utf-8")
    )
    known = {"DYTT_CONFIG", *_variables(settings)}

    assert set(re.findall(r"\bDYTT_[A-Z_]+\b", _text(page))) <= known


@EVERY_PAGE
def test_every_line_to_type_begins_as_a_form_does(page: Path) -> None:
    typed = _named(page, r"^/nudge ([a-z]+(?:-[a-z]+)?)")

    assert typed <= {form.words[0] for form in FORMS if form.words}


@EVERY_PAGE
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", _text(page))
    inside = [link.partition("#")[0] for link in links if "://" not in link]

    assert [link for link in inside if not (page.parent / link).exists()] == []


@EVERY_PAGE
def test_every_file_that_is_named_is_there(page: Path) -> None:
    named = _named(page, r"^((?:bot|config|docs|prompts|tests)(?:/[\w.-]+)+)$")

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_pictures_are_small_and_each_is_made_by_the_script() -> None:
    script = (ROOT / "tests" / "e2e" / "screenshots.py").read_text(encoding="utf-8")
    pictures = sorted(files("docs", suffix=".png"))

    assert [shown(each) for each in pictures if each.stat().st_size >= LARGEST] == []
    assert [
        shown(each)
        for each in pictures
        if each.stem not in script and each.stem.partition("-")[0] not in script
    ] == []


def _table(audience: Audience) -> str:
    speech = read_texts(ROOT / "prompts").speech(Language.EN)
    rows = [
        f"| {_code(form.usage)} | {speech.label(form.key)} | {_example(form)} |"
        for form in FORMS
        if form.audience is audience
    ]
    head = f"## {TITLES[audience]}\n\n| `/nudge` … | what it does | for example |\n"
    return "\n".join((f"{head}|---|---|---|", *rows, ""))


def _example(form: Form) -> str:
    return _code(f"/nudge {form.example}") if form.sample else ""


def _code(words: str) -> str:
    # A bar would end the cell.
    return f"`{words}`".replace("|", r"\|") if words else "(nothing)"


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _named(page: Path, pattern: str) -> set[str]:
    """Return what the pattern finds at the start of pieces and lines of code."""
    lines = [line.strip() for line in _code_lines(_text(page))]
    return {found[1] for line in lines if (found := re.match(pattern, line))}


def _code_lines(text: str) -> Iterator[str]:
    yield from re.findall(r"^ {4,}(.+)$", text, re.MULTILINE)
    yield from re.findall(r"`([^`\n]+)`", text)


def _variables(table: Mapping[str, object], above: str = "DYTT_") -> Iterator[str]:
    for key, value in table.items():
        name = f"{above}{key.upper()}"
        if isinstance(value, dict):
            yield from _variables(value, f"{name}__")
        else:
            yield name
