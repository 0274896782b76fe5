"""A headless Chromium for tests that open a page."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Run a Chromium while inside."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=chromium(), args=list(QUIET)
        )
        yield opened
        await opened.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Start Chromium for one test; skip the test where there is none."""
    if chromium() is None:
        pytest.skip("no Chromium on this machine: install chromium to see the page")
    async with launched() as opened:
        yield opened
