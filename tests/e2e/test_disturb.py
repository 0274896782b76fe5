"""The real process leaves alone who asked for it: do-not-disturb, and out of office."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.domain.deliveries import State
from bot.runtime.clock import SystemClock
from tests.fakes.playground import JONAS, KARI, SOFIE
from tests.fakes.process import database, until
from tests.fakes.slack_door import FJORD
from tests.fakes.whole import BY_HTTP, Whole, nudge_is_due, whole

QUIET_S = 6
NOT_YET = "UPDATE leader SET next_due_utc = NULL"
NOW_DUE = "UPDATE leader SET next_due_utc = ?"
NUDGES = "SELECT person, state, reason FROM outbox WHERE kind = 'nudge'"
AWAY = "SELECT away_until_utc FROM person WHERE away_until_utc IS NOT NULL"
# What no admin is told of a leader who gets nothing.
PRIVATE = ("away", "dnd", "vacation", "disturb", "out of office", "kardemomme")


def rows(folder: Path, query: str) -> list[tuple[str, ...]]:
    """Read beside the running bot."""
    address = f"file:{database(folder)}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as reading:
        return reading.execute(query).fetchall()


def due(folder: Path) -> str:
    """Return when the leaders are due."""
    (found,) = {at for (at,) in rows(folder, "SELECT next_due_utc FROM leader")}
    return found


def write(folder: Path, query: str, *values: str) -> None:
    """Write beside the bot."""
    with closing(sqlite3.connect(database(folder))) as writing, writing:
        writing.execute(query, values)


async def nudges_are(at: Whole, folder: Path, **wanted: tuple[str, str]) -> None:
    """Return once each user's nudge has that state and reason."""
    expected = {(f"{FJORD}:{user}", *ends) for user, ends in wanted.items()}
    await until(
        lambda: set(rows(folder, NUDGES)) == expected,
        otherwise=lambda: f"{rows(folder, NUDGES)}\n{at.process.said()}",
    )


async def admin_is_told_nothing(at: Whole) -> None:
    shown = (await at.sees_home(SOFIE, "Delivery in the last 7 days")).lower()
    assert [word for word in PRIVATE if word in shown] == []


async def test_who_asked_to_be_left_alone_is_and_no_admin_learns_why(
    tmp_path: Path,
) -> None:
    await nudge_is_due(tmp_path, KARI, JONAS)
    due_utc = due(tmp_path)
    write(tmp_path, NOT_YET)
    async with whole(tmp_path, BY_HTTP) as at:
        now_s = int(SystemClock().now().timestamp())
        quiet_until_s = now_s + QUIET_S
        for user in (KARI, JONAS):
            at.play.act.disturb_not(user, (now_s - 60, quiet_until_s))
        write(tmp_path, NOW_DUE, due_utc)
        await nudges_are(
            at,
            tmp_path,
            **{KARI: (State.PLANNED, "dnd"), JONAS: (State.PLANNED, "dnd")},
        )
        await at.play.act.change_profile(
            JONAS, status_text="Vacationing in Kardemomme", status_emoji=":palm_tree:"
        )
        await until(lambda: rows(tmp_path, AWAY))
        await admin_is_told_nothing(at)
        assert not at.play.messages(KARI)

        await nudges_are(
            at, tmp_path, **{KARI: (State.SENT, ""), JONAS: (State.DROPPED, "away")}
        )

        (nudge,) = at.play.messages(KARI)
        assert float(nudge.ts) >= quiet_until_s
        assert not at.play.messages(JONAS)
        await admin_is_told_nothing(at)
        assert await at.process.stop() == 0
        assert "Kardemomme" not in at.process.said()
    assert b"Kardemomme" not in database(tmp_path).read_bytes()
