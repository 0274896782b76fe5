"""A line in people's own words, and one that is not for them."""

import pytest

from tests.fakes.desk import ADA, KARI, LIV, Desk


@pytest.mark.parametrize(
    "line", ["leader add", "quiet foo", "cadense sett", "team set"]
)
async def test_a_half_admin_line_names_the_admins(desk: Desk, line: str) -> None:
    said = await desk.read(LIV, line)
    assert "Only admins can do that here" in said
    assert "Ada Berg" in said


@pytest.mark.parametrize("line", ["leader add", "quiet foo"])
async def test_an_admin_is_told_what_is_missing(desk: Desk, line: str) -> None:
    assert "Only admins" not in await desk.read(ADA, line)


async def test_a_habit_can_be_named_in_any_language(desk: Desk) -> None:
    await desk.enrol()
    assert "“Give feedback”" in await desk.read(KARI, "focus gi tilbakemelding")
