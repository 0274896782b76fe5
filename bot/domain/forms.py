"""The table of forms: every line that can be typed after `/nudge`.

The parser, `help`, the command's usage hint and the docs are made from it.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile
from typing import get_args

from bot.domain import commands
from bot.domain.commands import Command


class Slot(StrEnum):
    """A place in a form for something of one's own; the value is how it is shown."""

    HABIT = "<habit>"
    WEEKDAYS = "<weekdays>"
    TIME = "<HH:MM>"
    HOURS = "<HH:MM-HH:MM>"
    LANGUAGE = "<en|nb|sv|da>"
    PAUSE = "<2w | 10d | until DATE>"
    FROM = "<from>"
    TO = "<to>"
    NAME = "<name>"
    WORD = "<word>"
    COUNTRY = "<NO>"
    CHANNEL = "#channel"
    LEADER = "@leader"
    MEMBERS = "@members…"
    PERSON = "@person"
    PEOPLE = "@people…"
    EVERY = "<every N weeks>"
    CAP = "<at most N a week>"

    @property
    def if_wished(self) -> str:
        """How it is shown where it may be left out."""
        return f"[{self.strip('<>')}]"


class Audience(StrEnum):
    """Who may use a form."""

    EVERYONE = "everyone"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to ask for something: fixed words, then what one fills in."""

    words: tuple[str, ...]
    command: type[Command]
    needs: tuple[Slot, ...] = ()
    may: tuple[Slot, ...] = ()  # what may be left out
    sample: str = ""  # what an example fills in

    @property
    def name(self) -> str:
        """What it is called: `cadence-set`."""
        return "-".join(self.words[:2]) or "card"

    @property
    def audience(self) -> Audience:
        """Who may use it."""
        for_all = self.command in get_args(commands.Everyone)
        return Audience.EVERYONE if for_all else Audience.ADMIN

    @property
    def key(self) -> str:
        """The key in prompts/ui/ of its one-line description."""
        return f"forms.{self.name}"

    @property
    def usage(self) -> str:
        """How it is written; empty for `/nudge` alone."""
        left_out = (slot.if_wished for slot in self.may)
        return " ".join((*self.words, *self.needs, *left_out))

    @property
    def example(self) -> str:
        """A line that can be typed as it stands, with people and channels picked."""
        return " ".join((*self.words, self.sample)).strip()


def _form(
    words: str,
    command: type[Command],
    *needs: Slot,
    may: tuple[Slot, ...] = (),
    sample: str = "",
) -> Form:
    return Form(tuple(words.split()), command, needs, may, sample)


FORMS: tuple[Form, ...] = (
    _form("", commands.Card),
    _form("help", commands.Help),
    _form("status", commands.Status),
    _form("next", commands.Next),
    _form("why", commands.Why),
    _form("focus", commands.Focus, Slot.HABIT, sample="give-feedback"),
    _form("at", commands.At, Slot.TIME, may=(Slot.WEEKDAYS,), sample="09:30 tue,thu"),
    _form("zone", commands.Zone, Slot.NAME, sample="Europe/Oslo"),
    _form("language", commands.Speak, Slot.LANGUAGE, sample="nb"),
    _form("pause", commands.Pause, Slot.PAUSE, sample="2w"),
    _form("resume", commands.Resume),
    _form("fewer", commands.Fewer),
    _form("stop", commands.Stop),
    _form("start", commands.Start),
    _form("leader add", commands.AddLeader, Slot.PEOPLE, sample="@Kari"),
    _form("leader remove", commands.RemoveLeader, Slot.PEOPLE, sample="@Kari"),
    _form("leader list", commands.ListLeaders),
    _form(
        "cadence set nudges",
        commands.SetCadence,
        Slot.WEEKDAYS,
        Slot.TIME,
        may=(Slot.EVERY, Slot.CAP),
        sample="mon-fri 09:00 at most 3 a week",
    ),
    _form("cadence show", commands.ShowCadence),
    _form("quiet", commands.SetQuiet, Slot.HOURS, sample="17:00-08:00"),
    _form("country", commands.SetCountry, Slot.COUNTRY, sample="NO"),
    _form("preview", commands.Preview, may=(Slot.HABIT,), sample="give-feedback"),
    _form("plan", commands.Plan, may=(Slot.LEADER,), sample="@Kari"),
    _form(
        "team set",
        commands.SetTeam,
        Slot.LEADER,
        Slot.MEMBERS,
        sample="@Kari @Ola @Liv",
    ),
    _form("team show", commands.ShowTeams, may=(Slot.LEADER,), sample="@Kari"),
    _form(
        "team name",
        commands.NameTeam,
        Slot.LEADER,
        Slot.NAME,
        sample="@Kari Team North",
    ),
    _form(
        "team channel",
        commands.PlaceTeam,
        Slot.LEADER,
        Slot.CHANNEL,
        sample="@Kari #north",
    ),
    _form(
        "team word", commands.WordTeam, Slot.LEADER, Slot.WORD, sample="@Kari patient"
    ),
    _form(
        "team country",
        commands.LocateTeam,
        Slot.LEADER,
        Slot.COUNTRY,
        sample="@Kari NO",
    ),
    _form(
        "part-time",
        commands.PartTime,
        Slot.PERSON,
        Slot.WEEKDAYS,
        sample="@Kari mon-wed",
    ),
    _form(
        "closed",
        commands.Close,
        Slot.FROM,
        may=(Slot.TO, Slot.NAME),
        sample="24.12 26.12",
    ),
    _form("closed remove", commands.Reopen, Slot.FROM, sample="24.12"),
    _form("closed show", commands.ShowClosed),
    _form("admin add", commands.AddAdmin, Slot.PEOPLE, sample="@Kari"),
    _form("admin remove", commands.RemoveAdmin, Slot.PEOPLE, sample="@Kari"),
    _form("admin list", commands.ListAdmins),
)

_NEAR = 0.6
_MOST_NEAR = 3


def forms_for(*, admin: bool) -> tuple[Form, ...]:
    """Return the forms that a person may use, in the order of the table."""
    return tuple(form for form in FORMS if admin or form.audience is Audience.EVERYONE)


def usage_hint() -> str:
    """Return every form in one line, for the place where the command is typed."""
    return " · ".join(form.usage for form in FORMS if form.words)


def nearest(said: list[str]) -> tuple[Form, ...]:
    """Return at most three forms whose words are like those said, likest first.

    Where none is like them: `help`.
    """
    scored = [(*_likeness(form, said), form) for form in FORMS if form.words]
    near = [each for each in scored if each[0] or each[1] >= _NEAR]
    ranked = sorted(near, key=lambda each: (-each[0], -each[1]))
    likest = tuple(form for *_, form in ranked[:_MOST_NEAR])
    return likest or tuple(form for form in FORMS if form.words == ("help",))


def _likeness(form: Form, said: list[str]) -> tuple[int, float]:
    """Return how many words a line and the form begin with alike, and how alike.

    The latter in [0, 1], for as many words as the form has.
    """
    pairs = zip(form.words, said, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    meant = " ".join(form.words)
    heard = " ".join(said[: len(form.words)])[: 2 * len(meant)]
    return same, SequenceMatcher(None, meant, heard).ratio()
