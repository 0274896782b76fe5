"""Whatever the instant a process dies: no nudge is doubled or lost, no press either."""

import asyncio
import os
import random  # noqa: TID251  the instants of death, from a seed that is printed
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.deliveries import State
from bot.domain.journal import Happened
from bot.playground.faults import Fault, Kind
from bot.ports.store import Transaction
from bot.runtime.clock import SystemClock
from bot.stores.sqlite import SqliteStore
from tests.fakes.crowd import Crowd, Member, keep_due, keep_open, labels
from tests.fakes.nursery import Nursery, nursery
from tests.fakes.playground import KEYS, new_playground, playing
from tests.fakes.process import database, free_port, until

# How hard to try, and what to repeat, is the caller's choice.
_GIVEN = os.environ  # noqa: TID251
KILLS = int(_GIVEN.get("DYTT_TEST_KILLS", "30"))
SEED = int(_GIVEN.get("DYTT_TEST_SEED") or random.SystemRandom().randrange(10**6))
NEW_PER_KILL = 6
LAST_LIFE_S = 150.0  # longer than anything waits that failed a few times
UNFINISHED = """
SELECT id, person, kind, state, reason, not_before_utc, attempts FROM outbox
WHERE state IN ('planned', 'sending', 'unknown')
"""
ANSWERS = {
    "Done": Happened.DONE,
    "Not now": Happened.NOT_NOW,
    "Not for me": Happened.NOT_FOR_ME,
    "Undo": Happened.UNDONE,
}
POST, HISTORY, UPDATE = "chat.postMessage", "conversations.history", "chat.update"
EVER = 10**6
FAULTS = (
    Fault(Kind.DROP_AFTER, POST, chance=0.1),
    Fault(Kind.DROP_BEFORE, POST, chance=0.1),
    Fault(Kind.STUMBLE_BEFORE, POST, chance=0.05, status=503),
    Fault(Kind.STUMBLE_AFTER, POST, chance=0.05, status=503),
    Fault(Kind.SLOW, POST, chance=0.1, seconds=0.3),
    Fault(Kind.SLOW, POST, chance=0.02, seconds=1.5),  # longer than the bot waits
    # Only twice: each halves the pace for minutes, and a crowd is to pass.
    Fault(Kind.RATE_LIMITED, POST, chance=0.02, seconds=1, times=2),
    Fault(Kind.PACED, POST, seconds=0.9, times=EVER),
    Fault(Kind.RATE_LIMITED, HISTORY, chance=0.05, seconds=1),
    Fault(Kind.RATE_LIMITED, UPDATE, chance=0.02, seconds=1),
    Fault(Kind.RATE_LIMITED, "conversations.open", chance=0.05, seconds=1),
    Fault(Kind.SLOW, "dnd.*", chance=0.2, seconds=0.3),
    Fault(Kind.DROP_BEFORE, HISTORY, chance=0.1),
    Fault(Kind.STUMBLE_BEFORE, HISTORY, chance=0.1, status=503),
    Fault(Kind.DROP_AFTER, UPDATE, chance=0.01),
    Fault(Kind.DROP_BEFORE, UPDATE, chance=0.01),
)
QUICK = {
    "DYTT_SLACK__BOT_TOKEN": KEYS.bot_token,
    "DYTT_SLACK__SIGNING_SECRET": KEYS.signing_secret,
    "DYTT_SLACK__TIMEOUT_S": "1",
    "DYTT_SLACK__CONNECT_TIMEOUT_S": "0.5",
    "DYTT_PLAN__EVERY_S": "0.1",
    "DYTT_PLAN__SPREAD_S": "0",
    "DYTT_DELIVER__EVERY_S": "0.1",
    "DYTT_DELIVER__PER_MINUTE": "1000",
    "DYTT_DELIVER__RECONCILE_EVERY_S": "1",
    "DYTT_DELIVER__SETTLE_S": "0.5",
}


@contextmanager
def opened(folder: Path) -> Iterator[SqliteStore]:
    """Open the database while no bot runs on it."""
    store = SqliteStore.open(database(folder), alone=True)
    try:
        yield store
    finally:
        store.close()


@asynccontextmanager
async def fjord(folder: Path, dice: random.Random) -> AsyncIterator["Fjord"]:
    """Serve a workspace full of leaders, with a bot that can be born and killed."""
    play = new_playground(clock=SystemClock(), roll=dice.random)
    for fault in FAULTS:
        times = fault.times if fault.times > 1 else EVER
        play.fail(replace(fault, times=times))
    async with playing(play):
        port = str(free_port())
        play.reach(f"http://127.0.0.1:{port}/slack/events")
        env = {"DYTT_HTTP__PORT": port, "DYTT_SLACK__API_URL": f"{play.base_url}/api/"}
        async with nursery(folder, {**QUICK, **env}) as born:
            yield Fjord(folder, dice, Crowd(play, dice), born)


class Fjord:
    """The workspace, its crowd, and the bot's lives one after the other."""

    def __init__(
        self, folder: Path, dice: random.Random, crowd: Crowd, born: Nursery
    ) -> None:
        self.folder = folder
        self.dice = dice
        self.crowd = crowd
        self.born = born

    async def enrol(self, many: int) -> None:
        """Let more leaders become due, between two lives."""
        now = SystemClock().now()
        new = self.crowd.join(many, now)

        def body(tx: Transaction) -> None:
            keep_open(tx, now)
            keep_due(tx, new, now)

        with opened(self.folder) as store:
            await store.write(body)

    def reconciled(self) -> Counter[str]:
        """Return what all its lives have told of looking up what was unclear."""
        ends: Counter[str] = Counter()
        for line in (self.folder / "stderr.txt").read_text("utf-8").splitlines():
            if "reconciled" in line:
                for end, many in re.findall(r"(found|absent|unseen)=(\d+)", line):
                    ends[end] += int(many)
        return ends

    async def life(self, number: int) -> None:
        """Let the bot live for a moment, now and then not even until it is ready."""
        process = await self.born.start()
        try:
            if number % 5:
                await process.ready()
            longest_s = 1.6 if number % 3 == 0 else 0.5
            await asyncio.sleep(self.dice.uniform(0, longest_s))
        finally:
            await process.kill()

    async def last_life(self) -> None:
        """Let the bot live until nothing is left to do, then stop it."""
        self.crowd.play.faults.clear()
        process = await self.born.start()
        try:
            await process.ready()
            await until(
                lambda: self.crowd.content and not self._unfinished(),
                within_s=LAST_LIFE_S,
                otherwise=self._what_is_left,
            )
            assert await process.stop() == 0
        finally:
            await process.kill()
        assert "Traceback" not in process.said()

    def _unfinished(self) -> list[tuple[object, ...]]:
        reading = sqlite3.connect(f"file:{database(self.folder)}?mode=ro", uri=True)
        try:
            return reading.execute(UNFINISHED).fetchall()
        finally:
            reading.close()

    def _what_is_left(self) -> str:
        waiting = [
            (one, [sorted(labels(seen)) for seen in self.crowd.nudges(one)])
            for one in self.crowd.members
            if one.taken < len(one.says)
        ]
        lines = [f"seed {SEED}", *map(str, waiting), *map(str, self._unfinished())]
        return "\n".join(lines)


@pytest.mark.kill
async def test_a_bot_killed_at_any_instant_loses_nothing_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    dice = random.Random(SEED)  # noqa: S311  nothing secret
    print(f"DYTT_TEST_SEED={SEED} DYTT_TEST_KILLS={KILLS}")  # noqa: T201  to repeat it
    async with fjord(tmp_path, dice) as world:
        pressing = asyncio.create_task(world.crowd.live())
        try:
            for number in range(KILLS):
                if number % 3 == 0:
                    await world.enrol(3 * NEW_PER_KILL)
                await world.life(number)
            await world.last_life()
        finally:
            pressing.cancel()
            await asyncio.wait({pressing})
        ends = world.reconciled()
        print(  # noqa: T201  for whoever wants to know how hard it was
            f"{KILLS} kills, {len(world.crowd.members)} nudges; unknown and reconciled:"
            f" {ends['found']} found, {ends['absent']} proved absent and sent again"
            f" ({ends['unseen']} looks told nothing);"
            f" presses that nobody took: {world.crowd.failed}"
        )
        if KILLS >= 30:
            assert ends["found"], "nothing was ever unclear: the faults are too few"
        with opened(tmp_path) as store:
            for member in world.crowd.members:
                await store.read(judging(world.crowd, member))


def judging(crowd: Crowd, member: Member) -> Callable[[Transaction], None]:
    """Return what holds the member's screen against the rows."""

    def body(tx: Transaction) -> None:
        nudges = tx.outbox.nudges(member.id, LONG_AGO)
        told = history(tx, member, nudges)
        assert [one.state for one in nudges] == [State.SENT], told
        (nudge,) = nudges
        sent = Counter(
            message.metadata["event_payload"]["id"]
            for message in crowd.nudges(member)
            if message.metadata
        )
        assert sent == {nudge.wire_id: 1}, told
        happened = Counter(entry.what for entry in tx.journal.of(member.id, LONG_AGO))
        said = [ANSWERS[label] for label in member.says]
        assert happened == Counter([Happened.CHOSEN, Happened.SENT, *said]), told
        kept = said[-1].value if said and said[-1] is not Happened.UNDONE else None
        assert nudge.response == kept, told
        (message,) = crowd.nudges(member)
        assert float(message.ts) >= member.busy_until_s, told
        assert ("Undo" in labels(message)) == (kept is not None), told

    return body


LONG_AGO = SystemClock().now().replace(year=2000)


def history(tx: Transaction, member: Member, nudges: object) -> str:
    """Return all that is known of the member, for whoever must find the mistake."""
    rows = "\n".join(map(str, tx.journal.of(member.id, LONG_AGO)))
    return f"seed {SEED}\n{member}\n{nudges}\n{rows}"
