import re
from datetime import date, time
from pathlib import Path

import pytest

from bot.domain.cadence import Cadence, QuietHours
from bot.domain.errors import BotError
from bot.domain.words import Language, Weekdays
from bot.runtime.holidays import PublicHolidays
from bot.wiring.people_columns import Reader, Role
from bot.wiring.people_csv import Listed, PeopleFile
from tests.fakes.house import texts

ALL = (
    "id,name,role,zone,language,country,weekdays,at,quiet,every_weeks,cap_per_week,"
    "pause_from,pause_until"
)
COLUMNS = f"The columns are {ALL.replace(',', ', ')}; id and role are needed."
AGAIN = "Save the file anew as “CSV UTF-8”."


def opened(folder: Path, content: str | bytes) -> PeopleFile:
    path = folder / "people.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return PeopleFile(path, Reader(texts().speech(Language.EN), PublicHolidays()))


def unwatched(_: int) -> None:
    """Let it read without a word of how far it is."""


def read(folder: Path, content: str | bytes) -> list[Listed]:
    file = opened(folder, content)
    people = list(file.people(unwatched)) if file.check(unwatched) else []
    assert len(people) == file.check(unwatched)
    return people


def refused(folder: Path, content: str | bytes) -> list[str]:
    """Return every problem told, without the line before them."""
    with pytest.raises(BotError) as refusal:
        opened(folder, content).check(unwatched)
    first, *problems = str(refusal.value).split("\n")
    assert first.startswith(str(folder / "people.csv"))
    assert first.endswith("Nothing was planned.")
    return problems


def test_id_and_role_are_enough(tmp_path: Path) -> None:
    (kari,) = read(tmp_path, "id,role\nU1,leader\n")
    assert (kari.id, kari.name, kari.role) == ("U1", "", Role.LEADER)
    terms = kari.terms
    assert (terms.language, terms.country) == (Language.EN, "")
    assert terms.rules.cadence == Cadence()
    assert terms.rules.quiet == QuietHours()
    assert terms.rules.zone.key == "Europe/Oslo"
    assert terms.rules.part_time is None
    assert terms.rules.paused_until is None


def test_every_column_is_read_in_any_order_and_case(tmp_path: Path) -> None:
    (kari,) = read(
        tmp_path,
        "Pause_Until, pause_from,cap_per_week,every_weeks,quiet,at,weekdays,country,"
        "language,zone,role,name,ID\n"
        '2027-01-04,2026-12-20,2,4,18:00-07:00,8:30,"mon, wed",de-by,norsk,'
        "new york,Leader,Kari Nordmann, U1 \n",
    )
    assert (kari.id, kari.name) == ("U1", "Kari Nordmann")
    assert (kari.terms.language, kari.terms.country) == (Language.NB, "DE-BY")
    rules = kari.terms.rules
    days = Weekdays(frozenset({1, 3}))
    assert rules.cadence == Cadence(days, time(8, 30), 4, 2)
    assert rules.part_time == days
    assert rules.quiet == QuietHours(time(18), time(7))
    assert rules.zone.key == "America/New_York"
    assert rules.paused_from == date(2026, 12, 20)
    assert rules.paused_until == date(2027, 1, 4)


def test_a_pause_without_an_end_has_none(tmp_path: Path) -> None:
    (kari,) = read(tmp_path, "id,role,pause_from\nU1,leader,2026-12-20\n")
    assert kari.terms.rules.paused_until == date.max


def test_semicolons_a_mark_of_utf_8_and_empty_lines_are_fine(tmp_path: Path) -> None:
    content = "id;role;weekdays\r\n\r\nÅ1;leader;mon,wed\r\n;;\r\nÅ2;member;\r\n"
    people = read(tmp_path, content.encode("utf-8-sig"))
    assert [(each.id, each.role) for each in people] == [
        ("Å1", Role.LEADER),
        ("Å2", Role.MEMBER),
    ]
    assert people[0].terms.rules.cadence.weekdays == Weekdays(frozenset({1, 3}))


def test_a_header_alone_names_nobody(tmp_path: Path) -> None:
    assert read(tmp_path, "id,role\n") == []


# Where a sentence is long, … stands for its middle.
NO_QUOTE = 'a quote is not closed, … and a quote within as "".'
TWICE = "“U1” stands on line 2 already. … an id of their own."
MISTAKES = {
    "": ["line 1: the file is empty. Its first line names the columns."],
    "\n \n": ["line 1: the file is empty. Its first line names the columns."],
    "U1,Kari,leader\n": [f"line 1: the first line must name the columns. {COLUMNS}"],
    "id,role,zon,id,\nU1,leader,,,\n": [
        "line 1, id: is named twice. Take one of the two away.",
        f"line 1: there is no column “zon”. Did you mean zone? {COLUMNS}",
        f"line 1: a column has no name. {COLUMNS}",
    ],
    "name\nKari\n": [
        f"line 1, id: the column is missing. {COLUMNS}",
        f"line 1, role: the column is missing. {COLUMNS}",
        "line 2, id: is empty. Give every person an id of their own.",
        "line 2, role: is empty. Write leader, member or admin.",
    ],
    "id,role\nU1,leader\nU2,boss\nU1,member\nU1,leader\n": [
        "line 3, role: “boss” is no role. Write leader, member or admin.",
        f"line 4, id: {TWICE}",
        f"line 5, id: {TWICE}",
    ],
    "id,role,zone\nU1,leader\nU2,leader,,\n": [
        "line 2: has 2 cells; the first line names 3 columns.",
        "line 3: has 4 cells; the first line names 3 columns.",
    ],
    "id,role\nU\t1,leader\nU\x002,leader\n": [
        "line 2, id: “U 1” holds characters that cannot be shown.",
        f"line 3: has a NUL, which no text has; UTF-16? {AGAIN}",
    ],
    'id,role,name\n"U1,leader,x\nU2,leader,"Kari" Nordmann\nU3,boss,y\n': [
        f"line 2: {NO_QUOTE}",
        f"line 3: {NO_QUOTE}",
        "line 4, role: “boss” is no role. Write leader, member or admin.",
    ],
    "id,role\rU1,leader\r": [
        "line 1: a line ends in the middle of a cell. … with ordinary line ends.",
    ],
    f"id,role\nU1,{'x' * 30_000}\n": [
        "line 2: has more than 20000 bytes: no list of people."
    ],
    f"{ALL}\nU1,,leader,Osl/o,no-such,XX,someday,25:00,17,0,4,24.12,2026-02-30\n": [
        "line 2, zone: I know no single place called “Osl/o”. … Europe/Oslo.",
        "line 2, language: I do not speak “no-such”. … and dansk (da).",
        "line 2, country: “XX” is not a country code. … holidays differ: DE-BY.",
        "line 2, weekdays: “someday” are not weekdays. … or as mon,wed,fri.",
        "line 2, at: “25:00” is not a time. Write it as 09:30, … to 23:59.",
        "line 2, quiet: “17” are not quiet hours. … end: 17:00-08:00.",
        "line 2, every_weeks: “0” is not possible. Write a number from 1 to 12.",
        "line 2, cap_per_week: “4” is not possible. Write a number from 1 to 3.",
        "line 2, pause_from: “24.12” is not a date. Write it as 2026-12-24.",
        "line 2, pause_until: “2026-02-30” is not a date. Write it as 2026-12-24.",
    ],
    "id,role,country\nU1,leader,NO-XYZ\n": [
        "line 2, country: “NO-XYZ” is not a country code. … differ: DE-BY.",
    ],
    "id,role,pause_from,pause_until\nU1,leader,2026-12-20,2026-12-20\n": [
        "line 2, pause_until: 2026-12-20 does not come after … nudges come again.",
    ],
}


@pytest.mark.parametrize("content", MISTAKES)
def test_every_mistake_is_told_with_its_line_and_what_would_be_right(
    tmp_path: Path, content: str
) -> None:
    told, wanted = refused(tmp_path, content), MISTAKES[content]
    assert len(told) == len(wanted)
    for said, pattern in zip(told, wanted, strict=True):
        assert re.fullmatch(re.escape(pattern).replace("…", ".*"), said), said


def test_another_encoding_is_named_once_and_the_rest_read_on(tmp_path: Path) -> None:
    content = "id,name,role\nU1,Åse,leader\nU2,Bjørn,boss\n".encode("latin-1")
    assert refused(tmp_path, content) == [
        f"line 2: is not UTF-8 (byte 0xc5 in “U1,\ufffdse,leader”). {AGAIN}",
        "line 3, role: “boss” is no role. Write leader, member or admin.",
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_with_a_remedy(tmp_path: Path, encoding: str) -> None:
    first = refused(tmp_path, "id,role\nU1,leader\n".encode(encoding))[0]
    assert first.startswith("line 1: ")
    assert "UTF-16" in first
    assert first.endswith(AGAIN)


def test_of_many_problems_the_first_are_told_and_the_others_counted(
    tmp_path: Path,
) -> None:
    rows = "".join(f"U{n},boss\n" for n in range(200))
    problems = refused(tmp_path, f"id,role\n{rows}U0,leader\n")
    assert len(problems) == 51
    assert problems[0].startswith("line 2, role")
    assert problems[49].startswith("line 51, role")
    assert problems[50] == "… and 151 more."


def test_a_file_that_changes_between_two_looks_is_not_half_used(tmp_path: Path) -> None:
    file = opened(tmp_path, "id,role\nU1,leader\nU2,leader\n")
    file.check(unwatched)
    opened(tmp_path, "id,role\nU1,leader\nU2,boss\n")
    with pytest.raises(BotError, match="changed while it was read"):
        list(file.people(unwatched))


def test_how_far_it_is_is_told_in_bytes(tmp_path: Path) -> None:
    rows = "".join(f"U{n},leader\n" for n in range(3000))
    file = opened(tmp_path, f"id,role\n{rows}")
    told: list[int] = []
    file.check(told.append)
    assert told == sorted(told)
    assert len(told) == 4
    assert told[-1] == file.path.stat().st_size
