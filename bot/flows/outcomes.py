"""Recording what became of sends, also when the store is down for a moment."""

import logging
from dataclasses import dataclass, field

from bot.domain.deliveries import Method
from bot.domain.errors import told
from bot.domain.habits import Catalogue
from bot.flows.claim import slow_down
from bot.flows.promise import hold_promises
from bot.flows.settle import Outcome, settle_all
from bot.ports.clock import Clock
from bot.ports.messenger import NotSent
from bot.ports.store import Store, StoreDown, Transaction, Urgency

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Keeps each outcome until it is recorded: what was sent is known here alone."""

    store: Store
    clock: Clock
    catalogue: Catalogue
    per_minute: float
    _left: list[Outcome] = field(default_factory=list)

    async def record(self, outcomes: list[Outcome]) -> None:
        """Record these in one transaction, and what could not be recorded before."""
        together = [*self._left, *outcomes]
        self._left.clear()
        try:
            await self._record(together)
        except StoreDown:
            self._left.extend(together)
            raise

    async def _record(self, together: list[Outcome]) -> None:
        """Record them; what is recorded or cannot be is taken out of the list."""
        try:
            await self._settle(together)
            together.clear()
        except StoreDown:
            raise
        except Exception as error:  # noqa: BLE001  one that cannot be must not stop all
            _log.error("not_recorded many=%d error=%s", len(together), told(error))
        while together:
            await self._settle_alone(together[-1])
            together.pop()

    async def _settle(self, outcomes: list[Outcome]) -> None:
        if not outcomes:
            return

        def body(tx: Transaction) -> None:
            now = self.clock.now()
            settle_all(tx, outcomes, self.catalogue, now)
            for outcome in outcomes:
                until = outcome.settled.not_before_utc
                match outcome.failure:
                    case NotSent(limited=True) if until:
                        slow_down(tx, outcome.delivery, until, self.per_minute)
                        if outcome.delivery.turn.method is Method.POST:
                            hold_promises(tx, outcome.delivery.workspace, until, now)
                    case _:
                        pass

        await self.store.write(body, Urgency.BULK)

    async def _settle_alone(self, outcome: Outcome) -> None:
        try:
            await self._settle([outcome])
        except StoreDown:
            raise
        except Exception as error:  # noqa: BLE001  its lease ends and it is looked up
            _log.error(
                "not_recorded delivery=%s error=%s", outcome.delivery.id, told(error)
            )
