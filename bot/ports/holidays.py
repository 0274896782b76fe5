"""Which days are public holidays."""

from datetime import date
from typing import Protocol


class Holidays(Protocol):
    """Knows the public holidays of countries and their regions."""

    def knows(self, country: str) -> bool:
        """Whether there is such a country or region: NO, DE-BY."""
        ...

    def around(self, country: str, day: date) -> frozenset[date]:
        """Return the public holidays of the year before `day`, its own, and two after.

        Empty for no country, or one that is not known.
        """
        ...
