"""Who somebody is, also when what is known of them is odd."""

import pytest

from bot.domain.ids import PersonId
from bot.domain.people import DEFAULT_ZONE, Person, Profile
from bot.domain.words import Language


@pytest.mark.parametrize(
    "zone", ["Europe", "America/Argentina", "", "../x", "Mars/Olympus", "x" * 300]
)
def test_a_zone_that_is_none_is_not_in_anybodys_way(zone: str) -> None:
    profile = Profile("Kari", zone, Language.EN)
    person = Person(PersonId("slack:T1:UKARI"), profile=profile)
    assert person.zone.key == DEFAULT_ZONE
