from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.deliveries import State
from bot.domain.events import ProfileChanged, Reply
from bot.domain.ids import InputId
from bot.domain.messages import read_aloud
from tests.fakes.house import ADA, KARI, PROFILES, House
from tests.fakes.travel import arrived, live, sent, wall

MON, TUE, WED = "2026-11-23", "2026-11-24", "2026-11-25"
OSLO, NEW_YORK, TOKYO = "Europe/Oslo", "America/New_York", "Asia/Tokyo"
LOS_ANGELES, HONOLULU = "America/Los_Angeles", "Pacific/Honolulu"
KIRITIMATI = "Pacific/Kiritimati"


async def settle_in(home: House, zone: str, days: str = "mon,tue,wed") -> None:
    """Enrol Kari in that zone on the Wednesday before, who gets three days a week."""
    home.clock.move_to(wall(zone, "2026-11-18 12:00"))
    await home.enrol()
    await home.say(KARI, f"zone {zone}")
    await home.say(KARI, f"at 09:00 {days}")


async def fly(home: House, zone: str, at: datetime) -> str:
    """Change zone at that instant; return what is answered."""
    await live(home, at)
    answer = await home.say(KARI, f"zone {zone}")
    assert isinstance(answer, Reply)
    await home.turn()
    return read_aloud(answer.message)


async def came(home: House, zone: str) -> list[str]:
    """Return when each nudge came by the clocks of `zone`, oldest first."""
    return [
        f"{sent(each).astimezone(ZoneInfo(zone)):%a %H:%M}"
        for each in await arrived(home)
    ]


@pytest.mark.parametrize(
    ("start", "left", "to", "told"),
    [
        # west, after the nudge came: no second one that day
        (OSLO, f"{MON} 10:00", NEW_YORK, ["Mon 03:00", "Tue 09:00"]),
        (TOKYO, f"{MON} 10:00", LOS_ANGELES, ["Sun 16:00", "Tue 09:00"]),
        # west, before it: at the new nine o'clock
        (OSLO, f"{MON} 08:30", NEW_YORK, ["Mon 09:00", "Tue 09:00"]),
        (TOKYO, f"{MON} 08:30", LOS_ANGELES, ["Mon 09:00", "Tue 09:00"]),
        # west, while it waits: not in the night, and not lost
        (OSLO, f"{MON} 08:55", NEW_YORK, ["Mon 09:00", "Tue 09:00"]),
        (OSLO, f"{MON} 08:55", LOS_ANGELES, ["Mon 09:00", "Tue 09:00"]),
        (TOKYO, f"{MON} 08:55", LOS_ANGELES, ["Mon 09:00", "Tue 09:00"]),
        # east, past the hour: at once
        (NEW_YORK, f"{MON} 05:00", OSLO, ["Mon 11:00", "Tue 09:00"]),
        (NEW_YORK, f"{MON} 08:30", OSLO, ["Mon 14:30", "Tue 09:00"]),
        # east, while it waits: at its instant
        (NEW_YORK, f"{MON} 08:55", OSLO, ["Mon 15:00", "Tue 09:00"]),
        # east, after it came: no second one
        (NEW_YORK, f"{MON} 09:30", OSLO, ["Mon 15:00", "Tue 09:00"]),
        (LOS_ANGELES, f"{MON} 09:30", TOKYO, ["Tue 02:00", "Wed 09:00"]),
        # over midnight
        (OSLO, "2026-11-22 23:30", "Europe/Helsinki", ["Mon 09:00", "Tue 09:00"]),
        ("Europe/Helsinki", f"{MON} 00:30", OSLO, ["Mon 09:00", "Tue 09:00"]),
        (OSLO, f"{MON} 00:30", HONOLULU, ["Mon 09:00", "Tue 09:00"]),
        # over the date line, to the day before: Monday came already
        (KIRITIMATI, f"{MON} 10:00", HONOLULU, ["Sun 09:00", "Tue 09:00"]),
        (KIRITIMATI, f"{MON} 08:55", HONOLULU, ["Mon 09:00", "Tue 09:00"]),
        # to the day after: Monday never dawned there
        (HONOLULU, f"{MON} 08:55", KIRITIMATI, ["Tue 09:00", "Wed 09:00"]),
        (HONOLULU, f"{MON} 08:30", KIRITIMATI, ["Tue 09:00", "Wed 09:00"]),
        (HONOLULU, f"{MON} 10:00", KIRITIMATI, ["Tue 09:00", "Wed 09:00"]),
    ],
)
async def test_whoever_changes_zone_is_neither_skipped_nor_nudged_twice(
    home: House, start: str, left: str, to: str, told: list[str]
) -> None:
    await settle_in(home, start)
    await fly(home, to, wall(start, left))
    await live(home, wall(to, f"{WED} 09:30"))
    assert (await came(home, to))[: len(told)] == told


@pytest.mark.parametrize(
    ("start", "left", "to", "told"),
    [
        # Europe is on winter time, New York is not: 13:30 there, one hour nearer
        (NEW_YORK, "2026-10-26 08:30", OSLO, ["Mon 13:30", "Tue 09:00"]),
        (OSLO, "2026-10-26 08:55", NEW_YORK, ["Mon 09:00", "Tue 09:00"]),
        # in the repeated hour of the very night
        (OSLO, "2026-10-25 02:30", "Asia/Kolkata", ["Mon 09:00", "Tue 09:00"]),
    ],
)
async def test_a_change_of_clocks_on_the_way_changes_nothing_of_that(
    home: House, start: str, left: str, to: str, told: list[str]
) -> None:
    home.clock.move_to(wall(start, "2026-10-22 12:00"))
    await home.enrol()
    await home.say(KARI, f"zone {start}")
    await home.say(KARI, "at 09:00 mon,tue,wed")
    await fly(home, to, wall(start, left))
    await live(home, wall(to, "2026-10-27 09:30"))
    assert await came(home, to) == told


@pytest.mark.parametrize("there", [NEW_YORK, KIRITIMATI, HONOLULU])
@pytest.mark.parametrize("left", ["07:00", "08:52", "08:58"])
async def test_there_and_back_within_minutes_changes_nothing(
    home: House, there: str, left: str
) -> None:
    await settle_in(home, OSLO)
    start = wall(OSLO, f"{MON} {left}")
    await fly(home, there, start)
    await fly(home, OSLO, start + timedelta(minutes=1))
    await live(home, wall(OSLO, f"{TUE} 09:30"))
    assert await came(home, OSLO) == ["Mon 09:00", "Tue 09:00"]


async def test_two_moves_in_a_day_bring_one_nudge(home: House) -> None:
    await settle_in(home, TOKYO)
    await fly(home, OSLO, wall(TOKYO, f"{MON} 10:00"))
    await fly(home, LOS_ANGELES, wall(OSLO, f"{MON} 12:00"))
    await live(home, wall(LOS_ANGELES, f"{MON} 23:00"))
    assert await came(home, TOKYO) == ["Mon 09:00"]


async def test_twelve_hours_count_from_when_the_last_one_really_came(
    home: House,
) -> None:
    await settle_in(home, NEW_YORK)
    await fly(home, OSLO, wall(NEW_YORK, f"{MON} 08:30"))  # due at nine, came late
    await fly(home, "Pacific/Auckland", wall(OSLO, f"{MON} 15:00"))
    await live(home, wall("Pacific/Auckland", f"{WED} 09:30"))
    assert await came(home, OSLO) == ["Mon 14:30", "Tue 21:00"]


async def test_a_nudge_that_came_late_is_not_followed_by_one_due_at_once(
    home: House,
) -> None:
    await settle_in(home, HONOLULU, "sun,mon,tue")
    await home.say(ADA, "quiet 00:00-00:00")
    await live(home, wall(HONOLULU, "2026-11-22 07:00"))
    home.clock.move_to(wall(HONOLULU, "2026-11-22 23:00"))  # down all day
    await home.turn()
    # On the other side it is Monday evening.
    await fly(home, KIRITIMATI, wall(HONOLULU, "2026-11-22 23:30"))
    assert await came(home, HONOLULU) == ["Sun 23:00"]


async def test_a_zone_told_by_the_platform_counts_like_an_own_one(home: House) -> None:
    home.clock.move_to(wall(OSLO, "2026-11-18 12:00"))
    await home.enrol()
    await live(home, wall(OSLO, f"{MON} 06:00"))
    flown = replace(PROFILES[KARI], zone="Asia/Kolkata")
    await home.reception.receive(
        ProfileChanged(InputId("flown"), KARI, flown, language_known=True)
    )
    await home.turn()
    assert (await came(home, "Asia/Kolkata"))[-1:] == ["Mon 10:30"]


async def test_what_is_told_of_somebody_who_stays_brings_nothing(home: House) -> None:
    await home.enrol()  # at half past eight
    await home.say(ADA, "cadence set nudges mon-fri 10:00")
    await live(home, wall(OSLO, f"{MON} 09:30"))
    await home.say(ADA, "cadence set nudges mon-fri 09:00")
    named = replace(PROFILES[KARI], name="Kari N.")
    await home.reception.receive(
        ProfileChanged(InputId("named"), KARI, named, language_known=True)
    )
    await home.turn()
    assert await arrived(home) == []


async def test_whoever_arrives_after_the_working_day_gets_nothing(home: House) -> None:
    await settle_in(home, NEW_YORK)
    await fly(home, "Pacific/Auckland", wall(NEW_YORK, f"{MON} 03:00"))
    assert await arrived(home) == []


async def test_what_waits_for_a_day_that_is_over_there_is_missed(home: House) -> None:
    await settle_in(home, NEW_YORK)
    await fly(home, "Pacific/Auckland", wall(NEW_YORK, f"{MON} 08:55"))
    newest = (await home.nudges())[0]
    assert (newest.state, newest.reason) == (State.MISSED, "late")


async def test_whoever_was_enrolled_past_the_hour_waits_for_the_next_day(
    home: House,
) -> None:
    home.clock.move_to(wall(OSLO, f"{MON} 10:00"))
    await home.enrol()
    await fly(home, "Europe/Helsinki", wall(OSLO, f"{MON} 10:30"))
    await live(home, wall(OSLO, f"{MON} 18:00"))
    assert await arrived(home) == []


async def test_what_became_due_by_a_move_stays_due_whatever_is_set_then(
    home: House,
) -> None:
    await settle_in(home, NEW_YORK)
    await live(home, wall(NEW_YORK, f"{MON} 05:00"))
    await home.say(KARI, f"zone {OSLO}")
    await home.say(KARI, "focus give-feedback")
    await home.say(ADA, "cadence set nudges mon-fri 08:30")
    await home.turn()
    assert (await came(home, OSLO))[-1:] == ["Mon 11:00"]


async def test_the_answer_to_a_move_tells_of_the_nudge_it_brings(home: House) -> None:
    await settle_in(home, NEW_YORK)
    said = await fly(home, OSLO, wall(NEW_YORK, f"{MON} 05:00"))
    assert "Monday 23 November, around 11:00" in said


async def test_the_answer_to_a_move_past_the_day_tells_of_the_next(home: House) -> None:
    await settle_in(home, NEW_YORK)
    said = await fly(home, "Pacific/Auckland", wall(NEW_YORK, f"{MON} 03:00"))
    assert "Tuesday 24 November, around 09:00" in said


async def test_what_later_promised_comes_when_the_new_clocks_allow(
    home: House,
) -> None:
    await settle_in(home, OSLO, "mon")
    await live(home, wall(OSLO, f"{MON} 09:10"))
    await home.press(home.last, "Later")
    await home.press(home.last, "Tomorrow morning")
    await fly(home, LOS_ANGELES, wall(OSLO, f"{MON} 12:00"))
    await live(home, wall(LOS_ANGELES, f"{TUE} 12:00"))
    assert (await came(home, LOS_ANGELES))[-1:] == ["Tue 08:00"]
