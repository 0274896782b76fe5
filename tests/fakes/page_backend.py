"""Stands in for the playground's server, so that its page can be tested alone."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Browser, Page, Route

import bot.playground

STATIC = Path(bot.playground.__file__).parent / "static"
ORIGIN = "http://dytt.test"
KARI = {
    "id": "UKARI",
    "name": "kari",
    "real_name": "Kari Berg",
    "role": "leader",
    "tz": "Europe/Oslo",
    "locale": "en-GB",
    "local_time": "Mon 23 Nov 09:00",
    "unread": False,
}


def snapshot(**changes: object) -> dict[str, Any]:
    """Return a state in which Kari has an empty conversation with the bot."""
    dm = {"channel": "DKARI", "kind": "dm", "name": "Dytt", "messages": []}
    return {
        "seq": 1,
        "now": "2026-11-23T08:00:00Z",
        "clock": {"movable": True, "busy": None},
        "things": [{"say": "As Kari, write `/nudge help`."}],
        "people": [KARI],
        "conversations": {"UKARI": [dm]},
        "homes": {"UKARI": None},
        "views": {"UKARI": []},
        "users": {"UKARI": "Kari Berg", "UDYTT": "Dytt"},
        "channels": {},
    } | changes


def message(text: str, *blocks: dict[str, Any], **changes: object) -> dict[str, Any]:
    """Return a message of the bot to Kari."""
    return {
        "ts": "1795420800.000100",
        "user": "UDYTT",
        "from": "bot",
        "text": text,
        "blocks": list(blocks),
        "ephemeral": False,
        "edited": False,
        "time": "Mon 23 Nov 09:00",
    } | changes


@dataclass
class PageBackend:
    """Answers the page's questions from `state` and remembers what the page did."""

    state: dict[str, Any] = field(default_factory=snapshot)
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False

    def put(self, **changes: object) -> None:
        """Change the state and let the page know."""
        self.state = self.state | changes | {"seq": self.state["seq"] + 1}
        self.changed.set()
        self.changed = asyncio.Event()

    def tell(self, *messages: dict[str, Any]) -> None:
        """Put these messages in the place of Kari's conversation."""
        dm = {"channel": "DKARI", "kind": "dm", "name": "Dytt"}
        self.put(conversations={"UKARI": [dm | {"messages": list(messages)}]})

    def close(self) -> None:
        """Let a waiting page go, and answer nothing more."""
        self.closed = True
        self.changed.set()

    async def answer(self, route: Route) -> None:
        """Answer one request of the page."""
        address = urlsplit(route.request.url)
        name = address.path.removeprefix("/play/")
        if not address.path.startswith("/play/"):
            name = address.path.removeprefix("/static/").strip("/") or "index.html"
            await route.fulfill(path=STATIC / name)
        elif name == "state":
            since = int(parse_qs(address.query)["since"][0])
            if since == self.state["seq"]:
                await self.changed.wait()
            if self.closed:
                await route.abort()
                return
            await route.fulfill(json=self.state)
        elif name == "traffic":
            await route.fulfill(json={"entries": []})
        else:
            self.said.append((name, json.loads(route.request.post_data or "{}")))
            status, body = self.answers.get(name, (200, {}))
            await route.fulfill(status=status, json=body)


@asynccontextmanager
async def opened(browser: Browser, backend: PageBackend) -> AsyncIterator[Page]:
    """Open the page on `backend`."""
    page = await browser.new_page()
    await page.route(f"{ORIGIN}/**", backend.answer)
    await page.goto(f"{ORIGIN}/")
    try:
        yield page
    finally:
        backend.close()
        await page.unroute_all(behavior="ignoreErrors")
        await page.close()
