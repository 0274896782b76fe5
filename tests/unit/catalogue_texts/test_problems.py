"""Every mistake an editor of prompts/ui/ can make is named with its place."""

from pathlib import Path

import pytest

from bot.catalogue.texts import problems

GOOD = """
[say.hello]
en = "Hello “$name”"
nb = "Hei «$name»"
sv = "Hej ”$name”"
da = "Hej »$name«"

[say.weeks]
en = { one = "a week", other = "$n weeks" }
nb = { one = "en uke", other = "$n uker" }
sv = { one = "en vecka", other = "$n veckor" }
da = { one = "en uge", other = "$n uger" }
"""
HELLO, WEEKS = "prompts/ui/a.toml, say.hello", "prompts/ui/a.toml, say.weeks"


def told(root: Path, **files: str) -> list[str]:
    (root / "ui").mkdir()
    for name, content in files.items():
        (root / "ui" / f"{name}.toml").write_text(content, encoding="utf-8")
    return [str(problem) for problem in problems(root)]


def test_good_sentences_have_no_problem(tmp_path: Path) -> None:
    assert told(tmp_path, a=GOOD) == []


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ('sv = "Hej ”$name”"\n', "", f"{HELLO}, sv: missing,"),
        ('sv = "Hej', 'no = "Hej', f"{HELLO}, no: unknown language,"),
        ("Hej »$name«", "Hej", f"{HELLO}, da: no $name, which another language has,"),
        ("Hej »$name«", "»$you«", f"{HELLO}, en: no $you, which another"),
        ("Hej »$name«", "»$name« $", f"{HELLO}, da: a $ without a name,"),
        ("Hei «", " Hei «", f"{HELLO}, nb: a space too many,"),
        ("Hei «", "Hei  «", f"{HELLO}, nb: a space too many,"),
        ("Hei «$name»", "", f"{HELLO}, nb: empty,"),
        ("Hei «", "<b>Hei «", f"{HELLO}, nb: markup “<”,"),
        ("Hei «", "`Hei «", f"{HELLO}, nb: markup “`”,"),
        ("Hei «$name»", "Hei “$name”", f"{HELLO}, nb: wrong quotes “”, quote so: «…»"),
        ("Hej »$name«", "Hej «$name»", f"{HELLO}, da: wrong quotes «»,"),
        ("Hello “$name”", 'Hello \\"$name\\"', f'{HELLO}, en: wrong quotes "",'),
        ("Hej ”$name”", "Hej ”$name", f"{HELLO}, sv: wrong quotes ”,"),
        ('one = "en uge", ', "", f"{WEEKS}, da: missing plural form “one”,"),
        ('one = "en uge"', 'two = "$n"', f"{WEEKS}, da: unknown plural form “two”"),
        ("$n uger", "$n uger $x", f"{WEEKS}, da: plural forms with different gaps,"),
        ("$n uger", "«$n uger»", f"{WEEKS}, da: wrong quotes «»,"),
        ('{ one = "en uge", other = "$n uger" }', "7", f"{WEEKS}, da: neither a text"),
        ("[say.weeks]", "[say.hello]", "prompts/ui/a.toml: Cannot declare"),
        ("[say.hello]", "[say]", "prompts/ui/a.toml, say.en: not a sentence,"),
        ("[say.hello]", "x = 1\n[say.hello]", "prompts/ui/a.toml, x: a value outside"),
        ("[say.hello]", "[say.hello", "prompts/ui/a.toml: Expected ']'"),
    ],
)  # fmt: skip
def test_a_planted_mistake_is_found(
    tmp_path: Path, right: str, wrong: str, named: str
) -> None:
    assert right in GOOD
    found = told(tmp_path, a=GOOD.replace(right, wrong, 1))
    assert any(line.startswith(named) for line in found), found


def test_broken_toml_names_its_line(tmp_path: Path) -> None:
    found = told(tmp_path, a='[say.hello]\nen = "Hello\n')
    assert len(found) == 1
    assert "line 2" in found[0]


def test_a_key_belongs_to_one_file(tmp_path: Path) -> None:
    found = told(tmp_path, a=GOOD, b=GOOD)
    assert found[0].startswith("prompts/ui/b.toml, say.hello: this key exists already")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    broken = GOOD.replace("Hei «$name»", "Hei").replace("$n uger", "<$n> uger")
    assert len(told(tmp_path, a=broken, b="x")) == 3
