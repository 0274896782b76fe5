"""Deliveries and how far each has come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.domain.deliveries import Delivery, Place, Response, State, Turn
from bot.domain.ids import DeliveryId, PersonId, WorkspaceId
from bot.ports.outbox import Health, Lease, Settled
from bot.stores import columns, rows
from bot.stores.connection import Connection, Row


class Outbox:
    """Keeps deliveries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, deliveries: Iterable[Delivery]) -> int:
        """Keep those whose id is new; return how many were."""
        return self._connection.many("outbox_add", map(rows.from_delivery, deliveries))

    def again(self, delivery: Delivery) -> None:
        """Plan it, whether it is new or in any state; its epoch moves on."""
        self._connection.run("outbox_again", **rows.from_delivery(delivery))

    def find(self, delivery: DeliveryId) -> Delivery | None:
        """Return the delivery as it stands."""
        return _one(self._connection.one("outbox_find", id=delivery))

    def knows(self, delivery: DeliveryId) -> bool:
        """Whether there is such a delivery, in whatever state."""
        return self._connection.one("outbox_knows", id=delivery) is not None

    def at(self, workspace: WorkspaceId, place: Place) -> Delivery | None:
        """Return the nudge whose message stands at `place`."""
        row = self._connection.one(
            "outbox_at",
            workspace=workspace,
            channel=place.channel,
            message=place.message,
        )
        return _one(row)

    def open_nudge(self, person: PersonId) -> Delivery | None:
        """Return the newest nudge sent and not replaced, answered or not."""
        return _one(self._connection.one("outbox_open_nudge", person=person))

    def beside(self, delivery: Delivery, home: DeliveryId) -> Sequence[Delivery]:
        """Return what has to be seen to when a nudge has been sent, newest first."""
        found = self._connection.all(
            "outbox_beside", person=delivery.person, id=delivery.id, home=home
        )
        beside = [rows.delivery(row) for row in found]
        return sorted(beside, key=_when_sent, reverse=True)

    def posted_utc(self, person: PersonId) -> datetime | None:
        """Return when the newest message that still stands was posted to the person."""
        row = self._connection.one("outbox_posted", person=person)
        return columns.instant_or_none(row, "sent_utc") if row else None

    def just_posted(
        self, lane: WorkspaceId, lease_until_utc: datetime, since_utc: datetime
    ) -> Mapping[PersonId, datetime]:
        """Return when something was posted since then to those in flight by a lease."""
        found = self._connection.all(
            "outbox_just_posted",
            lane=lane,
            lease=columns.from_instant(lease_until_utc),
            since_utc=columns.from_instant(since_utc),
        )
        return {
            PersonId(columns.text(row, "person")): columns.instant(row, "sent_utc")
            for row in found
        }

    def nudges(self, person: PersonId, since_utc: datetime) -> Sequence[Delivery]:
        """Return the person's nudges due since then, newest first."""
        since = columns.from_instant(since_utc)
        found = self._connection.all("outbox_nudges", person=person, since_utc=since)
        return [rows.delivery(row) for row in found]

    def waiting(self, person: PersonId) -> Sequence[Delivery]:
        """Return what is planned for the person, earliest first."""
        found = self._connection.all("outbox_waiting", person=person)
        return [rows.delivery(row) for row in found]

    def promised(self, lane: WorkspaceId, until_utc: datetime) -> Sequence[Delivery]:
        """Return what Later promised to send in the lane by then, earliest first."""
        until = columns.from_instant(until_utc)
        found = self._connection.all("outbox_promised", lane=lane, until_utc=until)
        return [rows.delivery(row) for row in found]

    def lanes(self, now_utc: datetime) -> Sequence[WorkspaceId]:
        """Return the workspaces that have something to send or look up now."""
        now = columns.from_instant(now_utc)
        found = self._connection.all("outbox_lanes", now_utc=now)
        return [WorkspaceId(columns.text(row, "workspace")) for row in found]

    def next_due(self) -> datetime | None:
        """Return the earliest instant at which anything planned may be sent."""
        row = self._connection.one("outbox_next_due")
        return columns.instant_or_none(row, "due_utc") if row else None

    def turns(self, lane: WorkspaceId, now_utc: datetime) -> Sequence[Turn]:
        """Return the turns in which something is due in the lane, first ones first."""
        now = columns.from_instant(now_utc)
        found = self._connection.all("outbox_turns", lane=lane, now_utc=now)
        return [Turn(columns.number(row, "turn")) for row in found]

    def claim(
        self, lane: WorkspaceId, turn: Turn, now_utc: datetime, lease: Lease
    ) -> Sequence[Delivery]:
        """Mark due deliveries of one turn as sending and return them so marked."""
        found = self._connection.all(
            "outbox_claim",
            lane=lane,
            turn=turn.value,
            now_utc=columns.from_instant(now_utc),
            lease_until_utc=columns.from_instant(lease.until_utc),
            most=lease.most,
        )
        # No database promises an order of what RETURNING returns.
        return sorted(
            map(rows.delivery, found), key=lambda each: (each.not_before_utc, each.id)
        )

    def coming(
        self, lane: WorkspaceId, until_utc: datetime, most: int
    ) -> Sequence[PersonId]:
        """Return to whom the lane posts next, as far as it is due by then."""
        until = columns.from_instant(until_utc)
        found = self._connection.all(
            "outbox_coming", lane=lane, until_utc=until, most=most
        )
        return [PersonId(columns.text(row, "person")) for row in found]

    def settle(self, outcomes: Iterable[Settled]) -> int:
        """Record outcomes of claimed deliveries; return how many were still ours."""
        return self._connection.many("outbox_settle", map(_from_settled, outcomes))

    def change(self, delivery: Delivery) -> None:
        """Keep response, state, reason and expiry as given, whoever claimed it."""
        self._connection.run(
            "outbox_change",
            id=delivery.id,
            response=delivery.response.value if delivery.response else None,
            responded_utc=columns.from_instant_or_none(delivery.responded_utc),
            state=delivery.state.value,
            reason=delivery.reason,
            expires_utc=columns.from_instant(delivery.expires_utc),
        )

    def answer(
        self, delivery: DeliveryId, response: Response | None, at_utc: datetime | None
    ) -> None:
        """Keep what the leader answered, leaving the sending alone."""
        self._connection.run(
            "outbox_answer",
            id=delivery,
            response=response.value if response else None,
            responded_utc=columns.from_instant_or_none(at_utc),
        )

    def reap(self, now_utc: datetime, settle_until_utc: datetime) -> int:
        """Turn every expired `sending` into `unknown`; repeatable ones to planned."""
        return self._connection.run(
            "outbox_reap",
            now_utc=columns.from_instant(now_utc),
            settle_until_utc=columns.from_instant(settle_until_utc),
        )

    def unknown(
        self, lane: WorkspaceId, now_utc: datetime, most: int
    ) -> Sequence[Delivery]:
        """Return at most `most` unknown ones whose settling time has passed."""
        now = columns.from_instant(now_utc)
        found = self._connection.all(
            "outbox_unknown", lane=lane, now_utc=now, most=most
        )
        return [rows.delivery(row) for row in found]

    def drop_waiting(self, person: PersonId, reason: str) -> int:
        """Drop the nudges planned for the person; return how many."""
        return self._connection.run("outbox_drop_waiting", person=person, reason=reason)

    def health(self, workspace: WorkspaceId, since_utc: datetime) -> Health:
        """Count what became of the nudges due since then."""
        since = columns.from_instant(since_utc)
        counts = self._connection.all(
            "outbox_counts", workspace=workspace, since_utc=since
        )
        oldest = self._connection.one(
            "outbox_oldest_waiting", workspace=workspace, since_utc=since
        )
        reasons = self._connection.all(
            "outbox_reasons", workspace=workspace, since_utc=since
        )
        return Health(
            counts=tuple(
                (State(columns.text(row, "state")), columns.number(row, "many"))
                for row in counts
            ),
            oldest_waiting_utc=columns.instant_or_none(oldest, "due_utc")
            if oldest
            else None,
            reasons=tuple(
                (columns.text(row, "reason"), columns.number(row, "many"))
                for row in reasons
            ),
        )

    def forget(self, before_utc: datetime) -> int:
        """Delete what is over and was due before then; return how many."""
        before = columns.from_instant(before_utc)
        return self._connection.run("outbox_forget", before_utc=before)


def _when_sent(delivery: Delivery) -> tuple[datetime, DeliveryId]:
    return delivery.sent_utc or delivery.due_utc, delivery.id


def _one(row: Row | None) -> Delivery | None:
    return None if row is None else rows.delivery(row)


def _from_settled(settled: Settled) -> Row:
    return {
        "id": settled.id,
        "epoch": settled.epoch,
        "state": settled.state.value,
        "reason": settled.reason,
        "not_before_utc": columns.from_instant_or_none(settled.not_before_utc),
        "channel": settled.place.channel if settled.place else None,
        "message": settled.place.message if settled.place else None,
        "sent_utc": columns.from_instant_or_none(settled.sent_utc),
        "expires_utc": columns.from_instant_or_none(settled.expires_utc),
    }
