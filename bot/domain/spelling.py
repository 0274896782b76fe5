"""How people write times, names and the like; a Refusal says what would be right."""

import re
from collections.abc import Iterable, Mapping
from datetime import time
from difflib import get_close_matches

from bot.domain.cadence import QuietHours
from bot.domain.errors import Refusal
from bot.domain.ids import HabitId, PersonId
from bot.domain.people import Channel
from bot.domain.words import Language, Listed

MOST_CHARACTERS = 30
"""In a team's name or word: texts count a team's name as 30."""

MOST_IN_CLOSED = 60
"""Characters in the name of closed days."""

_MOST_SHOWN = 40
_DASHES = "-–—"
_TIME = re.compile(r"([0-9]{1,2})[:.]?([0-9]{2})")
_CLOCK = re.compile(r"kl\.? *([0-9]{1,2})(?:[:.]?([0-9]{2}))?")
_QUOTES = "\"“”„«»'‘’"  # as people write them
_QUOTED = ('""', "“”", "”“", "””", "„“", "„”", "«»", "»«", "»»", "''", "‘’", "’’")
_PERSON = re.compile(r"@([a-z]+:[^\s:]+:\S+)")
_CHANNEL = re.compile(r"#([^\s|#]+)\|(.*)|#([CG][A-Z]*[0-9][A-Z0-9]*)")
_COUNTRY = re.compile(r"([A-Z]{2})(-[A-Z0-9]{1,3})?")
_COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM
BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX
CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG
GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR
IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV
LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE
NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF
TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF
WS YE YT ZA ZM ZW
"""
_LANGUAGES = {
    Language.EN: "en english engelsk engelska",
    Language.NB: "nb no norsk norska norwegian bokmål",
    Language.SV: "sv svenska svensk swedish",
    Language.DA: "da dansk danska danish",
}


def shown(given: str) -> str:
    """Return what somebody wrote, fit to be shown back: short, printable."""
    clean = "".join(char if char.isprintable() else " " for char in given).strip()
    return clean if len(clean) <= _MOST_SHOWN else f"{clean[:_MOST_SHOWN]}…"


def listed(items: Iterable[str]) -> Listed:
    """Return the items as one gap of a sentence."""
    return Listed(tuple((item,) for item in items))


def wall_time(given: str) -> time:
    """Read 9:00, 09:00, 0900 or 9.00; behind `kl.` the hour alone is enough."""
    found = _TIME.fullmatch(given) or _CLOCK.fullmatch(given.casefold())
    if found:
        hour, minute = int(found[1]), int(found[2] or 0)
        if hour < 24 and minute < 60:  # noqa: PLR2004  # a day
            return time(hour, minute)
    raise Refusal("errors.time", given=shown(given))


def quiet_hours(given: str) -> QuietHours:
    """Read 17:00-08:00."""
    ends = re.split(f"[{_DASHES}]", given)
    if len(ends) != len(("start", "end")):
        raise Refusal("errors.quiet", given=shown(given))
    start, end = (wall_time(each.strip()) for each in ends)
    return QuietHours(start, end)


def language(given: str) -> Language:
    """Read a language's code, or its name in any of the four."""
    for known, names in _LANGUAGES.items():
        if given.casefold() in names.split():
            return known
    raise Refusal("errors.language", given=shown(given))


def country(given: str) -> str:
    """Read an ISO 3166 code, with a region where there is one: NO, DE-BY."""
    found = _COUNTRY.fullmatch(given.upper())
    if found and found[1] in _COUNTRIES.split():
        return found[0]
    raise Refusal("errors.country", given=shown(given))


def habit(
    given: str, known: frozenset[HabitId], names: Mapping[str, HabitId]
) -> HabitId:
    """Read a habit's id, or one of its names; a space may stand for a hyphen.

    A refusal calls each habit by the first of its names, and by its id without one.
    """
    called = {_spaced(name): habit for name, habit in names.items() if habit in known}
    called |= {_spaced(habit): habit for habit in sorted(known)}
    meant = _spaced(_unquoted(given))
    if meant in called:
        return called[meant]
    first = {habit: name for name, habit in [*names.items()][::-1]}
    near = get_close_matches(meant[:_MOST_SHOWN], called, n=3, cutoff=0.6)
    likely = dict.fromkeys(called[name] for name in near or called)
    named = listed(first.get(habit, habit) for habit in likely)
    raise Refusal("errors.habit", given=shown(given), near=named)


def person(given: str) -> PersonId:
    """Read a mention, as a platform hands it over: @slack:T1:U7."""
    found = _PERSON.fullmatch(given)
    if found is None:
        raise Refusal("errors.person", given=shown(given))
    return PersonId(found[1])


def channel(given: str) -> Channel:
    """Read a channel's mention, as a platform hands it over: #C1|general, or #C1."""
    found = _CHANNEL.fullmatch(given)
    if found is None:
        raise Refusal("errors.channel", given=shown(given))
    return Channel(found[1] or found[3], found[2] or "")


def title(given: str, most: int) -> str:
    """Read a name of at most that many characters, with or without quotes."""
    bare = _unquoted(given)
    if not bare.isprintable():
        raise Refusal("errors.characters", given=shown(given))
    if len(bare) > most:
        raise Refusal("errors.long", given=shown(bare), most=most, length=len(bare))
    return bare


def _spaced(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def _unquoted(given: str) -> str:
    """Return what stands inside quotes that hold all of it; nothing but quotes: ""."""
    if not given.strip(f"{_QUOTES} "):
        return ""
    inside = given[1:-1]
    pair = given[0] + given[-1]
    held = pair in _QUOTED and not any(quote in inside for quote in pair)
    return inside.strip() if held else given
