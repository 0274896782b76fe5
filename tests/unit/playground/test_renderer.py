"""The page draws Block Kit safely, collects what is entered, and obeys the keyboard."""

from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.fakes.page_backend import PageBackend, message, opened, snapshot

pytestmark = pytest.mark.browser

NASTY = (
    """<img src=x onerror="document.title='owned'"> & "it's" *bold* :wave: :no_such:"""
)
ESCAPED = NASTY.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, action: str, **more: object) -> dict[str, Any]:
    text = plain(label)
    return {"type": "button", "text": text, "action_id": action, "value": "d1", **more}


def row(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def asks(block: str, element: dict[str, Any], **more: object) -> dict[str, Any]:
    named = {"action_id": "it", **element}
    label = plain(block.title())
    base = {"type": "input", "block_id": block, "label": label, "element": named}
    return base | more


def options(*values: str) -> list[dict[str, Any]]:
    return [{"text": plain(value.title()), "value": value} for value in values]


FORM = [
    asks("note", {"type": "plain_text_input", "initial_value": "hei"}),
    asks("when", {"type": "radio_buttons", "options": options("today", "later")}),
    asks("days", {"type": "checkboxes", "options": options("mon", "tue", "wed")}),
    asks("day", {"type": "datepicker", "initial_date": "2026-12-01"}),
    asks("time", {"type": "timepicker"}, optional=True),
    asks("focus", {"type": "static_select", "options": options("listen", "thank")}),
    asks("who", {"type": "users_select", "initial_user": "UKARI"}),
    asks("all", {"type": "multi_users_select"}, optional=True),
]


def modal(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "V1",
        "type": "modal",
        "title": plain("When?"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": list(blocks),
    }


def one(page: Page) -> Locator:
    return page.locator(".message .blocks")


async def test_no_words_become_markup(browser: Browser) -> None:
    backend = PageBackend()
    header = {"type": "header", "text": plain(NASTY)}
    backend.tell(message(NASTY, header, section(ESCAPED), section(NASTY)))
    async with opened(browser, backend) as page:
        expected = NASTY.replace(":wave:", "👋")
        await expect(one(page).locator("h3")).to_have_text(expected)
        paragraph = one(page).locator("p").first
        await expect(paragraph).to_have_text(expected.replace("*", ""))
        await expect(paragraph.locator("strong")).to_have_text("bold")
        assert await one(page).locator("img").count() == 0
        await page.locator("label.switch").click()
        await expect(page.locator(".aloud")).to_contain_text("<img src=x")
        assert await page.title() == "Dytt playground"


async def test_mrkdwn_is_drawn_as_slack_draws_it(browser: Browser) -> None:
    backend = PageBackend()
    text = (
        "_leans_ ~gone~ `a*b*c &lt;` snake_case_name 2*3*4 <@UKARI> <!here>\n"
        "&gt; quoted\n<https://a.test/x_y_z|a link> <javascript:alert(1)|no link>\n"
        "<!date^1795420800^{date_num} {time}|then>"
    )
    backend.tell(message(text, section(text)))
    async with opened(browser, backend) as page:
        first = one(page).locator("p").first
        await expect(first).to_have_text(
            "leans gone a*b*c < snake_case_name 2*3*4 @Kari Berg @here"
        )
        for mark, words in {"em": "leans", "s": "gone", "code": "a*b*c <"}.items():
            await expect(first.locator(mark)).to_have_text(words)
        await expect(one(page).locator("blockquote")).to_have_text("quoted")
        link = one(page).locator("a")
        await expect(link).to_have_attribute("href", "https://a.test/x_y_z")
        await expect(one(page)).to_contain_text("no link")
        await expect(one(page).locator("time")).to_have_text("23/11/2026 09:00")


async def test_a_form_hands_over_slacks_state_values(browser: Browser) -> None:
    backend = PageBackend(state=snapshot(views={"UKARI": [modal(*FORM)]}))
    async with opened(browser, backend) as page:
        form = page.get_by_role("dialog", name="When?")
        await form.get_by_label("Later").check()
        await form.get_by_label("Wed").check()
        await form.get_by_label("Mon").check()
        await form.get_by_label("Focus").select_option("thank")
        await form.get_by_label("Time (optional)").fill("08:30")
        await form.get_by_role("button", name="Save").click()
        await expect(form.locator("form[aria-busy]")).to_have_count(0)
    assert [what for what, _ in backend.said] == ["submit"]
    held = {block: each["it"] for block, each in backend.said[0][1]["values"].items()}
    later, thank = options("later", "thank")
    mon, wed = options("mon", "wed")
    assert held == {
        "note": {"type": "plain_text_input", "value": "hei"},
        "when": {"type": "radio_buttons", "selected_option": later},
        "days": {"type": "checkboxes", "selected_options": [mon, wed]},
        "day": {"type": "datepicker", "selected_date": "2026-12-01"},
        "time": {"type": "timepicker", "selected_time": "08:30"},
        "focus": {"type": "static_select", "selected_option": thank},
        "who": {"type": "users_select", "selected_user": "UKARI"},
        "all": {"type": "multi_users_select", "selected_users": []},
    }


async def test_what_is_missing_or_refused_is_said_at_its_field(
    browser: Browser,
) -> None:
    empty = asks("note", {"type": "plain_text_input"})
    backend = PageBackend(state=snapshot(views={"UKARI": [modal(empty)]}))
    backend.answers["submit"] = (200, {"errors": {"note": "That is no time."}})
    async with opened(browser, backend) as page:
        field = page.get_by_label("Note")
        await page.get_by_role("button", name="Save").click()
        await expect(field).to_have_accessible_description("Please fill this in.")
        assert not backend.said
        await field.fill("25:00")
        await field.press("Enter")
        await expect(field).to_have_accessible_description("That is no time.")
        await expect(field).to_be_focused()


async def test_the_keyboard_presses_buttons_and_keeps_its_place(
    browser: Browser,
) -> None:
    backend = PageBackend()
    sure = {
        "title": plain("Stop?"),
        "text": plain("Sure?"),
        "confirm": plain("Yes, stop"),
        "deny": plain("No"),
    }
    buttons = row(button("Done", "done"), button("Stop", "stop", confirm=sure))
    backend.tell(message("x", section("A nudge"), buttons))
    async with opened(browser, backend) as page:
        await page.get_by_role("button", name="Done").focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alertdialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        stop = page.get_by_role("button", name="Stop")
        await expect(stop).to_be_focused()
        backend.tell(message("x", section("Redrawn"), buttons, edited=True))
        await expect(page.get_by_text("Redrawn")).to_be_visible()
        await expect(stop).to_be_focused()
    assert [(what, body["action"]["action_id"]) for what, body in backend.said] == [
        ("press", "done"),
        ("press", "stop"),
    ]
    assert backend.said[0][1] == {
        "user": "UKARI",
        "channel": "DKARI",
        "ts": "1795420800.000100",
        "view_id": None,
        "action": {
            "type": "button",
            "action_id": "done",
            "block_id": "row",
            "value": "d1",
            "text": plain("Done"),
        },
        "state": {"values": {}},
    }


async def test_a_date_is_sent_once_it_is_chosen_not_while_it_is_typed(
    browser: Browser,
) -> None:
    backend = PageBackend()
    picker = {"type": "datepicker", "action_id": "on", "initial_date": "2026-11-24"}
    backend.tell(message("x", row(picker | {"placeholder": plain("Another day")})))
    async with opened(browser, backend) as page:
        field = page.get_by_label("Another day")
        await field.focus()
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("ArrowUp")
        assert not backend.said
        await page.keyboard.press("Enter")
        await expect(field).not_to_have_value("2026-11-24")
        chosen = await field.input_value()
        assert [body["action"]["selected_date"] for _, body in backend.said] == [chosen]


async def test_what_is_being_typed_survives_news(browser: Browser) -> None:
    note = asks("note", {"type": "plain_text_input"})
    view = modal(note)
    backend = PageBackend(state=snapshot(views={"UKARI": [view]}))
    async with opened(browser, backend) as page:
        await page.get_by_label("Note").fill("half a senten")
        changed = view | {"blocks": [section("Now with a hint"), note]}
        backend.put(views={"UKARI": [changed]})
        await expect(page.get_by_text("Now with a hint")).to_be_visible()
        await expect(page.get_by_label("Note")).to_have_value("half a senten")
        await expect(page.get_by_label("Note")).to_be_focused()
        backend.put(views={"UKARI": []})
        await expect(page.get_by_role("dialog")).to_have_count(0)
        line = page.get_by_label("Write as Kari Berg")
        await line.fill("/nudge st")
        backend.tell(message("news", section("News")))
        await expect(page.get_by_text("News")).to_be_visible()
        await expect(line).to_have_value("/nudge st")


async def test_the_line_sends_commands_and_remembers_them(browser: Browser) -> None:
    backend = PageBackend()
    async with opened(browser, backend) as page:
        line = page.get_by_label("Write as Kari Berg")
        for text in ("/nudge help", "/nudge next"):
            await line.fill(text)
            await line.press("Enter")
            await expect(line).to_have_value("")
        await line.press("ArrowUp")
        await line.press("ArrowUp")
        await expect(line).to_have_value("/nudge help")
        await line.press("ArrowDown")
        await expect(line).to_have_value("/nudge next")
        backend.answers["command"] = (409, {"error": "The bot did not answer."})
        await line.press("Enter")
        await expect(page.get_by_text("The bot did not answer.")).to_be_visible()
        await expect(line).to_have_value("/nudge next")
    said = {"user": "UKARI", "channel": "DKARI"}
    assert backend.said[0] == ("command", said | {"text": "/nudge help"})
