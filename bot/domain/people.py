"""People, workspaces and teams."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.cadence import Cadence, QuietHours
from bot.domain.ids import HabitId, NudgeId, PersonId, WorkspaceId, workspace_of
from bot.domain.words import Language, Mention, Weekdays

DEFAULT_ZONE = "Europe/Oslo"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the platform says of a person; cached, refreshed when it changes."""

    name: str
    zone: str
    language: Language
    admin: bool = False  # workspace admin or owner, by the platform's own word
    gone: bool = False  # deactivated
    unreachable: bool = False  # a bot, or somebody from another organisation
    away_until_utc: datetime | None = None  # out of office, by their own status


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a workspace. `profile` is None until the platform was asked."""

    id: PersonId
    profile: Profile | None = None
    given_name: str = ""  # how a command named them before the profile was known
    own_zone: str | None = None  # chosen with `zone`; wins over the profile's
    own_language: Language | None = None
    admin_by: PersonId | None = None  # made admin of the bot by whom
    greeted: bool = False  # an admin's one greeting was planned

    @property
    def workspace(self) -> WorkspaceId:
        """The workspace the person belongs to."""
        return workspace_of(self.id)

    @property
    def name(self) -> str:
        """The best name known, never empty."""
        known = self.profile.name if self.profile else ""
        return known or self.given_name or self.id.rpartition(":")[2]

    @property
    def mention(self) -> Mention:
        """The person as a piece of a sentence."""
        return Mention(self.id, self.name)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which wall times are meant."""
        named = self.own_zone or (self.profile.zone if self.profile else DEFAULT_ZONE)
        try:
            return ZoneInfo(named)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            # A platform may know a zone that this machine's data does not.
            return ZoneInfo(DEFAULT_ZONE)

    @property
    def language(self) -> Language:
        """The language the bot speaks with the person."""
        if self.own_language:
            return self.own_language
        return self.profile.language if self.profile else Language.EN

    @property
    def is_reachable(self) -> bool:
        """Whether the platform has told of them, and lets the bot write to them."""
        profile = self.profile
        return profile is not None and not profile.gone and not profile.unreachable

    @property
    def is_admin(self) -> bool:
        """Whether the person may use the admin forms."""
        by_platform = self.profile is not None and self.profile.admin
        return by_platform or self.admin_by is not None


@dataclass(frozen=True, slots=True)
class Leader:
    """A person who is nudged, with what that person has chosen."""

    person: PersonId
    enrolled_by: PersonId
    enrolled_utc: datetime
    focus: HabitId | None = None
    weekdays: Weekdays | None = None  # own days; replace the admin's, never the cap
    at: time | None = None  # own wall time; replaces the admin's
    part_time: Weekdays | None = None  # the days this leader works, when not all
    paused_until: date | None = None  # the first local day on which nudges come again
    stopped: bool = False  # opted out
    retired: frozenset[NudgeId] = frozenset()  # answered "Not for me"
    unanswered: int = 0  # nudges in a row without a press


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel by the platform's own id, with the name people know it by."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    """One leader and the members who answer about that leader's habits."""

    leader: PersonId
    name: str = ""  # fills $team; empty: "the team" in the leader's language
    channel: Channel | None = None
    word: str = ""  # for "those we are here for": user, patient, citizen
    country: str = ""  # as of a workspace; empty: the workspace's own
    members: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which the whole workspace gets nothing, both ends included."""

    first: date
    last: date
    name: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"closed days end before they begin: {self}")

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Slack workspace or a Teams tenant, and what its admins have set."""

    id: WorkspaceId
    name: str = ""
    cadence: Cadence = field(default_factory=Cadence)
    quiet: QuietHours = field(default_factory=QuietHours)
    closed: tuple[Closed, ...] = ()
    country: str = ""  # ISO 3166, with a region where holidays differ: NO, DE-BY
    trouble: str = ""  # why nothing can be sent (token_revoked ...); empty: all well
