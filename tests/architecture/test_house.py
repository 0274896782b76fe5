"""Every file is in order: short, well named, and free of what must not be there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.tree import files, parsed, shown

MOST_LINES = {"bot": 300, "tests": 400}  # a table of cases may be a little longer
VAGUE = {"Manager", "Helper", "Base", "Impl", "Data", "Util", "Utils", "Wrapper"}
VAGUE_FILES = {"utils", "util", "helpers", "helper", "common", "misc", "base"}
VAGUE_STARTS = ("handle_", "process_")

# Where somebody's machine or one package index would show.
FOREIGN = {
    "a machine's path": re.compile(
        r"(?<![\w.}])/(?:work|root|opt|Users)/|/home/\w|(?<!\w)/tmp/\w|C:\\Users"
    ),
    "a folder outside": re.compile(r"\.\./shared"),
    "a package index": re.compile(
        r"pypi[.](?:org|python)|python(?:hosted)|(?<!emit-)index-(?:url)"
        r"|--find-(?:links)|artifac(?:tory)"
    ),
    "a token": re.compile(r"xox[abp]-\d{6,}|-----BEGIN [A-Z ]*PRIVATE KEY"),
}

CODE = sorted(files("bot", "tests", suffix=".py"))


def test_a_file_holds_one_idea() -> None:
    long = {
        shown(path): lines
        for path in CODE
        if (lines := len(path.read_text(encoding="utf-8").splitlines()))
        > MOST_LINES[shown(path).partition("/")[0]]
    }
    assert not long


def test_a_module_says_what_it_is_for() -> None:
    silent = [
        shown(path)
        for path in files("bot", suffix=".py")
        if not ast.get_docstring(parsed(path))
    ]
    assert not silent


def test_names_say_what_a_thing_is() -> None:
    vague = [f"{shown(path)}: {name}" for path in CODE for name in _vague(path)]
    assert not vague


def test_nothing_is_mocked() -> None:
    mocked = [
        shown(path) for path in CODE for node in ast.walk(parsed(path)) if _mocks(node)
    ]
    assert not mocked


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_knows_a_machine_an_index_or_a_secret(what: str) -> None:
    found = [
        f"{shown(path)}:{number}: {line.strip()[:80]}"
        for path in files()
        for number, line in enumerate(_lines(path), start=1)
        if FOREIGN[what].search(line)
    ]
    assert not found


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="ignore").splitlines()


def _vague(path: Path) -> Iterator[str]:
    if path.stem in VAGUE_FILES:
        yield path.name
    for node in ast.walk(parsed(path)):
        match node:
            case ast.ClassDef(name=name):
                if VAGUE & set(re.findall(r"[A-Z][a-z]+", name)):
                    yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if name.lstrip("_").startswith(VAGUE_STARTS):
                    yield name
            case _:
                pass


def _mocks(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return any("mock" in alias.name for alias in names)
        case ast.ImportFrom(module=module, names=names):
            return "mock" in (module or "") or any(x.name == "mock" for x in names)
        case _:
            return False
