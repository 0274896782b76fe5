from bot.domain.ids import HabitId
from tests.fakes.desk import KARI, OLA, Desk


async def test_a_leader_may_be_without_a_focus_again(desk: Desk) -> None:
    await desk.enrol(focus=HabitId("give-feedback"))
    said = await desk.read(KARI, "focus none")
    leader = await desk.ask(KARI, lambda asked: asked.tx.leaders.find(KARI))
    assert leader is not None
    assert leader.focus is None
    assert said == await desk.read(KARI, "focus ingen")
    assert "09:00" in said  # when the next nudge comes


async def test_only_a_leader_has_a_focus_to_clear(desk: Desk) -> None:
    answers = [await desk.read(OLA, f"focus {said}") for said in ("none", "xyzzy")]
    refused = await desk.read(OLA, "focus give-feedback")
    assert answers[0] == refused != answers[1]
