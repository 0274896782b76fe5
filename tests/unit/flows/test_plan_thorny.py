"""One leader who cannot be planned keeps nobody else from being planned."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.deliveries import State
from bot.domain.people import Team
from tests.fakes.holidays import FakeHolidays
from tests.fakes.house import ADA, KARI, LIV, House

NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
THORNY = "SE"


class Thorny(FakeHolidays):
    """Holidays that stumble over one country."""

    def around(self, country: str, day: date) -> frozenset[date]:
        if country == THORNY:
            raise KeyError(country)
        return super().around(country, day)


async def test_one_that_cannot_be_planned_stops_no_other(
    home: House, caplog: pytest.LogCaptureFixture
) -> None:
    await home.know(LIV)
    await home.enrol()
    await home.say(ADA, f"leader add @{LIV}")
    await home.turn()
    await home.store.write(lambda tx: tx.teams.save(Team(KARI, country=THORNY)))
    home.clock.move_to(NINE)
    planner = replace(home.planner, holidays=Thorny())
    assert await planner.plan() == 2
    assert [each.state for each in await home.nudges(LIV)] == [State.PLANNED]
    assert not await home.nudges(KARI)
    assert f"not_planned person={KARI} error=KeyError" in caplog.text
    assert await planner.plan() == 0  # put aside for a while
    home.clock.pass_(hours=1)
    assert await planner.plan() == 1
    assert await home.store.read(lambda tx: tx.leaders.next_due(KARI)) == (
        NINE + timedelta(hours=2)
    )
