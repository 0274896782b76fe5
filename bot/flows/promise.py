"""What Later promised: to the minute, or the leader is told why not."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.calendar import NEVER
from bot.domain.deliveries import UNSENT, Delivery, Kind, State
from bot.domain.ids import WorkspaceId
from bot.flows.redraw import plan_redraw
from bot.ports.outbox import Settled
from bot.ports.store import Transaction

LATE = timedelta(minutes=1)
HELD = "held"  # the reason of one that waits because its whole workspace has to


def is_promised(delivery: Delivery) -> bool:
    """Whether a message on the screen says when this nudge comes back."""
    return delivery.kind is Kind.NUDGE and delivery.round > 0


def is_broken(delivery: Delivery, settled: Settled) -> bool:
    """Whether the outcome keeps a promised nudge from coming when it was to."""
    if not is_promised(delivery):
        return False
    if settled.state is not State.PLANNED:
        lost = settled.state is State.UNKNOWN and settled.not_before_utc == NEVER
        return lost or settled.state in UNSENT
    comes = settled.not_before_utc or delivery.not_before_utc
    return comes - delivery.not_before_utc >= LATE


def hold_promises(
    tx: Transaction, lane: WorkspaceId, until: datetime, now: datetime
) -> None:
    """Tell everybody in the lane whose nudge should have come back before `until`.

    One that is no longer of use then is told of when it is given up.
    """
    for each in tx.outbox.promised(lane, until - LATE):
        if each.expires_utc > until:
            held = replace(each, not_before_utc=until, reason=HELD)
            tx.outbox.again(held)
            plan_redraw(tx, held, now)
