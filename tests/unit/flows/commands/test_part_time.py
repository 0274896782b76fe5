"""Part-time, set and taken back."""

from tests.fakes.desk import ADA, KARI, Desk


async def test_every_day_takes_part_time_back(desk: Desk) -> None:
    await desk.enrol()
    await desk.say(ADA, f"part-time @{KARI} mon-wed")
    said = await desk.read(ADA, f"part-time @{KARI} mon-sun")
    leader = await desk.store.read(lambda tx: tx.leaders.find(KARI))
    assert "every day again" in said
    assert leader is not None
    assert leader.part_time is None
