"""Labels of buttons stay whole, and no button of a row stands out by its size."""

from typing import Any

import pytest
from playwright.async_api import Browser, Locator, ViewportSize, expect

from tests.fakes.page_backend import KARI, PageBackend, message, opened, snapshot

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 800}
SHORT = ("Done", "Later", "Not now", "Not for me")
LONG = ("Inställningar", "Paus", "Varför just jag?", "Sammanfattningar")
# Tells which words of the buttons stand on two lines or reach over the edge.
BROKEN = """buttons => buttons.flatMap((button) => {
  const edge = button.getBoundingClientRect();
  const text = button.firstChild;
  return [...text.data.matchAll(/\\S+/g)].filter(({ 0: word, index }) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const [first, ...more] = range.getClientRects();
    return more.length || first.left < edge.left || first.right > edge.right;
  }).map(([word]) => word);
})"""
SIZES = """buttons => buttons.map((button) => {
  const { width, height } = button.getBoundingClientRect();
  return `${Math.round(width)} x ${Math.round(height)}`;
})"""


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(label: str) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": label}


def row(labels: tuple[str, ...]) -> dict[str, Any]:
    buttons = [button(label) for label in labels]
    return {"type": "actions", "block_id": "row", "elements": buttons}


def three_people(labels: tuple[str, ...]) -> PageBackend:
    """Return a page as full as the demo's: that is where a row is short of room."""
    people = [KARI, *({**KARI, "id": each} for each in ("UA", "UB"))]
    ids = [str(each["id"]) for each in people]
    dm = {"channel": "DKARI", "kind": "dm", "name": "Dytt"}
    said = dm | {"messages": [message("pick", row(labels))]}
    home = {"id": "V1", "type": "home", "blocks": [row(labels)]}
    return PageBackend(
        snapshot(
            people=people,
            conversations={each: [said] for each in ids},
            homes=dict.fromkeys(ids, home),
            views={each: list[Any]() for each in ids},
        )
    )


async def drawn(buttons: Locator, many: int) -> tuple[list[str], list[str]]:
    """Return the broken words and the sizes of the buttons once all are there."""
    await expect(buttons).to_have_count(many)
    return await buttons.evaluate_all(BROKEN), await buttons.evaluate_all(SIZES)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("labels", [SHORT, LONG], ids=["short", "long"])
async def test_a_row_wraps_before_a_word_does(
    browser: Browser, size: ViewportSize, labels: tuple[str, ...]
) -> None:
    backend = three_people(labels)
    async with opened(browser, backend) as page:
        await page.set_viewport_size(size)
        for place in (".message", ".home"):
            if place == ".home":
                await page.get_by_role("tab", name="Home").first.click()
            buttons = page.locator(f"#panel-UKARI {place} .button")
            broken, sizes = await drawn(buttons, len(labels))
            assert (place, broken) == (place, [])
            assert len({size.partition(" ")[0] for size in sizes}) == 1
