import asyncio
import json
import os
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.cli import main
from bot.domain.people import Closed, Leader, Person, Profile, Workspace
from bot.domain.words import Language, Weekdays
from bot.flows.schedule import reschedule
from bot.ports.store import Transaction
from bot.stores.sqlite import SqliteStore
from tests.fakes.desk import ADA, HERE, KARI, LIV, OLA, PER
from tests.fakes.kept import NOW
from tests.fakes.process import database, surroundings

Said = pytest.CaptureFixture[str]


def people_csv(folder: Path, *rows: str, columns: str = "id,role") -> str:
    path = folder / "people.csv"
    path.write_text("\n".join([columns, *rows, ""]), "utf-8")
    return str(path)


def test_a_few_people_are_shown_day_by_day(tmp_path: Path, capsys: Said) -> None:
    people = people_csv(
        tmp_path,
        "U1,Kari,leader,nb,mon-thu",
        "U2,[Ola],leader,,",
        "U3,Liv,member,,",
        columns="id,name,role,language,weekdays",
    )
    assert main(["plan", "--people", people, "--from", "2026-11-23"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Kari Mon 2026-11-23 09:00 give-feedback more-than" in said
    assert "Tue 2026-11-24 enough that week" in said
    assert "Fri 2026-11-27 not a working day" in said
    assert "[Ola] Mon 2026-11-23 09:00" in said
    assert "2 leaders, 1 member, 0 admins 24 nudges on 16 days." in said
    assert "Left out: 12 enough that week, 4 not a working day." in said
    assert said.endswith("Nothing was sent or kept.")


def test_many_people_are_counted_by_day(tmp_path: Path, capsys: Said) -> None:
    people = people_csv(tmp_path, *(f"U{n},leader" for n in range(31)))
    assert main(["plan", "--people", people, "--from", "2026-11-23"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "│ Mon 2026-11-23 │ 31 │ │ │ Tue 2026-11-24 │ 0 │ 31 enough" in said
    assert "31 leaders, 0 members, 0 admins 372 nudges on 12 days." in said
    assert said.endswith("Every line of it: --json.")


def test_a_list_of_nobody_is_no_mistake(tmp_path: Path, capsys: Said) -> None:
    assert main(["plan", "--people", people_csv(tmp_path), "--json"]) == 0
    assert capsys.readouterr().out == ""


def test_lines_for_programs_have_exactly_what_is_promised(
    tmp_path: Path, capsys: Said
) -> None:
    people = people_csv(tmp_path, 'Å"1,leader', "U2,admin")
    given = ["--people", people, "--from", "2026-11-23", "--weeks", "1", "--json"]
    assert main(["plan", *given]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["person"] for line in lines] == ['Å"1'] * 5
    assert lines[0] == {
        "person": 'Å"1',
        "kind": "nudge",
        "habit": lines[0]["habit"],
        "nudge": lines[0]["nudge"],
        "due_utc": "2026-11-23T08:00:00Z",
        "due_local": "2026-11-23T09:00:00+01:00",
        "language": "en",
    }
    assert lines[0]["nudge"].startswith(f"{lines[0]['habit']}/")
    assert lines[1] == {"person": 'Å"1', "day": "2026-11-24", "skipped": "cap"}


def test_without_a_date_it_begins_today(tmp_path: Path, capsys: Said) -> None:
    people = people_csv(tmp_path, "U1,leader,mon-sun", columns="id,role,weekdays")
    assert main(["plan", "--people", people, "--weeks", "1", "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    first = json.loads(lines[0])
    day = first.get("day") or first["due_local"][:10]
    assert abs(date.fromisoformat(day) - datetime.now(UTC).date()).days <= 1  # noqa: TID251  what is asked of the machine
    assert len(lines) == 7


@pytest.mark.parametrize(
    ("name", "said"),
    [("no-such.csv", "There is no file"), (".", "is a folder")],
)
def test_what_is_no_file_is_refused(
    tmp_path: Path, capsys: Said, name: str, said: str
) -> None:
    assert main(["plan", "--people", str(tmp_path / name)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


def test_a_mistake_on_the_last_line_keeps_the_first_from_being_planned(
    tmp_path: Path, capsys: Said
) -> None:
    people = people_csv(tmp_path, "U1,leader", "U2,boss")
    assert main(["plan", "--people", people, "--json"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "line 3, role: “boss” is no role." in captured.err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--from", "24.12.2026"),
        ("--from", "2026-02-30"),
        ("--from", "1926-01-01"),
        ("--weeks", "0"),
        ("--weeks", "105"),
        ("--weeks", "four"),
    ],
)
def test_wrong_usage_says_what_would_be_right(
    capsys: Said, wrong: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["plan", *wrong])
    assert left.value.code == 2
    assert f"“{wrong[1]}” is no" in capsys.readouterr().err


async def test_a_reader_who_has_seen_enough_hears_no_complaint(tmp_path: Path) -> None:
    people = people_csv(tmp_path, *(f"U{n},leader" for n in range(5000)))
    reads, writes = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "plan", "--people", people, "--json"),
        env=surroundings(tmp_path, {}),
        stdout=writes,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(writes)
    with os.fdopen(reads) as reader:
        assert await asyncio.to_thread(reader.readline)
    _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")


PROFILE = Profile("Somebody", "Europe/Oslo", Language.NB)
CHOSEN = {
    KARI: {},
    LIV: {"paused_until": date(2099, 12, 1)},
    OLA: {"stopped": True},
    PER: {"part_time": Weekdays(frozenset({1, 2})), "at": time(7), "unanswered": 3},
    ADA: {"part_time": Weekdays(frozenset({1, 2})), "at": time(10), "unanswered": 3},
}


@pytest.fixture
async def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
    """Keep five leaders, and close a day; the bot is still at it."""
    store = SqliteStore.open(database(tmp_path), alone=True)
    closed = Closed(date(2099, 11, 25), date(2099, 11, 25))

    def body(tx: Transaction) -> None:
        tx.workspaces.save(Workspace(HERE, closed=(closed,), country="NO"))
        for person, chosen in CHOSEN.items():
            tx.people.save(Person(person, PROFILE))
            leader = Leader(person, ADA, NOW)
            leader = replace(leader, **chosen)  # type: ignore[arg-type]  # any field
            reschedule(tx, leader, NOW)

    await store.write(body)
    monkeypatch.setenv("DYTT_DATABASE_URL", f"sqlite:///{database(tmp_path)}")
    return store


def everything_in(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def told(capsys: Said, *given: str) -> dict[str, list[str]]:
    """Return what is planned for each person: times, or reasons."""
    assert main(["plan", *given, "--json"]) == 0
    found: dict[str, list[str]] = {}
    for line in capsys.readouterr().out.splitlines():
        read = json.loads(line)
        said = read.get("skipped") or f"{read['kind']} {read['due_utc']}"
        found.setdefault(read["person"], []).append(said)
        assert "skipped" in read or (read["habit"], read["nudge"]) == (None, None)
    return found


def test_an_admin_sees_when_nudges_come_and_only_reasons_common_to_all(
    kept: SqliteStore, capsys: Said
) -> None:
    with closing(kept):
        found = told(capsys, "--from", "2099-11-23", "--weeks", "1")
    none = ["not due", "not due", "closed", "not due", "not due"]
    quiet = ["quiet", "quiet", "closed", "quiet", "quiet"]
    comes = [f"nudge 2099-11-{day}T08:00:00Z" for day in (23, 27)]
    assert found == {
        KARI: [comes[0], "not due", "closed", "not due", comes[1]],
        LIV: none,
        OLA: none,
        PER: quiet,
        ADA: none,  # asked what would suit better, which is nobody else's business
    }


def test_public_holidays_are_known_as_far_ahead_as_one_asks(
    kept: SqliteStore, capsys: Said
) -> None:
    with closing(kept):
        found = told(capsys, "--from", "2099-12-21", "--weeks", "1")
    assert {days[4] for days in found.values()} == {"holiday"}


def test_the_days_of_the_kept_are_shown_without_what_comes(
    kept: SqliteStore, capsys: Said
) -> None:
    with closing(kept):
        assert main(["plan", "--from", "2099-11-23", "--weeks", "1"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Mon 2099-11-23 09:00 nudge nb" in said
    assert "5 leaders" in said


def test_a_plan_keeps_nothing(kept: SqliteStore, tmp_path: Path, capsys: Said) -> None:
    kept.close()
    before = everything_in(tmp_path)
    told(capsys)
    assert everything_in(tmp_path) == before


def test_without_a_database_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("DYTT_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    assert main(["plan"]) == 1
    assert "dytt plan --people FILE.csv" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
