"""The platform: takes messages, loses answers, and keeps every screen."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.domain.deliveries import Place
from bot.domain.ids import PersonId, WorkspaceId, workspace_of
from bot.domain.messages import Message
from bot.domain.people import Profile
from bot.platforms.slack.failures import not_taken
from bot.ports.messenger import NotSent, Reach, Refused, SendFailed
from tests.simulation.agenda import Agenda
from tests.simulation.chance import Chance
from tests.simulation.verdict import Trace
from tests.simulation.weather import TIMEOUT, Fate, Weather

T = TypeVar("T")

_OK = 200
_MOST_TURNS = 2
_IN_FLIGHT = timedelta(seconds=60)  # how long the bot may not have heard of something
_HELD_BACK = frozenset({"post", "redraw", "home"})  # by a Retry-After of the method


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
    busy: dict[PersonId, tuple[datetime, datetime]] = field(default_factory=dict)
    told_nothing_utc: datetime | None = None  # when it last did not say who is busy
    limits: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Request(Generic[T]):
    """What the bot asks for, what becomes of it, and where the answer goes."""

    method: str
    to: PersonId
    fate: Fate
    answer: "asyncio.Future[T]"


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
        self, people: Collection[PersonId], soon: Collection[PersonId] = ()
    ) -> Mapping[PersonId, datetime]:
        """Tell who does not want to be disturbed; at times, nothing."""
        del soon
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
        self._obeyed(method, to)
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        request = _Request(method, to, fate, answer)
        way = self.weather.way(fate)
        self.agenda.after(way, lambda: self._arrive(request, done))
        if way > TIMEOUT:
            self.agenda.after(TIMEOUT, lambda: self._answer(request, None))
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

    def _arrive(self, request: "_Request[T]", done: Callable[[], T]) -> None:
        said = f"{request.method}: {request.fate}"
        self.trace.note(self.agenda.now, f"{said} to {request.to}")
        self.trace.counts[said] += 1
        if not request.fate.arrives:
            self._answer(request, None)
            return
        try:
            self._admit(request)
            outcome = done()
        except SendFailed as refused:
            self._answer(request, refused)
        else:
            self._answer(request, None, outcome)

    def _answer(
        self,
        request: "_Request[T]",
        refused: SendFailed | None,
        outcome: T | None = None,
    ) -> None:
        """Tell the bot, if it lives and still waits."""
        answer = request.answer
        if answer.done() or answer.get_loop().is_closed():
            return
        failure = self.weather.failure(request.fate) or refused
        if request.fate is Fate.LIMITED and isinstance(failure, NotSent):
            wait = timedelta(seconds=failure.retry_after_s)
            limits = self.offices[workspace_of(request.to)].limits
            limits[request.method] = (self.agenda.now, self.agenda.now + wait)
        if failure:
            answer.set_exception(failure)
        else:
            answer.set_result(outcome)  # type: ignore[arg-type]  # what done gave

    def forget_limits(self) -> None:
        """Expect nothing of a process that was not there when they were told."""
        for office in self.offices.values():
            office.limits.clear()

    def _admit(self, request: "_Request[T]") -> None:
        office = self.offices[workspace_of(request.to)]
        if office.revoked:
            raise not_taken(_OK, {}, "token_revoked")
        gone = office.profiles[request.to].gone
        if gone and request.method not in {"profile", "busy"}:
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
        spans = {each: office.busy[each] for each in people if each in office.busy}
        return {each: end for each, (begun, end) in spans.items() if begun <= now < end}

    def is_surely_busy(self, person: PersonId) -> bool:
        """Whether somebody has been busy so long that the bot was told so."""
        office = self.offices[workspace_of(person)]
        begun, end = office.busy.get(person, (self.agenda.now, self.agenda.now))
        asked = self.agenda.now - _IN_FLIGHT
        unheard = office.told_nothing_utc and office.told_nothing_utc >= asked
        return begun < asked and self.agenda.now < end and not unheard

    def may_look(self, person: PersonId) -> bool:
        """Whether the conversation with somebody can be looked through."""
        office = self.offices[workspace_of(person)]
        return office.history and not office.profiles[person].gone

    def _obeyed(self, method: str, to: PersonId) -> None:
        """Hold the bot to a Retry-After, once what was under way has arrived."""
        limits = self.offices[workspace_of(to)].limits
        begun, end = limits.get(method, (self.agenda.now, self.agenda.now))
        if (
            method in _HELD_BACK
            and begun + _IN_FLIGHT < self.agenda.now < end - _IN_FLIGHT
        ):
            self.trace.accuse("I2", f"{method} {to} came before {end}, as was asked")

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
