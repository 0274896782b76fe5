"""Drain a lane: claim, check again, send, record. Nothing is held while sending."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.deliveries import Delivery, Kind, Method, Place, State
from bot.domain.errors import told
from bot.domain.habits import Catalogue
from bot.domain.ids import WorkspaceId
from bot.domain.messages import Message
from bot.flows.claim import CLAIM, Batch, Round, claim
from bot.flows.compose import Composer
from bot.flows.obey import Obedience
from bot.flows.outcomes import Outcomes
from bot.flows.prepare import Preparation, Prepared
from bot.flows.recheck import back
from bot.flows.settle import Outcome, failed
from bot.ports.clock import Clock
from bot.ports.holidays import Holidays
from bot.ports.messenger import Availability, Directory, Messenger, SendFailed
from bot.ports.outbox import Settled
from bot.ports.store import Store, StoreDown, Urgency

_log = logging.getLogger(__name__)

MARGIN = timedelta(seconds=30)  # no send begins when less of the lease is left
ASK_AGAIN = timedelta(seconds=10)  # when the store was down
FAR_AHEAD = datetime(9999, 1, 1, tzinfo=UTC)
LANES = 20  # at once: with ten posts each, few wait for one of 100 connections
PATIENCE_S = 1.0  # then a lane goes on while a stuck batch is still under way


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
    per_minute: float = 100.0  # posts to one workspace
    patience_s: float | None = PATIENCE_S
    _busy: set[WorkspaceId] = field(default_factory=set)
    _woken: set[WorkspaceId] = field(default_factory=set)
    _posting: Counter[WorkspaceId] = field(default_factory=Counter)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LANES))
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _preparation: Preparation = field(init=False)
    _outcomes: Outcomes = field(init=False)

    def __post_init__(self) -> None:
        preparation = Preparation(
            self.store,
            self.clock,
            self.availability,
            self.directory,
            self.composer,
            self.obedience,
            self.holidays,
        )
        outcomes = Outcomes(self.store, self.clock, self.catalogue, self.per_minute)
        object.__setattr__(self, "_preparation", preparation)
        object.__setattr__(self, "_outcomes", outcomes)

    async def drain(self, lane: WorkspaceId) -> int:
        """Send everything due in `lane`; return how many deliveries were settled."""
        settled, stuck = await self._drain(lane)
        while stuck:  # what is over now has made room for more
            more, stuck = await self._drain(lane)
            settled += more
        return settled

    async def _drain(self, lane: WorkspaceId) -> tuple[int, bool]:
        """Return how many were settled, and whether some were stuck for a while."""
        self._woken.add(lane)
        if lane in self._busy:
            return 0, False  # whoever is at it looks once more before leaving
        self._busy.add(lane)
        under_way: list[asyncio.Task[int]] = []
        try:
            async with self._room:
                while lane in self._woken:
                    self._woken.discard(lane)
                    await self._empty(lane, under_way)
        finally:
            self._busy.discard(lane)
            stuck = not all(work.done() for work in under_way)
            # What is stuck holds up nobody else, but somebody has to hear of it.
            ends = await asyncio.gather(*under_way, return_exceptions=True)
        return _all_of(ends), stuck

    async def lanes(self) -> Sequence[WorkspaceId]:
        """Return the lanes that have something to send now."""
        await self._outcomes.record([])
        now = self.clock.now()
        return await self.store.read(lambda tx: tx.outbox.lanes(now))

    async def drain_all(self) -> int:
        """Drain every lane that has something to send, side by side."""
        drains = (self.drain(lane) for lane in await self.lanes())
        return _all_of(await asyncio.gather(*drains, return_exceptions=True))

    def stop(self) -> None:
        """Claim no more: what is under way ends, the rest waits for the next start."""
        self._stopping.set()

    async def reap(self) -> int:
        """Give up on sends whose lease has ended: they become unknown."""
        await self._outcomes.record([])  # what we know is not for others to look up
        return await self._reap(self.clock.now())

    async def take_over(self) -> int:
        """Give up on every send under way: at the start, whoever sent is gone."""
        return await self._reap(FAR_AHEAD)

    async def _reap(self, ended_by: datetime) -> int:
        settled_by = self.clock.now() + self.settle_time
        return await self.store.write(
            lambda tx: tx.outbox.reap(ended_by, settled_by), Urgency.BULK
        )

    async def _empty(
        self, lane: WorkspaceId, under_way: list[asyncio.Task[int]]
    ) -> None:
        """Send batch after batch until nothing is left that may go out now."""
        while not self._stopping.is_set():
            now, posts = self.clock.now(), CLAIM - self._posting[lane]
            look = Round(lane, now, posts, self.per_minute)
            batch = await self.store.write(lambda tx: claim(tx, look), Urgency.BULK)  # noqa: B023  it is awaited here
            if not batch.deliveries:
                return
            work = asyncio.create_task(self._work(batch))
            under_way.append(work)
            await asyncio.wait({work}, timeout=self.patience_s)

    async def _work(self, batch: Batch) -> int:
        posts = sum(each.turn.method is Method.POST for each in batch.deliveries)
        self._posting[batch.lane] += posts
        try:
            return await self._send_all(batch)
        finally:
            self._posting[batch.lane] -= posts

    async def _send_all(self, batch: Batch) -> int:
        all_ = batch.deliveries
        try:
            prepared = await self._preparation.batch(batch)
        except StoreDown:
            # Nothing has left: once that can be recorded, nobody need look for it.
            again = self.clock.now() + ASK_AGAIN
            unsent = [Outcome(each, back(each, again, "store")) for each in all_]
            await self._outcomes.record(unsent)
            raise
        sends = (
            self._send(delivery, each, batch.lease_until_utc)
            for delivery, each in zip(all_, prepared, strict=True)
        )
        results = await asyncio.gather(*sends, return_exceptions=True)
        for delivery, one in zip(all_, results, strict=True):
            if isinstance(one, BaseException):
                # A bug, or the store is down: its lease will end, the others go on.
                _log.error("send_failed delivery=%s error=%s", delivery.id, told(one))
        await self._outcomes.record(
            [one for one in results if isinstance(one, Outcome)]
        )
        return len(all_)

    async def _send(
        self, delivery: Delivery, prepared: Prepared | None, lease_until: datetime
    ) -> Outcome:
        try:
            if prepared is None:
                prepared = await self._preparation.alone(delivery)
            if isinstance(prepared, Settled):
                return Outcome(delivery, prepared)
            if self.clock.now() > lease_until - MARGIN:
                return Outcome(delivery, back(delivery, self.clock.now(), "slow"))
            place = await self._hand_over(delivery, prepared)
        except StoreDown:  # seen before anything is handed over
            again = self.clock.now() + ASK_AGAIN
            return Outcome(delivery, back(delivery, again, "store"))
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


def _all_of(ends: Sequence[int | BaseException]) -> int:
    """Return the sum; the first that failed is raised once all have ended."""
    for one in ends:
        if isinstance(one, BaseException):
            raise one
    return sum(one for one in ends if isinstance(one, int))
