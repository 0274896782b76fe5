"""Whatever is done to an outbox, it stands as a few lines of Python say."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.deliveries import Delivery, Kind, Method, Response, State, Turn
from bot.domain.ids import DeliveryId, WorkspaceId, person_in
from bot.ports.outbox import Lease, Settled
from tests.fakes.kept import minutes, nudge, other
from tests.fakes.stores import AnyStore

_lanes = count()  # a lane of its own for each example, on one database
_PEOPLE = ("U1", "U2", "U3")


@dataclass
class Model:
    """An outbox of one lane, as simple as can be."""

    rows: dict[DeliveryId, Delivery] = field(default_factory=dict)
    leases: dict[DeliveryId, datetime] = field(default_factory=dict)

    def add(self, delivery: Delivery) -> None:
        self.rows.setdefault(delivery.id, delivery)

    def again(self, delivery: Delivery) -> None:
        was = self.rows.get(delivery.id, delivery)
        self.rows[delivery.id] = replace(
            delivery, state=State.PLANNED, epoch=was.epoch + 1
        )

    def claim(
        self, now: datetime, until: datetime, turn: Turn, most: int
    ) -> list[Delivery]:
        taken: dict[str, Delivery] = {}
        if turn.method is Method.POST:
            posting = {each.person for each in self.rows.values() if _is_posted(each)}
        else:
            posting = set()
        for row in sorted(self.rows.values(), key=_order):
            due = row.state is State.PLANNED and row.not_before_utc <= now
            if due and row.turn is turn and row.person not in posting:
                taken.setdefault(row.person, row)
        return [self._send(row, now, until) for row in list(taken.values())[:most]]

    def _send(self, row: Delivery, now: datetime, until: datetime) -> Delivery:
        self.leases[row.id] = until
        self.rows[row.id] = replace(
            row,
            state=State.SENDING,
            epoch=row.epoch + 1,
            attempts=row.attempts + 1,
            attempt_utc=now,
        )
        return self.rows[row.id]

    def settle(self, claim: Delivery, state: State, not_before: datetime) -> None:
        row = self.rows[claim.id]
        if row.epoch == claim.epoch and row.state in {State.SENDING, State.UNKNOWN}:
            self.rows[row.id] = replace(
                row, state=state, reason="settled", not_before_utc=not_before
            )

    def change(self, delivery: DeliveryId, state: State) -> None:
        if row := self.rows.get(delivery):
            self.rows[delivery] = replace(
                row, state=state, reason="changed", epoch=row.epoch + 1
            )

    def answer(self, delivery: DeliveryId, now: datetime) -> None:
        if row := self.rows.get(delivery):
            self.rows[delivery] = replace(
                row, response=Response.DONE, responded_utc=now
            )

    def reap(self, now: datetime, settle_until: datetime) -> None:
        for row in list(self.rows.values()):
            if row.state is State.SENDING and self.leases[row.id] <= now:
                ended = replace(row, state=State.PLANNED, epoch=row.epoch + 1)
                if not row.repeatable:
                    ended = replace(
                        ended, state=State.UNKNOWN, not_before_utc=settle_until
                    )
                self.rows[row.id] = ended

    def drop_waiting(self, person: str) -> None:
        for row in list(self.rows.values()):
            waits = row.state is State.PLANNED and row.kind is Kind.NUDGE
            if waits and row.person == person:
                self.rows[row.id] = replace(
                    row, state=State.DROPPED, reason="stop", epoch=row.epoch + 1
                )


def _is_posted(row: Delivery) -> bool:
    return row.state is State.SENDING and row.turn.method is Method.POST


def _order(row: Delivery) -> tuple[datetime, DeliveryId]:
    return row.not_before_utc, row.id


_which = st.integers(0, 11)
_end = st.sampled_from([each for each in State if each is not State.SENDING])
_step = st.one_of(  # a method of Both, and what it is given
    st.tuples(st.sampled_from(["add", "again", "answer"]), _which),
    st.tuples(st.just("claim"), st.sampled_from(Turn), st.integers(1, 4)),
    st.tuples(st.just("settle"), st.integers(0, 9), _end),
    st.tuples(st.just("change"), _which, _end),
    st.tuples(st.just("drop"), st.sampled_from(_PEOPLE)),
    st.tuples(st.just("reap")),
    st.tuples(st.just("let_pass"), st.integers(1, 3)),
)


class Both:
    """One lane in a store and in the model, done the same to."""

    def __init__(self, store: AnyStore) -> None:
        self.lane = WorkspaceId(f"slack:T{next(_lanes)}")
        self.store, self.model = store, Model()
        self.minute = 0
        self.claims: list[Delivery] = []
        people = [person_in(self.lane, name) for name in _PEOPLE]
        self.wanted = [nudge(each, minutes(n)) for each in people for n in (0, 2)] + [
            other(kind, each) for each in people for kind in (Kind.HOME, Kind.WELCOME)
        ]

    @property
    def now(self) -> datetime:
        return minutes(self.minute)

    @property
    def later(self) -> datetime:
        return minutes(self.minute + 2)

    async def add(self, n: int) -> None:
        self.model.add(self.wanted[n])
        await self.store.write(lambda tx: tx.outbox.add([self.wanted[n]]))

    async def again(self, n: int) -> None:
        self.model.again(self.wanted[n])
        await self.store.write(lambda tx: tx.outbox.again(self.wanted[n]))

    async def answer(self, n: int) -> None:
        which = self.wanted[n].id
        self.model.answer(which, self.now)
        await self.store.write(
            lambda tx: tx.outbox.answer(which, Response.DONE, self.now)
        )

    async def claim(self, turn: Turn, most: int) -> None:
        expected = self.model.claim(self.now, self.later, turn, most)
        lease = Lease(self.later, most)
        taken = await self.store.write(
            lambda tx: tx.outbox.claim(self.lane, turn, self.now, lease)
        )
        assert taken == expected
        self.claims += expected

    async def settle(self, n: int, state: State) -> None:
        if n < len(self.claims):
            mine = self.claims[-1 - n]
            self.model.settle(mine, state, self.later)
            done = Settled(mine.id, mine.epoch, state, "settled", self.later)
            await self.store.write(lambda tx: tx.outbox.settle([done]))

    async def change(self, n: int, state: State) -> None:
        which = self.wanted[n]
        now = self.model.rows.get(which.id, which)
        wish = replace(now, state=state, reason="changed")
        self.model.change(which.id, state)
        await self.store.write(lambda tx: tx.outbox.change(wish))

    async def drop(self, name: str) -> None:
        person = person_in(self.lane, name)
        self.model.drop_waiting(person)
        await self.store.write(lambda tx: tx.outbox.drop_waiting(person, "stop"))

    async def reap(self) -> None:
        self.model.reap(self.now, self.later)
        await self.store.write(lambda tx: tx.outbox.reap(self.now, self.later))

    async def let_pass(self, many: int) -> None:
        self.minute += many

    async def agree(self) -> None:
        rows = await self.store.read(
            lambda tx: [tx.outbox.find(each.id) for each in self.wanted]
        )
        assert rows == [self.model.rows.get(each.id) for each in self.wanted]


@settings(
    max_examples=40,
    deadline=None,  # a disk is as fast as it is
    # One database serves all examples, since each works in a lane of its own.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(_step, max_size=30))
def test_any_sequence_leaves_what_the_model_says(
    store: AnyStore, steps: list[tuple[object, ...]]
) -> None:
    async def play() -> None:
        both = Both(store)
        for step in steps:
            await getattr(both, str(step[0]))(*step[1:])
            await both.agree()

    asyncio.run(play())
