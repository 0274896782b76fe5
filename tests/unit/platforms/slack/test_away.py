from datetime import UTC, datetime

import pytest

from bot.platforms.slack.away import OPEN_END, away_until
from bot.platforms.slack.inbound import profile_of
from bot.playground.values import Json
from bot.stores import columns

NINE = 1_795_420_800


def status(said: str = "", emoji: str = "", until: object = 0, tz: str = "") -> Json:
    profile = {
        "status_text": said,
        "status_emoji": emoji,
        "status_expiration": until,
    }
    return {"name": "kari", "tz": tz, "profile": profile}


@pytest.mark.parametrize("emoji", [":palm_tree:", ":face_with_thermometer:"])
@pytest.mark.parametrize("said", ["", "Im Urlaub", "Vacationing", "Out sick", "🍹"])
def test_slacks_own_absences_are_known_by_their_emoji(emoji: str, said: str) -> None:
    assert away_until(status(said, emoji)) == OPEN_END


@pytest.mark.parametrize(
    "said",
    [
        "Vacationing",
        "On vacation until 5 Jan",
        "OOO - back Tuesday",
        "ooo",
        "Out of office • Google Calendar",
        "Out of the office • Outlook Calendar",
        "On leave",
        "Annual leave, ask Ola",
        "Parental leave 👶",
        "PTO",
        "On holiday",
        "Holiday",
        "Day off",
        "Out sick",
        # Norwegian
        "Ferie",
        "Sommerferie til 10. august",
        "På PÅSKEFERIE",
        "Pappaperm",
        "I foreldrepermisjon til mai",
        "Syk",
        "Hjemme med sykt barn",
        "Sykmeldt",
        "Avspaserer",
        "Har fri",
        "Fri",
        "fri i dag",
        "Barsel",
        # Danish
        "Barselsorlov",
        "På orlov",
        "Syg",
        "Holder fri",
        "Efterårsferie",
        "Barn syg",
        # Swedish
        "Semester",
        "Fra\u030anvarande",  # å as a letter and its ring
        "Ledig till måndag",
        "Föräldraledig",
        "Tjänstledighet",
        "Sjuk",
        "Hemma med sjukt barn",
        "Vab",
        "VABBAR",
    ],
)
def test_words_of_absence_are_known_in_four_languages(said: str) -> None:
    assert away_until(status(said, ":spiral_calendar_pad:")) == OPEN_END


@pytest.mark.parametrize(
    ("said", "emoji"),
    [
        ("", ""),
        ("", ":coffee:"),
        ("In a meeting", ":spiral_calendar_pad:"),
        ("In a meeting • Google Calendar", ":calendar:"),
        ("I møte • Outlook Calendar", ":spiral_calendar_pad:"),
        ("Commuting", ":bus:"),
        ("Working remotely", ":house_with_garden:"),
        ("Working from Spain", ":palm_tree:"),
        ("Sick, but working from home", ":face_with_thermometer:"),
        ("Hjemmekontor med sykt barn", ":house:"),
        ("Jobbar hemifrån", ":house:"),
        ("Focusing", ":headphones:"),
        ("Lunch", ":sandwich:"),
        ("Away", ""),
        ("Back from vacation!", ":wave:"),
        ("Tilbake fra ferie", ""),
        ("Tillbaka från semestern", ""),
        ("Vacation next week", ""),
        ("12 dager til ferie", ":palm_tree:"),
        ("Happy holidays!", ":christmas_tree:"),
        ("Psykolog", ""),
        ("Sykkel til jobb", ":bike:"),
        ("Sykt bra dag", ""),
        ("Fri for møter", ""),
        ("Ferietur er bestilt", ""),
        ("Booking my hair: perms", ""),
        ("Leave me a message", ""),
        ("Holidays are great", ""),
    ],
)
def test_what_people_do_at_work_is_no_absence(said: str, emoji: str) -> None:
    assert away_until(status(said, emoji)) is None


@pytest.mark.parametrize("tz", ["Europe/Oslo", "Europe/Copenhagen"])
def test_ledig_has_time_in_norway_and_denmark_and_a_day_off_elsewhere(tz: str) -> None:
    assert away_until(status("Ledig", tz=tz)) is None
    assert away_until(status("Föräldraledig", tz=tz)) == OPEN_END
    for swedish in ("Europe/Stockholm", "Asia/Bangkok", ""):
        assert away_until(status("Ledig", tz=swedish)) == OPEN_END


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (NINE, datetime.fromtimestamp(NINE, UTC)),
        (1, datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)),  # long past: not away
        (0, OPEN_END),
        (-1, OPEN_END),
        (10**30, OPEN_END),
        (None, OPEN_END),
        ("soon", OPEN_END),
        (True, OPEN_END),
    ],
)
def test_an_absence_lasts_until_its_status_expires(
    until: object, expected: datetime
) -> None:
    assert away_until(status("Ferie", until=until)) == expected


def test_an_absence_without_an_end_can_be_kept() -> None:
    kept = columns.from_instant(OPEN_END)

    assert columns.instant_or_none({"at": kept}, "at") == OPEN_END


def test_a_profile_holds_the_instant_and_nothing_of_the_status() -> None:
    profile = profile_of(status("Ferie i Kardemomme by", ":palm_tree:", NINE))

    assert profile.away_until_utc == datetime.fromtimestamp(NINE, UTC)
    assert "Kardemomme" not in repr(profile)


@pytest.mark.parametrize("odd", [None, [], "away", {"status_text": 7}])
def test_an_odd_profile_is_nobody_away(odd: object) -> None:
    assert profile_of({"name": "kari", "profile": odd}).away_until_utc is None
