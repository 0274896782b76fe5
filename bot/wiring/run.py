"""`dytt run`: one process beside a real workspace, until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import TypeVar

from bot.domain.errors import BotError
from bot.domain.ids import person_in
from bot.flows.greet import greet
from bot.platforms.slack.app import SlackApp, slack_app
from bot.platforms.slack.client import (
    Installation,
    SlackClient,
    identified,
    slack_client,
)
from bot.platforms.slack.dnd import DoNotDisturb
from bot.platforms.slack.http import slack_routes
from bot.platforms.slack.sender import SlackSender
from bot.platforms.slack.socket import listening
from bot.ports.messenger import Refused, SendFailed
from bot.ports.store import Store, Transaction
from bot.runtime.clock import SystemClock, wall_s
from bot.runtime.dice import SystemDice
from bot.runtime.health import Health
from bot.runtime.holidays import PublicHolidays
from bot.runtime.logs import log_to_stderr
from bot.runtime.ticker import Ticker
from bot.runtime.web import serving, web_app
from bot.settings import Settings
from bot.wiring.parts import Bot, Words, World, assemble, open_store, read_words

T = TypeVar("T")

AGAIN_S = 5.0
_HOUR_S = 3600.0
_log = logging.getLogger(__name__)


def run(settings: Settings) -> int:
    """Run until SIGINT or SIGTERM; return the exit code."""
    slack = settings.slack
    secrets = [slack.bot_token, slack.signing_secret, slack.app_token]
    log_to_stderr(settings.log.level, [one.get_secret_value() for one in secrets])
    _insist(settings)
    words = read_words()
    store = open_store(settings.database_url)
    try:
        asyncio.run(_run(settings, words, store))
    finally:
        store.close()
    return 0


def _insist(settings: Settings) -> None:
    slack = settings.slack
    if not slack.bot_token.get_secret_value():
        raise BotError(
            "DYTT_SLACK__BOT_TOKEN is empty. It is the xoxb-… token on your Slack"
            " app's page, under OAuth & Permissions. To look around without a"
            " workspace: dytt demo."
        )
    keys = (slack.signing_secret, slack.app_token)
    if not any(key.get_secret_value() for key in keys):
        raise BotError(
            "Neither DYTT_SLACK__SIGNING_SECRET nor DYTT_SLACK__APP_TOKEN is set."
            " Set the first to be called over HTTP, the second for Socket Mode."
        )


async def _run(settings: Settings, words: Words, store: Store) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    slack = settings.slack
    async with slack_client(
        _base(slack.api_url), total_s=slack.timeout_s, connect_s=slack.connect_timeout_s
    ) as client:
        token = slack.bot_token.get_secret_value()
        installation = await _unless(stop, _identified(client, token))
        if installation is None:
            return
        installed = {installation.workspace: installation}
        clock = SystemClock()
        world = World(
            store,
            clock,
            SystemDice(),
            SlackSender(client, installed.get),
            DoNotDisturb(client, installed.get, clock),
            PublicHolidays(),
        )
        bot = assemble(world, words, settings)
        await meet(bot, installation, slack.installer)
        app = slack_app(bot.reception, client, installed.get)
        async with running(bot, settings, app) as address:
            _log.info("ready workspace=%s address=%s", installation.workspace, address)
            await stop.wait()
            _log.info("stopping")


async def _unless(stop: asyncio.Event, work: Coroutine[None, None, T]) -> T | None:
    """Return what `work` comes to; None when it is told to stop before."""
    starting = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if starting.done():
        return starting.result()
    starting.cancel()
    return None


@asynccontextmanager
async def running(bot: Bot, settings: Settings, app: SlackApp) -> AsyncIterator[str]:
    """Listen, tick and send while inside; gives the address of the HTTP door."""
    slack = settings.slack
    health = Health()
    secret = slack.signing_secret.get_secret_value()
    app_token = slack.app_token.get_secret_value()
    routes = slack_routes(app, secret, wall_s) if secret else []
    ticker = Ticker(health)
    ticker.every("plan", settings.plan.every_s, bot.planner.plan)
    ticker.every("deliver", settings.deliver.every_s, bot.wake)
    again_s = settings.deliver.reconcile_every_s
    ticker.every("reap", again_s, bot.deliverer.reap)
    ticker.every("reconcile", again_s, bot.reconciler.reconcile)
    ticker.every("tidy", _HOUR_S, bot.tidier.tidy)
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(
            serving(web_app(routes, health), settings.http.host, settings.http.port)
        )
        if app_token:
            await stack.enter_async_context(listening(app, app_token))
        stack.push_async_callback(bot.waker.stop)
        stack.push_async_callback(ticker.stop)
        stack.callback(bot.deliverer.stop)
        ticker.start()
        health.ready = True
        yield address
        health.ready = False


async def _identified(client: SlackClient, token: str) -> Installation:
    """Ask Slack who we are, for as long as it cannot be reached."""
    while True:
        try:
            return await identified(client, token)
        except Refused as error:
            raise BotError(
                f"Slack does not accept DYTT_SLACK__BOT_TOKEN: {error.reason}. Copy it"
                " anew from your app's page, under OAuth & Permissions."
            ) from error
        except SendFailed as error:
            _log.warning("waiting for=slack error=%s", type(error).__name__)
            await asyncio.sleep(AGAIN_S)


async def meet(bot: Bot, installation: Installation, installer: str) -> None:
    """Take up the workspace: its token is good, and what a crash left is looked up."""

    def body(tx: Transaction) -> None:
        workspace = tx.workspaces.find(installation.workspace)
        tx.workspaces.save(replace(workspace, trouble=""))
        if installer:
            person = tx.people.find(person_in(installation.workspace, installer))
            if not person.greeted:
                greet(tx, person, bot.clock.now())

    await bot.store.write(body)
    await bot.deliverer.take_over()
    # What came due while nobody ran is planned before anything new comes in.
    await bot.planner.plan()


def _base(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"
