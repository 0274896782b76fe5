"""The one door to what is kept.

    written = await store.write(body)      seen = await store.read(body)

`body` is a plain function of a Transaction; it runs in one transaction on the
store's own thread, and the caller hears of it only after the commit. It may run
again from the start, so it changes nothing but rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol, TypeVar

from bot.domain.deliveries import Method
from bot.domain.ids import InputId, NudgeId, PersonId, WorkspaceId
from bot.domain.journal import Entry
from bot.domain.pace import Pace
from bot.domain.people import Leader, Person, Team, Workspace
from bot.domain.planning import Earlier
from bot.ports.outbox import Outbox

T = TypeVar("T")


class StoreDown(Exception):
    """Nothing was kept: the disk is full, the file locked or the server away."""


class Urgency(IntEnum):
    """Who goes first when several wait to write."""

    PERSON = 0  # somebody waits for an answer
    BULK = 1


@dataclass(frozen=True, slots=True)
class Due:
    """A leader whose next instant has come, with all that planning needs."""

    leader: Leader
    person: Person
    due_utc: datetime
    country: str  # of the leader's team; empty: the workspace's own


@dataclass(frozen=True, slots=True)
class Behind:
    """What planning reads of leaders who are due besides themselves; all at once."""

    workspaces: Mapping[WorkspaceId, Workspace]
    earlier: Mapping[PersonId, Sequence[Earlier]]  # nudges, check-ins since an instant
    used: Mapping[PersonId, Sequence[NudgeId]]  # every nudge ever chosen, newest first


class Workspaces(Protocol):
    """Workspaces with their cadence, quiet hours and closed days."""

    def find(self, workspace: WorkspaceId) -> Workspace:
        """Return the workspace; one never saved has every default."""
        ...

    def save(self, workspace: Workspace) -> None:
        """Keep the workspace as it is given, closed days included."""
        ...

    def mended(self, workspace: WorkspaceId) -> None:
        """Note that the workspace is in no trouble any more."""
        ...

    def all(self) -> Sequence[Workspace]:
        """Return every workspace saved, by id."""
        ...


class People(Protocol):
    """People and what the platform says of them."""

    def find(self, person: PersonId) -> Person:
        """Return the person; one never saved has no profile and every default."""
        ...

    def save(self, person: Person) -> None:
        """Keep the person as given."""
        ...

    def admins(self, workspace: WorkspaceId) -> Sequence[Person]:
        """Return the known admins, by name, then id; the gone left out."""
        ...


class Leaders(Protocol):
    """Who is nudged, and when next."""

    def find(self, person: PersonId) -> Leader | None:
        """Return the leader, None when the person is not enrolled."""
        ...

    def save(self, leader: Leader, next_due_utc: datetime | None) -> None:
        """Keep the leader; None: nothing is due until something changes."""
        ...

    def move(self, next_due: Mapping[PersonId, datetime | None]) -> None:
        """Keep when each of these leaders is planned next, and nothing else."""
        ...

    def sent(self, people: Iterable[PersonId]) -> None:
        """Count one more nudge in a row without a press, for each."""
        ...

    def answered(self, person: PersonId) -> None:
        """Note a press: none counts as unanswered any more."""
        ...

    def remove(self, person: PersonId) -> None:
        """Take the person out: no longer a leader. What was journalled stays."""
        ...

    def of(self, workspace: WorkspaceId) -> Sequence[Due]:
        """Return every leader, by name, then id, stopped ones too.

        `due_utc` is the next instant; for one without, datetime.max in UTC.
        """
        ...

    def due(self, until_utc: datetime, most: int) -> Sequence[Due]:
        """Return at most `most` leaders due by `until_utc`, earliest first."""
        ...

    def behind(self, due: Sequence[Due], since_utc: datetime) -> Behind:
        """Return what lies behind those that due() returned in this transaction.

        Nudges and check-ins due since then, and nudges put off to a time since then.
        """
        ...

    def in_flight(
        self, lane: WorkspaceId, lease_until_utc: datetime
    ) -> Mapping[PersonId, Due]:
        """Return the leaders to whom the lane posts what it holds by that lease."""
        ...

    def next_due(self, person: PersonId) -> datetime | None:
        """Return when the leader is planned next; None: not at all."""
        ...


class Teams(Protocol):
    """One leader's people."""

    def of_leader(self, leader: PersonId) -> Team | None:
        """Return the team the person leads."""
        ...

    def of_member(self, member: PersonId) -> Team | None:
        """Return the team the person belongs to."""
        ...

    def save(self, team: Team) -> None:
        """Keep the team; its members leave any team they were in."""
        ...

    def all(self, workspace: WorkspaceId) -> Sequence[Team]:
        """Return the teams, by leader."""
        ...


class Journal(Protocol):
    """What happened, append-only. Holds no answers of employees."""

    def add(self, entries: Iterable[Entry]) -> None:
        """Append the entries."""
        ...

    def of(self, person: PersonId, since_utc: datetime) -> Sequence[Entry]:
        """Return the person's entries since then, oldest first."""
        ...

    def forget(self, before_utc: datetime) -> int:
        """Delete what leaders answered and set before then; return how many rows.

        Which nudges came stays, and who was enrolled, opted out and in.
        """
        ...


class Inputs(Protocol):
    """What has come in before."""

    def first(self, workspace: WorkspaceId, given: InputId, at_utc: datetime) -> bool:
        """Note the input; return False when it was noted before."""
        ...

    def forget(self, before_utc: datetime) -> int:
        """Delete notes older than that; return how many."""
        ...


class Lanes(Protocol):
    """How fast each workspace may be sent to."""

    def of(self, lane: WorkspaceId) -> Mapping[Method | None, Pace]:
        """Return the pace by method; None: what holds for every method."""
        ...

    def save(self, lane: WorkspaceId, method: Method | None, pace: Pace) -> None:
        """Keep the pace as given."""
        ...

    def block(
        self, lane: WorkspaceId, until_utc: datetime, method: Method | None = None
    ) -> None:
        """Send nothing by that method before then; by none at all without one.

        Never for less long than it is blocked already.
        """
        ...


class Transaction(Protocol):
    """Everything that can be read or changed, all of it or nothing."""

    @property
    def workspaces(self) -> Workspaces: ...  # noqa: D102
    @property
    def people(self) -> People: ...  # noqa: D102
    @property
    def leaders(self) -> Leaders: ...  # noqa: D102
    @property
    def teams(self) -> Teams: ...  # noqa: D102
    @property
    def outbox(self) -> Outbox: ...  # noqa: D102
    @property
    def journal(self) -> Journal: ...  # noqa: D102
    @property
    def inputs(self) -> Inputs: ...  # noqa: D102
    @property
    def lanes(self) -> Lanes: ...  # noqa: D102


class Store(Protocol):
    """The door."""

    async def write(
        self, body: Callable[[Transaction], T], urgency: Urgency = Urgency.PERSON
    ) -> T:
        """Run `body` in one transaction; return after the commit. Raises StoreDown."""
        ...

    async def read(self, body: Callable[[Transaction], T]) -> T:
        """Run `body` on a connection of its own, seeing one moment's state."""
        ...
