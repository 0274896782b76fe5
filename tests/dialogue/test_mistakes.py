import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from bot.domain.errors import Refusal
from bot.domain.forms import Audience
from bot.domain.parse import Misread, Unrecognised
from bot.domain.words import FullDay, Gap, Listed
from tests.fakes.lines import SAY_KARI, SAY_OLA, TODAY, read, read_with_names

K, O = SAY_KARI, SAY_OLA  # noqa: E741  # as Kari and Ola
UI = Path("prompts/ui")


def near(*names: str) -> Listed:
    return Listed(tuple((name,) for name in names))


def full(year: int, month: int, day: int) -> FullDay:
    return FullDay(date(year, month, day))


NEXT_YEAR = full(2027, 11, 23)
IN_TWO_YEARS = full(2028, 11, 22)
MISTAKES: list[tuple[str, str, Mapping[str, Gap]]] = [
    ("at 25:00", "time", {"given": "25:00"}),
    ("at 9", "time", {"given": "9"}),
    ("at 9:60", "time", {"given": "9:60"}),
    ("at kl 25", "time", {"given": "kl 25"}),
    ("at kl. 9:60", "time", {"given": "kl. 9:60"}),
    ("at klokka", "time", {"given": "klokka"}),
    ("at noon", "time", {"given": "noon"}),
    ("at \u0661\u0662:\u0663\u0660", "time", {"given": "\u0661\u0662:\u0663\u0660"}),
    ("at 09:00 fr", "weekdays", {"given": "fr"}),
    ("cadence set nudges mon,foo 09:00", "weekdays", {"given": "mon,foo"}),
    ("cadence set nudges mon-wed-fri 09:00", "weekdays", {"given": "mon-wed-fri"}),
    ("cadence set nudges 09:00 mon", "weekdays", {"given": "09:00"}),
    ("cadence set nudges mon soon", "time", {"given": "soon"}),
    (
        "cadence set nudges mon 09:00 every 13 weeks",
        "every",
        {"given": "every 13 weeks", "most": 12},
    ),
    (
        "cadence set nudges mon 09:00 every other week",
        "every",
        {"given": "every other week", "most": 12},
    ),
    (
        "cadence set nudges mon 09:00 at most 4 a week",
        "cap",
        {"given": "at most 4", "most": 3},
    ),
    (
        "cadence set nudges mon 09:00 at most 0 a week",
        "cap",
        {"given": "at most 0", "most": 3},
    ),
    ("quiet 17:00", "quiet", {"given": "17:00"}),
    ("quiet 17:00-08:00-09:00", "quiet", {"given": "17:00-08:00-09:00"}),
    ("quiet 17-8", "time", {"given": "17"}),
    ("zone xyzzy", "zone", {"given": "xyzzy"}),
    (
        "zone Stokholm",
        "zone-near",
        {"given": "Stokholm", "near": near("Europe/Stockholm")},
    ),
    (
        "zone louisville",
        "zone-near",
        {
            "given": "louisville",
            "near": near("America/Kentucky/Louisville", "America/Louisville"),
        },
    ),
    (
        "zone Bergn",
        "zone-near",
        {"given": "Bergn", "near": near("Europe/Oslo", "Europe/Berlin")},
    ),
    ("language fr", "language", {"given": "fr"}),
    (
        "focus give-fedback",
        "habit",
        {"given": "give-fedback", "near": near("give-feedback")},
    ),
    (
        "preview xyzzy",
        "habit",
        {
            "given": "xyzzy",
            "near": near("give-feedback", "invite-ideas", "share-openly"),
        },
    ),
    ("pause soon", "pause", {"given": "soon"}),
    ("pause 0d", "pause", {"given": "0d"}),
    ("pause 2 months", "pause", {"given": "2 months"}),
    ("pause until 31.2", "date", {"given": "31.2"}),
    ("pause until friday", "date", {"given": "friday"}),
    ("pause until 2026-13-01", "date", {"given": "2026-13-01"}),
    ("pause until 23.11", "past-day", {"day": FullDay(TODAY)}),
    ("pause 99w", "far-day", {"day": full(2028, 10, 16), "last": NEXT_YEAR}),
    ("pause until 2025-12-24", "past-day", {"day": full(2025, 12, 24)}),
    ("pause 366d", "far-day", {"day": full(2027, 11, 24), "last": NEXT_YEAR}),
    (
        "pause until 2027-12-24",
        "far-day",
        {"day": full(2027, 12, 24), "last": NEXT_YEAR},
    ),
    ("closed week 54", "week", {"given": "54"}),
    ("closed uke 0", "week", {"given": "0"}),
    ("closed vecka juli", "week", {"given": "juli"}),
    ("closed uge 28-", "week", {"given": "28-"}),
    ("closed week 28-29-30", "week", {"given": "28-29-30"}),
    ("closed week 53 2027", "week", {"given": "53 2027"}),
    ("closed remove week 99", "week", {"given": "99"}),
    ("closed week 28 2026", "past-day", {"day": full(2026, 7, 12)}),
    (
        "closed week 30-28",
        "no-year",
        {"days": 364, "first": full(2026, 7, 20), "last": full(2027, 7, 18)},
    ),
    (
        "closed week 28 2029",
        "far-day",
        {"day": full(2029, 7, 15), "last": IN_TWO_YEARS},
    ),
    ("country Norway", "country", {"given": "Norway"}),
    ("closed 22.11.2026", "past-day", {"day": full(2026, 11, 22)}),
    (
        "closed 2027-07-30 2027-07-05",
        "order",
        {"first": full(2027, 7, 30), "last": full(2027, 7, 5)},
    ),
    (
        "closed 31.12 1.12",
        "no-year",
        {"days": 336, "first": full(2026, 12, 31), "last": full(2027, 12, 1)},
    ),
    (
        "closed 24.12-23.4 jul",
        "no-year",
        {"days": 121, "first": full(2026, 12, 24), "last": full(2027, 4, 23)},
    ),
    (
        "closed 2027-07-05 1.7",
        "no-year",
        {"days": 363, "first": full(2027, 7, 5), "last": full(2028, 7, 1)},
    ),
    ("closed 2027-07-05 2027-99-30", "date", {"given": "2027-99-30"}),
    (
        "closed 24.12 24.12.2030",
        "far-day",
        {"day": full(2030, 12, 24), "last": IN_TWO_YEARS},
    ),
    ("closed fellesferie", "date", {"given": "fellesferie"}),
    ("closed remove jul", "date", {"given": "jul"}),
    ("leader add kari", "person", {"given": "kari"}),
    ("leader add @kari", "person", {"given": "@kari"}),
    (f"team set {K} ola", "person", {"given": "ola"}),
    (f"team channel {K} general", "channel", {"given": "general"}),
    (f"team channel {K} #general", "channel", {"given": "#general"}),
    (f"team country {K} Norway", "country", {"given": "Norway"}),
    (f"team country {K} UK", "country", {"given": "UK"}),
    (f"team country {K} NO-", "country", {"given": "NO-"}),
    (
        f"team name {K} {'x' * 31}",
        "long",
        {"given": "x" * 31, "most": 30, "length": 31},
    ),
    (
        f"closed 24.12 {'x' * 61}",
        "long",
        {"given": f"{'x' * 40}…", "most": 60, "length": 61},
    ),
    (f"team word {K} a\x00b", "characters", {"given": "a b"}),
    (f"team name {K} a\u202eb", "characters", {"given": "a b"}),
    ("status now", "leftover", {"given": "now", "usage": "status"}),
    (
        f"team show {K} {O}",
        "leftover",
        {"given": O, "usage": "team show [@leader]"},
    ),
    (
        "cadence set nudges mon 09:00 every week every week",
        "leftover",
        {
            "given": "every week",
            "usage": "cadence set nudges <weekdays> <HH:MM> "
            "[every N weeks] [at most N a week]",
        },
    ),
]


@pytest.mark.parametrize(("said", "key", "gaps"), MISTAKES)
def test_a_mistake_names_what_was_given_and_what_would_be_right(
    said: str, key: str, gaps: Mapping[str, Gap]
) -> None:
    with pytest.raises(Refusal) as refused:
        read(said)
    assert (refused.value.key, refused.value.gaps) == (f"errors.{key}", gaps)


@pytest.mark.parametrize(
    "said",
    [
        "focus",
        "at",
        "at kl.",
        "pause until",
        "leader add",
        "leader add ,",
        "closed",
        "cadence set nudges",
        "cadence set nudges mon",
        "cadence set nudges mon 09:00 at most",
        f"team set {K}",
        f"team name {K} “”",
    ],
)
def test_a_line_that_ends_too_soon_is_answered_with_its_form(said: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(said)
    assert refused.value.key == "errors.missing"
    first_word = said.partition(" ")[0]
    assert str(refused.value.gaps["usage"]).startswith(first_word)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("focus gi tilbakemeling", near("Gi tilbakemelding")),
        ("focus share openy", near("Del åpent")),
        ("focus del åpnet", near("Del åpent")),
        ("preview xyzzy", near("Gi tilbakemelding", "Inviter til ideer", "Del åpent")),
    ],
)
def test_an_unknown_habit_is_answered_with_the_first_name_of_each(
    said: str, shown: Listed
) -> None:
    with pytest.raises(Refusal) as refused:
        read_with_names(said)
    assert refused.value.key == "errors.habit"
    assert refused.value.gaps["near"] == shown


@pytest.mark.parametrize(
    ("said", "name", "audience"),
    [
        ("leader add", "leader-add", Audience.ADMIN),
        ("leader add kari", "leader-add", Audience.ADMIN),
        ("cadence show all", "cadence-show", Audience.ADMIN),
        ("at noon", "at", Audience.EVERYONE),
    ],
)
def test_a_line_that_cannot_be_tells_which_form_it_began_like(
    said: str, name: str, audience: Audience
) -> None:
    with pytest.raises(Misread) as refused:
        read(said)
    assert (refused.value.form.name, refused.value.form.audience) == (name, audience)


@pytest.mark.parametrize(
    ("said", "nearest"),
    [
        ("staus", "status"),
        ("candence show", "cadence-show"),
        ("cadence", "cadence-show"),
        ("team shw", "team-show"),
        ("cadence set mon-fri 09:00", "cadence-set"),
        ("leaders add @Kari", "leader-add"),
        ("parttime @Kari mon", "part-time"),
        ("team", "team-set"),
        ("xyzzy", "help"),
        ("hva er dette", "help"),
        ("💥" * 2000, "help"),
    ],
)
def test_a_line_like_no_form_is_answered_with_the_nearest(
    said: str, nearest: str
) -> None:
    with pytest.raises(Unrecognised) as refused:
        read(said)
    assert refused.value.nearest[0].name == nearest
    assert len(refused.value.nearest) <= 3
    assert len(refused.value.said) <= 41


def test_every_refusal_has_a_sentence_with_just_its_gaps() -> None:
    worded = tomllib.loads((UI / "errors.toml").read_text(encoding="utf-8"))["errors"]
    used: dict[str, set[str]] = {key: set(gaps) for _, key, gaps in MISTAKES}
    used["missing"] = {"usage", "example"}
    assert set(worded) == set(used)
    for key, texts in worded.items():
        for text in texts.values():
            assert set(re.findall(r"\$(\w+)", text)) == used[key], (key, text)
