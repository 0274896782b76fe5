"""What comes in from a platform, and what may be answered at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.deliveries import Place
from bot.domain.ids import InputId, PersonId, WorkspaceId
from bot.domain.messages import Form, Message
from bot.domain.people import Profile
from bot.domain.words import Words


@dataclass(frozen=True, slots=True)
class Said:
    """A person typed `/nudge` and `text`; the answer is seen by nobody else.

    `named` holds the names of the people mentioned in the text, as the platform
    gave them; in the text itself they stand as `@<person id>`.
    """

    input: InputId
    person: PersonId
    text: str
    reply_to: str = ""
    named: Mapping[PersonId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A person pressed a button, or picked a date (`chosen`, ISO).

    `place` is the message that holds the button; None in a Home or a private card.
    `reply_to` is where a private answer can go, if anywhere.
    """

    input: InputId
    person: PersonId
    action: str
    value: str = ""
    chosen: str = ""
    place: Place | None = None
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A person handed over a form: each input's name with what was entered.

    A time is HH:MM, a date ISO, several choices are several strings; an input left
    empty has none.
    """

    input: InputId
    person: PersonId
    form: str
    about: str
    entered: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class OpenedHome:
    """A person looks at the bot's Home."""

    input: InputId
    person: PersonId


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """The platform says what it now knows of a person.

    Without `language_known` the profile's language is a guess.
    """

    input: InputId
    person: PersonId
    profile: Profile
    language_known: bool = True


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """The workspace took the bot's keys away."""

    input: InputId
    workspace: WorkspaceId
    reason: str


Event = Said | Pressed | Submitted | OpenedHome | ProfileChanged | Uninstalled


@dataclass(frozen=True, slots=True)
class Nothing:
    """Acknowledge, no more; what is to be sent waits in the outbox."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Show this to that person alone, now.

    `instead`: in the place of the private message whose button was pressed.
    """

    message: Message
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Show this form."""

    form: Form


@dataclass(frozen=True, slots=True)
class Mend:
    """The form cannot be taken: for each input named, what would be right."""

    errors: Mapping[str, Words]


Answer = Nothing | Reply | Ask | Mend
