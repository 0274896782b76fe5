"""How the bot reaches people, and what can go wrong on the way."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.deliveries import Place
from bot.domain.ids import PersonId
from bot.domain.messages import Message
from bot.domain.people import Profile


class Reach(StrEnum):
    """How far a refusal reaches."""

    MESSAGE = "message"  # this message only: deleted, too large
    PERSON = "person"  # everything to this person
    WORKSPACE = "workspace"  # everything: the bot's token is no longer good


class SendFailed(Exception):
    """A message did not arrive, or may not have."""


@dataclass(eq=False)
class NotSent(SendFailed):
    """It certainly did not arrive: try again after `retry_after_s` seconds.

    The wait is for this message alone; with `limited`, for everything of the workspace
    that asks the same of the platform ("too many"); with `everybody`, for all of it.
    """

    reason: str
    retry_after_s: float
    everybody: bool = False
    limited: bool = False


@dataclass(eq=False)
class Refused(SendFailed):
    """The platform will not take it, now or later."""

    reason: str
    reach: Reach


@dataclass(eq=False)
class Unclear(SendFailed):
    """It may have arrived: the connection broke or the platform stumbled."""

    reason: str


class Messenger(Protocol):
    """Sends. Every method raises SendFailed and nothing else."""

    async def post(self, to: PersonId, message: Message, wire_id: str) -> Place:
        """Send a new message; `wire_id` travels along, unseen, to find it again."""
        ...

    async def redraw(self, place: Place, message: Message, to: PersonId) -> None:
        """Put `message` in the place of one sent before."""
        ...

    async def home(self, to: PersonId, message: Message) -> None:
        """Show `message` as the person's Home."""
        ...

    async def reply(self, reply_to: str, message: Message, to: PersonId) -> None:
        """Answer privately where a command or press came from."""
        ...


class Finder(Protocol):
    """Looks for what may have been sent."""

    async def find(
        self, to: PersonId, wire_id: str, since_utc: datetime
    ) -> Place | None:
        """Return where the message with `wire_id` stands; None: it is not there.

        Raises SendFailed when it cannot be known.
        """
        ...


class Availability(Protocol):
    """Knows who does not want to be disturbed right now."""

    async def busy_until(
        self, people: Collection[PersonId], soon: Collection[PersonId] = ()
    ) -> Mapping[PersonId, datetime]:
        """Return until when each asked not to be disturbed, leaving out the others.

        `people` belong to one workspace; about `soon` will be asked next, so one
        question may be for them too. Where it cannot be known, nobody is busy; raises
        nothing.
        """
        ...


class Directory(Protocol):
    """Knows the people of a workspace."""

    async def profile(self, person: PersonId) -> Profile:
        """Return what the platform knows of `person`; raises SendFailed."""
        ...
