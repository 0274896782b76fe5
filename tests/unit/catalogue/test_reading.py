"""The catalogue is read as it stands, or refused with its file and line."""

from pathlib import Path

import pytest

from bot.catalogue.check import check
from bot.catalogue.habits import read_catalogue
from bot.catalogue.problems import CatalogueBroken
from bot.domain.ids import HabitId
from bot.domain.words import Language
from tests.fakes.prompts import BE_KIND, HABIT, replace, write_prompts

NONSENSE = ('"x"', "3", "[]", "{}", "true", "[3]", "[[]]", "2024-01-01")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_prompts(tmp_path)
    return tmp_path


def said(root: Path) -> list[str]:
    return list(map(str, check(root).problems))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('nb = "Vær snill"', 'nb = "Vær snill', 5),
        ("[definition]", "[definition", 9),
        ('nb = "Si noe snilt."', 'en = "Twice."', 11),
        ('scale = "clarity"', "scale = clarity", 30),
        ('da = "Gå forrest, $name."\n', 'da = """Gå', 55),
    ],
)
def test_broken_toml_names_its_line(root: Path, old: str, new: str, line: int) -> None:
    replace(root, BE_KIND, old, new)

    with pytest.raises(CatalogueBroken) as refused:
        read_catalogue(root)

    assert f"prompts/{BE_KIND}, line {line}: not TOML (" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_in_another_encoding_names_its_line(root: Path) -> None:
    (root / BE_KIND).write_bytes(HABIT.encode("latin-1", "replace"))

    assert said(root)[0].startswith(f"prompts/{BE_KIND}, line 5: not UTF-8")


def test_a_file_that_begins_with_a_mark_is_read(root: Path) -> None:
    (root / BE_KIND).write_text(HABIT, encoding="utf-8-sig")

    assert said(root) == []


@pytest.mark.parametrize("file", ["scales.toml", "sources.toml", "avoid.toml"])
def test_a_file_that_is_gone_is_named(root: Path, file: str) -> None:
    (root / file).unlink()

    assert said(root)[0].startswith(f"prompts/{file}: cannot be read (No such file")


def test_a_folder_without_habits_is_an_error(root: Path) -> None:
    (root / BE_KIND).unlink()

    assert said(root) == ["prompts/habits: no habits, put a file there"]


def test_a_file_that_nobody_reads_is_a_warning(root: Path) -> None:
    (root / "habits" / "be-brave.tml").touch()

    assert [problem.file for problem in check(root).warnings] == [
        "prompts/habits/be-brave.tml"
    ]


def test_a_nudge_without_a_language_is_read_and_not_sent_in_it(root: Path) -> None:
    replace(root, BE_KIND, 'sv = "Var snäll mot $team i dag."\n', "")

    nudge = read_catalogue(root).habits[HabitId("be-kind")].nudges[0]

    assert check(root).errors == ()
    assert Language.SV not in nudge.text
    assert nudge.checked == {Language.EN: "AB"}


def test_a_nudge_that_says_nothing_at_all_is_an_error(root: Path) -> None:
    text = HABIT.rpartition("en = ")[0]
    (root / BE_KIND).write_text(text, encoding="utf-8")

    assert said(root) == [
        f"prompts/{BE_KIND}, nudge before: no text, write it in en, nb, sv and da"
    ]


def test_counts_leave_retired_nudges_out(root: Path) -> None:
    assert check(root).table_rows() == (
        ("be-kind", "en", "1", "1", "1", "1"),
        ("be-kind", "nb", "1", "1", "1", "0"),
        ("be-kind", "sv", "1", "1", "1", "0"),
        ("be-kind", "da", "1", "1", "1", "0"),
    )


def test_an_apostrophe_is_no_quotation(root: Path) -> None:
    replace(root, BE_KIND, "Today, be kind", "Don't wait: be kind")

    assert said(root) == []


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize(
    "key", ["id", "name", "definition", "done", "why", "questions", "nudges"]
)
def test_no_value_anywhere_breaks_the_check(root: Path, key: str, value: str) -> None:
    (root / BE_KIND).write_text(f"{key} = {value}\n", encoding="utf-8")
    (root / "scales.toml").write_text(f"recency = {value}\n", encoding="utf-8")
    (root / "sources.toml").write_text(f"S0 = {value}\n", encoding="utf-8")
    (root / "avoid.toml").write_text(f"everywhere = {value}\n", encoding="utf-8")

    assert len(check(root).errors) >= 4
