"""Forget what is no longer needed."""

from dataclasses import dataclass
from datetime import timedelta

from bot.ports.clock import Clock
from bot.ports.store import Store, Transaction, Urgency


@dataclass(frozen=True, slots=True)
class Tidier:
    """Deletes old deliveries and answers, and the ids of old inputs."""

    store: Store
    clock: Clock
    records: timedelta
    inputs: timedelta

    async def tidy(self) -> int:
        """Delete once; return how many rows went."""
        now = self.clock.now()

        def forget(tx: Transaction) -> int:
            gone = tx.outbox.forget(now - self.records)
            gone += tx.journal.forget(now - self.records)
            return gone + tx.inputs.forget(now - self.inputs)

        return await self.store.write(forget, Urgency.BULK)
