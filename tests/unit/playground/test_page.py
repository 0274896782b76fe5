"""The page shows who is who, what is new, and what time it is made to be."""

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.fakes.page_backend import KARI, PageBackend, message, opened, snapshot

pytestmark = pytest.mark.browser

JONAS = KARI | {"id": "UJONAS", "real_name": "Jonas Lind", "role": "member"}
PHONE: ViewportSize = {"width": 360, "height": 740}


def two_people() -> PageBackend:
    dm = {"kind": "dm", "name": "Dytt"}
    return PageBackend(
        state=snapshot(
            people=[KARI, JONAS],
            conversations={
                "UKARI": [dm | {"channel": "DKARI", "messages": [message("To Kari")]}],
                "UJONAS": [dm | {"channel": "DJON", "messages": [message("To Jonas")]}],
            },
            homes={"UKARI": None, "UJONAS": None},
            views={"UKARI": [], "UJONAS": []},
            things=[{"say": "As Jonas: /nudge pause 2w"}],
        )
    )


async def test_wide_screens_show_everybody_and_phones_one_at_a_time(
    browser: Browser,
) -> None:
    async with opened(browser, two_people()) as page:
        await expect(page.get_by_text("To Kari")).to_be_visible()
        await expect(page.get_by_text("To Jonas")).to_be_visible()
        await page.set_viewport_size(PHONE)
        await expect(page.get_by_text("To Jonas")).to_be_hidden()
        kari = page.get_by_role("tab", name="Kari")
        await kari.focus()
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("tab", name="Jonas")).to_be_focused()
        await expect(page.get_by_text("To Jonas")).to_be_visible()
        await expect(page.get_by_text("To Kari")).to_be_hidden()
        width = await page.locator("html").evaluate("page => page.scrollWidth")
        assert width == PHONE["width"]


async def test_what_nobody_has_looked_at_is_marked_unread(browser: Browser) -> None:
    backend = PageBackend()
    async with opened(browser, backend) as page:
        await page.get_by_role("tab", name="Home").click()
        backend.tell(message("News"))
        await expect(page.get_by_role("tab", name="Messages (unread)")).to_be_visible()
        await page.get_by_role("tab", name="Messages").click()
        await expect(page.get_by_text("News")).to_be_visible()
        await expect(page.get_by_role("tab", name="Messages (unread)")).to_have_count(0)
    assert backend.said == [("home", {"user": "UKARI"})]


async def test_the_clock_is_moved_once_and_says_what_it_plays(browser: Browser) -> None:
    backend = PageBackend()
    backend.answers["clock"] = (409, {"error": "The clock is still moving."})
    async with opened(browser, backend) as page:
        clock = page.get_by_role("group", name="The clock")
        await expect(clock).to_contain_text("08:00")
        backend.put(clock={"movable": True, "busy": "week"})
        await expect(clock).to_contain_text("Playing one week…")
        await clock.get_by_role("button", name="+1 day").click(force=True)
        backend.put(clock={"movable": True, "busy": None})
        await expect(clock).not_to_contain_text("Playing")
        await clock.get_by_role("button", name="Next nudge").click()
        await expect(clock).to_contain_text("The clock is still moving.")
        backend.put(clock={"movable": False, "busy": None})
        await expect(clock.get_by_role("button")).to_have_count(0)
    assert backend.said == [("clock", {"step": "next"})]


async def test_a_thing_to_try_is_put_in_the_line_of_its_person(
    browser: Browser,
) -> None:
    backend = two_people()
    async with opened(browser, backend) as page:
        await page.get_by_role("button", name="Write it as Jonas").click()
        line = page.get_by_label("Write as Jonas Lind")
        await expect(line).to_be_focused()
        await expect(line).to_have_value("/nudge pause 2w")
    assert not backend.said
