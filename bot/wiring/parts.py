"""The bot, put together from its parts."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from bot.catalogue.habits import read_catalogue
from bot.catalogue.texts import read_texts
from bot.domain.errors import BotError
from bot.domain.habits import Catalogue
from bot.flows.compose import Composer
from bot.flows.deliver import Deliverer
from bot.flows.inbox import Reception
from bot.flows.obey import Obedience
from bot.flows.plan import Planner
from bot.flows.reconcile import Reconciler
from bot.flows.respond import Responder
from bot.flows.tidy import Tidier
from bot.ports.clock import Clock
from bot.ports.dice import Dice
from bot.ports.holidays import Holidays
from bot.ports.messenger import Availability, Directory, Finder, Messenger
from bot.ports.store import Store
from bot.ports.texts import Texts
from bot.runtime.lanes import Waker
from bot.settings import Settings, data_folder
from bot.stores.sqlite import SqliteStore

_SQLITE = "sqlite:///"


class Platform(Messenger, Finder, Directory, Protocol):
    """What a platform's sender can do."""


@dataclass(frozen=True, slots=True)
class Words:
    """Everything in prompts/."""

    texts: Texts
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class World:
    """What differs between running, the demo and a test."""

    store: Store
    clock: Clock
    dice: Dice
    platform: Platform
    availability: Availability
    holidays: Holidays


@dataclass(frozen=True, slots=True)
class Bot:
    """The flows, joined."""

    store: Store
    clock: Clock
    planner: Planner
    deliverer: Deliverer
    reconciler: Reconciler
    tidier: Tidier
    reception: Reception
    waker: Waker

    async def wake(self) -> None:
        """Wake every lane that has something to send; they drain side by side."""
        for lane in await self.deliverer.lanes():
            self.waker.wake(lane)

    async def turn(self) -> None:
        """Do everything that is due, once: what the ticks do one by one."""
        await self.planner.plan()
        await self.deliverer.drain_all()


def read_words() -> Words:
    """Read prompts/; raises BotError with every mistake that stops the start."""
    prompts = data_folder("prompts")
    return Words(read_texts(prompts), read_catalogue(prompts))


def open_store(url: str) -> SqliteStore:
    """Open the database that `url` names, for this process alone."""
    return SqliteStore.open(database_path(url), alone=True)


def database_path(url: str) -> Path:
    """Return the file that `url` names."""
    if not url.startswith(_SQLITE):
        raise BotError(
            f"DYTT_DATABASE_URL begins with {url.partition('//')[0]}//; for now only"
            " sqlite:///path/to/dytt.db can run."
        )
    return Path(url.removeprefix(_SQLITE))


def assemble(world: World, words: Words, settings: Settings) -> Bot:
    """Join the flows; nothing runs yet."""
    store, clock, platform = world.store, world.clock, world.platform
    holidays = world.holidays
    keeps = timedelta(days=settings.keep.record_days)
    obedience = Obedience(words.texts, words.catalogue, holidays, keeps)
    settle_time = timedelta(seconds=settings.deliver.settle_s)
    deliverer = Deliverer(
        store,
        clock,
        platform,
        world.availability,
        platform,
        Composer(words.texts, words.catalogue, holidays, keeps),
        obedience,
        words.catalogue,
        holidays,
        settle_time=settle_time,
        per_minute=settings.deliver.per_minute,
    )
    waker = Waker(deliverer.drain)
    return Bot(
        store=store,
        clock=clock,
        planner=Planner(
            store,
            clock,
            world.dice,
            words.catalogue,
            holidays,
            ahead=timedelta(seconds=settings.plan.ahead_s),
            probability=settings.plan.probability,
            spread=timedelta(seconds=settings.plan.spread_s),
        ),
        deliverer=deliverer,
        reconciler=Reconciler(
            store, clock, platform, words.catalogue, settle_time=settle_time
        ),
        tidier=Tidier(
            store,
            clock,
            records=keeps,
            inputs=timedelta(days=settings.keep.input_days),
        ),
        reception=Reception(
            store,
            clock,
            obedience,
            Responder(words.catalogue, holidays),
            waker.wake,
        ),
        waker=waker,
    )
