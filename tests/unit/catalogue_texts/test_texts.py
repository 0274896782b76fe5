"""Sentences said in four languages, with every kind of gap."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
from babel import Locale

from bot.catalogue.sentences import PLURALS, TextsBroken
from bot.catalogue.texts import TomlTexts, read_texts
from bot.domain.ids import PersonId
from bot.domain.words import FullDay, Gap, Language, Listed, Mention, Moment, Weekdays
from bot.ports.texts import Speech, Texts

SENTENCES = """
[say.value]
en = "It is $value."
nb = "Det er $value."
sv = "Det är $value."
da = "Det er $value."

[say.weeks]
en = { one = "Paused for $n week.", other = "Paused for $n weeks." }
nb = { one = "Pause i $n uke.", other = "Pause i $n uker." }
sv = { one = "Paus i en vecka.", other = "Paus i $n veckor." }
da = { one = "Pause i $n uge.", other = "Pause i $n uger." }

[say.price]
en = "It costs $$5, $who."
nb = "Det koster $$5, $who."
sv = "Det kostar $$5, $who."
da = "Det koster $$5, $who."

[say.glued]
en = "${n}x"
nb = "${n}x"
sv = "${n}x"
da = "${n}x"
"""
KARI = Mention(PersonId("slack:T1:U7"), "Kari")
OLA = Mention(PersonId("slack:T1:U8"), "Ola")

GOLDEN: list[tuple[Gap, dict[str, str]]] = [
    (
        date(2026, 11, 23),
        {
            "en": "It is Monday 23 November.",
            "nb": "Det er mandag 23. november.",
            "sv": "Det är måndag 23 november.",
            "da": "Det er mandag den 23. november.",
        },
    ),
    (
        FullDay(date(2026, 11, 23)),
        {
            "en": "It is Monday 23 November 2026.",
            "nb": "Det er mandag 23. november 2026.",
            "sv": "Det är måndag 23 november 2026.",
            "da": "Det er mandag den 23. november 2026.",
        },
    ),
    (
        Moment(datetime.fromisoformat("2026-11-23T23:30:00+01:00")),
        {
            "en": "It is Monday 23 November at 23:30.",
            "nb": "Det er mandag 23. november kl. 23:30.",
            "sv": "Det är måndag 23 november kl. 23:30.",
            "da": "Det er mandag den 23. november kl. 23:30.",
        },
    ),
    (
        time(9),
        {
            "en": "It is 09:00.",
            "nb": "Det er 09:00.",
            "sv": "Det är 09:00.",
            "da": "Det er 09:00.",
        },
    ),
    (
        Weekdays(frozenset({1, 2, 3, 4, 5})),
        {
            "en": "It is Mon–Fri.",
            "nb": "Det er man.–fre.",
            "sv": "Det är mån–fre.",
            "da": "Det er man.–fre.",
        },
    ),
    (
        Weekdays(frozenset({1, 2, 4})),
        {
            "en": "It is Mon, Tue and Thu.",
            "nb": "Det er man., tir. og tor.",
            "sv": "Det är mån, tis och tors.",
            "da": "Det er man., tirs. og tors.",
        },
    ),
    (
        Weekdays(frozenset({1, 5, 6, 7})),
        {
            "en": "It is Mon and Fri–Sun.",
            "nb": "Det er man. og fre.–søn.",
            "sv": "Det är mån och fre–sön.",
            "da": "Det er man. og fre.–søn.",
        },
    ),
    (
        Weekdays(frozenset({3})),
        {
            "en": "It is Wed.",
            "nb": "Det er ons.",
            "sv": "Det är ons.",
            "da": "Det er ons.",
        },
    ),
    (
        12345,
        {
            "en": "It is 12,345.",
            "nb": "Det er 12\N{NO-BREAK SPACE}345.",
            "sv": "Det är 12\N{NO-BREAK SPACE}345.",
            "da": "Det er 12.345.",
        },
    ),
    (
        Listed((("A",), ("B",), ("C",))),
        {
            "en": "It is A, B and C.",
            "nb": "Det er A, B og C.",
            "sv": "Det är A, B och C.",
            "da": "Det er A, B og C.",
        },
    ),
]


@pytest.fixture
def texts(tmp_path: Path) -> TomlTexts:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "say.toml").write_text(SENTENCES, encoding="utf-8")
    return read_texts(tmp_path)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("value", "said"), GOLDEN)
def test_a_gap_is_written_as_the_language_writes_it(
    texts: TomlTexts, language: Language, value: Gap, said: dict[str, str]
) -> None:
    assert texts.speech(language).label("say.value", value=value) == said[language]


@pytest.mark.parametrize(
    ("language", "one", "three"),
    [
        (Language.EN, "Paused for 1 week.", "Paused for 3 weeks."),
        (Language.NB, "Pause i 1 uke.", "Pause i 3 uker."),
        (Language.SV, "Paus i en vecka.", "Paus i 3 veckor."),
        (Language.DA, "Pause i 1 uge.", "Pause i 3 uger."),
    ],
)
def test_the_count_picks_the_plural_form(
    texts: TomlTexts, language: Language, one: str, three: str
) -> None:
    speech = texts.speech(language)
    assert speech.label("say.weeks", n=1) == one
    assert speech.label("say.weeks", n=3) == three


@pytest.mark.parametrize("name", ["en_GB", "nb", "sv", "da"])
def test_the_plural_forms_are_those_of_the_language(name: str) -> None:
    assert Locale.parse(name).plural_form.tags | {"other"} == PLURALS


def test_a_mention_stays_a_piece_of_its_own(texts: TomlTexts) -> None:
    said = texts.speech(Language.EN).say("say.price", who=KARI)
    assert said == ("It costs $5, ", "Kari", ".")
    assert isinstance(said[1], Mention)


def test_a_list_keeps_its_mentions(texts: TomlTexts) -> None:
    people = Listed(((KARI,), (OLA, " (away)")))
    said = texts.speech(Language.NB).say("say.value", value=people)
    assert said == ("Det er ", "Kari", " og ", "Ola", " (away).")
    assert [type(piece) for piece in said] == [str, Mention, str, Mention, str]


def test_a_text_is_never_read_as_a_gap_or_shortened(texts: TomlTexts) -> None:
    said = texts.speech(Language.EN).say("say.value", value="$who etc.")
    assert said == ("It is $who etc..",)


def test_a_gap_may_touch_a_letter(texts: TomlTexts) -> None:
    assert texts.speech(Language.EN).say("say.glued", n=4) == ("4x",)


def test_a_plain_sentence_is_one_piece(texts: TomlTexts) -> None:
    assert texts.speech(Language.EN).say("say.value", value="so") == ("It is so.",)


@pytest.mark.parametrize(
    ("key", "gaps", "told"),
    [
        ("say.nothing", {}, "has no sentence say.nothing"),
        ("say.value", {}, "these gaps: value; given: none"),
        ("say.value", {"value": "x", "more": "y"}, "given: more, value"),
    ],
)
def test_a_wrong_key_or_gap_is_a_bug_that_names_itself(
    texts: TomlTexts, key: str, gaps: dict[str, Gap], told: str
) -> None:
    with pytest.raises(KeyError, match=told):
        texts.speech(Language.EN).say(key, **gaps)


def test_what_counts_must_be_a_number(texts: TomlTexts) -> None:
    with pytest.raises(TypeError, match="its gap n is an int, given '3'"):
        texts.speech(Language.EN).say("say.weeks", n="3")


def test_each_language_says_which_it_is_through_the_port(texts: TomlTexts) -> None:
    port: Texts = texts
    speech: Speech = port.speech(Language.DA)
    assert speech.language is Language.DA


def test_broken_texts_are_not_spoken(tmp_path: Path) -> None:
    with pytest.raises(TextsBroken, match="prompts/ui: no sentences"):
        read_texts(tmp_path)
