"""Find out what became of sends that may or may not have arrived."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.calendar import NEVER
from bot.domain.deliveries import Delivery, Method, State
from bot.domain.errors import told
from bot.domain.habits import Catalogue
from bot.domain.ids import WorkspaceId
from bot.domain.pace import is_blocked
from bot.flows.recheck import back, over
from bot.flows.settle import Outcome, settle
from bot.ports.clock import Clock
from bot.ports.messenger import Finder, NotSent, Reach, Refused, SendFailed
from bot.ports.outbox import Settled
from bot.ports.store import Store, StoreDown, Transaction, Urgency

_log = logging.getLogger(__name__)

ASK_AGAIN = timedelta(minutes=30)
LOOKS = 4  # a lane and tick: at a tick each 5 s this keeps to Slack's 50 a minute
_NAMES = {State.SENT: "found", State.UNKNOWN: "unseen"}


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Looks for each unknown delivery in its conversation before anything else."""

    store: Store
    clock: Clock
    finder: Finder
    catalogue: Catalogue
    settle_time: timedelta = timedelta(seconds=45)

    async def reconcile(self) -> int:
        """Look once for what is unknown and whose time has come; return how many.

        At most LOOKS in each lane, lanes side by side.
        """
        now = self.clock.now()
        lanes = await self.store.read(lambda tx: tx.outbox.lanes(now))
        ends = await asyncio.gather(
            *(self._lane(lane, now) for lane in lanes), return_exceptions=True
        )
        for failed in (end for end in ends if isinstance(end, BaseException)):
            raise failed
        return sum(end for end in ends if isinstance(end, int))

    async def _lane(self, lane: WorkspaceId, now: datetime) -> int:
        ends: Counter[str] = Counter()
        for delivery in await self.store.read(lambda tx: _to_look_up(tx, lane, now)):
            # Each is recorded for itself, so that a bad row holds up no other.
            settled, failure = await self._look(delivery)
            await self._record(delivery, settled, failure)
            ends[_NAMES.get(settled.state, "absent")] += 1
            if isinstance(failure, NotSent):
                break  # nor would the next look be answered
        if ends:
            _log.info(
                "reconciled lane=%s found=%d absent=%d unseen=%d",
                lane,
                ends["found"],
                ends["absent"],
                ends["unseen"],
            )
        return ends.total()

    async def _record(
        self, delivery: Delivery, settled: Settled, failure: SendFailed | None
    ) -> None:
        def body(tx: Transaction) -> None:
            settle(tx, Outcome(delivery, settled), self.catalogue, self.clock.now())
            _obey(tx, delivery.workspace, failure, settled.not_before_utc)

        try:
            await self.store.write(body, Urgency.BULK)
        except StoreDown:
            raise
        except Exception as error:  # noqa: BLE001  put aside, so that the others' turn comes
            _log.error("not_recorded delivery=%s error=%s", delivery.id, told(error))
            aside = self._unseen(delivery, delivery.reason, ASK_AGAIN)
            await self.store.write(lambda tx: tx.outbox.settle([aside]), Urgency.BULK)

    async def _look(self, delivery: Delivery) -> tuple[Settled, SendFailed | None]:
        since = delivery.attempt_utc or delivery.due_utc
        try:
            place = await self.finder.find(delivery.person, delivery.wire_id, since)
        except NotSent as failure:
            wait = max(self.settle_time, timedelta(seconds=failure.retry_after_s))
            return self._unseen(delivery, failure.reason, wait), failure
        except Refused as failure:
            return self._not_shown(delivery, failure), failure
        except SendFailed as failure:  # the look-up itself stumbled
            late = self.clock.now() >= delivery.expires_utc
            wait = ASK_AGAIN if late else self.settle_time  # nothing hangs on it then
            return self._unseen(delivery, delivery.reason, wait), failure
        now = self.clock.now()
        if place:
            found = Settled(
                delivery.id, delivery.epoch, State.SENT, "", None, place, now
            )
            return found, None
        if now >= delivery.expires_utc:
            return over(delivery, State.MISSED, "late"), None
        return back(delivery, now, "proved absent"), None

    def _not_shown(self, delivery: Delivery, failure: Refused) -> Settled:
        """Where nobody can look, it stays unknown: a lost nudge beats a double one."""
        late = self.clock.now() >= delivery.expires_utc
        if failure.reach is not Reach.WORKSPACE and late:
            settled = over(delivery, State.UNKNOWN, failure.reason)
            return replace(settled, not_before_utc=NEVER)
        # Somebody may grant it meanwhile.
        return self._unseen(delivery, failure.reason, ASK_AGAIN)

    def _unseen(self, delivery: Delivery, reason: str, wait: timedelta) -> Settled:
        settled = over(delivery, State.UNKNOWN, reason)
        return replace(settled, not_before_utc=self.clock.now() + wait)


def _to_look_up(tx: Transaction, lane: WorkspaceId, now: datetime) -> list[Delivery]:
    paces = tx.lanes.of(lane)
    asked = [paces[each] for each in (None, Method.LOOK_UP) if each in paces]
    if any(is_blocked(pace, now) for pace in asked):
        return []
    return list(tx.outbox.unknown(lane, now, LOOKS))


def _obey(
    tx: Transaction,
    lane: WorkspaceId,
    failure: SendFailed | None,
    until: datetime | None,
) -> None:
    """Wait as long as the platform asked, with all of it or with looks alone."""
    match failure:
        case NotSent(everybody=True) if until:
            tx.lanes.block(lane, until)
        case NotSent(limited=True) if until:
            tx.lanes.block(lane, until, Method.LOOK_UP)
        case _:
            pass
