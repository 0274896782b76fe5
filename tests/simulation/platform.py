"""The platform: takes messages, loses answers, and keeps every screen."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from bot.domain.deliveries import Place
from bot.domain.ids import PersonId, WorkspaceId, workspace_of
from bot.domain.messages import Message
from bot.domain.people import Profile
from bot.platforms.slack.failures import not_taken
from bot.ports.messenger import Reach, Refused, SendFailed
from tests.simulation.agenda import Agenda
from tests.simulation.chance import Chance
from tests.simulation.verdict import Trace
from tests.simulation.weather import TIMEOUT, Fate, Weather

T = TypeVar("T")

_OK = 200
_MOST_TURNS = 2


@dataclass(slots=True)
class Screen:
    """One message as somebody sees it, with how it looked before."""

    to: PersonId
    wire_id: str
    place: Place
    looks: list[Message]
    known_from: datetime  # from when on the history has it

    @property
    def message(self) -> Message:
        """How it looks now."""
        return self.looks[-1]


@dataclass(slots=True)
class Office:
    """What the platform knows of one workspace."""

    profiles: dict[PersonId, Profile]
    revoked: bool = False
    history: bool = True  # whether the bot may look at its conversations
    busy: dict[PersonId, datetime] = field(default_factory=dict)
    told_nothing_utc: datetime | None = None  # when it last did not say who is busy


Watcher = Callable[[Screen, datetime], None]


@dataclass(slots=True)
class SimPlatform:
    """Implements Messenger, Finder, Availability and Directory over all offices.

    A request that has left arrives whether or not the process lives to hear of it.
    """

    agenda: Agenda
    chance: Chance
    weather: Weather
    trace: Trace
    offices: dict[WorkspaceId, Office] = field(default_factory=dict)
    screens: dict[Place, Screen] = field(default_factory=dict)
    wired: dict[str, Screen] = field(default_factory=dict)
    accepted: Callable[[PersonId, str, Message], None] = lambda *_: None
    posted: Callable[[Screen], None] = lambda *_: None
    redrawn: Callable[[Screen], None] = lambda *_: None
    waiting: dict[str, int] = field(
        default_factory=lambda: {
            "before a call": 0, "during a call": 0, "after a call": 0,
        }
    )  # fmt: skip

    async def post(self, to: PersonId, message: Message, wire_id: str) -> Place:
        """Take a new message."""
        return await self._call("post", to, lambda: self._post(to, message, wire_id))

    async def redraw(self, place: Place, message: Message, to: PersonId) -> None:
        """Put a message in the place of one sent before."""
        await self._call("redraw", to, lambda: self._redraw(place, message, to))

    async def home(self, to: PersonId, message: Message) -> None:
        """Show somebody's Home."""
        await self._call("home", to, lambda: self.accepted(to, "", message))

    async def reply(self, reply_to: str, message: Message, to: PersonId) -> None:
        """Answer a command."""
        del reply_to
        await self._call("reply", to, lambda: self.accepted(to, "", message))

    async def find(
        self, to: PersonId, wire_id: str, since_utc: datetime
    ) -> Place | None:
        """Look through the history, which may lag."""
        del since_utc

        def look() -> Place | None:
            if not self.offices[workspace_of(to)].history:
                raise Refused("missing_scope", Reach.MESSAGE)
            screen = self.wired.get(wire_id)
            seen = screen and screen.known_from <= self.agenda.now
            return screen.place if screen and seen else None

        return await self._call("find", to, look)

    async def profile(self, person: PersonId) -> Profile:
        """Tell what is known of somebody."""
        office = self.offices[workspace_of(person)]
        return await self._call("profile", person, lambda: office.profiles[person])

    async def busy_until(
        self, people: Collection[PersonId]
    ) -> Mapping[PersonId, datetime]:
        """Tell who does not want to be disturbed; at times, nothing."""
        asked = sorted(people)
        if not asked:
            return {}
        office = self.offices[workspace_of(asked[0])]
        if {workspace_of(each) for each in asked} != {workspace_of(asked[0])}:
            self.trace.accuse("I10", f"asked in one breath who is busy of {asked}")
        try:
            return await self._call("busy", asked[0], lambda: self._busy(asked))
        except SendFailed:
            office.told_nothing_utc = self.agenda.now
            return {}

    async def _call(self, method: str, to: PersonId, done: Callable[[], T]) -> T:
        """Let a request leave, arrive, and be answered; each may fail."""
        fate = self.weather.fate(workspace_of(to))
        await self._turns("before a call")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        way = self.weather.way(fate)
        self.agenda.after(way, lambda: self._arrive(method, to, fate, done, answer))
        if way > TIMEOUT:
            self.agenda.after(TIMEOUT, lambda: self._answer(answer, fate))
        outcome = await self._told(answer)
        await self._turns("after a call")
        if isinstance(outcome, SendFailed):
            raise outcome
        return outcome

    async def _told(self, answer: "asyncio.Future[T]") -> T | SendFailed:
        self.waiting["during a call"] += 1
        try:
            return await answer
        except SendFailed as failure:
            return failure
        finally:
            self.waiting["during a call"] -= 1

    def _arrive(
        self,
        method: str,
        to: PersonId,
        fate: Fate,
        done: Callable[[], T],
        answer: "asyncio.Future[T]",
    ) -> None:
        self.trace.note(self.agenda.now, f"{method} {to} {fate}")
        self.trace.counts[f"{method}: {fate}"] += 1
        if not fate.arrives:
            self._answer(answer, fate)
            return
        try:
            self._admit(method, to)
            outcome = done()
        except SendFailed as refused:
            self._answer(answer, fate, refused=refused)
        else:
            self._answer(answer, fate, outcome)

    def _answer(
        self,
        answer: "asyncio.Future[T]",
        fate: Fate,
        outcome: T | None = None,
        *,
        refused: SendFailed | None = None,
    ) -> None:
        """Tell the bot, if it lives and still waits."""
        if answer.done() or answer.get_loop().is_closed():
            return
        failure = self.weather.failure(fate) or refused
        if failure:
            answer.set_exception(failure)
        else:
            answer.set_result(outcome)  # type: ignore[arg-type]  # what done gave

    def _admit(self, method: str, to: PersonId) -> None:
        office = self.offices[workspace_of(to)]
        if office.revoked:
            raise not_taken(_OK, {}, "token_revoked")
        if office.profiles[to].gone and method not in {"profile", "busy"}:
            raise not_taken(_OK, {}, "user_not_found")

    def _post(self, to: PersonId, message: Message, wire_id: str) -> Place:
        self.accepted(to, wire_id, message)
        place = Place(f"D-{to}", str(len(self.screens)))
        known_from = self.agenda.now + self.weather.lag()
        screen = Screen(to, wire_id, place, [message], known_from)
        self.screens[place] = self.wired[wire_id] = screen
        self.posted(screen)
        return place

    def _redraw(self, place: Place, message: Message, to: PersonId) -> None:
        screen = self.screens.get(place)
        if screen is None or screen.to != to:
            raise not_taken(_OK, {}, "message_not_found")
        self.accepted(to, "", message)
        screen.looks.append(message)
        self.redrawn(screen)

    def _busy(self, people: Collection[PersonId]) -> dict[PersonId, datetime]:
        now = self.agenda.now
        office = self.offices[workspace_of(next(iter(people)))]
        return {
            each: office.busy[each]
            for each in people
            if each in office.busy and office.busy[each] > now
        }

    def change(self, person: PersonId, **changed: object) -> Profile:
        """Change what is known of somebody, and return it."""
        profiles = self.offices[workspace_of(person)].profiles
        profiles[person] = replace(profiles[person], **changed)  # type: ignore[arg-type]  # any field
        return profiles[person]

    async def _turns(self, where: str) -> None:
        self.waiting[where] += 1
        try:
            for _ in range(self.chance.below(_MOST_TURNS + 1)):
                await asyncio.sleep(0)
        finally:
            self.waiting[where] -= 1
