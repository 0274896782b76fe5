"""The whole: a playground around noon, and the real bot beside it as a process."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.ids import PersonId
from bot.playground.limits import elements_of
from bot.playground.server import Playground
from bot.playground.values import Json, User
from bot.ports.store import Transaction
from bot.runtime.clock import SystemClock
from bot.stores.sqlite import SqliteStore
from tests.fakes.crowd import Member, keep_due, keep_open, noon_zone
from tests.fakes.playground import KARI, KEYS, new_playground, playing
from tests.fakes.process import Process, database, dytt_run, until
from tests.fakes.slack_door import FJORD

ANNA = User("U0ANNA0001", "anna", "Anna Ek", role="")  # part of nothing
RETRIES_S = (1.0, 2.0, 4.0)
BY_HTTP = {"DYTT_SLACK__SIGNING_SECRET": KEYS.signing_secret}
BY_SOCKET = {"DYTT_SLACK__APP_TOKEN": KEYS.app_token}


@dataclass(frozen=True, slots=True)
class Whole:
    """People in front of their screens, and the bot behind them."""

    play: Playground
    process: Process

    async def type(self, user: str, line: str) -> None:
        await self.play.type_command(user, line)

    async def press(self, user: str, label: str) -> Json:
        """Press once it can be pressed; says {} when the bot has taken it."""
        await until(
            lambda: label in self.buttons(user), otherwise=lambda: self.screen(user)
        )
        return await self.play.press(user, label)

    async def reads(self, user: str, words: str) -> None:
        """Return once `words` stand on the user's screen."""
        await until(
            lambda: words in self.screen(user), otherwise=lambda: self.screen(user)
        )

    async def sees_home(self, user: str, words: str) -> str:
        """Open Home; return all of it once `words` stand there."""
        await self.play.open_home(user)
        await until(lambda: words in self.home(user), otherwise=lambda: self.home(user))
        return self.home(user)

    def screen(self, user: str) -> str:
        """Return all that the user reads in the messages with the bot."""
        return "\n".join(message.text for message in self.play.messages(user))

    def home(self, user: str) -> str:
        """Return all that the user reads in Home."""
        view = self.play.home(user)
        return "\n".join(_texts(view.blocks)) if view else ""

    def buttons(self, user: str) -> set[str]:
        """Return what the user can press in the messages."""
        return {
            element["text"]["text"]
            for message in self.play.messages(user)
            for block in message.blocks
            for element in elements_of(block)
            if isinstance(element.get("text"), dict)
        }


@asynccontextmanager
async def whole(folder: Path, door: dict[str, str]) -> AsyncIterator[Whole]:
    """Start playground and bot; `door` is how the bot is reached."""
    clock = SystemClock()
    play = new_playground(clock=clock, retries_s=RETRIES_S)
    zone = noon_zone(clock.now())
    people = [one for one in play.workspace.users.values() if not one.is_bot]
    play.workspace.join(*(replace(one, tz=zone) for one in (*people, ANNA)))
    async with playing(play):
        env = {
            "DYTT_SLACK__API_URL": f"{play.base_url}/api",
            "DYTT_SLACK__BOT_TOKEN": KEYS.bot_token,
            "DYTT_LOG__LEVEL": "debug",
            "DYTT_PLAN__SPREAD_S": "0",
            "DYTT_DELIVER__EVERY_S": "0.1",
            **door,
        }
        async with dytt_run(folder, env) as process:
            if "DYTT_SLACK__SIGNING_SECRET" in door:
                play.reach(process.door)
            yield Whole(play, process)


async def nudge_is_due(folder: Path, *users: str) -> None:
    """Keep Kari, or `users`, as leaders whose nudge of today was due a minute ago."""
    now = SystemClock().now()
    leaders = [Member(PersonId(f"{FJORD}:{user}"), ()) for user in users or (KARI,)]

    def body(tx: Transaction) -> None:
        keep_open(tx, now)
        keep_due(tx, leaders, now)

    store = SqliteStore.open(database(folder), alone=True)
    try:
        await store.write(body)
    finally:
        store.close()


def _texts(found: object) -> Iterator[str]:
    if isinstance(found, dict):
        for name, inner in found.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from _texts(inner)
