"""Takes the pictures in docs/screenshots/ from the real demo: `make screenshots`."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from playwright.async_api import Browser, FloatRect, Locator, expect

from tests.fakes.browser import launched
from tests.fakes.demo import (
    DESKTOP,
    JONAS,
    KARI,
    PHONE,
    SOFIE,
    Demo,
    Scheme,
    demo_page,
)
from tests.fakes.png import small
from tests.fakes.tree import ROOT

FOLDER = ROOT / "docs" / "screenshots"
CADENCE = "/nudge cadence set nudges mon-fri 09:00 at most 3 a week"
CRISP = 1.5
MARGIN_PX = 11
ROOMY = DESKTOP | {"height": 1150}  # so that no message is cut off

Taken = Callable[[Browser, Path], Awaitable[None]]


async def messages(browser: Browser, folder: Path) -> None:
    """Take the cadence's answer, the nudge and the pressed nudge."""
    async with demo_page(browser, folder, ROOMY, scale=CRISP) as demo:
        await demo.say(SOFIE, CADENCE)
        await keep("cadence", demo.newest(SOFIE))
        nudge = await nudged(demo)
        await keep("nudge", nudge)
        await nudge.get_by_role("button", name="Done").click()
        await expect(nudge).to_contain_text("Recorded: done.")
        await keep("pressed", nudge)


async def homes(browser: Browser, folder: Path) -> None:
    """Take the three Homes, after two weeks in which the leader answered."""
    async with demo_page(browser, folder, ROOMY, scale=CRISP) as demo:
        await demo.say(SOFIE, CADENCE)
        for answer in ("Done", "Not now", "Done", "", "Done"):
            nudge = await nudged(demo)
            if answer:
                await nudge.get_by_role("button", name=answer, exact=True).click()
                await expect(nudge).to_contain_text("Recorded")
        for name, person in (("leader", KARI), ("member", JONAS), ("admin", SOFIE)):
            home = await demo.home(person)
            await keep(f"home-{name}", home.locator(".blocks"), MARGIN_PX)


async def page(browser: Browser, folder: Path, scheme: Scheme) -> None:
    """Take the whole page as it is on a desk."""
    async with demo_page(browser, folder, DESKTOP, scheme) as demo:
        await demo.say(SOFIE, CADENCE)
        nudge = await nudged(demo)
        await nudge.get_by_role("button", name="Done").click()
        await expect(nudge).to_contain_text("Recorded: done.")
        await demo.home(JONAS)
        await still(demo)
        write(f"page-{scheme}", await demo.page.screenshot())


async def phone(browser: Browser, folder: Path) -> None:
    """Take the page as it is on a phone."""
    async with demo_page(browser, folder, PHONE, scale=CRISP) as demo:
        await nudged(demo)
        await still(demo)
        write("page-phone", await demo.page.screenshot())


PICTURES: tuple[Taken, ...] = (
    messages,
    homes,
    partial(page, scheme="light"),
    partial(page, scheme="dark"),
    phone,
)


async def nudged(demo: Demo) -> Locator:
    """Move on to the next nudge and return it."""
    before = await demo.messages(KARI).count()
    await demo.move()
    await expect(demo.messages(KARI)).to_have_count(before + 1)
    return demo.newest(KARI)


async def still(demo: Demo) -> None:
    """Let nothing have the focus, so that no ring is drawn."""
    await demo.page.evaluate("document.activeElement?.blur()")


async def keep(name: str, shown: Locator, margin_px: float = 0) -> None:
    """Write a picture of one thing on the page, with some of what is around it."""
    await shown.evaluate("document.activeElement?.blur()")
    box = await shown.bounding_box()
    assert box, f"{name} is not to be seen"
    around: FloatRect = {
        "x": box["x"] - margin_px,
        "y": box["y"] - margin_px,
        "width": box["width"] + 2 * margin_px,
        "height": box["height"] + 2 * margin_px,
    }
    write(name, await shown.page.screenshot(clip=around))


def write(name: str, png: bytes) -> None:
    """Write a picture, packed small."""
    (FOLDER / f"{name}.png").write_bytes(small(png))


async def take() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with launched() as browser:
        for picture in PICTURES:
            with tempfile.TemporaryDirectory() as folder:
                await picture(browser, Path(folder))


if __name__ == "__main__":
    asyncio.run(take())
