import asyncio

from bot.playground.feed import Feed


async def test_who_waits_hears_of_the_next_change() -> None:
    feed = Feed()
    waiting = asyncio.create_task(feed.wait(feed.seq, 60))
    await asyncio.sleep(0)

    feed.changed()

    await asyncio.wait_for(waiting, 5)


async def test_who_missed_a_change_does_not_wait() -> None:
    feed = Feed()
    before = feed.seq
    feed.changed()

    await asyncio.wait_for(feed.wait(before, 60), 5)


async def test_nobody_waits_on_a_closed_feed() -> None:
    feed = Feed()
    feed.close()

    await asyncio.wait_for(feed.wait(feed.seq, 60), 5)


async def test_waiting_ends_without_a_change() -> None:
    feed = Feed()

    await asyncio.wait_for(feed.wait(feed.seq, 0.001), 5)
