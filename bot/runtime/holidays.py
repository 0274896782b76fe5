"""Public holidays by country and region, as the `holidays` package knows them."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays as known

_BEFORE, _AFTER = 1, 3
_COUNTRIES_KEPT = 256

# Days off by custom or agreement, where nearly nobody works: Midsummer Eve in Sweden,
# the first of May and Constitution Day in Denmark, the Eves of Christmas and of the
# new year in both.
_CATEGORIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"SE": ("public", "de_facto"), "DK": ("public", "optional")}
)


class PublicHolidays:
    """Implements Holidays; a country's years are worked out once."""

    def knows(self, country: str) -> bool:
        """Whether there is such a country or region: NO, DE-BY."""
        return _is_known(country)

    def around(self, country: str, day: date) -> frozenset[date]:
        """Return the holidays of the year before `day`, its own, and two after."""
        if not country:
            return frozenset()
        return _in_years(country, day.year)


@lru_cache(maxsize=_COUNTRIES_KEPT)
def _in_years(country: str, year: int) -> frozenset[date]:
    if not _is_known(country):
        return frozenset()
    land, _, region = country.partition("-")
    found = known.country_holidays(
        land,
        subdiv=region or None,
        years=range(year - _BEFORE, year + _AFTER),
        categories=_CATEGORIES.get(land),
    )
    return frozenset(found)


@lru_cache(maxsize=_COUNTRIES_KEPT)
def _is_known(country: str) -> bool:
    land, dash, region = country.partition("-")
    regions = known.list_supported_countries(include_aliases=True).get(land)
    return regions is not None and (not dash or region in regions)
