import asyncio

from bot.domain.ids import WorkspaceId
from bot.runtime.lanes import Waker


async def test_idle_waits_for_every_lane_that_was_woken() -> None:
    go_on, worked = asyncio.Event(), list[str]()

    async def drain(lane: WorkspaceId) -> None:
        await go_on.wait()
        worked.append(lane)

    waker = Waker(drain)
    waker.wake(WorkspaceId("slack:T1"))
    waker.wake(WorkspaceId("slack:T2"))
    idle = asyncio.create_task(waker.idle())
    await asyncio.sleep(0)
    assert not idle.done()

    go_on.set()
    await idle

    assert sorted(worked) == ["slack:T1", "slack:T2"]
    await waker.stop()
