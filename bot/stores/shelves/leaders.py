"""Who is nudged, and when next."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.ids import NudgeId, PersonId, WorkspaceId, workspace_of
from bot.domain.people import Leader, Person, Workspace
from bot.domain.planning import Earlier
from bot.ports.store import Behind, Due
from bot.stores import columns, rows
from bot.stores.connection import Connection, Row
from bot.stores.shelves.people import by_name
from bot.stores.shelves.workspaces import whole

NEVER_UTC = datetime.max.replace(tzinfo=UTC)


class Leaders:
    """Keeps leaders."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, person: PersonId) -> Leader | None:
        """Return the leader, None when the person is not enrolled."""
        row = self._connection.one("leader_find", person=person)
        if row is None:
            return None
        return rows.leader(row, self._connection.all("retired_of", person=person))

    def save(self, leader: Leader, next_due_utc: datetime | None) -> None:
        """Keep the leader; None: nothing is due until something changes."""
        self._connection.run(
            "leader_save",
            workspace=workspace_of(leader.person),
            next_due_utc=columns.from_instant_or_none(next_due_utc),
            **rows.from_leader(leader),
        )
        self._connection.run("retired_clear", person=leader.person)
        self._connection.many(
            "retired_add",
            (
                {"person": leader.person, "nudge": nudge}
                for nudge in sorted(leader.retired)
            ),
        )

    def move(self, next_due: Mapping[PersonId, datetime | None]) -> None:
        """Keep when each of these leaders is planned next, and nothing else."""
        self._connection.many(
            "leader_move",
            (
                {"person": each, "next_due_utc": columns.from_instant_or_none(instant)}
                for each, instant in next_due.items()
            ),
        )

    def sent(self, people: Iterable[PersonId]) -> None:
        """Count one more nudge in a row without a press, for each."""
        self._connection.many("leader_sent", ({"person": each} for each in people))

    def answered(self, person: PersonId) -> None:
        """Note a press: none counts as unanswered any more."""
        self._connection.run("leader_answered", person=person)

    def remove(self, person: PersonId) -> None:
        """Take the person out: no longer a leader. What was journalled stays."""
        self._connection.run("retired_clear", person=person)
        self._connection.run("leader_remove", person=person)

    def of(self, workspace: WorkspaceId) -> Sequence[Due]:
        """Return every leader, by name, then id, stopped ones too."""
        found = self._connection.all("leader_of", workspace=workspace)
        retired = self._connection.all("retired_of_workspace", workspace=workspace)
        return sorted(_dues(found, retired), key=lambda due: by_name(due.person))

    def due(self, until_utc: datetime, most: int) -> Sequence[Due]:
        """Return at most `most` leaders due by `until_utc`, earliest first."""
        until = columns.from_instant(until_utc)
        found = self._connection.all("leader_due", until_utc=until, most=most)
        if not found:
            return []
        retired = self._connection.all(
            "retired_of_due",
            last_due_utc=columns.text(found[-1], "next_due_utc"),
            last_person=columns.text(found[-1], "person"),
        )
        return list(_dues(found, retired))

    def behind(self, due: Sequence[Due], since_utc: datetime) -> Behind:
        """Return what lies behind those that due() returned in this transaction."""
        if not due:
            return Behind({}, {}, {})
        last = {
            "last_due_utc": columns.from_instant(due[-1].due_utc),
            "last_person": due[-1].person.id,
        }
        ask = self._connection
        homes = {each.person.workspace for each in due}
        kept = whole(
            ask.all("workspace_of_due", **last), ask.all("closed_of_due", **last)
        )
        since = columns.from_instant(since_utc)
        return Behind(
            workspaces={
                **{home: Workspace(home) for home in homes},
                **{each.id: each for each in kept},
            },
            earlier=_earlier(ask.all("earlier_of_due", since_utc=since, **last)),
            used=_used(ask.all("chosen_of_due", **last)),
        )

    def in_flight(
        self, lane: WorkspaceId, lease_until_utc: datetime
    ) -> Mapping[PersonId, Due]:
        """Return the leaders to whom the lane posts what it holds by that lease."""
        which = {"lane": lane, "lease": columns.from_instant(lease_until_utc)}
        found = self._connection.all("leader_in_flight", **which)
        retired = self._connection.all("retired_in_flight", **which)
        return {due.leader.person: due for due in _dues(found, retired)}

    def next_due(self, person: PersonId) -> datetime | None:
        """Return when the leader is planned next; None: not at all."""
        row = self._connection.one("leader_find", person=person)
        return None if row is None else columns.instant_or_none(row, "next_due_utc")


def _dues(found: Iterable[Row], retired: Iterable[Row]) -> Iterator[Due]:
    by_person: dict[str, list[Row]] = defaultdict(list)
    for row in retired:
        by_person[columns.text(row, "person")].append(row)
    for row in found:
        leader = rows.leader(row, by_person.get(columns.text(row, "person"), ()))
        yield Due(
            leader=leader,
            person=Person(leader.person) if row["id"] is None else rows.person(row),
            due_utc=columns.instant_or_none(row, "next_due_utc") or NEVER_UTC,
            country=columns.text_or_none(row, "country") or "",
        )


def _earlier(found: Iterable[Row]) -> Mapping[PersonId, Sequence[Earlier]]:
    by_person: dict[PersonId, list[Earlier]] = defaultdict(list)
    for row in found:
        by_person[PersonId(columns.text(row, "person"))].append(rows.earlier(row))
    return by_person


def _used(found: Iterable[Row]) -> Mapping[PersonId, Sequence[NudgeId]]:
    told = ((row, columns.text_or_none(row, "nudges")) for row in found)
    return {
        PersonId(columns.text(row, "person")): [
            NudgeId(each) for each in reversed(nudges.split())
        ]
        for row, nudges in told
        if nudges
    }
