"""A headless Chromium for tests that open a page."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Start Chromium for one test; skip the test where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install chromium to see the page")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=path, args=list(QUIET)
        )
        yield opened
        await opened.close()
