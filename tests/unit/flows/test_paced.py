"""How fast a workspace is sent to: by the setting, and by what the platform says."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.domain.deliveries import Delivery, Kind, Method, Place
from bot.domain.ids import PersonId, WorkspaceId, derived, person_in
from bot.domain.messages import Message
from bot.ports.messenger import NotSent, SendFailed
from tests.fakes.house import ACME, KARI, House
from tests.fakes.messenger import FakeMessenger

PEOPLE = [person_in(ACME, f"U{n:02}") for n in range(40)]
OTHER = WorkspaceId("slack:T2")


@dataclass
class Limited(FakeMessenger):
    """A platform that turns away what comes too fast, by method."""

    turned_away: dict[Method, SendFailed] = field(default_factory=dict)

    async def post(self, to: PersonId, message: Message, wire_id: str) -> Place:
        self._turn_away(Method.POST)
        return await super().post(to, message, wire_id)

    async def home(self, to: PersonId, message: Message) -> None:
        self._turn_away(Method.HOME)
        await super().home(to, message)

    def _turn_away(self, method: Method) -> None:
        if method in self.turned_away:
            raise self.turned_away[method]


@pytest.fixture
def limited(home: House) -> Limited:
    """Return the house's platform, where methods have limits."""
    platform = Limited()
    home.platform = platform
    home.deliverer = replace(home.deliverer, messenger=platform)
    return platform


def written(home: House, kind: Kind, person: PersonId, number: int = 0) -> Delivery:
    """Return something that is due now."""
    now = home.clock.now()
    return Delivery(
        id=derived(person, kind, str(number)),
        person=person,
        kind=kind,
        local_date=now.date(),
        due_utc=now,
        not_before_utc=now,
        expires_utc=now + timedelta(days=1),
    )


async def wait_for(home: House, deliveries: Iterable[Delivery]) -> None:
    """Put deliveries into the outbox, to people who are known."""
    all_ = list(deliveries)
    await home.know(*(each.person for each in all_))
    await home.store.write(lambda tx: tx.outbox.add(all_))


def greetings(home: House, people: Iterable[PersonId] = PEOPLE) -> list[Delivery]:
    return [written(home, Kind.GREETING, person) for person in people]


async def sent_each(home: House, seconds: int, step: float = 1.0) -> list[int]:
    """Return how many have come after each step."""
    many = []
    for _ in range(int(seconds / step)):
        home.clock.pass_(seconds=step)
        await home.deliverer.drain_all()
        many.append(len(home.platform.posted))
    return many


async def test_a_burst_goes_out_at_once_and_the_rest_at_the_rate(home: House) -> None:
    await wait_for(home, greetings(home))
    await home.deliverer.drain_all()
    assert len(home.platform.posted) == 10
    assert await sent_each(home, seconds=18) == [
        10 + int(second / 0.6 + 1e-9) for second in range(1, 19)
    ]


async def test_the_lane_says_when_the_next_may_go(home: House) -> None:
    await wait_for(home, greetings(home))
    await home.deliverer.drain_all()
    now = home.clock.now()
    next_ = now + timedelta(seconds=0.6)
    assert await home.store.read(lambda tx: tx.outbox.next_due()) == next_
    assert await home.store.read(lambda tx: tx.outbox.lanes(now)) == []
    assert await home.store.read(lambda tx: tx.outbox.lanes(next_)) == [ACME]


async def test_the_setting_is_the_rate(home: House) -> None:
    await wait_for(home, greetings(home))
    home.deliverer = replace(home.deliverer, per_minute=20)
    await home.deliverer.drain_all()
    assert len(home.platform.posted) == 2
    assert (await sent_each(home, seconds=60))[-1] == 22


async def test_a_new_process_goes_on_at_the_pace_of_the_one_before(home: House) -> None:
    await wait_for(home, greetings(home))
    await home.deliverer.drain_all()
    home.__post_init__()
    await home.deliverer.drain_all()
    assert len(home.platform.posted) == 10


async def test_one_workspace_does_not_pay_for_another(home: House) -> None:
    elsewhere = [person_in(OTHER, f"U{n}") for n in range(10)]
    await wait_for(home, [*greetings(home), *greetings(home, elsewhere)])
    await home.deliverer.drain_all()
    assert {each.to for each in home.platform.posted} > set(elsewhere)
    assert len(home.platform.posted) == 20


async def test_homes_and_redraws_wait_for_no_pace(home: House) -> None:
    await wait_for(home, greetings(home))
    await home.deliverer.drain_all()
    await wait_for(home, [written(home, Kind.HOME, person) for person in PEOPLE])
    await home.deliverer.drain_all()
    assert set(home.platform.homes) == set(PEOPLE)


async def test_after_too_many_the_rate_is_half_and_comes_back(
    home: House, limited: Limited
) -> None:
    await wait_for(home, greetings(home))
    too_many = NotSent("ratelimited", 30, limited=True)
    limited.turned_away[Method.POST] = too_many
    await home.deliverer.drain_all()
    limited.turned_away.clear()
    home.clock.pass_(seconds=29)
    await home.deliverer.drain_all()
    assert not limited.posted
    many = await sent_each(home, seconds=20)
    # One at the end of the wait, then one each 1.2 s, and soon a little faster.
    assert many[:4] == [1, 1, 2, 3]
    assert 15 <= many[-1] <= 18
    pace = (await home.store.read(lambda tx: tx.lanes.of(ACME)))[Method.POST]
    assert pace.slowed_per_minute == 50


async def test_too_many_posts_hold_back_no_home_and_the_reverse(
    home: House, limited: Limited
) -> None:
    await wait_for(home, greetings(home, PEOPLE[:3]))
    limited.turned_away[Method.POST] = NotSent("ratelimited", 60, limited=True)
    await home.deliverer.drain_all()
    await wait_for(home, [written(home, Kind.HOME, PEOPLE[0])])
    await home.deliverer.drain_all()
    assert set(limited.homes) == {PEOPLE[0]}

    limited.turned_away = {Method.HOME: NotSent("ratelimited", 600, limited=True)}
    await wait_for(home, [written(home, Kind.HOME, PEOPLE[1])])
    await home.deliverer.drain_all()
    limited.turned_away.clear()
    assert (await sent_each(home, seconds=65))[-1] == 3
    assert set(limited.homes) == {PEOPLE[0]}
    home.clock.pass_(minutes=10)
    await home.deliverer.drain_all()
    assert set(limited.homes) == {PEOPLE[0], PEOPLE[1]}


async def test_what_cannot_be_reached_at_all_holds_back_everything(
    home: House, limited: Limited
) -> None:
    limited.turned_away[Method.HOME] = NotSent("unreachable", 10, everybody=True)
    await wait_for(home, [written(home, Kind.HOME, KARI), *greetings(home, PEOPLE[:1])])
    await home.deliverer.drain_all()
    limited.turned_away.clear()
    await home.deliverer.drain_all()
    assert not limited.posted
    home.clock.pass_(seconds=10)
    await home.deliverer.drain_all()
    assert len(limited.posted) == 1


async def test_two_posts_to_one_person_are_a_second_apart(home: House) -> None:
    both = [written(home, Kind.GREETING, KARI, number) for number in range(2)]
    await wait_for(home, both)
    await home.deliverer.drain_all()
    assert len(home.platform.posted) == 1
    next_ = home.clock.now() + timedelta(seconds=1)
    assert await home.store.read(lambda tx: tx.outbox.next_due()) == next_
    assert await sent_each(home, seconds=1, step=0.5) == [1, 2]


async def test_a_post_planned_right_after_another_waits_for_its_second_too(
    home: House,
) -> None:
    await wait_for(home, [written(home, Kind.GREETING, KARI)])
    await home.deliverer.drain_all()
    home.clock.pass_(seconds=0.5)
    await wait_for(home, [written(home, Kind.GREETING, KARI, 1)])
    await home.deliverer.drain_all()
    assert len(home.platform.posted) == 1
    assert await sent_each(home, seconds=1, step=0.5) == [2, 2]
