"""Who does not want to be disturbed, or is away, gets it when that is over."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.deliveries import Delivery, State
from bot.domain.ids import PersonId, person_in
from bot.ports.store import Transaction
from tests.fakes.house import ACME, ADA, KARI, PROFILES, House
from tests.fakes.messenger import FakeMessenger

NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 09:00 in Oslo
HOUR = timedelta(hours=1)


@pytest.fixture
async def ready(home: House) -> House:
    """Return a house where Kari's nudge goes out at the next turn."""
    await home.enrol()
    home.forget_screen()
    home.clock.move_to(NINE)
    return home


async def away(home: House, until: datetime | None, *, still: bool = True) -> None:
    """Let Kari's status say that she is out of office until then.

    Not `still`: it was taken away again, and nobody heard.
    """
    if still:
        kari = replace(PROFILES[KARI], away_until_utc=until)
        home.platform.profiles = {**PROFILES, KARI: kari}

    def body(tx: Transaction) -> None:
        person = tx.people.find(KARI)
        assert person.profile
        profile = replace(person.profile, away_until_utc=until)
        tx.people.save(replace(person, profile=profile))

    await home.store.write(body)


async def asked_about(home: House) -> datetime | None:
    kari = await home.store.read(lambda tx: tx.people.find(KARI))
    return kari.profile.away_until_utc if kari.profile else None


async def the_nudge(home: House) -> Delivery:
    return (await home.nudges())[0]


async def test_a_nudge_waits_for_the_end_of_do_not_disturb(ready: House) -> None:
    ready.platform.busy[KARI] = NINE + 2 * HOUR
    await ready.turn()
    waits = await the_nudge(ready)
    assert (waits.state, waits.reason) == (State.PLANNED, "dnd")
    assert waits.not_before_utc == NINE + 2 * HOUR
    assert not ready.platform.posted
    ready.platform.busy.clear()
    ready.clock.move_to(NINE + 2 * HOUR)
    await ready.turn()
    assert (await the_nudge(ready)).state is State.SENT


async def test_do_not_disturb_past_the_working_day_drops_it(ready: House) -> None:
    ready.platform.busy[KARI] = NINE + 20 * HOUR
    await ready.turn()
    dropped = await the_nudge(ready)
    assert (dropped.state, dropped.reason) == (State.DROPPED, "dnd")


async def test_a_leader_who_is_away_gets_nothing_that_day(ready: House) -> None:
    await away(ready, datetime(9999, 1, 1, tzinfo=UTC))
    await ready.turn()
    dropped = await the_nudge(ready)
    assert (dropped.state, dropped.reason) == (State.DROPPED, "away")


async def test_an_absence_that_ended_unheard_holds_nothing_back(ready: House) -> None:
    await away(ready, datetime(9999, 1, 1, tzinfo=UTC), still=False)
    await ready.turn()
    assert (await the_nudge(ready)).state is State.SENT
    assert await asked_about(ready) is None


async def test_an_absence_holds_while_nobody_can_be_asked(ready: House) -> None:
    await away(ready, datetime(9999, 1, 1, tzinfo=UTC), still=False)
    ready.platform.stumbles = 1
    await ready.turn()
    dropped = await the_nudge(ready)
    assert (dropped.state, dropped.reason) == (State.DROPPED, "away")


async def test_who_is_away_for_the_morning_gets_it_after(ready: House) -> None:
    await away(ready, NINE + 3 * HOUR)
    ready.platform.busy[KARI] = NINE + HOUR
    await ready.turn()
    waits = await the_nudge(ready)
    assert (waits.reason, waits.not_before_utc) == ("away", NINE + 3 * HOUR)


async def test_an_absence_that_is_over_holds_nothing_back(ready: House) -> None:
    await away(ready, NINE)
    ready.platform.busy[KARI] = NINE
    await ready.turn()
    assert (await the_nudge(ready)).state is State.SENT


async def test_when_do_not_disturb_ends_in_quiet_hours_it_waits_for_the_morning(
    home: House,
) -> None:
    await home.know(ADA, KARI)
    home.platform.busy[KARI] = NINE.replace(hour=18)
    await home.say(ADA, f"leader add @{KARI}")
    await home.turn()
    (welcome,) = await home.store.read(lambda tx: tx.outbox.waiting(KARI))
    assert welcome.not_before_utc == NINE.replace(hour=7) + timedelta(days=1)


async def test_what_later_promised_comes_in_spite_of_both(ready: House) -> None:
    await ready.turn()
    await ready.press(ready.last, "Later")
    await ready.press(ready.last, "In 2 hours")
    await away(ready, NINE + 5 * HOUR)
    ready.platform.busy[KARI] = NINE + 5 * HOUR
    ready.clock.move_to(NINE + 2 * HOUR)
    await ready.turn()
    assert len(ready.platform.posted) == 2


async def test_a_welcome_waits_too(home: House) -> None:
    await home.know(ADA, KARI)
    home.platform.busy[KARI] = home.clock.now() + HOUR
    await home.say(ADA, f"leader add @{KARI}")
    await home.turn()
    assert KARI not in {each.to for each in home.platform.posted}
    home.platform.busy.clear()
    home.clock.pass_(hours=1)
    await home.turn()
    assert KARI in {each.to for each in home.platform.posted}


async def test_an_answer_and_a_home_disturb_nobody(ready: House) -> None:
    await ready.turn()
    await away(ready, NINE + 5 * HOUR)
    ready.platform.busy[KARI] = NINE + 5 * HOUR
    await ready.press(ready.last, "Done")
    assert "Undo" in str(ready.last.message)
    await ready.open_home(KARI)


class Counting(FakeMessenger):
    """Keeps who was asked about, time by time."""

    def __init__(self) -> None:
        super().__init__(profiles=PROFILES)
        self.asked: list[list[PersonId]] = []
        self.soon: list[list[PersonId]] = []

    async def busy_until(
        self, people: Collection[PersonId], soon: Collection[PersonId] = ()
    ) -> Mapping[PersonId, datetime]:
        self.asked.append(sorted(people))
        self.soon.append(list(soon))
        return await super().busy_until(people)


async def test_everybody_in_a_batch_is_asked_about_at_once(home: House) -> None:
    leaders = [person_in(ACME, f"U{n}") for n in range(5)]
    await home.enrol()
    await home.know(*leaders)
    for each in leaders:
        await home.say(ADA, f"leader add @{each}")
    await home.turn()
    counting = Counting()
    home.deliverer = replace(home.deliverer, availability=counting)
    home.clock.move_to(NINE)
    await home.turn()
    assert counting.asked == [sorted([KARI, *leaders])]


async def test_those_who_come_next_are_named_along(home: House) -> None:
    leaders = [person_in(ACME, f"U{n:02}") for n in range(15)]
    await home.know(ADA, *leaders)
    for each in leaders:
        await home.say(ADA, f"leader add @{each}")
        await home.turn()
        home.clock.pass_(seconds=2)
    counting = Counting()
    home.deliverer = replace(home.deliverer, availability=counting)
    home.clock.move_to(NINE)
    await home.turn()
    ((now,), (soon,)) = counting.asked, counting.soon
    assert (len(now), len(soon)) == (10, 5)
    assert {*now, *soon} == set(leaders)
