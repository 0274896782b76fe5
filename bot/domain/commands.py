"""What can be asked of the bot in one line, as values.

How each is written stands in `forms`; what each does, in the flows.
"""

from dataclasses import dataclass
from datetime import date, time

from bot.domain.cadence import Cadence, QuietHours
from bot.domain.ids import HabitId, PersonId
from bot.domain.people import Channel
from bot.domain.words import Language, Weekdays


@dataclass(frozen=True, slots=True)
class Card:
    """`/nudge` alone: the private card."""


@dataclass(frozen=True, slots=True)
class Help:
    """`help`: every form that this person may use."""


@dataclass(frozen=True, slots=True)
class Status:
    """`status`: what is set for me."""


@dataclass(frozen=True, slots=True)
class Next:
    """`next`: what comes, and when."""


@dataclass(frozen=True, slots=True)
class Why:
    """`why`: why do I get these, what is recorded, who sees it."""


@dataclass(frozen=True, slots=True)
class Focus:
    """`focus <habit>`: the habit I want to practise; None: `focus none`."""

    habit: HabitId | None


@dataclass(frozen=True, slots=True)
class At:
    """`at <HH:MM> [weekdays]`: my own time, and days."""

    at: time
    weekdays: Weekdays | None


@dataclass(frozen=True, slots=True)
class Zone:
    """`zone <name>`: where I am."""

    zone: str


@dataclass(frozen=True, slots=True)
class Speak:
    """`language <code>`: what we speak."""

    language: Language


@dataclass(frozen=True, slots=True)
class Pause:
    """`pause <2w | until DATE>`: nothing before that day."""

    until: date


@dataclass(frozen=True, slots=True)
class Resume:
    """`resume`: nudges again, from now on."""


@dataclass(frozen=True, slots=True)
class Fewer:
    """`fewer`: one day a week less."""


@dataclass(frozen=True, slots=True)
class Stop:
    """`stop`: opt out."""


@dataclass(frozen=True, slots=True)
class Start:
    """`start`: opt in again."""


@dataclass(frozen=True, slots=True)
class AddAdmin:
    """`admin add @x`."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class RemoveAdmin:
    """`admin remove @x`."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class ListAdmins:
    """`admin list`."""


@dataclass(frozen=True, slots=True)
class AddLeader:
    """`leader add @x`."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class RemoveLeader:
    """`leader remove @x`."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class ListLeaders:
    """`leader list`."""


@dataclass(frozen=True, slots=True)
class SetTeam:
    """`team set @leader @members…`: replaces the members."""

    leader: PersonId
    members: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class ShowTeams:
    """`team show [@leader]`."""

    leader: PersonId | None


@dataclass(frozen=True, slots=True)
class NameTeam:
    """`team name @leader <name>`."""

    leader: PersonId
    name: str


@dataclass(frozen=True, slots=True)
class PlaceTeam:
    """`team channel @leader <#channel>`."""

    leader: PersonId
    channel: Channel


@dataclass(frozen=True, slots=True)
class WordTeam:
    """`team word @leader <word>`: for "those we are here for"."""

    leader: PersonId
    word: str


@dataclass(frozen=True, slots=True)
class LocateTeam:
    """`team country @leader <NO>`: whose public holidays count; empty: everybody's."""

    leader: PersonId
    country: str


@dataclass(frozen=True, slots=True)
class ShowCadence:
    """`cadence show`."""


@dataclass(frozen=True, slots=True)
class SetCadence:
    """`cadence set nudges <weekdays> <HH:MM> [every N weeks] [at most N a week]`."""

    cadence: Cadence


@dataclass(frozen=True, slots=True)
class SetQuiet:
    """`quiet <HH:MM-HH:MM>`."""

    quiet: QuietHours


@dataclass(frozen=True, slots=True)
class SetCountry:
    """`country <NO>`: whose public holidays count for everybody; empty: none."""

    country: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`preview [habit]`: a sample, exactly as a leader would see it."""

    habit: HabitId | None


@dataclass(frozen=True, slots=True)
class Plan:
    """`plan [@leader]`: the next four weeks, with nothing sent."""

    leader: PersonId | None


@dataclass(frozen=True, slots=True)
class Close:
    """`closed <from> <to> [name]`: nothing is sent on those days."""

    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """`closed remove <from>`: takes closed days back."""

    first: date


@dataclass(frozen=True, slots=True)
class ShowClosed:
    """`closed show`."""


@dataclass(frozen=True, slots=True)
class PartTime:
    """`part-time @x <weekdays>`: the days that leader works."""

    person: PersonId
    weekdays: Weekdays


Everyone = (
    Card | Help | Status | Next | Why | Focus | At | Zone | Speak | Pause | Resume
    | Fewer | Stop | Start
)  # fmt: skip
ForAdmins = (
    AddAdmin | RemoveAdmin | ListAdmins | AddLeader | RemoveLeader | ListLeaders
    | SetTeam | ShowTeams | NameTeam | PlaceTeam | WordTeam | LocateTeam
    | ShowCadence | SetCadence | SetQuiet | SetCountry | Preview | Close | Reopen
    | ShowClosed | PartTime | Plan
)  # fmt: skip
Command = Everyone | ForAdmins
