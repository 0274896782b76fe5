"""Where a workspace takes no new messages, what somebody opens or presses goes on."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.messages import read_aloud
from bot.ports.messenger import Reach, Refused
from tests.fakes.house import ACME, ADA, House

NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
async def refused(home: House) -> House:
    """Return a house whose workspace has just refused a nudge, whatever it says."""
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(NINE)
    home.platform.failures = [Refused("restricted_action", Reach.WORKSPACE)] * 2
    await home.turn()
    assert await trouble(home) == "restricted_action"
    return home


async def trouble(home: House) -> str:
    workspace = await home.store.read(lambda tx: tx.workspaces.find(ACME))
    return workspace.trouble


async def test_an_admins_home_tells_of_it_at_once(refused: House) -> None:
    assert "restricted_action" in read_aloud(await refused.open_home(ADA))


async def test_a_home_that_is_drawn_does_not_mean_that_posts_are_taken(
    refused: House,
) -> None:
    await refused.open_home(ADA)
    assert await trouble(refused) == "restricted_action"
    assert "restricted_action" in read_aloud(await refused.open_home(ADA))


async def test_posts_are_tried_every_few_minutes_until_one_is_taken(
    refused: House,
) -> None:
    refused.clock.pass_(minutes=4)
    await refused.turn()
    assert len(refused.platform.failures) == 1
    refused.clock.pass_(minutes=2)
    await refused.turn()
    assert not refused.platform.failures
    assert not refused.platform.posted
    refused.clock.pass_(minutes=6)
    await refused.turn()
    assert len(refused.platform.posted) == 1
    assert await trouble(refused) == ""


async def test_a_home_shows_that_a_good_token_is_back(home: House) -> None:
    await home.enrol()
    home.clock.move_to(NINE)
    home.platform.failures = [Refused("token_revoked", Reach.WORKSPACE)]
    await home.turn()
    home.clock.pass_(minutes=1)
    assert ADA not in home.platform.homes
    with pytest.raises(KeyError):
        await home.open_home(ADA)
    home.clock.pass_(minutes=5)
    await home.open_home(ADA)
    assert await trouble(home) == ""


async def test_a_promise_is_not_broken_in_silence(home: House) -> None:
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(NINE)
    await home.turn()
    await home.press(home.last, "Later")
    await home.press(home.last, "Tomorrow morning")
    home.clock.move_to(NINE + timedelta(days=1))
    home.platform.failures = [Refused("restricted_action", Reach.WORKSPACE)]
    await home.turn()
    assert "09:05" in read_aloud(home.platform.posted[0].message)
