from zoneinfo import available_timezones

from bot.domain.zones import NORDIC, zone


def test_every_nordic_place_leads_to_a_zone_that_exists() -> None:
    assert set(NORDIC) <= available_timezones()


def test_every_nordic_place_is_found_by_its_name() -> None:
    for name, places in NORDIC.items():
        assert {zone(place) for place in places.split()} == {name}
