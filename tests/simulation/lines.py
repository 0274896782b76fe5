"""What people type: lines with everything that can be set, picked by the seed."""

from collections.abc import Callable
from datetime import date, timedelta

from bot.domain.ids import PersonId
from tests.simulation.chance import Chance
from tests.simulation.oracle import COUNTRIES

ZONES = (
    "Europe/Oslo",
    "Europe/Helsinki",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Atlantic/Reykjavik",
    "America/Sao_Paulo",
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIMES = ("09:00", "08:00", "09:30", "13:15", "16:45", "16:59", "02:30", "11:00")
_QUIET = ("17:00-08:00", "17:00-08:00", "20:00-06:30", "12:00-13:00", "00:00-00:00")
_PAUSES = ("2w", "3d", "1w", "10d", "5w")


def of_a_leader(chance: Chance) -> str:
    """Return what a leader types once in a while."""
    makes: tuple[Callable[[], str], ...] = (
        lambda: f"pause {chance.one_of(_PAUSES)}",
        lambda: "resume",
        lambda: "resume",
        lambda: "stop",
        lambda: "start",
        lambda: "start",
        lambda: "start",
        lambda: f"zone {chance.one_of(ZONES)}",
        lambda: f"at {chance.one_of(_TIMES)}",
        lambda: f"at {chance.one_of(_TIMES)} {_weekdays(chance)}",
        lambda: f"at {chance.one_of(_TIMES)} {_weekdays(chance)}",
        lambda: f"language {chance.one_of(('en', 'nb', 'sv', 'da'))}",
        lambda: "focus invite-ideas",
        lambda: "status",
        lambda: "next",
        lambda: "gibberish",
    )
    return chance.one_of(makes)()


def second_thoughts(chance: Chance) -> str:
    """Return what a leader types while something is on its way, or has just come."""
    makes: tuple[Callable[[], str], ...] = (
        lambda: f"pause {chance.one_of(_PAUSES)}",
        lambda: "stop",
        lambda: f"zone {chance.one_of(ZONES)}",
        lambda: f"at {chance.one_of(_TIMES)} {_weekdays(chance)}",
        lambda: f"at {chance.one_of(_TIMES)} {_weekdays(chance)}",
    )
    return chance.one_of(makes)()


def of_an_admin(chance: Chance, leaders: list[PersonId], today: date) -> str:
    """Return what an admin types once in a while."""
    who = f"@{chance.one_of(leaders)}"
    first = today + timedelta(days=chance.below(60))
    last = first + timedelta(days=chance.below(20))
    makes: tuple[Callable[[], str], ...] = (
        lambda: cadence(chance),
        lambda: cadence(chance),
        lambda: f"quiet {chance.one_of(_QUIET)}",
        lambda: f"closed {first} {last}",
        lambda: f"closed {first} {last} fellesferie",
        lambda: f"closed remove {first}",
        lambda: f"leader remove {who}",
        lambda: f"leader add {who}",
        lambda: f"leader add {who}",
        lambda: f"leader add {who}",
        lambda: f"part-time {who} {_weekdays(chance)}",
        lambda: f"part-time {who} mon-sun",
        lambda: f"country {chance.one_of(COUNTRIES)}",
        lambda: f"team country {who} {chance.one_of(COUNTRIES)}",
        lambda: f"team name {who} North",
        lambda: "leader list",
    )
    return chance.one_of(makes)()


def cadence(chance: Chance) -> str:
    """Return a cadence for everybody."""
    at = chance.one_of(_TIMES[:5])
    every = chance.one_of(("", "", "", " every 2 weeks", " every 3 weeks"))
    most = chance.one_of(("1", "2", "3"))
    days = chance.one_of(("mon-fri", "mon-fri", _weekdays(chance)))
    return f"cadence set nudges {days} {at}{every} at most {most} a week"


def _weekdays(chance: Chance) -> str:
    return ",".join(chance.some_of(_DAYS, 5))
