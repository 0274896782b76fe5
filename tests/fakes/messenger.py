"""A platform that keeps what it is sent and stumbles when told to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.deliveries import Place
from bot.domain.ids import PersonId
from bot.domain.messages import Message
from bot.domain.people import Profile
from bot.domain.words import Language
from bot.ports.messenger import Reach, Refused, SendFailed, Unclear

KARI = Profile("Kari Nordmann", "Europe/Oslo", Language.EN)


@dataclass
class Posted:
    """One message on somebody's screen."""

    to: PersonId
    message: Message
    wire_id: str
    place: Place


@dataclass
class FakeMessenger:
    """Implements Messenger, Finder, Availability and Directory in memory.

    `failures` are raised one by one, each at the next post; with `accepts_first` an
    Unclear failure is raised after the message has in fact arrived.
    """

    profiles: Mapping[PersonId, Profile] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    homes: dict[PersonId, Message] = field(default_factory=dict)
    replies: list[tuple[str, Message]] = field(default_factory=list)
    failures: list[SendFailed] = field(default_factory=list)
    accepts_first: bool = True
    can_look: bool = True
    busy: dict[PersonId, datetime] = field(default_factory=dict)
    stumbles: int = 0  # how many look-ups of people end unclear

    async def post(self, to: PersonId, message: Message, wire_id: str) -> Place:
        failure = self.failures.pop(0) if self.failures else None
        if failure and not (isinstance(failure, Unclear) and self.accepts_first):
            raise failure
        place = Place(f"D-{to}", str(len(self.posted)))
        self.posted.append(Posted(to, message, wire_id, place))
        if failure:
            raise failure
        return place

    async def redraw(self, place: Place, message: Message, to: PersonId) -> None:
        for posted in self.posted:
            if posted.place == place and posted.to == to:
                posted.message = message
                return
        raise Refused("message_not_found", Reach.MESSAGE)

    async def home(self, to: PersonId, message: Message) -> None:
        self.homes[to] = message

    async def reply(self, reply_to: str, message: Message, to: PersonId) -> None:  # noqa: ARG002  the port's
        self.replies.append((reply_to, message))

    async def find(
        self,
        to: PersonId,
        wire_id: str,
        since_utc: datetime,  # noqa: ARG002  the port's
    ) -> Place | None:
        if not self.can_look:
            raise Refused("missing_scope", Reach.MESSAGE)
        found = [one for one in self.posted if (one.to, one.wire_id) == (to, wire_id)]
        return found[0].place if found else None

    async def busy_until(
        self,
        people: Collection[PersonId],
        soon: Collection[PersonId] = (),  # noqa: ARG002  the port's
    ) -> Mapping[PersonId, datetime]:
        return {each: self.busy[each] for each in people if each in self.busy}

    async def profile(self, person: PersonId) -> Profile:
        if self.stumbles:
            self.stumbles -= 1
            raise Unclear("TimeoutError")
        return self.profiles.get(person, KARI)
