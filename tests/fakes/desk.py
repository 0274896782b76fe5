"""A desk where people ask in a line and get answers, on a real SQLite file."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.messages import Button, Buttons, Message, read_aloud
from bot.domain.people import Leader, Person, Profile
from bot.domain.words import Language
from bot.flows.asked import Asked
from bot.flows.obey import Obedience
from bot.flows.schedule import reschedule
from bot.ports.store import Transaction
from bot.stores.sqlite import SqliteStore
from tests.fakes.holidays import FakeHolidays
from tests.fakes.house import catalogue, texts
from tests.fakes.time import MONDAY

T = TypeVar("T")

HERE = WorkspaceId("slack:T1")
ADA = PersonId("slack:T1:UADA")  # admin
KARI = PersonId("slack:T1:UKARI")  # leader, once enrolled
LIV = PersonId("slack:T1:ULIV")
OLA = PersonId("slack:T1:UOLA")
PER = PersonId("slack:T1:UPER")
ROBOT = PersonId("slack:T1:UBOT")
GONE = PersonId("slack:T1:UGONE")

NAMES = {
    ADA: "Ada Berg",
    KARI: "Kari Nordmann",
    LIV: "Liv Lund",
    OLA: "Ola Dahl",
    PER: "Per Holm",
    ROBOT: "Robot",
    GONE: "Gro Gone",
}


HOLIDAYS = {
    "NO": frozenset({date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)}),
    "SE": frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 6)}),
}
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Desk:
    """Everybody of NAMES in one workspace, and a clock that stands still."""

    store: SqliteStore
    language: Language = Language.EN
    now: datetime = MONDAY
    holidays: FakeHolidays = field(default_factory=lambda: FakeHolidays(HOLIDAYS))

    async def seat(self) -> None:
        """Let the platform tell who everybody is."""
        await self.store.write(self._seat)

    async def say(self, person: PersonId, line: str) -> Message:
        """Return the answer to `/nudge line`."""
        obedience = Obedience(texts(), catalogue(), self.holidays)
        return await self.ask(person, lambda asked: obedience.line(asked, line))

    async def read(self, person: PersonId, line: str) -> str:
        """Return that answer as it is read aloud."""
        return read_aloud(await self.say(person, line))

    async def ask(self, person: PersonId, flow: Callable[[Asked], T]) -> T:
        """Run a flow for the person, inside one transaction."""

        def body(tx: Transaction) -> T:
            found = tx.people.find(person)
            return flow(Asked(tx, found, self.now, texts(), catalogue(), self.holidays))

        return await self.store.write(body)

    async def enrol(self, person: PersonId = KARI, /, **chosen: object) -> Leader:
        """Enrol the person at once, without a welcome, with what they have chosen."""
        leader = Leader(person, enrolled_by=ADA, enrolled_utc=self.now)
        leader = replace(leader, **chosen)  # type: ignore[arg-type]  # any field

        def body(tx: Transaction) -> None:
            reschedule(tx, leader, self.now)

        await self.store.write(body)
        return leader

    async def leader(self, person: PersonId = KARI) -> Leader:
        """Return the leader as kept."""
        found = await self.store.read(lambda tx: tx.leaders.find(person))
        assert found is not None
        return found

    async def next_due(self, person: PersonId = KARI) -> datetime | None:
        """Return when the leader is planned next."""
        return await self.store.read(lambda tx: tx.leaders.next_due(person))

    async def kept(self, seen: Callable[[Transaction], T]) -> T:
        """Return what is kept, without changing it."""
        return await self.store.read(seen)

    async def change(self, body: Callable[[Transaction], object]) -> None:
        """Change what is kept behind everybody's back."""
        await self.store.write(body)

    async def journal(self, person: PersonId = KARI) -> list[str]:
        """Return what happened to the person, oldest first."""
        entries = await self.kept(lambda tx: tx.journal.of(person, LONG_AGO))
        return [str(entry.what) for entry in entries]

    def pass_(self, **spans: float) -> None:
        """Let time go by: `pass_(days=1)`."""
        self.now += timedelta(**spans)

    def _seat(self, tx: Transaction) -> None:
        for person, name in NAMES.items():
            profile = Profile(
                name=name,
                zone="Europe/Oslo",
                language=self.language,
                admin=person == ADA,
                gone=person == GONE,
                unreachable=person == ROBOT,
            )
            tx.people.save(Person(person, profile=profile))


def buttons(message: Message) -> list[Button]:
    """Return every button, in order."""
    rows = [part for part in message.parts if isinstance(part, Buttons)]
    return [item for row in rows for item in row.items if isinstance(item, Button)]
