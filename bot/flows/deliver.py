"""Drain a lane: claim, check again, send, record. Nothing is held while sending."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.deliveries import Delivery, Kind, Place, State, Turn
from bot.domain.errors import told
from bot.domain.habits import Catalogue
from bot.domain.ids import DeliveryId, WorkspaceId
from bot.domain.messages import Message
from bot.domain.pace import is_blocked
from bot.flows.compose import Composer
from bot.flows.greet import greet_first_admin
from bot.flows.obey import Obedience
from bot.flows.onboard import profile_known
from bot.flows.recheck import back, held_back, over
from bot.flows.settle import Outcome, failed, settle
from bot.ports.clock import Clock
from bot.ports.holidays import Holidays
from bot.ports.messenger import (
    Availability,
    Directory,
    Messenger,
    NotSent,
    SendFailed,
    Unclear,
)
from bot.ports.outbox import Lease, Settled
from bot.ports.store import Store, StoreDown, Transaction, Urgency

_log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # longer than the slowest send
MARGIN = timedelta(seconds=30)  # no send begins when less of the lease is left
ASK_AGAIN_S = 10.0
FAR_AHEAD = datetime(9999, 1, 1, tzinfo=UTC)
CLAIM = 10  # deliveries at once in one lane; bounds what a crash leaves unknown
_MADE_CONTACT = frozenset({Kind.HOME, Kind.COMMAND})
_WANT_PROFILE = _MADE_CONTACT | {Kind.WELCOME, Kind.GREETING}


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Sends what waits. One drain at a time works a lane."""

    store: Store
    clock: Clock
    messenger: Messenger
    availability: Availability
    directory: Directory
    composer: Composer
    obedience: Obedience
    catalogue: Catalogue
    holidays: Holidays
    settle_time: timedelta = timedelta(seconds=45)
    _busy: set[WorkspaceId] = field(default_factory=set)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _woken: set[WorkspaceId] = field(default_factory=set)
    _unrecorded: dict[DeliveryId, Outcome] = field(default_factory=dict)

    async def drain(self, lane: WorkspaceId) -> int:
        """Send everything due in `lane`; return how many deliveries were settled."""
        self._woken.add(lane)
        if lane in self._busy:
            return 0  # whoever is at it looks once more before leaving
        self._busy.add(lane)
        try:
            settled = 0
            while lane in self._woken:
                self._woken.discard(lane)
                while not self._stopping.is_set():
                    batch = await self._claim(lane)
                    if not batch:
                        break
                    settled += await self._send_all(batch)
            return settled
        finally:
            self._busy.discard(lane)

    async def lanes(self) -> Sequence[WorkspaceId]:
        """Return the lanes that have something to send now."""
        if self._unrecorded:
            await self._record()
        now = self.clock.now()
        return await self.store.read(lambda tx: tx.outbox.lanes(now))

    async def drain_all(self) -> int:
        """Drain every lane that has something to send, side by side."""
        lanes = await self.lanes()
        return sum(await asyncio.gather(*(self.drain(lane) for lane in lanes)))

    def stop(self) -> None:
        """Claim no more: what is under way ends, the rest waits for the next start."""
        self._stopping.set()

    async def reap(self) -> int:
        """Give up on sends whose lease has ended: they become unknown."""
        if self._unrecorded:
            await self._record()  # what we know is not for others to look up
        return await self._reap(self.clock.now())

    async def take_over(self) -> int:
        """Give up on every send under way: at the start, whoever sent is gone."""
        return await self._reap(FAR_AHEAD)

    async def _reap(self, ended_by: datetime) -> int:
        settled_by = self.clock.now() + self.settle_time
        return await self.store.write(
            lambda tx: tx.outbox.reap(ended_by, settled_by), Urgency.BULK
        )

    async def _claim(self, lane: WorkspaceId) -> list[Delivery]:
        now = self.clock.now()

        def claim(tx: Transaction) -> list[Delivery]:
            # In trouble, one at a time finds out whether somebody has mended it.
            most = 1 if tx.workspaces.find(lane).trouble else CLAIM
            return _claimed(tx, lane, now, most)

        return await self.store.write(claim, Urgency.BULK)

    async def _send_all(self, batch: list[Delivery]) -> int:
        lease_until = self.clock.now() + LEASE
        sends = (self._send(delivery, lease_until) for delivery in batch)
        results = await asyncio.gather(*sends, return_exceptions=True)
        outcomes = [one for one in results if isinstance(one, Outcome)]
        for delivery, one in zip(batch, results, strict=True):
            if isinstance(one, BaseException):
                # A bug, or the store is down: its lease will end, the others go on.
                _log.error("send_failed delivery=%s error=%s", delivery.id, told(one))

        # Kept until they are recorded: the store may be down for a moment, and what
        # was sent is known here alone.
        self._unrecorded.update((one.delivery.id, one) for one in outcomes)
        await self._record()
        return len(batch)

    async def _record(self) -> None:
        outcomes = list(self._unrecorded.values())
        try:
            await self._settle(outcomes)
        except StoreDown:
            raise
        except Exception as error:  # noqa: BLE001  one that cannot be must not stop all
            _log.error("not_recorded many=%d error=%s", len(outcomes), told(error))
            for outcome in outcomes:
                await self._settle_alone(outcome)

    async def _settle(self, outcomes: list[Outcome]) -> None:
        def body(tx: Transaction) -> None:
            now = self.clock.now()
            for outcome in outcomes:
                settle(tx, outcome, self.catalogue, now)

        await self.store.write(body, Urgency.BULK)
        self._forget(outcomes)

    async def _settle_alone(self, outcome: Outcome) -> None:
        try:
            await self._settle([outcome])
        except StoreDown:
            raise
        except Exception as error:  # noqa: BLE001  its lease ends and it is looked up
            _log.error(
                "not_recorded delivery=%s error=%s", outcome.delivery.id, told(error)
            )
            self._forget([outcome])

    def _forget(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            if self._unrecorded.get(outcome.delivery.id) is outcome:
                del self._unrecorded[outcome.delivery.id]

    async def _send(self, delivery: Delivery, lease_until: datetime) -> Outcome:
        try:
            if delivery.kind in _WANT_PROFILE:
                await self._know(delivery)
            # Only a command changes rows here; everything else just reads them.
            door = (
                self.store.write if delivery.kind is Kind.COMMAND else self.store.read
            )
            prepared = await door(lambda tx: self._prepare(tx, delivery))
            if isinstance(prepared, Settled):
                return Outcome(delivery, prepared)
            if self.clock.now() > lease_until - MARGIN:
                return Outcome(delivery, back(delivery, self.clock.now(), "slow"))
            place = await self._hand_over(delivery, prepared)
        except SendFailed as failure:
            _log.warning(
                "not_sent delivery=%s kind=%s failure=%s reason=%s",
                delivery.id,
                delivery.kind,
                type(failure).__name__,
                getattr(failure, "reason", ""),
            )
            return failed(delivery, failure, self.clock.now(), self.settle_time)
        sent = Settled(
            delivery.id,
            delivery.epoch,
            State.SENT,
            place=place,
            sent_utc=self.clock.now(),
        )
        return Outcome(delivery, sent)

    async def _know(self, delivery: Delivery) -> None:
        """Ask the platform about a person it has not told us of."""
        person = await self.store.read(lambda tx: tx.people.find(delivery.person))
        if person.profile is None:
            try:
                profile = await self.directory.profile(delivery.person)
            except Unclear as stumbled:
                # No message has left yet, so asking again does no harm.
                raise NotSent(stumbled.reason, ASK_AGAIN_S) from stumbled
            now = self.clock.now()

            def body(tx: Transaction) -> None:
                profile_known(tx, delivery.person, profile, now)
                if delivery.kind in _MADE_CONTACT:
                    greet_first_admin(tx, delivery.person, now)

            await self.store.write(body)

    def _prepare(self, tx: Transaction, delivery: Delivery) -> Message | Settled:
        """Check again, then compose; a Settled says that nothing is to be sent."""
        now = self.clock.now()
        held = held_back(tx, self.holidays, delivery, now)
        if held:
            return held
        if delivery.kind is Kind.COMMAND:
            return self.obedience.obey_once(tx, delivery, now)
        message = self.composer.compose(tx, delivery, now)
        return message or over(delivery, State.DROPPED, "text is gone")

    async def _hand_over(self, delivery: Delivery, message: Message) -> Place | None:
        match delivery.kind:
            case Kind.HOME:
                await self.messenger.home(delivery.person, message)
            case Kind.COMMAND:
                await self.messenger.reply(delivery.reply_to, message, delivery.person)
            case Kind.REDRAW if delivery.place:
                await self.messenger.redraw(delivery.place, message, delivery.person)
            case _:
                return await self.messenger.post(
                    delivery.person, message, delivery.wire_id
                )
        return delivery.place


def _claimed(
    tx: Transaction, lane: WorkspaceId, now: datetime, most: int
) -> list[Delivery]:
    """Claim at most `most`, turn by turn, by the methods that are not blocked."""
    paces = tx.lanes.of(lane)
    blocked = {method for method, pace in paces.items() if is_blocked(pace, now)}
    claimed: list[Delivery] = []
    for turn in Turn:
        left = most - len(claimed)
        if left and not blocked & {None, turn.method}:
            claimed += tx.outbox.claim(lane, turn, now, Lease(now + LEASE, left))
    return claimed
