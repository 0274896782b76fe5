"""What is planned to be sent, and how far it has come."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from bot.domain.ids import (
    DeliveryId,
    NudgeId,
    PersonId,
    WorkspaceId,
    derived,
    workspace_of,
)
from bot.domain.words import Language


class Kind(StrEnum):
    """The kinds of message that wait in the outbox."""

    NUDGE = "nudge"
    WELCOME = "welcome"  # a leader's one welcome; `about` names who enrolled them
    GREETING = "greeting"  # an admin's one greeting
    REDRAW = "redraw"  # a sent message drawn again; `about` names its delivery
    HOME = "home"  # somebody's App Home
    COMMAND = "command"  # a command whose author was not yet known; `about` is its text
    CHECK_IN = "check-in"  # instead of a nudge, when several went unanswered


class Method(StrEnum):
    """What a platform is asked to do; each has limits of its own."""

    REPLY = "reply"
    REDRAW = "redraw"
    HOME = "home"
    POST = "post"
    LOOK_UP = "look-up"  # what was sent, in the history of a conversation


class Turn(IntEnum):
    """Who goes first in a lane: the lower. What somebody waits for, then promises."""

    REPLY = 0
    REDRAW = 1
    HOME = 2
    PROMISED = 3  # Later said when it comes back
    REST = 4

    @property
    def method(self) -> Method:
        """What it asks of the platform."""
        return _METHODS.get(self, Method.POST)


_METHODS = {
    Turn.REPLY: Method.REPLY,
    Turn.REDRAW: Method.REDRAW,
    Turn.HOME: Method.HOME,
}
_TURNS = {
    Kind.COMMAND: Turn.REPLY,
    Kind.REDRAW: Turn.REDRAW,
    Kind.HOME: Turn.HOME,
}


class State(StrEnum):
    """How far a delivery has come. Every one ends in a state with its reason."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    HELD = "held"  # the coin said no
    REPLACED = "replaced"  # a newer nudge took its place
    MISSED = "missed"  # too late to be of use
    REFUSED = "refused"  # the platform will not take it
    UNKNOWN = "unknown"  # it may have arrived; looked up, never blindly repeated
    DROPPED = "dropped"  # no longer wanted: stopped, paused, left


UNSENT = frozenset({State.MISSED, State.REFUSED, State.DROPPED})
"""Planned to be sent, and ended without."""


class Response(StrEnum):
    """What a leader can answer to a nudge."""

    DONE = "done"
    LATER = "later"
    NOT_NOW = "not-now"
    NOT_FOR_ME = "not-for-me"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sent message stands, in the platform's own terms."""

    channel: str
    message: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One planned message to one person at one instant."""

    id: DeliveryId
    person: PersonId
    kind: Kind
    local_date: date
    due_utc: datetime
    not_before_utc: datetime
    expires_utc: datetime  # later than this it is missed, never sent
    about: str = ""  # which nudge, which delivery, which command: see Kind
    reply_to: str = ""  # where a command's answer goes, in the platform's own terms
    language: Language = Language.EN  # the language a nudge was planned in
    state: State = State.PLANNED
    reason: str = ""
    round: int = 0  # how often Later has sent it again
    epoch: int = 0  # fences updates: one more with every claim and re-plan
    attempts: int = 0
    attempt_utc: datetime | None = None
    place: Place | None = None
    sent_utc: datetime | None = None
    response: Response | None = None
    responded_utc: datetime | None = None

    @property
    def workspace(self) -> WorkspaceId:
        """The lane that sends it."""
        return workspace_of(self.person)

    @property
    def nudge(self) -> NudgeId:
        """The nudge of a delivery whose kind is NUDGE."""
        return NudgeId(self.about)

    @property
    def wire_id(self) -> str:
        """The opaque id that travels as message metadata, new for each round."""
        return f"{self.id}.{self.round}"

    @property
    def turn(self) -> Turn:
        """When it is claimed, and what it asks of the platform."""
        return _TURNS.get(self.kind, Turn.PROMISED if self.round else Turn.REST)

    @property
    def repeatable(self) -> bool:
        """Whether doing it again shows the person nothing twice.

        A command is obeyed and marked so in one transaction: one that is still being
        sent was not obeyed.
        """
        return self.kind in _TURNS


def nudge_id(person: PersonId, day: date) -> DeliveryId:
    """Return the id of the one nudge that `person` may be planned on `day`."""
    return derived(person, Kind.NUDGE, day.isoformat())


def check_in_id(person: PersonId, day: date) -> DeliveryId:
    """Return the id of the one check-in that `person` may be planned on `day`."""
    return derived(person, Kind.CHECK_IN, day.isoformat())
