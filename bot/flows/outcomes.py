"""Recording what became of sends, also when the store is down for a moment."""

import logging
from dataclasses import dataclass, field

from bot.domain.errors import told
from bot.domain.habits import Catalogue
from bot.domain.ids import DeliveryId
from bot.flows.claim import slow_down
from bot.flows.promise import hold_promises
from bot.flows.settle import Outcome, settle
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
    _waiting: dict[DeliveryId, Outcome] = field(default_factory=dict)

    async def record(self, outcomes: list[Outcome]) -> None:
        """Record these in one transaction, and what could not be recorded before."""
        self._waiting.update((one.delivery.id, one) for one in outcomes)
        together = list(self._waiting.values())
        if not together:
            return
        try:
            await self._settle(together)
        except StoreDown:
            raise
        except Exception as error:  # noqa: BLE001  one that cannot be must not stop all
            _log.error("not_recorded many=%d error=%s", len(together), told(error))
            for outcome in together:
                await self._settle_alone(outcome)

    async def _settle(self, outcomes: list[Outcome]) -> None:
        def body(tx: Transaction) -> None:
            now = self.clock.now()
            for outcome in outcomes:
                settle(tx, outcome, self.catalogue, now)
                until = outcome.settled.not_before_utc
                match outcome.failure:
                    case NotSent(limited=True) if until:
                        slow_down(tx, outcome.delivery, until, self.per_minute)
                        hold_promises(tx, outcome.delivery.workspace, until, now)
                    case _:
                        pass

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
            if self._waiting.get(outcome.delivery.id) is outcome:
                del self._waiting[outcome.delivery.id]
