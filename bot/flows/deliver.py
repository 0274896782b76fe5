"""Drain a lane: claim, check again, send, record. Nothing is held while sending."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.deliveries import Delivery, Kind, Place, State
from bot.domain.errors import told
from bot.domain.habits import Catalogue
from bot.domain.ids import DeliveryId, WorkspaceId
from bot.domain.messages import Message
from bot.flows.compose import Composer
from bot.flows.greet import greet_first_admin
from bot.flows.obey import Obedience
from bot.flows.onboard import profile_known
from bot.flows.recheck import back, held_back, over
from bot.flows.settle import Outcome, failed, settle
from bot.ports.clock import Clock
from bot.ports.messenger import Directory, Messenger, SendFailed
from bot.ports.outbox import Settled
from bot.ports.store import Store, Transaction, Urgency

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # longer than the slowest send
MARGIN = timedelta(seconds=30)  # no send begins when less of the lease is left
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
    directory: Directory
    composer: Composer
    obedience: Obedience
    catalogue: Catalogue
    settle_time: timedelta = timedelta(seconds=45)
    _busy: set[WorkspaceId] = field(default_factory=set)
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
                while batch := await self._claim(lane):
                    settled += await self._send_all(batch)
            return settled
        finally:
            self._busy.discard(lane)

    async def drain_all(self) -> int:
        """Drain every lane that has something to send, side by side."""
        if self._unrecorded:
            await self._record()
        now = self.clock.now()
        lanes = await self.store.read(lambda tx: tx.outbox.lanes(now))
        return sum(await asyncio.gather(*(self.drain(lane) for lane in lanes)))

    async def reap(self) -> int:
        """Give up on sends whose lease has ended: they become unknown."""
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
            if tx.workspaces.find(lane).trouble:
                return []  # nothing gets through until somebody mends it
            return list(tx.outbox.claim(lane, now, now + LEASE, CLAIM))

        return await self.store.write(claim, Urgency.BULK)

    async def _send_all(self, batch: list[Delivery]) -> int:
        lease_until = self.clock.now() + LEASE
        sends = (self._send(delivery, lease_until) for delivery in batch)
        results = await asyncio.gather(*sends, return_exceptions=True)
        outcomes = [one for one in results if isinstance(one, Outcome)]
        for delivery, one in zip(batch, results, strict=True):
            if isinstance(one, BaseException):
                # A bug, or the store is down: its lease will end, the others go on.
                log.error("send_failed delivery=%s error=%s", delivery.id, told(one))

        # Kept until they are recorded: the store may be down for a moment, and what
        # was sent is known here alone.
        self._unrecorded.update((one.delivery.id, one) for one in outcomes)
        await self._record()
        return len(batch)

    async def _record(self) -> None:
        outcomes = dict(self._unrecorded)

        def body(tx: Transaction) -> None:
            now = self.clock.now()
            for outcome in outcomes.values():
                settle(tx, outcome, self.catalogue, now)

        await self.store.write(body, Urgency.BULK)
        for delivery, outcome in outcomes.items():
            if self._unrecorded.get(delivery) is outcome:
                del self._unrecorded[delivery]

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
            log.warning(
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
            profile = await self.directory.profile(delivery.person)
            now = self.clock.now()

            def body(tx: Transaction) -> None:
                profile_known(tx, delivery.person, profile, now)
                if delivery.kind in _MADE_CONTACT:
                    greet_first_admin(tx, delivery.person, now)

            await self.store.write(body)

    def _prepare(self, tx: Transaction, delivery: Delivery) -> Message | Settled:
        """Check again, then compose; a Settled says that nothing is to be sent."""
        now = self.clock.now()
        held = held_back(tx, delivery, now)
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
