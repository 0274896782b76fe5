import asyncio
import logging

import pytest

from bot.runtime.health import Health
from bot.runtime.ticker import Ticker

PATIENCE_S = 10
QUICK_S = 0.02


async def test_a_job_runs_at_the_start_and_again() -> None:
    ran = asyncio.Semaphore(0)

    async def job() -> None:
        ran.release()

    ticker = Ticker(Health())
    ticker.every("job", QUICK_S, job)
    ticker.start()
    async with asyncio.timeout(PATIENCE_S):
        for _ in range(3):
            await ran.acquire()
    await ticker.stop()


async def test_a_job_far_apart_still_runs_at_the_start() -> None:
    ran = asyncio.Event()

    async def job() -> None:
        ran.set()

    ticker = Ticker(Health())
    ticker.every("job", 3600, job)
    ticker.start()
    async with asyncio.timeout(PATIENCE_S):
        await ran.wait()
    await ticker.stop()


async def test_a_failing_job_is_counted_and_runs_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ran = asyncio.Semaphore(0)

    async def job() -> None:
        ran.release()
        raise ValueError("what somebody wrote")

    health = Health()
    ticker = Ticker(health)
    ticker.every("job", QUICK_S, job)
    ticker.start()
    with caplog.at_level(logging.INFO):
        async with asyncio.timeout(PATIENCE_S):
            for _ in range(2):
                await ran.acquire()
    await ticker.stop()

    counts = dict(line.rsplit(" ", 1) for line in health.metrics().splitlines())
    failures = counts['dytt_tick_failures_total{job="job"}']
    assert int(failures) >= 2
    assert counts['dytt_ticks_total{job="job"}'] == failures
    assert "tick_failed job=job error=ValueError>" in caplog.text
    assert "what somebody wrote" not in caplog.text


async def test_a_job_never_runs_beside_itself_and_holds_up_no_other() -> None:
    running: list[str] = []
    most = 0
    go_on = asyncio.Event()
    other_ran = asyncio.Semaphore(0)

    async def slow() -> None:
        nonlocal most
        running.append("slow")
        most = max(most, len(running))
        await go_on.wait()
        running.pop()

    async def other() -> None:
        other_ran.release()

    ticker = Ticker(Health())
    ticker.every("slow", QUICK_S, slow)
    ticker.every("other", QUICK_S, other)
    ticker.start()
    async with asyncio.timeout(PATIENCE_S):
        for _ in range(5):
            await other_ran.acquire()
    go_on.set()
    await ticker.stop()

    assert most == 1


async def test_stopping_waits_for_what_runs_and_starts_nothing_more() -> None:
    began, go_on = asyncio.Event(), asyncio.Event()
    ended: list[str] = []

    async def job() -> None:
        began.set()
        await go_on.wait()
        ended.append("job")

    ticker = Ticker(Health())
    ticker.every("job", QUICK_S, job)
    ticker.start()
    async with asyncio.timeout(PATIENCE_S):
        await began.wait()
        stopping = asyncio.create_task(ticker.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
        go_on.set()
        await stopping

    assert ended == ["job"]


async def test_stopping_what_never_started_is_harmless() -> None:
    await Ticker(Health()).stop()


async def test_a_tick_that_comes_late_is_not_dropped() -> None:
    async def job() -> None:
        pass

    ticker = Ticker(Health())
    ticker.every("job", 3600, job)
    ticker.start()
    (scheduled,) = ticker._scheduler.get_jobs()  # noqa: SLF001  to be late takes a second
    await ticker.stop()

    assert scheduled.misfire_grace_time is None
    assert scheduled.coalesce
