"""What decides when a leader may be nudged, joined from all who have a say."""

from collections.abc import Hashable
from datetime import datetime

from bot.domain.calendar import Rhythm, rhythm
from bot.domain.people import Leader, Person, Workspace
from bot.ports.holidays import Holidays
from bot.ports.store import Due, Transaction


def rules_of(
    tx: Transaction, holidays: Holidays, leader: Leader, now: datetime
) -> Rhythm:
    """Return the leader's rhythm as the rows stand now."""
    person = tx.people.find(leader.person)
    due = due_of(tx, leader, person, now)
    return rules_when_due(due, tx.workspaces.find(person.workspace), holidays)


def due_of(tx: Transaction, leader: Leader, person: Person, at: datetime) -> Due:
    """Return the leader as one due at that instant, with the team's country."""
    team = tx.teams.of_leader(leader.person)
    return Due(leader, person, at, team.country if team else "")


def rules_when_due(due: Due, workspace: Workspace, holidays: Holidays) -> Rhythm:
    """Return the rhythm of a leader who is due, and of whom all is known."""
    country = due.country or workspace.country
    day = due.due_utc.date()
    return rhythm(due.leader, due.person, workspace, holidays.around(country, day))


def looked_at(due: Due) -> Hashable:
    """Return all of `due` that rules_when_due looks at, besides the workspace.

    Two of one workspace for whom it is equal have an equal rhythm.
    """
    leader = due.leader
    return (
        due.country,
        due.due_utc,
        due.person.zone,
        leader.weekdays,
        leader.at,
        leader.part_time,
        leader.paused_until,
        leader.stopped,
    )
