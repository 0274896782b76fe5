"""Leaders who are alike in what the rules look at share a rhythm."""

from dataclasses import fields, replace
from datetime import date, time, timedelta

import pytest

from bot.domain.ids import HabitId, NudgeId
from bot.domain.people import Leader, Person, Profile, Workspace
from bot.domain.words import Language, Weekdays
from bot.flows.rules import looked_at, rules_when_due
from bot.ports.store import Due
from tests.fakes.holidays import FakeHolidays
from tests.fakes.kept import KARI, LANE, NOW, OLA, leader

PROFILE = Profile("Kari", "Europe/Oslo", Language.NB)
LEADER = leader()
DUE = Due(LEADER, Person(KARI, PROFILE), NOW, "NO")
HOLIDAYS = FakeHolidays(
    {"NO": frozenset({date(2026, 5, 17)}), "SE": frozenset({date(2026, 6, 6)})}
)
CHANGED = {
    "person": replace(LEADER, person=OLA),
    "enrolled_by": replace(LEADER, enrolled_by=KARI),
    "enrolled_utc": replace(LEADER, enrolled_utc=NOW + timedelta(1)),
    "focus": replace(LEADER, focus=HabitId("give-feedback")),
    "weekdays": replace(LEADER, weekdays=Weekdays(frozenset({2}))),
    "at": replace(LEADER, at=time(10)),
    "part_time": replace(LEADER, part_time=Weekdays(frozenset({1, 2}))),
    "paused_until": replace(LEADER, paused_until=date(2026, 12, 1)),
    "stopped": replace(LEADER, stopped=True),
    "retired": replace(LEADER, retired=frozenset({NudgeId("a/b")})),
    "unanswered": replace(LEADER, unanswered=3),
}
OTHERS = {
    **{name: replace(DUE, leader=changed) for name, changed in CHANGED.items()},
    "country": replace(DUE, country="SE"),
    "own zone": replace(DUE, person=replace(DUE.person, own_zone="Asia/Tokyo")),
    "profile's zone": replace(
        DUE, person=Person(KARI, replace(PROFILE, zone="America/New_York"))
    ),
    "name": replace(DUE, person=Person(OLA, replace(PROFILE, name="Ola"))),
}


@pytest.mark.parametrize("what", OTHERS)
def test_whoever_is_alike_in_what_is_looked_at_has_an_equal_rhythm(what: str) -> None:
    other, workspace = OTHERS[what], Workspace(LANE)
    alike = looked_at(other) == looked_at(DUE)
    same = rules_when_due(other, workspace, HOLIDAYS) == rules_when_due(
        DUE, workspace, HOLIDAYS
    )
    assert alike is same


def test_every_choice_of_a_leader_is_tried_here() -> None:
    """A new one that changes the rhythm must be looked at, or two would share one."""
    assert CHANGED.keys() == {field.name for field in fields(Leader)}
