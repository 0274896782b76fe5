"""Mistakes planted on purpose, one line each: every invariant must see its own.

A fault is a real part with one thing wrong, another transaction around the real one,
or a real query with a word changed.
"""

import asyncio
import itertools
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import TypeVar, cast

from bot.domain.cadence import QuietHours
from bot.domain.deliveries import Delivery, Place, State
from bot.domain.events import Answer, Event, Nothing
from bot.domain.ids import InputId, PersonId, WorkspaceId, derived
from bot.domain.messages import Message
from bot.domain.people import Leader, Workspace
from bot.flows.inbox import Reception
from bot.ports.messenger import Messenger, Unclear
from bot.ports.outbox import Settled
from bot.ports.store import Behind, Due, Store, Transaction, Urgency
from bot.stores.queries import Dialect, queries
from bot.wiring.parts import Bot
from tests.fakes.holidays import FakeHolidays
from tests.simulation.world import Fault

T = TypeVar("T")
P = TypeVar("P")

_COUNT = itertools.count()


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault and the invariant that has to see it."""

    name: str
    trips: str
    fault: Fault


class Instead:
    """One thing with some of its methods replaced; all others are its own."""

    def __init__(self, real: object, **others: object) -> None:
        self._real = real
        self.__dict__.update(others)

    def __getattr__(self, name: str) -> object:
        """Return what the real one has."""
        return getattr(self._real, name)


def _instead(real: P, **others: object) -> P:
    return cast("P", Instead(real, **others))


def _tampered(**shelves: Callable[[Transaction], object]) -> Fault:
    """Replace whole shelves of every transaction."""
    return Fault(
        tamper=lambda tx: _instead(
            tx, **{name: made(tx) for name, made in shelves.items()}
        )
    )


class Tampering:
    """A store whose bodies see another transaction."""

    def __init__(
        self, real: Store, tamper: Callable[[Transaction], Transaction]
    ) -> None:
        self._real = real
        self._tamper = tamper

    async def write(
        self, body: Callable[[Transaction], T], urgency: Urgency = Urgency.PERSON
    ) -> T:
        """Run `body` on the other transaction."""
        return await self._real.write(lambda tx: body(self._tamper(tx)), urgency)

    async def read(self, body: Callable[[Transaction], T]) -> T:
        """Run `body` on the other transaction."""
        return await self._real.read(lambda tx: body(self._tamper(tx)))


def _query(name: str, old: str, new: str) -> Fault:
    """Change a word of a query."""
    text = queries(Dialect.SQLITE)[name]
    assert old in text, f"{name} no longer says {old}"
    return Fault(sql={name: text.replace(old, new)})


# I1


def _again_at_once(tx: Transaction) -> object:
    """Plan again, just so, what is unclear."""

    def settle(outcomes: Iterable[Settled]) -> int:
        return tx.outbox.settle(
            replace(one, state=State.PLANNED) if one.state is State.UNKNOWN else one
            for one in outcomes
        )

    return _instead(tx.outbox, settle=settle)


def _posts_twice(bot: Bot) -> Bot:
    """Do as slack_sdk does unasked: post once more when the connection dropped."""
    messenger = bot.deliverer.messenger

    async def post(to: PersonId, message: Message, wire_id: str) -> Place:
        try:
            return await messenger.post(to, message, wire_id)
        except Unclear:
            return await messenger.post(to, message, wire_id)

    return _with_messenger(bot, _instead(messenger, post=post))


def _hasty(bot: Bot) -> Bot:
    """Look at once for what is unclear, and believe a history that lags."""
    at_once = timedelta()
    hasty = replace(bot, reconciler=replace(bot.reconciler, settle_time=at_once))
    return _with_deliverer(hasty, settle_time=at_once)


# I2


def _never_quiet(bot: Bot) -> Bot:
    """Check everything before sending, but for quiet hours."""

    def tamper(tx: Transaction) -> Transaction:
        def find(workspace: WorkspaceId) -> Workspace:
            nothing = QuietHours(datetime.min.time(), datetime.min.time())
            return replace(tx.workspaces.find(workspace), quiet=nothing)

        return _instead(tx, workspaces=_instead(tx.workspaces, find=find))

    return _with_deliverer_store(bot, tamper)


def _never_stopped(bot: Bot) -> Bot:
    """Send what waits also to whoever opted out or paused since."""

    def going_on(leader: Leader) -> Leader:
        return replace(leader, stopped=False, paused_until=None)

    def tamper(tx: Transaction) -> Transaction:
        def find(person: PersonId) -> Leader | None:
            leader = tx.leaders.find(person)
            return leader and going_on(leader)

        def in_flight(lane: WorkspaceId, lease: datetime) -> Mapping[PersonId, Due]:
            found = tx.leaders.in_flight(lane, lease)
            return {
                who: replace(due, leader=going_on(due.leader))
                for who, due in found.items()
            }

        leaders = _instead(tx.leaders, find=find, in_flight=in_flight)
        return _instead(tx, leaders=leaders)

    return _with_deliverer_store(bot, tamper)


def _keeps_waiting(tx: Transaction) -> object:
    """Leave what waits where it is, whoever stopped."""
    return _instead(tx.outbox, drop_waiting=lambda *_: 0)


def _works_on_holidays(bot: Bot) -> Bot:
    """Know no public holidays, neither when planning nor when sending."""
    none = FakeHolidays()
    planner = replace(bot.planner, holidays=none)
    return _with_deliverer(replace(bot, planner=planner), holidays=none)


def _disturbing(bot: Bot) -> Bot:
    """Believe that nobody is ever busy."""

    async def busy_until(
        people: Collection[PersonId], soon: Collection[PersonId] = ()
    ) -> Mapping[PersonId, datetime]:
        del people, soon
        return {}

    deaf = _instead(bot.deliverer.availability, busy_until=busy_until)
    return _with_deliverer(bot, availability=deaf)


# I3


def _boundless(tx: Transaction) -> object:
    """Forget, when planning, all that was given before."""

    def behind(due: list[Due], since_utc: datetime) -> Behind:
        return replace(tx.leaders.behind(due, since_utc), earlier={})

    return _instead(tx.leaders, behind=behind)


# I4


def _nameless(tx: Transaction) -> object:
    """Give every delivery an id that nothing derives from what it is."""
    count = _COUNT

    def add(deliveries: Iterable[Delivery]) -> int:
        return tx.outbox.add(
            replace(each, id=derived(each.id, f"{next(count)}")) for each in deliveries
        )

    return _instead(tx.outbox, add=add)


# I5


def _past_an_occasion(tx: Transaction) -> object:
    """Move the next instant a day on, past what is due meanwhile."""

    def move(next_due: Mapping[PersonId, datetime | None]) -> None:
        day = timedelta(days=1)
        tx.leaders.move({who: at and at + day for who, at in next_due.items()})

    return _instead(tx.leaders, move=move)


# I6


@dataclass(frozen=True, slots=True)
class Hurried(Reception):
    """Acknowledges first and commits after."""

    async def receive(self, event: Event) -> Answer:
        """Say "got it" before it is so."""
        asyncio.get_running_loop().create_task(Reception.receive(self, event))
        return Nothing()


def _hurried(bot: Bot) -> Bot:
    given = {each.name: getattr(bot.reception, each.name) for each in fields(Reception)}
    return replace(bot, reception=Hurried(**given))


# I7


def _forgetful(tx: Transaction) -> object:
    """Take every input for the first of its kind."""

    def first(workspace: WorkspaceId, given: InputId, at_utc: datetime) -> bool:
        tx.inputs.first(workspace, given, at_utc)
        return True

    return _instead(tx.inputs, first=first)


# I10


def _next_door(bot: Bot) -> Bot:
    """Send to who has the same name in another workspace."""
    messenger = bot.deliverer.messenger

    async def post(to: PersonId, message: Message, wire_id: str) -> Place:
        neighbour = PersonId(to.replace("W001", "W000"))
        return await messenger.post(neighbour, message, wire_id)

    return _with_messenger(bot, _instead(messenger, post=post))


def _with_messenger(bot: Bot, messenger: Messenger) -> Bot:
    return _with_deliverer(bot, messenger=messenger)


def _with_deliverer_store(
    bot: Bot, tamper: Callable[[Transaction], Transaction]
) -> Bot:
    return _with_deliverer(bot, store=Tampering(bot.deliverer.store, tamper))


def _with_deliverer(bot: Bot, **others: object) -> Bot:
    """Put another deliverer in, and have the lanes drained by it."""
    deliverer = replace(bot.deliverer, **others)  # type: ignore[arg-type]  # by name
    waker = type(bot.waker)(deliverer.drain)
    reception = replace(bot.reception, wake=waker.wake)
    return replace(bot, deliverer=deliverer, waker=waker, reception=reception)


def _both(*faults: Fault) -> Fault:
    """Join faults that only together do harm."""
    tampers = [each.tamper for each in faults]

    def tamper(tx: Transaction) -> Transaction:
        for each in tampers:
            tx = each(tx)
        return tx

    return Fault(tamper=tamper)


PLANTED = (
    Planted("blind retry", "I1", _tampered(outbox=_again_at_once)),
    Planted("the library's own retry", "I1", Fault(plant=_posts_twice)),
    Planted(
        "reaped to planned",
        "I1",
        _query("outbox_reap", "ELSE 'unknown' END", "ELSE 'planned' END"),
    ),
    Planted(
        "a claimed row is lost",
        "I1",
        _query("outbox_reap", "WHERE state = 'sending'", "WHERE state = 'nowhere'"),
    ),
    Planted(
        "rows go too soon",
        "I1",
        _query(
            "outbox_forget", "WHERE due_utc < :before_utc", "WHERE :before_utc > ''"
        ),
    ),
    Planted("looked up too soon", "I1", Fault(plant=_hasty)),
    Planted("quiet hours not looked at again", "I2", Fault(plant=_never_quiet)),
    Planted(
        "opt-out and pause not looked at again",
        "I2",
        Fault(plant=_never_stopped, tamper=_tampered(outbox=_keeps_waiting).tamper),
    ),
    Planted("no public holidays", "I2", Fault(plant=_works_on_holidays)),
    Planted("do-not-disturb not asked", "I2", Fault(plant=_disturbing)),
    Planted("what was given is forgotten", "I3", _tampered(leaders=_boundless)),
    Planted(
        "random delivery id",
        "I4",
        _both(_tampered(outbox=_nameless), _tampered(leaders=_boundless)),
    ),
    Planted("past an occasion", "I5", _tampered(leaders=_past_an_occasion)),
    Planted("acknowledged before the commit", "I6", Fault(plant=_hurried)),
    Planted("no input is known again", "I7", _tampered(inputs=_forgetful)),
    Planted("sent next door", "I10", Fault(plant=_next_door)),
    Planted(
        "admins of everywhere",
        "I10",
        _query("person_admins", "workspace = :workspace", "workspace <> :workspace"),
    ),
)
