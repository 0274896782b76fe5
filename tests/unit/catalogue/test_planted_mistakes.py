"""Every kind of mistake that an editor can make is found where it stands."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.catalogue.check import check
from tests.fakes.prompts import BE_KIND, replace, write_prompts


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_prompts(tmp_path)
    return tmp_path


def said(root: Path) -> list[str]:
    return list(map(str, check(root).problems))


def test_the_tree_without_a_mistake_has_none(root: Path) -> None:
    assert said(root) == []


@dataclass(frozen=True, slots=True)
class Mistake:
    old: str
    new: str
    found: str
    file: str = BE_KIND


TODAY_EN = 'en = "Today, be kind to $team."'
IN_NUDGE = "nudge today, en: "


def today(text: str, found: str) -> Mistake:
    """Put `text` where the English nudge stood."""
    return Mistake(TODAY_EN, f'en = "{text}"', IN_NUDGE + found)


MISTAKES = (
    # the whole file
    Mistake('id = "be-kind"', 'id = "be-nice"', ": the id is 'be-nice', the file's"),
    Mistake('id = "be-kind"\n', "", ": no id, write a text"),
    Mistake("[definition]", "[defintion]", ": unknown key defintion, write definition"),
    Mistake("[done]", "[Done]", ": no done, write it as [name]"),
    Mistake("[[questions]]", "[questions]", ": questions holds {'id': 'q1'"),
    Mistake('checked = { en = "AB" }', "retired = true", ": every nudge is retired"),
    # ids and links
    Mistake('id = "before"', 'id = "today"', "nudge today: this id stands 2 times"),
    Mistake('id = "today"', 'id = "To/day"', "nudge To/day: the id is 'To/day'"),
    Mistake('id = "today"\n', "", "nudge number 1: no id"),
    Mistake('"S0.25"', '"S0.26"', "nudge today: unknown advice S0.26, there are S0.1"),
    Mistake('"S0.25"', '"kind"', "nudge today: unknown advice kind"),
    Mistake('["S1.8", "S0.25"]', "[]", "nudge today: advice is empty"),
    Mistake('["S1.8", "S0.25"]', '"S1.8"', "nudge today: advice holds 'S1.8'"),
    Mistake('"morning"', '"dawn"', "nudge today: unknown moment dawn, known are mor"),
    Mistake('moment = "morning"\n', "", "nudge today: no moment"),
    Mistake('"clarity"', '"stars"', "question q1: unknown scale stars"),
    Mistake('source = "S1"', 'source = "S9"', "why: unknown source S9"),
    Mistake('{ en = "AB" }', '{ no = "AB" }', "nudge today: checked names no"),
    Mistake('{ en = "AB" }', '{ en = "" }', "nudge today: checked holds {'en': ''}"),
    Mistake('{ en = "AB" }\nen', "{ en = 'AB' }\nnn", "nudge today, en: checked, but"),
    Mistake("retired = true", 'retired = "no"', "nudge before: retired holds 'no'"),
    # languages
    Mistake('nb = "Vær snill"\n', "", "name, nb: missing, say it in all four"),
    Mistake('sv = "Är din chef snäll?"\n', "", "question q1, sv: missing"),
    Mistake('da = "Fordi »sød« er godt."', "", "why, da: missing"),
    Mistake('sv = "Var snäll mot $team i dag."', "", "nudge today, sv: missing, not"),
    Mistake('sv = "Var snäll mot', 'se = "Var snäll mot', "today: unknown key se"),
    Mistake('nb = "Vær snill mot $team i dag."', "nb = 7", "today, nb: the text holds"),
    Mistake('"Vær snill mot $team i dag."', '" "', "today, nb: the text is empty"),
    Mistake(
        '"Er lederen din snill?"',
        '"Is your leader kind?"',
        "question q1, nb: same text as en, translate it",
    ),
    # gaps
    Mistake("mot $team i dag", "mot alle i dag", "nb: gaps: none, en has $team"),
    today("Be kind to $taem.", "unknown gap $taem, there are"),
    today("Be kind to $teams.", "unknown gap $teams"),
    today("Be kind to ${team}.", "unknown gap $,"),
    today("Read $team's notes.", "$team's bends a name, leave $team as it is"),
    today("Read $team’s notes.", "$team’s bends"),
    today("Read $team:s notes.", "$team:s bends"),
    today("Ask. $team knows.", "$team begins a sentence"),
    Mistake("Is your leader kind?", "Is $name kind?", "question q1, en: a gap"),
    # lengths
    today("Ask $team. " + "a" * 244 + ".", "281 characters, limit 280"),
    Mistake("Because “kind” is good", "a" * 200, "why, en: 201 characters, limit 200"),
    Mistake("Is your leader kind", "a" * 110, "q1, en: 111 characters, limit 110"),
    Mistake("Be kind", "a" * 41, "name, en: 41 characters, limit 40"),
    Mistake(
        '"Skip"', f'"{"a" * 25}"', "skip, en: 25 characters, limit 24", "scales.toml"
    ),
    # how it is written
    Mistake("leader kind?", "leader kind.", "question q1, en: does not ask"),
    today("Be kind to $team", "no end, end it with a full stop"),
    today("Be kind to $team! Now.", "an exclamation mark"),
    today("Be kind 🎉 to $team.", "the emoji 🎉"),
    today("Be kind 1️⃣ to $team.", "the emoji"),
    today("Be kind :tada: to $team.", "the emoji :tada:"),
    *(today(f"Be {x}kind to $team.", f"the markup {x}") for x in "<>*_~`"),
    today("Read www.kind.example, $team.", "the link www.kind.example"),
    today("Read kind.com now, $team.", "the link kind.com"),
    today("Ask @here, $team.", "the link @"),
    today("Be \\u200bkind to $team.", "U+200B (zero width space), delete it"),
    today("Be \\u202ekind to $team.", "U+202E (right-to-left override)"),
    today("Be\\u00a0kind to $team.", "U+00A0 (no-break space)"),
    today("Be\\nkind to $team.", "U+000A (a control character)"),
    today("Be kind at the cafe\\u0301, $team.", "a letter with a loose accent"),
    today(" Be kind to $team.", "a space too many"),
    today("Be kind to $team. ", "a space too many"),
    today("Be  kind to $team.", "a space too many"),
    today("Be kind , $team.", "a space too many"),
    today("Be «kind» to $team.", "quotes written «», quote so: “…”"),
    today("Be “kind to $team.", "quotes written “, quote so"),
    today("Be 'kind' to $team.", "quotes written '"),
    Mistake("«snill»", "»snill«", "why, nb: quotes written »«, quote so: «…»"),
    Mistake("”snäll”", "“snäll”", "why, sv: quotes written “”, quote so: ”…”"),
    Mistake("»sød«", "«sød»", "why, da: quotes written «», quote so: »…«"),
    today("Be kind on Monday, $team.", "the weekday Monday"),
    Mistake("mot $team i dag", "mot $team på mandag", "nb: the weekday mandag"),
    today("Find a synergy in $team.", "the words “synergy”"),
    today("Start $team on its journeys.", "the words “journeys”"),
    Mistake("Vær snill mot", "Du må ikke si til", "today, nb: the words “må ikke”"),
    Mistake("leader kind?", "leader great?", "question q1, en: the words “great”"),
    # the other files
    Mistake('code = "3"', 'code = "4"', ": recency has the codes 4 2", "scales.toml"),
    Mistake("[skip]", "[skipp]", ": no skip", "scales.toml"),
    Mistake('nb = "Ja"', "", "answer recency 3, nb: missing", "scales.toml"),
    Mistake("[S4]", "[S5]", ": no S4", "sources.toml"),
    Mistake('"nb"', '"no"', "S0: unknown language no", "sources.toml"),
    Mistake('title = "T0"\n', "", "S0: no title", "sources.toml"),
    Mistake("en =", "fr =", "everywhere: unknown key fr", "avoid.toml"),
)

_IDS = [f"{number} {mistake.found}" for number, mistake in enumerate(MISTAKES, 1)]


@pytest.mark.parametrize("mistake", MISTAKES, ids=_IDS)
def test_a_mistake_is_found_where_it_stands(root: Path, mistake: Mistake) -> None:
    replace(root, mistake.file, mistake.old, mistake.new)

    found = [line for line in said(root) if mistake.found in line]

    assert found, said(root)
    assert all(line.startswith(f"prompts/{mistake.file}") for line in found)


def test_a_long_nudge_reads_as_an_editor_expects(root: Path) -> None:
    replace(root, BE_KIND, "Var snäll mot $team i dag", "a" * 260 + " $team")

    expected = f"prompts/{BE_KIND}, nudge today, sv: 292 characters, limit 280"
    assert expected in said(root)


def test_all_mistakes_are_reported_at_once(root: Path) -> None:
    replace(root, BE_KIND, '"morning"', '"dawn"')
    replace(root, BE_KIND, "Be kind", "Be kind!")
    replace(root, "sources.toml", "[S4]", "[S5]")

    files = [problem.file for problem in check(root).problems]

    assert files.count(f"prompts/{BE_KIND}") == 2
    assert files.count("prompts/sources.toml") == 2
