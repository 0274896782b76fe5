"""The real demo, played in this process, and its page in a browser."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from bot.playground.seed import ADMIN, LEADER, MEMBER
from bot.settings import read_settings
from bot.stores.sqlite import SqliteStore
from bot.wiring.demo import playing
from bot.wiring.parts import read_words

KARI, JONAS, SOFIE = LEADER.real_name, MEMBER.real_name, ADMIN.real_name
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 30_000.0  # for a machine that is busy with something else

Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Demo:
    """The page, and what its people can do there, as one would with a mouse."""

    page: Page

    def side(self, person: str) -> Locator:
        """Return the panel in which that person is seen."""
        return self.page.get_by_role("region", name=person)

    def messages(self, person: str) -> Locator:
        """Return that person's messages with the bot, oldest first."""
        log = self.side(person).get_by_role("log", name="Messages with")
        return log.get_by_role("article")

    def newest(self, person: str) -> Locator:
        """Return that person's newest message."""
        return self.messages(person).last

    async def say(self, person: str, line: str) -> None:
        """Type a line as that person and send it; return once it was taken."""
        field = self.side(person).get_by_label(f"Write as {person}")
        await field.fill(line)
        await field.press("Enter")
        await expect(field).to_have_value("")

    async def move(self, button: str = "Next nudge") -> None:
        """Press a button of the clock; return once all on the way has happened."""
        clock = self.page.get_by_role("group", name="The clock")
        async with self.page.expect_response("**/play/clock") as played:
            await clock.get_by_role("button", name=button).click()
        assert (await played.value).ok
        await expect(self.page.locator("#busy")).to_be_empty()

    async def today(self) -> date:
        """Return the day it is in the demo, for its leader."""
        answer = await self.page.request.get("/play/state?since=-1")
        now = datetime.fromisoformat((await answer.json())["now"])
        return now.astimezone(ZoneInfo(LEADER.tz)).date()

    async def home(self, person: str) -> Locator:
        """Open that person's Home and return it, drawn."""
        side = self.side(person)
        await side.get_by_role("tab", name="Home").click()
        home = side.get_by_role("tabpanel", name="Home")
        await expect(home.get_by_role("heading").first).to_be_visible()
        return home

    async def back(self, person: str) -> None:
        """Turn from that person's Home to the messages."""
        tab = self.side(person).get_by_role("tab", name=re.compile("^Messages"))
        await tab.click()


@asynccontextmanager
async def demo_page(
    browser: Browser,
    folder: Path,
    size: ViewportSize = DESKTOP,
    scheme: Scheme = "light",
    scale: float = 1,
) -> AsyncIterator[Demo]:
    """Play the demo on a new database in `folder`, and open its page."""
    expect.set_options(timeout=PATIENCE_MS)
    settings = read_settings().model_copy(update={"demo_port": 0})
    store = SqliteStore.open(folder / "demo.db", alone=True)
    try:
        async with playing(settings, read_words(), store) as address:
            page = await browser.new_page(
                base_url=address,
                viewport=size,
                color_scheme=scheme,
                device_scale_factor=scale,
                reduced_motion="reduce",
            )
            page.set_default_timeout(PATIENCE_MS)
            broken: list[str] = []
            page.on("pageerror", lambda error: broken.append(str(error)))
            await page.goto("/")
            await expect(page.get_by_role("region", name=KARI)).to_be_visible()
            yield Demo(page)
            await page.close()
            assert not broken, broken
    finally:
        store.close()
