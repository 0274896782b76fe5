"""`dytt demo`: the real bot beside a pretend Slack, on a database that is thrown away.

The two share one process and one clock, so that a week can pass in a second.
"""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.people import DEFAULT_ZONE
from bot.platforms.slack.app import slack_app
from bot.platforms.slack.client import identified, slack_client
from bot.platforms.slack.dnd import DoNotDisturb
from bot.platforms.slack.http import PATH
from bot.platforms.slack.sender import SlackSender
from bot.playground.outgoing import Wire
from bot.playground.page import CannotMove, Stage
from bot.playground.seed import ADMIN, LEADER, MEMBER, small_workspace
from bot.playground.server import Playground
from bot.playground.state import Workspace
from bot.playground.values import Keys
from bot.ports.clock import Clock
from bot.ports.store import Transaction
from bot.runtime.clock import SystemClock, wall_s
from bot.runtime.dice import SystemDice
from bot.runtime.holidays import PublicHolidays
from bot.runtime.logs import log_to_stderr
from bot.runtime.movable import MovableClock
from bot.runtime.web import serving
from bot.settings import Settings
from bot.stores.sqlite import SqliteStore
from bot.wiring.parts import Bot, Words, World, assemble, read_words
from bot.wiring.run import meet, running

HOST = "127.0.0.1"
THINGS = (
    "As Sofie: /nudge cadence set nudges mon-fri 09:00 at most 3 a week",
    "Press “Next nudge”, then answer it as Kari: Done, Undo, Later, Not for me.",
    "Open Home as Kari and as Sofie: the record is Kari's alone.",
)
_KEYS = Keys("xoxb-pretend", "xapp-pretend", "pretend-signing-secret")
_PORT = "DYTT_DEMO_PORT"
_OPENS = time(8, 30)
_STEPS = {"day": timedelta(days=1), "week": timedelta(weeks=1)}
_FURTHEST = timedelta(days=60)  # how far "next nudge" looks

Told = Callable[[str, Sequence[str]], None]


def demo(settings: Settings, tell: Told) -> int:
    """Play until Ctrl-C; `tell` gets the page's address and what to try there."""
    log_to_stderr("warning")
    words = read_words()
    with tempfile.TemporaryDirectory(prefix="dytt-demo-") as folder:
        store = SqliteStore.open(Path(folder) / "demo.db", alone=True)
        try:
            asyncio.run(_play(settings, words, store, tell))
        finally:
            store.close()
    return 0


async def _play(
    settings: Settings, words: Words, store: SqliteStore, tell: Told
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with playing(settings, words, store) as address:
        tell(address, THINGS)
        await stop.wait()


@asynccontextmanager
async def playing(
    settings: Settings, words: Words, store: SqliteStore
) -> AsyncIterator[str]:
    """Run playground and bot while inside; gives the page's address."""
    clock = MovableClock(SystemClock())
    clock.move_to(_next_opening(clock.now()))
    workspace = small_workspace(clock, _KEYS)
    workspace.read_only = True  # as the bot's manifest says
    travel = Travel(clock, workspace)
    stage = Stage(THINGS, travel.advance)
    playground = Playground(workspace, Wire(wall_s), stage)
    async with serving(playground.app, HOST, settings.demo_port, _PORT) as address:
        playground.base_url = address
        try:
            async with _bot_beside(playground, settings, words, store, clock) as bot:
                travel.bot = bot
                await _settle_in(playground, bot)
                yield address
        finally:
            # Pages that wait for news would hold the server up.
            await playground.stop()


@asynccontextmanager
async def _bot_beside(
    playground: Playground,
    settings: Settings,
    words: Words,
    store: SqliteStore,
    clock: Clock,
) -> AsyncIterator[Bot]:
    """Run the bot as `dytt run` does; only its clock is the playground's."""
    keys = {
        "bot_token": _KEYS.bot_token,
        "signing_secret": _KEYS.signing_secret,
        "app_token": "",
        "api_url": f"{playground.base_url}/api/",
        "installer": ADMIN.id,
    }
    own = settings.model_copy(
        update={
            "slack": settings.slack.model_validate(settings.slack.model_dump() | keys),
            "http": settings.http.model_copy(update={"host": HOST, "port": 0}),
        }
    )
    slack = own.slack
    async with slack_client(
        slack.api_url, total_s=slack.timeout_s, connect_s=slack.connect_timeout_s
    ) as client:
        installation = await identified(client, _KEYS.bot_token)
        installed = {installation.workspace: installation}
        world = World(
            store,
            clock,
            SystemDice(),
            SlackSender(client, installed.get),
            DoNotDisturb(client, installed.get, clock),
            PublicHolidays(),
        )
        bot = assemble(world, words, own)
        await meet(bot, installation, slack.installer)
        app = slack_app(bot.reception, client, installed.get)
        async with running(bot, own, app) as address:
            playground.outgoing.wire = Wire(wall_s, f"{address}{PATH}")
            yield bot


class Travel:
    """Moves the clock ahead and plays every instant on the way, in order."""

    def __init__(self, clock: MovableClock, workspace: Workspace) -> None:
        self._clock = clock
        self._workspace = workspace
        self.bot: Bot | None = None

    async def advance(self, step: str) -> None:
        """Go to the next nudge, or a day or a week ahead; raises CannotMove."""
        if self.bot is None:
            return
        await _play_now(self.bot)  # what was just asked for is no news of the journey
        if step == "next":
            await self._play_until_posted(self.bot)
        else:
            await self._play_until(self.bot, self._clock.now() + _STEPS[step])

    async def _play_until_posted(self, bot: Bot) -> None:
        if not await _anybody_enrolled(bot):
            raise CannotMove(
                "Nobody is enrolled, so no nudge will come. As"
                f" {ADMIN.real_name}: /nudge leader add @{LEADER.real_name}"
            )
        before = _last_posted(self._workspace)
        until = self._clock.now() + _FURTHEST
        while (due := await self._next(bot, until)) is not None:
            await self._play(bot, due)
            if _last_posted(self._workspace) > before:
                return
        await self._play(bot, until)
        raise CannotMove(
            f"{_FURTHEST.days} days went by and nobody got anything."
            " `/nudge next`, written as a leader, tells why."
        )

    async def _play_until(self, bot: Bot, target: datetime) -> None:
        while (due := await self._next(bot, target)) is not None:
            await self._play(bot, due)
        await self._play(bot, target)

    async def _play(self, bot: Bot, at: datetime) -> None:
        self._clock.move_to(at)
        await _play_now(bot)

    async def _next(self, bot: Bot, until: datetime) -> datetime | None:
        """Return the next instant after now at which something is due."""
        now = self._clock.now()

        def body(tx: Transaction) -> list[datetime]:
            leaders = tx.leaders.due(until, 1)
            waiting = tx.outbox.next_due()
            found = [due.due_utc for due in leaders]
            return found + ([waiting] if waiting and waiting <= until else [])

        found = [at for at in await bot.store.read(body) if at > now]
        return min(found, default=None)


async def _play_now(bot: Bot) -> None:
    """Do all that is due at this instant, also what a tick has already begun."""
    await bot.turn()
    await bot.waker.idle()


async def _anybody_enrolled(bot: Bot) -> bool:
    def body(tx: Transaction) -> bool:
        return any(tx.leaders.of(each.id) for each in tx.workspaces.all())

    return await bot.store.read(body)


def _last_posted(workspace: Workspace) -> str:
    """Return the ts of the newest message that the bot has sent by itself."""
    said = (each for channel in workspace.messages.values() for each in channel)
    sent = (each.ts for each in said if each.from_bot and not each.only_for)
    return max(sent, default="")


async def _settle_in(playground: Playground, bot: Bot) -> None:
    """Enrol the leader and the team as an admin would: by typing it."""
    lines = (
        f"/nudge leader add @{LEADER.name}",
        f"/nudge team set @{LEADER.name} @{MEMBER.name}",
    )
    for line in lines:
        await playground.type_command(ADMIN.id, line)
        await _play_now(bot)


def _next_opening(now: datetime) -> datetime:
    """Return the coming half past eight of a working day: the demo begins then."""
    zone = ZoneInfo(DEFAULT_ZONE)
    day = now.astimezone(zone).date()
    while (
        day.isoweekday() > 5  # noqa: PLR2004  Friday
        or datetime.combine(day, _OPENS, zone) <= now
    ):
        day += timedelta(days=1)
    return datetime.combine(day, _OPENS, zone)
