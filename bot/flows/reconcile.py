"""Find out what became of sends that may or may not have arrived."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.domain.deliveries import Delivery, State
from bot.domain.habits import Catalogue
from bot.domain.ids import WorkspaceId
from bot.flows.recheck import back, over
from bot.flows.settle import Outcome, settle
from bot.ports.clock import Clock
from bot.ports.messenger import Finder, NotSent, Reach, Refused, SendFailed
from bot.ports.outbox import Settled
from bot.ports.store import Store, Transaction, Urgency

ASK_AGAIN = timedelta(minutes=30)
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Looks for each unknown delivery in its conversation before anything else."""

    store: Store
    clock: Clock
    finder: Finder
    catalogue: Catalogue
    settle_time: timedelta = timedelta(seconds=45)

    async def reconcile(self) -> int:
        """Look once for everything unknown whose time has come; return how many."""
        now = self.clock.now()
        lanes = await self.store.read(lambda tx: tx.outbox.lanes(now))
        return sum([await self._lane(lane, now) for lane in lanes])

    async def _lane(self, lane: WorkspaceId, now: datetime) -> int:
        waiting = await self.store.read(lambda tx: tx.outbox.unknown(lane, now))
        if not waiting:
            return 0
        outcomes = [await self._look(delivery) for delivery in waiting]

        def record(tx: Transaction) -> None:
            for outcome in filter(None, outcomes):
                settle(tx, outcome, self.catalogue, self.clock.now())

        await self.store.write(record, Urgency.BULK)
        return len(waiting)

    async def _look(self, delivery: Delivery) -> Outcome | None:
        since = delivery.attempt_utc or delivery.due_utc
        try:
            place = await self.finder.find(delivery.person, delivery.wire_id, since)
        except (NotSent, Refused) as failure:
            return Outcome(delivery, self._unseen(delivery, failure))
        except SendFailed:
            return None  # the look-up itself stumbled; the next tick looks again
        now = self.clock.now()
        if place:
            found = Settled(
                delivery.id, delivery.epoch, State.SENT, "", None, place, now
            )
            return Outcome(delivery, found)
        if now >= delivery.expires_utc:
            return Outcome(delivery, over(delivery, State.MISSED, "late"))
        return Outcome(delivery, back(delivery, now, "proved absent"))

    def _unseen(self, delivery: Delivery, failure: NotSent | Refused) -> Settled:
        """Where nobody can look, it stays unknown: a lost nudge beats a double one."""
        return replace(
            over(delivery, State.UNKNOWN, failure.reason),
            not_before_utc=self._look_again(delivery, failure),
        )

    def _look_again(self, delivery: Delivery, failure: NotSent | Refused) -> datetime:
        now = self.clock.now()
        if isinstance(failure, NotSent):
            return now + self.settle_time
        if failure.reach is Reach.MESSAGE and now >= delivery.expires_utc:
            return NEVER
        return now + ASK_AGAIN  # somebody may grant it meanwhile
