"""The demo's page, used as the three people in it would: the whole bot beneath."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.fakes.demo import JONAS, KARI, PHONE, SOFIE, Demo, demo_page

pytestmark = pytest.mark.browser

CADENCE = "/nudge cadence set nudges mon-fri 09:00 at most 3 a week"
ANSWERS = ("Done", "Later", "Not now", "Not for me")
MOST_STOPS = 60  # more than there is to reach with the Tab key


def button(within: Locator, label: str) -> Locator:
    return within.get_by_role("button", name=label, exact=True)


async def nudged(demo: Demo) -> Locator:
    """Move on to the next nudge and return it as it stands in the leader's messages."""
    before = await demo.messages(KARI).count()
    await demo.move()
    await expect(demo.messages(KARI)).to_have_count(before + 1)
    return demo.newest(KARI)


async def test_the_cadence_is_answered_in_words_and_the_nudge_comes_around_nine(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo_page(browser, tmp_path) as demo:
        await demo.say(SOFIE, CADENCE)
        said = demo.newest(SOFIE)
        await expect(said).to_contain_text(
            "From now on: Mon, Wed and Fri around 09:00, at most 3 a week."
        )
        nudge = await nudged(demo)
        await expect(nudge.get_by_role("time")).to_have_text(re.compile("09:0[0-5]"))
        await expect(nudge).to_contain_text("Why am I getting this?")
        await expect(nudge.get_by_role("button")).to_have_text(list(ANSWERS))
        boxes = [await button(nudge, each).bounding_box() for each in ANSWERS]
        assert len({(box["width"], box["height"]) for box in boxes if box}) == 1


async def test_nine_is_nine_where_the_leader_is(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo_page(browser, tmp_path) as demo:
        await demo.say(KARI, "/nudge zone Helsinki")
        await expect(demo.newest(KARI)).to_contain_text("09:00")
        nudge = await nudged(demo)
        # Slack writes times in the zone of the profile, which is still Oslo's.
        await expect(nudge.get_by_role("time")).to_have_text(re.compile("08:0[0-5]"))


async def test_every_answer_is_recorded_and_can_be_taken_back(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo_page(browser, tmp_path) as demo:
        nudge = await nudged(demo)
        for answer, recorded in (
            ("Done", "Recorded: done."),
            ("Not now", "Recorded: not now."),
            ("Not for me", "You will not get this one again."),
        ):
            await button(nudge, answer).click()
            await expect(nudge).to_contain_text(recorded)
            await expect(nudge.get_by_role("button")).to_have_text(["Undo"])
            await button(nudge, "Undo").click()
            await expect(nudge.get_by_role("button")).to_have_text(list(ANSWERS))


async def test_later_brings_it_back_in_two_hours_or_on_a_day(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo_page(browser, tmp_path) as demo:
        first = await nudged(demo)
        await button(first, "Later").click()
        await expect(first).to_contain_text("When should it come back?")
        await button(first, "In 2 hours").click()
        await expect(first).to_contain_text(
            re.compile(r"It comes back on .* at 11:\d\d")
        )
        again = await nudged(demo)
        await expect(again.get_by_role("time")).to_have_text(re.compile("^11:"))
        older = demo.messages(KARI).nth(-2)
        await expect(older).to_contain_text("You put this off")
        await button(again, "Later").click()
        # A nudge comes on a working day, and so does the same day a week later.
        day = await demo.today() + timedelta(weeks=1)
        picker = again.get_by_label("Choose a date")
        await picker.fill(day.isoformat())
        await picker.press("Enter")
        await expect(again).to_contain_text(f"{day:%A} {day.day} {day:%B} at 09:00")


async def test_a_leader_sees_the_record_and_an_admin_only_the_delivery(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo_page(browser, tmp_path) as demo:
        nudge = await nudged(demo)
        habit = await nudge.get_by_role("heading").inner_text()
        await button(nudge, "Done").click()
        await expect(nudge).to_contain_text("Recorded: done.")
        own = await demo.home(KARI)
        await expect(own).to_contain_text(f"✓ {habit}, done")
        admin = await demo.home(SOFIE)
        await expect(admin).to_contain_text("Delivery in the last 7 days")
        await expect(admin).to_contain_text("Unclear whether it arrived: 0")
        seen = await admin.inner_text()
        told = [word for word in (habit, "✓", "done", "Focus") if word in seen]
        assert not told
        member = await demo.home(JONAS)
        await expect(member).to_contain_text("Your team is led by @Kari Berg.")
        await expect(member).not_to_contain_text(habit)


async def opened_settings(demo: Demo) -> Locator:
    await button(await demo.home(KARI), "Settings").click()
    return demo.side(KARI).get_by_role("dialog", name="Your settings")


async def test_settings_change_the_language_and_the_time(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo_page(browser, tmp_path) as demo:
        form = await opened_settings(demo)
        await form.locator("input[type=time]").fill("10:30")
        await form.get_by_label("Language").select_option("nb")
        await button(form, "Save").click()
        await expect(form).to_have_count(0)
        home = demo.side(KARI).get_by_role("tabpanel", name="Home")
        await expect(home).to_contain_text("Norsk bokmål")
        await expect(demo.side(KARI).get_by_role("dialog")).to_contain_text("Lagret.")
        await demo.page.keyboard.press("Escape")
        await demo.back(KARI)
        nudge = await nudged(demo)
        await expect(nudge.get_by_role("time")).to_have_text(re.compile("10:3[0-5]"))
        await expect(nudge).to_contain_text("Hvorfor får jeg dette?")


async def test_a_wrong_time_is_refused_at_its_field(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo_page(browser, tmp_path) as demo:
        form = await opened_settings(demo)
        at = form.locator("input[type=time]")
        await at.fill("05:00")
        await button(form, "Save").click()
        await expect(at).to_have_attribute("aria-invalid", "true")
        await expect(at).to_be_focused()
        await expect(form).to_contain_text("05:00 lies in the quiet hours")


async def test_a_form_that_was_refused_can_be_put_right(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo_page(browser, tmp_path) as demo:
        form = await opened_settings(demo)
        at = form.locator("input[type=time]")
        await at.fill("05:00")
        await button(form, "Save").click()
        await expect(at).to_have_attribute("aria-invalid", "true")
        await at.fill("10:30")
        await button(form, "Save").click()
        await expect(form).to_have_count(0)
        home = demo.side(KARI).get_by_role("tabpanel", name="Home")
        await expect(home).to_contain_text("around 10:30")


async def test_a_nudge_can_be_answered_with_the_keyboard_alone(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo_page(browser, tmp_path) as demo:
        keyboard = demo.page.keyboard
        await tab_to(demo, "Next nudge")
        await keyboard.press("Enter")
        await expect(demo.newest(KARI)).to_contain_text("Why am I getting this?")
        await tab_to(demo, "Done")
        await keyboard.press("Enter")
        await expect(demo.newest(KARI)).to_contain_text("Recorded: done.")
        # The button is gone; the reader is still at the same message.
        await expect(demo.newest(KARI)).to_be_focused()
        await tab_to(demo, "Undo")
        await keyboard.press("Space")
        await expect(button(demo.newest(KARI), "Done")).to_be_visible()


async def test_a_phone_shows_one_person_at_a_time_and_takes_a_press(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo_page(browser, tmp_path, PHONE) as demo:
        nudge = await nudged(demo)
        people = demo.page.get_by_role("tablist", name="Whose side you see")
        await expect(people.get_by_role("tab")).to_have_count(3)
        await expect(demo.side(SOFIE)).to_be_hidden()
        await button(nudge, "Done").click()
        await expect(nudge).to_contain_text("Recorded: done.")
        await people.get_by_role("tab", name="Sofie").click()
        await expect(demo.side(KARI)).to_be_hidden()
        await expect(demo.newest(SOFIE)).to_be_visible()
        width = await demo.page.locator("html").evaluate("page => page.scrollWidth")
        assert width == PHONE["width"]


async def tab_to(demo: Demo, label: str) -> None:
    """Press Tab until the button of that label has the focus."""
    focus = demo.page.locator(":focus")
    for _ in range(MOST_STOPS):
        await demo.page.keyboard.press("Tab")
        if await focus.count() and await focus.inner_text() == label:
            return
    raise AssertionError(f"no way to {label!r} with the Tab key")
