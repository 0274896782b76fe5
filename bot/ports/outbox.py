"""What waits to be sent, and how far it has come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.deliveries import Delivery, Place, Response, State, Turn
from bot.domain.ids import DeliveryId, PersonId, WorkspaceId


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one claimed delivery; kept only if `epoch` is still its own."""

    id: DeliveryId
    epoch: int
    state: State
    reason: str = ""
    not_before_utc: datetime | None = None  # None: leave it
    place: Place | None = None  # None: leave it
    sent_utc: datetime | None = None  # None: leave it
    expires_utc: datetime | None = None  # None: leave it


@dataclass(frozen=True, slots=True)
class Lease:
    """For how long somebody may hold deliveries, and how many at most."""

    until_utc: datetime
    most: int


@dataclass(frozen=True, slots=True)
class Health:
    """How one workspace's lane is doing: numbers, and nobody's name."""

    counts: tuple[tuple[State, int], ...]  # nudges of the last seven days
    oldest_waiting_utc: datetime | None  # due, and not yet sent
    reasons: tuple[tuple[str, int], ...]  # why not sent, most frequent first


class Outbox(Protocol):
    """Deliveries and how far each has come."""

    def add(self, deliveries: Iterable[Delivery]) -> int:
        """Keep those whose id is new; return how many were."""
        ...

    def again(self, delivery: Delivery) -> None:
        """Plan it, whether it is new or in any state; its epoch moves on.

        For what may be sent again: a redraw, a Home, a nudge put off.
        """
        ...

    def find(self, delivery: DeliveryId) -> Delivery | None:
        """Return the delivery as it stands."""
        ...

    def knows(self, delivery: DeliveryId) -> bool:
        """Whether there is such a delivery, in whatever state."""
        ...

    def at(self, workspace: WorkspaceId, place: Place) -> Delivery | None:
        """Return the nudge whose message stands at `place`."""
        ...

    def open_nudge(self, person: PersonId) -> Delivery | None:
        """Return the newest nudge sent and not replaced, answered or not."""
        ...

    def beside(self, delivery: Delivery, home: DeliveryId) -> Sequence[Delivery]:
        """Return what has to be seen to when a nudge has been sent, newest first.

        Its person's `home` if there is one, the other nudges that were sent and not
        replaced, and the nudge itself if it was answered before that was known.
        """
        ...

    def posted_utc(self, person: PersonId) -> datetime | None:
        """Return when the newest message that still stands was posted to the person."""
        ...

    def just_posted(
        self, lane: WorkspaceId, lease_until_utc: datetime, since_utc: datetime
    ) -> Mapping[PersonId, datetime]:
        """Return when something was posted since then to those in flight by a lease."""
        ...

    def nudges(self, person: PersonId, since_utc: datetime) -> Sequence[Delivery]:
        """Return the person's nudges due since then, newest first."""
        ...

    def waiting(self, person: PersonId) -> Sequence[Delivery]:
        """Return what is planned for the person, earliest first."""
        ...

    def promised(self, lane: WorkspaceId, until_utc: datetime) -> Sequence[Delivery]:
        """Return what Later promised to send in the lane by then, earliest first."""
        ...

    def lanes(self, now_utc: datetime) -> Sequence[WorkspaceId]:
        """Return the workspaces that have something to send or look up now."""
        ...

    def next_due(self) -> datetime | None:
        """Return the earliest instant at which anything planned may be sent."""
        ...

    def turns(self, lane: WorkspaceId, now_utc: datetime) -> Sequence[Turn]:
        """Return the turns in which something is due in the lane, first ones first."""
        ...

    def claim(
        self, lane: WorkspaceId, turn: Turn, now_utc: datetime, lease: Lease
    ) -> Sequence[Delivery]:
        """Mark due deliveries of one turn as sending and return them so marked.

        Earliest first; at most one a person, and none for a person to whom something
        is being sent. Nobody else gets them before the lease ends. Whether the lane
        is blocked is for the caller to know.
        """
        ...

    def coming(
        self, lane: WorkspaceId, until_utc: datetime, most: int
    ) -> Sequence[PersonId]:
        """Return to whom the lane posts next, as far as it is due by then."""
        ...

    def settle(self, outcomes: Iterable[Settled]) -> int:
        """Record outcomes of claimed deliveries; return how many were still ours."""
        ...

    def change(self, delivery: Delivery) -> None:
        """Keep response, state, reason and expiry as given, whoever claimed it.

        The epoch moves on, so a send under way no longer counts as its own.
        """
        ...

    def answer(
        self, delivery: DeliveryId, response: Response | None, at_utc: datetime | None
    ) -> None:
        """Keep what the leader answered, leaving the sending alone."""
        ...

    def reap(self, now_utc: datetime, settle_until_utc: datetime) -> int:
        """Turn every expired `sending` into `unknown`; repeatable ones to planned."""
        ...

    def unknown(
        self, lane: WorkspaceId, now_utc: datetime, most: int
    ) -> Sequence[Delivery]:
        """Return at most `most` unknown ones whose settling time has passed."""
        ...

    def drop_waiting(self, person: PersonId, reason: str) -> int:
        """Drop the nudges planned for the person; return how many."""
        ...

    def health(self, workspace: WorkspaceId, since_utc: datetime) -> Health:
        """Count what became of the nudges due since then.

        Of what else is posted to leaders, what the platform refused.
        """
        ...

    def forget(self, before_utc: datetime) -> int:
        """Delete what is over and was due before then; return how many."""
        ...
