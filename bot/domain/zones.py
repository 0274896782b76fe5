"""How people name the place whose clocks they follow."""

import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from bot.domain.errors import Refusal
from bot.domain.spelling import listed, shown

NORDIC: Mapping[str, str] = {
    "Europe/Oslo": "norge noreg norway bergen trondheim stavanger kristiansand tromsø"
    " bodø drammen fredrikstad sandnes ålesund haugesund tønsberg lillehammer hamar"
    " alta hammerfest kirkenes longyearbyen svalbard",
    "Europe/Stockholm": "sverige sweden göteborg gothenburg malmö uppsala linköping"
    " norrköping västerås örebro helsingborg jönköping lund umeå luleå gävle karlstad"
    " sundsvall östersund kiruna visby",
    "Europe/Copenhagen": "danmark denmark københavn aarhus århus odense aalborg ålborg"
    " esbjerg randers kolding horsens vejle roskilde herning rønne",
    "Europe/Helsinki": "finland suomi helsingfors esbo espoo tammerfors tampere åbo"
    " turku uleåborg oulu vasa vaasa rovaniemi",
    "Europe/Mariehamn": "åland",
    "Atlantic/Reykjavik": "island iceland ísland akureyri",
    "Atlantic/Faroe": "færøyene färöarna færøerne føroyar faroe_islands tórshavn",
    "America/Nuuk": "grønland grönland greenland kalaallit_nunaat",
}
"""Nordic countries and cities that lend no zone their name, by their zone."""

_NO_PLACES = frozenset({"Factory", "localtime"})
_MOST_NEAR = 3
_NEAR = 0.7
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ð": "d"})


def zone(given: str) -> str:
    """Read an IANA name in any case, a Nordic place, or a city with its own zone."""
    wanted = _folded(given)
    if exact := _by_name().get(wanted):
        return exact
    cities = _by_city().get(wanted, ())
    if len(cities) == 1:
        return cities[0]
    near = cities or _near(wanted)
    if near:
        raise Refusal("errors.zone-near", given=shown(given), near=listed(near))
    raise Refusal("errors.zone", given=shown(given))


def _folded(name: str) -> str:
    """Return a name as somebody without its letters on the keyboard writes it."""
    apart = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return "_".join(bare.replace("_", " ").split())


@cache
def _by_name() -> dict[str, str]:
    known = {_folded(name): name for name in available_timezones() - _NO_PLACES}
    nordic = {_folded(each): to for to, all_ in NORDIC.items() for each in all_.split()}
    return known | nordic


@cache
def _by_city() -> dict[str, tuple[str, ...]]:
    cities: dict[str, tuple[str, ...]] = {}
    for name in sorted(set(_by_name().values())):
        city = _folded(name.rpartition("/")[2])
        cities[city] = (*cities.get(city, ()), name)
    return cities


def _near(wanted: str) -> list[str]:
    """Return zones named almost so, by their whole name or by their city."""
    short = wanted[:60]
    whole = get_close_matches(short, _by_name(), n=_MOST_NEAR, cutoff=_NEAR)
    cities = get_close_matches(short, _by_city(), n=_MOST_NEAR, cutoff=_NEAR)
    names = [_by_name()[name] for name in whole]
    names += [name for city in cities for name in _by_city()[city]]
    return list(dict.fromkeys(names))[:_MOST_NEAR]
