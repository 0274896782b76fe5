"""How people name the place whose clocks they follow."""

from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from bot.domain.errors import Refusal
from bot.domain.spelling import listed, shown

_NO_PLACES = frozenset({"Factory", "localtime"})
_MOST_NEAR = 3
_NEAR = 0.7


def zone(given: str) -> str:
    """Read an IANA name in any case, or a city that only one zone is named after."""
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
    return "_".join(name.casefold().replace("_", " ").split())


@cache
def _by_name() -> dict[str, str]:
    return {_folded(name): name for name in available_timezones() - _NO_PLACES}


@cache
def _by_city() -> dict[str, tuple[str, ...]]:
    cities: dict[str, tuple[str, ...]] = {}
    for name in sorted(_by_name().values()):
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
