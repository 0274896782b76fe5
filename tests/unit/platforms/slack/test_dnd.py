import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bot.domain.ids import PersonId, local_name
from bot.platforms.slack.dnd import DoNotDisturb
from bot.playground.faults import Fault, Kind
from bot.playground.values import Json, User
from tests.fakes.playground import JONAS as JONAS_USER
from tests.fakes.slack_door import FJORD, INSTALLED
from tests.fakes.slack_sender import KARI, Sending, sending
from tests.fakes.time import MONDAY, FakeClock

JONAS = PersonId(f"{FJORD}:{JONAS_USER}")
HOUR = timedelta(hours=1)


@dataclass
class Asking:
    """Do-not-disturb beside the playground that knows about it."""

    at: Sending
    clock: FakeClock
    dnd: DoNotDisturb

    def busy(self, person: PersonId, start: datetime, end: datetime) -> None:
        hours = (int(start.timestamp()), int(end.timestamp()))
        self.at.play.act.disturb_not(local_name(person), hours)

    def crowd(self, many: int, **like: bool) -> Sequence[PersonId]:
        users = [
            replace(User(f"U0CROWD{n:03}", f"c{n}", f"C {n}"), **like)  # type: ignore[arg-type]  # flags
            for n in range(many)
        ]
        self.at.play.workspace.join(*users)
        return [PersonId(f"{FJORD}:{user.id}") for user in users]

    def asked(self) -> int:
        return self.at.calls("dnd.info") + self.at.calls("dnd.teamInfo")


@asynccontextmanager
async def asking() -> AsyncIterator[Asking]:
    async with sending() as at:
        clock = FakeClock()
        dnd = DoNotDisturb(at.client, {FJORD: INSTALLED}.get, clock)
        yield Asking(at, clock, dnd)


async def test_who_wants_no_notifications_is_busy_until_they_come_again() -> None:
    async with asking() as ask:
        ask.busy(KARI, MONDAY - HOUR, MONDAY + HOUR)

        assert await ask.dnd.busy_until([KARI, JONAS]) == {KARI: MONDAY + HOUR}


@pytest.mark.parametrize(
    ("start", "end", "busy"),
    [
        (-60, 60, True),
        (0, 60, True),
        (-60, 0, False),
        (-60, -1, False),
        (60, 120, False),
    ],
)
async def test_hours_begin_with_their_start_and_are_over_at_their_end(
    start: int, end: int, *, busy: bool
) -> None:
    async with asking() as ask:
        edges = (MONDAY + timedelta(seconds=s) for s in (start, end))
        ask.busy(KARI, *edges)

        assert (KARI in await ask.dnd.busy_until([KARI])) is busy


async def test_many_people_are_asked_about_in_few_calls() -> None:
    async with asking() as ask:
        crowd = ask.crowd(120)
        for person in crowd[::7]:
            ask.busy(person, MONDAY, MONDAY + HOUR)

        busy = await ask.dnd.busy_until(crowd)

        assert set(busy) == set(crowd[::7])
        assert ask.asked() == 3


async def test_an_answer_holds_for_a_few_minutes_but_hours_that_begin_are_seen() -> (
    None
):
    async with asking() as ask:
        ask.busy(KARI, MONDAY + timedelta(minutes=1), MONDAY + HOUR)

        assert await ask.dnd.busy_until([KARI]) == {}
        ask.clock.pass_(minutes=2)
        assert await ask.dnd.busy_until([KARI]) == {KARI: MONDAY + HOUR}

        assert ask.asked() == 1


async def test_an_old_answer_is_asked_for_anew() -> None:
    async with asking() as ask:
        ask.busy(KARI, MONDAY, MONDAY + HOUR)
        await ask.dnd.busy_until([KARI])

        ask.at.play.act.disturb_not(local_name(KARI), None)
        ask.clock.pass_(minutes=4)

        assert await ask.dnd.busy_until([KARI]) == {}


async def test_a_clock_set_back_is_no_reason_to_believe_an_old_answer() -> None:
    async with asking() as ask:
        await ask.dnd.busy_until([KARI])
        ask.clock.pass_(minutes=-10)
        await ask.dnd.busy_until([KARI])

        assert ask.asked() == 2


async def test_only_who_is_not_known_is_asked_about() -> None:
    async with asking() as ask:
        crowd = ask.crowd(5)
        await ask.dnd.busy_until(crowd[:3])
        await ask.dnd.busy_until(crowd)
        await ask.dnd.busy_until([])

        assert ask.asked() == 2


@pytest.mark.parametrize("flags", [{"is_stranger": True}])
async def test_one_whom_slack_hides_does_not_hide_the_others(
    flags: dict[str, bool],
) -> None:
    async with asking() as ask:
        (stranger,) = ask.crowd(1, **flags)
        crowd = [KARI, stranger, JONAS, PersonId(f"{FJORD}:U0NOBODY")]
        ask.busy(JONAS, MONDAY, MONDAY + HOUR)

        assert await ask.dnd.busy_until(crowd) == {JONAS: MONDAY + HOUR}
        assert await ask.dnd.busy_until(crowd) == {JONAS: MONDAY + HOUR}

        assert ask.asked() <= 2 * len(crowd)


async def test_without_the_scope_nobody_is_busy_and_nobody_asks_for_an_hour(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with asking() as ask:
        ask.at.play.workspace.scopes.discard("dnd:read")
        ask.busy(KARI, MONDAY, MONDAY + 3 * HOUR)
        for _ in range(3):
            assert await ask.dnd.busy_until([KARI, JONAS]) == {}
            ask.clock.pass_(minutes=19)

        assert ask.asked() == 1
        assert caplog.text.count("missing_scope") == 1

        ask.at.play.workspace.scopes.add("dnd:read")
        ask.clock.pass_(minutes=4)
        assert KARI in await ask.dnd.busy_until([KARI, JONAS])


@pytest.mark.parametrize(
    "fault",
    [
        Fault(Kind.RATE_LIMITED, "dnd.*", seconds=30),
        Fault(Kind.STUMBLE_BEFORE, "dnd.*"),
        Fault(Kind.DROP_AFTER, "dnd.*", times=2),  # aiohttp asks once more by itself
        Fault(Kind.ERROR, "dnd.*", error="no_users_provided"),
        Fault(Kind.ERROR, "dnd.*", error="token_revoked"),
    ],
    ids=lambda fault: fault.error if fault.kind is Kind.ERROR else fault.kind.value,
)
async def test_after_a_stumble_nobody_is_busy_and_nobody_asks_at_once(
    fault: Fault,
) -> None:
    async with asking() as ask:
        ask.busy(KARI, MONDAY, MONDAY + 3 * HOUR)
        ask.at.play.fail(fault)
        assert await ask.dnd.busy_until([KARI, JONAS]) == {}
        asked = ask.asked()
        for _ in range(3):
            ask.clock.pass_(seconds=3)
            assert await ask.dnd.busy_until([KARI, JONAS]) == {}

        assert ask.asked() == asked

        ask.clock.pass_(hours=1)
        assert KARI in await ask.dnd.busy_until([KARI, JONAS])


async def test_what_is_known_counts_while_slack_cannot_be_asked() -> None:
    async with asking() as ask:
        ask.busy(KARI, MONDAY, MONDAY + HOUR)
        await ask.dnd.busy_until([KARI])
        ask.at.play.fail(Fault(Kind.STUMBLE_BEFORE, "dnd.*"))

        assert KARI in await ask.dnd.busy_until([KARI, JONAS])


async def test_who_leaves_while_asking_may_do_so() -> None:
    async with asking() as ask:
        ask.at.play.fail(Fault(Kind.SLOW, "dnd.*", seconds=3))
        waiting = asyncio.create_task(ask.dnd.busy_until([KARI]))
        await asyncio.sleep(0)
        waiting.cancel()

        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_nobody_is_busy_where_the_keys_are_gone() -> None:
    async with asking() as ask:
        elsewhere = PersonId("slack:T2:U1")

        assert await ask.dnd.busy_until([elsewhere]) == {}
        assert ask.asked() == 0


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"next_dnd_start_ts": "soon", "next_dnd_end_ts": None},
        {"next_dnd_start_ts": 1, "next_dnd_end_ts": 10**18},
        {"next_dnd_start_ts": True, "next_dnd_end_ts": True},
        {"snooze_enabled": True},
    ],
)
async def test_odd_hours_disturb_nobody_else(
    told: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asking() as ask:
        monkeypatch.setattr("bot.playground.people._dnd", lambda *_: told)

        assert await ask.dnd.busy_until([KARI, JONAS]) == {}


async def test_a_snooze_counts_whatever_the_hours_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    snoozed = {
        "dnd_enabled": False,
        "next_dnd_start_ts": 1,
        "next_dnd_end_ts": 1,
        "snooze_enabled": True,
        "snooze_endtime": int((MONDAY + HOUR).timestamp()),
    }
    async with asking() as ask:
        monkeypatch.setattr("bot.playground.people._dnd", lambda *_: snoozed)

        assert await ask.dnd.busy_until([KARI]) == {KARI: MONDAY + HOUR}


async def test_those_who_come_next_are_asked_about_along_and_not_again() -> None:
    async with asking() as ask:
        now, *soon = ask.crowd(60)
        ask.busy(soon[0], MONDAY - HOUR, MONDAY + HOUR)

        assert await ask.dnd.busy_until([now], soon) == {}
        assert await ask.dnd.busy_until(soon[:49], soon[49:]) == {
            soon[0]: MONDAY + HOUR
        }
        assert ask.asked() == 1
