"""Every line of a dry run over six months, held against a day-by-day oracle.

The oracle knows nothing of the bot: only zoneinfo, the holidays package and the rules
as they are written in the docs. Which weekdays a cap leaves is spelled out by hand.
"""

import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import holidays
import pytest

from bot.cli import main
from tests.fakes.house import catalogue

FIRST, WEEKS = date(2026, 10, 12), 26  # both changes of the clocks, and Christmas
DAYS = [FIRST + timedelta(days=n) for n in range(WEEKS * 7)]
MON, TUE, WED, THU, FRI, SAT, SUN = range(1, 8)
WEEKDAYS = frozenset({MON, TUE, WED, THU, FRI})
ODD = {"SE": ("public", "de_facto"), "DK": ("public", "optional")}
EIGHT, FIVE = time(8), time(17)

Row = dict[str, str | None]


@dataclass(frozen=True)
class Somebody:
    """A line of the file, and what a person reads out of it."""

    id: str
    cells: str  # zone to pause_until, as in the file
    zone: str
    language: str = "en"
    country: str = ""
    weekdays: frozenset[int] = WEEKDAYS
    kept: frozenset[int] = frozenset({MON, WED, FRI})  # what the cap leaves
    at: time = field(default=time(9))
    quiet: tuple[time, time] = (FIVE, EIGHT)
    every: int = 1
    pause: tuple[date, date] | None = None


PEOPLE = (
    Somebody(
        "oslo", "Europe/Oslo,nb,NO,,,,,,,", "Europe/Oslo", language="nb", country="NO"
    ),
    Somebody(
        "oslo-part-time",
        'Europe/Oslo,nb,NO,"mon,tue,thu",08:30,,,,,',
        "Europe/Oslo",
        language="nb",
        country="NO",
        weekdays=frozenset({MON, TUE, THU}),
        kept=frozenset({MON, TUE, THU}),
        at=time(8, 30),
    ),
    Somebody(
        "oslo-skipped-hour",
        "Europe/Oslo,nb,,sat-sun,02:30,22:00-01:00,,,,",
        "Europe/Oslo",
        language="nb",
        weekdays=frozenset({SAT, SUN}),
        kept=frozenset({SAT, SUN}),
        at=time(2, 30),
        quiet=(time(22), time(1)),
    ),
    Somebody(
        "stockholm",
        "Europe/Stockholm,sv,SE,,13:00,,2,,,",
        "Europe/Stockholm",
        language="sv",
        country="SE",
        at=time(13),
        every=2,
    ),
    Somebody(
        "copenhagen",
        "Europe/Copenhagen,da,DK,,10:15,,,2,2026-12-07,2027-01-18",
        "Europe/Copenhagen",
        language="da",
        country="DK",
        kept=frozenset({TUE, THU}),
        at=time(10, 15),
        pause=(date(2026, 12, 7), date(2027, 1, 18)),
    ),
    Somebody(
        "helsinki",
        "Europe/Helsinki,sv,FI,mon-wed,,,3,1,,2026-10-20",
        "Europe/Helsinki",
        language="sv",
        country="FI",
        weekdays=frozenset({MON, TUE, WED}),
        kept=frozenset({TUE}),
        every=3,
        pause=(date.min, date(2026, 10, 20)),
    ),
    Somebody(
        "helsinki-in-quiet-hours",
        "Europe/Helsinki,en,FI,,07:45,,,,,",
        "Europe/Helsinki",
        country="FI",
        at=time(7, 45),
    ),
    Somebody(
        "new-york",
        "America/New_York,en,US,tue-sat,11:00,20:30-06:00,,2,2027-02-01,",
        "America/New_York",
        country="US",
        weekdays=frozenset({TUE, WED, THU, FRI, SAT}),
        kept=frozenset({TUE, THU}),
        at=time(11),
        quiet=(time(20, 30), time(6)),
        pause=(date(2027, 2, 1), date.max),
    ),
    Somebody(
        "new-york-hours-that-come-twice",
        "America/New_York,en,,sat-mon,01:30,03:00-01:00,,,,",
        "America/New_York",
        weekdays=frozenset({SAT, SUN, MON}),
        kept=frozenset({SAT, SUN, MON}),
        at=time(1, 30),
        quiet=(time(3), time(1)),
    ),
    Somebody(
        "kolkata",
        "Asia/Kolkata,en,IN,mon-sat,16:45,,,3,,",
        "Asia/Kolkata",
        country="IN",
        weekdays=WEEKDAYS | {SAT},
        at=time(16, 45),
    ),
    Somebody(
        "kiritimati",
        'Pacific/Kiritimati,en,,"wed,thu,fri",,,12,,,',
        "Pacific/Kiritimati",
        weekdays=frozenset({WED, THU, FRI}),
        kept=frozenset({WED, THU, FRI}),
        every=12,
    ),
    Somebody(
        "bavaria",
        "Europe/Berlin,en,DE-BY,mon-fri,,,,,,",
        "Europe/Berlin",
        country="DE-BY",
    ),
)


def shown_at(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the first instant at which a clock there shows that, or jumps over it."""
    meant = datetime.combine(day, wall)
    noon = datetime.combine(day, time(12), UTC)
    offsets = [
        (noon + timedelta(days=days)).astimezone(zone).utcoffset() for days in (-1, 1)
    ]
    ways = [(meant - (offset or timedelta())).replace(tzinfo=UTC) for offset in offsets]
    right = [way for way in ways if way.astimezone(zone).replace(tzinfo=None) == meant]
    return min(right) if right else ways[0]  # in the gap: as if nobody had moved them


def days_off(country: str) -> set[date]:
    """Return the public holidays."""
    if not country:
        return set()
    land, _, region = country.partition("-")
    years = range(FIRST.year, DAYS[-1].year + 1)
    return set(
        holidays.country_holidays(
            land, subdiv=region or None, years=years, categories=ODD.get(land)
        )
    )


def is_quiet(at: time, quiet: tuple[time, time]) -> bool:
    start, end = quiet
    return start <= at < end if start < end else at >= start or at < end


def reason(somebody: Somebody, day: date, due: datetime, off: set[date]) -> str | None:
    """Return why that day brings nothing."""
    if day in off:
        return "holiday"
    if is_quiet(due.astimezone(ZoneInfo(somebody.zone)).time(), somebody.quiet):
        return "quiet"
    if somebody.pause and somebody.pause[0] <= day < somebody.pause[1]:
        return "pause"
    if day.isoweekday() not in somebody.weekdays:
        return "part-time"
    return None if day.isoweekday() in somebody.kept else "cap"


def expected(somebody: Somebody) -> Iterator[Row]:
    """Yield every line about somebody, but for which nudge it is."""
    zone, off = ZoneInfo(somebody.zone), days_off(somebody.country)
    for day in DAYS:
        weeks = (day - date(2024, 1, 1)).days // 7
        if weeks % somebody.every or day.isoweekday() not in (
            WEEKDAYS | somebody.weekdays
        ):
            continue
        due = shown_at(day, somebody.at, zone)
        why = reason(somebody, day, due, off)
        if why:
            yield {"person": somebody.id, "day": f"{day}", "skipped": why}
        else:
            yield {
                "person": somebody.id,
                "kind": "nudge",
                "due_utc": due.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "due_local": due.astimezone(zone).isoformat(),
                "language": somebody.language,
            }


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    people = tmp_path_factory.mktemp("plan") / "people.csv"
    header = (
        "id,role,zone,language,country,weekdays,at,quiet,every_weeks,cap_per_week,"
        "pause_from,pause_until"
    )
    rows = [f"{each.id},leader,{each.cells}" for each in PEOPLE]
    people.write_text("\n".join([header, *rows, "x,admin,,,,,,,,,,"]), "utf-8")
    given = ["--people", str(people), "--from", f"{FIRST}", "--weeks", f"{WEEKS}"]
    out, err = StringIO(), StringIO()

    with redirect_stdout(out), redirect_stderr(err):
        code = main(["plan", *given, "--json"])

    assert (code, err.getvalue()) == (0, "")
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_line_is_what_the_rules_say(lines: list[Row]) -> None:
    found = [
        {name: value for name, value in line.items() if name not in {"habit", "nudge"}}
        for line in lines
    ]
    wanted = [line for somebody in PEOPLE for line in expected(somebody)]
    assert found == wanted
    assert len(found) > 1000


def test_every_nudge_can_be_sent_then_and_in_that_language(lines: list[Row]) -> None:
    known = {
        nudge.id: nudge
        for habit in catalogue().habits.values()
        for nudge in habit.nudges
    }
    for line in lines:
        if "nudge" in line:
            nudge = known[line["nudge"]]  # type: ignore[index]  # an id or a failure
            assert nudge.habit == line["habit"]
            assert line["language"] in nudge.text
            hour = datetime.fromisoformat(str(line["due_local"])).time()
            assert nudge.fits != "morning" or hour <= time(10, 30)
            assert nudge.fits != "before-lunch" or hour <= time(11, 30)
            assert nudge.fits != "end-of-day" or hour >= time(14)


def test_nobody_gets_a_nudge_twice_before_the_round_is_over(lines: list[Row]) -> None:
    nudges = [line.get("nudge") for line in lines if line["person"] == "oslo"]
    given = [nudge for nudge in nudges if nudge]
    round_ = {
        nudge.id
        for habit in catalogue().habits.values()
        for nudge in habit.nudges
        if "nb" in nudge.text and nudge.fits != "end-of-day" and not nudge.retired
    }
    assert set(given[: len(round_)]) == round_


BY_HAND = (
    # Oslo leaves summer time in the night to Sunday 25 October.
    ("oslo", "2026-10-23", "2026-10-23T07:00:00Z", "2026-10-23T09:00:00+02:00"),
    ("oslo", "2026-10-26", "2026-10-26T08:00:00Z", "2026-10-26T09:00:00+01:00"),
    ("oslo", "2026-12-22", "cap"),
    ("oslo", "2026-12-25", "holiday"),
    ("oslo", "2026-12-23", "2026-12-23T08:00:00Z", "2026-12-23T09:00:00+01:00"),
    ("oslo-part-time", "2026-11-25", "part-time"),
    # 02:30 comes twice on 25 October: the first time counts. On 28 March it is
    # skipped, and the clocks show 03:30 instead.
    (
        "oslo-skipped-hour",
        "2026-10-25",
        "2026-10-25T00:30:00Z",
        "2026-10-25T02:30:00+02:00",
    ),
    (
        "oslo-skipped-hour",
        "2027-03-28",
        "2027-03-28T01:30:00Z",
        "2027-03-28T03:30:00+02:00",
    ),
    ("stockholm", "2026-12-28", "2026-12-28T12:00:00Z", "2026-12-28T13:00:00+01:00"),
    ("stockholm", "2026-12-31", "holiday"),  # off by custom
    ("copenhagen", "2026-12-08", "pause"),
    ("copenhagen", "2026-12-25", "holiday"),  # for everybody, pause or not
    ("copenhagen", "2027-01-19", "2027-01-19T09:15:00Z", "2027-01-19T10:15:00+01:00"),
    ("helsinki-in-quiet-hours", "2026-11-02", "quiet"),
    # New York changes a week after Europe, on 1 November.
    ("new-york", "2026-10-29", "2026-10-29T15:00:00Z", "2026-10-29T11:00:00-04:00"),
    ("new-york", "2026-11-03", "2026-11-03T16:00:00Z", "2026-11-03T11:00:00-05:00"),
    ("new-york", "2026-11-26", "holiday"),  # Thanksgiving
    ("new-york", "2026-11-27", "cap"),
    (
        "new-york-hours-that-come-twice",
        "2026-11-01",
        "2026-11-01T05:30:00Z",
        "2026-11-01T01:30:00-04:00",
    ),
    ("kolkata", "2026-12-23", "2026-12-23T11:15:00Z", "2026-12-23T16:45:00+05:30"),
    # Fourteen hours ahead: still Tuesday in Greenwich.
    ("kiritimati", "2026-12-30", "2026-12-29T19:00:00Z", "2026-12-30T09:00:00+14:00"),
    ("bavaria", "2027-01-06", "holiday"),  # a region's own
)


@pytest.mark.parametrize("wanted", BY_HAND, ids=lambda each: f"{each[0]} {each[1]}")
def test_a_line_checked_by_hand(lines: list[Row], wanted: tuple[str, ...]) -> None:
    person, day, *said = wanted
    found = [
        line
        for line in lines
        if line["person"] == person
        and (line.get("day") == day or str(line.get("due_local")).startswith(day))
    ]
    assert len(found) == 1
    (line,) = found
    told = (
        [line["skipped"]] if "skipped" in line else [line["due_utc"], line["due_local"]]
    )
    assert told == said


def test_weeks_between_have_no_lines(lines: list[Row]) -> None:
    # 28 December 2026 begins the 156th week since 1 January 2024.
    days = {
        str(line.get("day") or str(line["due_local"])[:10])
        for line in lines
        if line["person"] == "kiritimati"
    }
    assert days == {
        f"{monday + timedelta(days=n)}"
        for monday in (date(2026, 12, 28), date(2027, 3, 22))
        for n in range(5)
    }
