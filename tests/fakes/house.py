"""The flows on a real SQLite file, with a fake platform, clock and dice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from bot.catalogue.habits import read_catalogue
from bot.catalogue.texts import read_texts
from bot.domain.deliveries import Delivery, Place
from bot.domain.events import Answer, OpenedHome, Pressed, Said
from bot.domain.habits import Catalogue
from bot.domain.ids import InputId, PersonId, WorkspaceId
from bot.domain.messages import Button, Buttons, DayPicker, Message
from bot.domain.people import Person, Profile
from bot.domain.words import Language
from bot.flows.compose import Composer
from bot.flows.deliver import Deliverer
from bot.flows.inbox import Reception
from bot.flows.obey import Obedience
from bot.flows.plan import Planner
from bot.flows.reconcile import Reconciler
from bot.flows.respond import Responder
from bot.ports.store import Transaction
from bot.ports.texts import Texts
from bot.stores.sqlite import SqliteStore
from tests.fakes.holidays import FakeHolidays
from tests.fakes.messenger import FakeMessenger, Posted
from tests.fakes.time import FakeClock, FakeDice

PROMPTS = Path(__file__).parents[2] / "prompts"
ACME = WorkspaceId("slack:T1")
KARI = PersonId("slack:T1:UKARI")  # leader
LIV = PersonId("slack:T1:ULIV")  # member
ADA = PersonId("slack:T1:UADA")  # admin

PROFILES = {
    KARI: Profile("Kari Nordmann", "Europe/Oslo", Language.EN),
    LIV: Profile("Liv Lund", "Europe/Copenhagen", Language.DA),
    ADA: Profile("Ada Admin", "Europe/Oslo", Language.EN, admin=True),
}


@cache
def texts() -> Texts:
    """Return every sentence; read once, since nothing changes them."""
    return read_texts(PROMPTS)


@cache
def catalogue() -> Catalogue:
    """Return the real catalogue; read once."""
    return read_catalogue(PROMPTS)


@dataclass
class House:
    """Everything between a press and the platform."""

    store: SqliteStore
    clock: FakeClock = field(default_factory=FakeClock)
    dice: FakeDice = field(default_factory=FakeDice)
    platform: FakeMessenger = field(
        default_factory=lambda: FakeMessenger(profiles=PROFILES)
    )
    holidays: FakeHolidays = field(default_factory=FakeHolidays)
    inputs: int = 0

    def __post_init__(self) -> None:
        obedience = Obedience(texts(), catalogue(), self.holidays)
        self.planner = Planner(
            self.store, self.clock, self.dice, catalogue(), self.holidays
        )
        self.deliverer = Deliverer(
            self.store,
            self.clock,
            self.platform,
            self.platform,
            self.platform,
            Composer(texts(), catalogue(), self.holidays),
            obedience,
            catalogue(),
            self.holidays,
        )
        self.reconciler = Reconciler(self.store, self.clock, self.platform, catalogue())
        self.reception = Reception(
            self.store,
            self.clock,
            obedience,
            Responder(catalogue(), self.holidays),
            lambda _: None,
        )

    async def know(self, *people: PersonId) -> None:
        """Keep the profiles, as if the platform had told them."""

        def body(tx: Transaction) -> None:
            for person in people:
                profile = PROFILES.get(person, PROFILES[KARI])
                tx.people.save(Person(person, profile=profile))

        await self.store.write(body)

    async def enrol(self, leader: PersonId = KARI) -> None:
        """Enrol a leader through the front door, and let the welcome arrive."""
        await self.know(ADA, leader)
        await self.say(ADA, f"leader add @{leader}")
        await self.turn()

    async def turn(self) -> None:
        """Do what the ticks do, once."""
        await self.planner.plan()
        await self.deliverer.drain_all()

    async def pass_(self, **span: float) -> None:
        """Let time go by, doing on the way all that falls due, minute by minute."""
        end = self.clock.now() + timedelta(**span)
        while self.clock.now() < end:
            self.clock.pass_(minutes=min(5, (end - self.clock.now()).seconds / 60 or 5))
            await self.turn()

    async def say(self, person: PersonId, text: str) -> Answer:
        """Type `/nudge` and `text`."""
        return await self.reception.receive(Said(self._input(), person, text, "hook"))

    async def press(
        self, posted: Posted, label: str, *, by: PersonId = KARI, chosen: str = ""
    ) -> Answer:
        """Press the button that reads `label` on a message as it stands now."""
        item = button(posted.message, label)
        pressed = Pressed(
            self._input(), by, item.action, item.value, chosen, posted.place, "hook"
        )
        answer = await self.reception.receive(pressed)
        await self.turn()
        return answer

    async def open_home(self, person: PersonId) -> Message:
        """Open the Home and return it."""
        await self.reception.receive(OpenedHome(self._input(), person))
        await self.turn()
        return self.platform.homes[person]

    async def nudges(self, person: PersonId = KARI) -> list[Delivery]:
        """Return every nudge ever planned for the person, newest first."""
        since = self.clock.now() - timedelta(days=400)
        found = await self.store.read(lambda tx: tx.outbox.nudges(person, since))
        return list(found)

    @property
    def last(self) -> Posted:
        """The newest message on the platform."""
        return self.platform.posted[-1]

    def forget_screen(self) -> None:
        """Make every later message the first."""
        self.platform.posted.clear()

    def _input(self) -> InputId:
        self.inputs += 1
        return InputId(f"in-{self.inputs}")


def button(message: Message, label: str) -> Button | DayPicker:
    """Return the button or picker that reads `label`."""
    rows = [part for part in message.parts if isinstance(part, Buttons)]
    found = [item for row in rows for item in row.items if item.label == label]
    assert found, f"no {label!r} among {labels(message)}"
    return found[0]


def labels(message: Message) -> list[str]:
    """Return what can be pressed, in order."""
    rows = [part for part in message.parts if isinstance(part, Buttons)]
    return [item.label for row in rows for item in row.items]


def elsewhere(posted: Posted) -> Posted:
    """Return the message as if it stood where nothing was ever sent."""
    return replace(posted, place=Place("D-nowhere", "0"))


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    """Open a house on a new database."""
    store = SqliteStore.open(folder / "dytt.db", alone=True)
    try:
        yield House(store)
    finally:
        store.close()
