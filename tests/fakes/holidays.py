"""Public holidays as a test wishes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass
class FakeHolidays:
    """Implements Holidays; knows the countries it was given, and only those."""

    days: Mapping[str, frozenset[date]] = field(default_factory=dict)

    def knows(self, country: str) -> bool:
        return country in self.days

    def around(self, country: str, day: date) -> frozenset[date]:  # noqa: ARG002  the port's
        return self.days.get(country, frozenset())
