"""Living through days and zones in a house, from one thing that happens to the next."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.deliveries import Delivery, State
from tests.fakes.house import KARI, House

ARRIVED = frozenset({State.SENT, State.REPLACED})
_MOST_TURNS = 500
_A_MOMENT = timedelta(seconds=1)


def wall(zone: str, shown: str) -> datetime:
    """Return when the clocks of `zone` show that: `2026-11-23 09:00`."""
    return datetime.fromisoformat(shown).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


async def live(home: House, until: datetime) -> None:
    """Let time go by until then, ticking whenever something falls due."""
    for _ in range(_MOST_TURNS):
        await home.turn()
        coming = await _next(home)
        if coming is None or coming >= until:
            break
        home.clock.move_to(max(coming, home.clock.now() + _A_MOMENT))
    else:
        raise AssertionError(f"at {home.clock.now()} something is due for ever")
    home.clock.move_to(until)
    await home.turn()


async def arrived(home: House) -> list[Delivery]:
    """Return Kari's nudges that came, oldest first."""
    came = [each for each in await home.nudges() if each.state in ARRIVED]
    return sorted(came, key=sent)


def sent(delivery: Delivery) -> datetime:
    """Return when it was sent, which it was."""
    assert delivery.sent_utc is not None
    return delivery.sent_utc


async def _next(home: House) -> datetime | None:
    """Return when a tick has something to do next."""
    planned = await home.store.read(lambda tx: tx.leaders.next_due(KARI))
    waiting = await home.store.read(lambda tx: tx.outbox.next_due())
    ahead = planned - home.planner.ahead if planned else None
    return min((each for each in (ahead, waiting) if each), default=None)
