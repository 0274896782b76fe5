"""What each delivery of a batch comes to: a message to send, or why there is none."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deliveries import Delivery, Kind, State
from bot.domain.ids import PersonId
from bot.domain.messages import Message
from bot.domain.people import Profile
from bot.flows.claim import Batch
from bot.flows.compose import Composer
from bot.flows.greet import greet_first_admin
from bot.flows.obey import Obedience
from bot.flows.onboard import profile_known
from bot.flows.recheck import APART, Check, check_of, held_back, may_disturb, over
from bot.ports.clock import Clock
from bot.ports.holidays import Holidays
from bot.ports.messenger import (
    Availability,
    Directory,
    NotSent,
    SendFailed,
    Unclear,
)
from bot.ports.outbox import Settled
from bot.ports.store import Store, Transaction, Urgency

ASK_AGAIN_S = 10.0
_MADE_CONTACT = frozenset({Kind.HOME, Kind.COMMAND})
_WANT_PROFILE = _MADE_CONTACT | {Kind.WELCOME, Kind.GREETING}

Prepared = Message | Settled
"""A Settled says that nothing is to be sent."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """Checks again what was claimed, and finds its words."""

    store: Store
    clock: Clock
    availability: Availability
    directory: Directory
    composer: Composer
    obedience: Obedience
    holidays: Holidays

    async def batch(self, batch: Batch) -> list[Prepared | None]:
        """Return what each comes to; None: it takes more than reading, see `alone`."""
        busy = await self._busy(batch.deliveries, batch.soon)

        def body(tx: Transaction) -> list[Prepared | None]:
            checks = _checks(tx, batch, self.clock.now(), busy)
            return [self._read(tx, check) for check in checks]

        # It changes nothing, but the writer has all of it at hand: a reader begins anew
        # after each commit of somebody else, and that costs more than the reading.
        return await self.store.write(body, Urgency.BULK)

    async def alone(self, delivery: Delivery) -> Prepared:
        """Return what one comes to that changes rows, or asks about its person first.

        Raises SendFailed when the platform cannot say who that is.
        """
        person = await self.store.read(lambda tx: tx.people.find(delivery.person))
        if person.profile is None:
            await self._know(delivery)
        elif _kept_from(delivery, person.profile, self.clock.now()):
            await self._still_away(delivery, person.profile)
        busy = await self._busy([delivery])

        def body(tx: Transaction) -> Prepared:
            until = busy.get(delivery.person)
            return self._prepared(tx, check_of(tx, delivery, self.clock.now(), until))

        obeys = delivery.kind is Kind.COMMAND
        return await (self.store.write(body) if obeys else self.store.read(body))

    def _read(self, tx: Transaction, check: Check) -> Prepared | None:
        if _takes_more(check):
            return None
        try:
            return self._prepared(tx, check)
        except Exception:  # noqa: BLE001  it will fail again alone, and be told of there
            return None

    def _prepared(self, tx: Transaction, check: Check) -> Prepared:
        held = held_back(self.holidays, check)
        if held:
            return held
        delivery, now = check.delivery, check.now_utc
        if delivery.kind is Kind.COMMAND:
            return self.obedience.obey_once(tx, delivery, now)
        message = self.composer.compose(tx, delivery, check.person, now)
        return message or over(delivery, State.DROPPED, "text is gone")

    async def _busy(
        self, batch: list[Delivery], soon: Sequence[PersonId] = ()
    ) -> Mapping[PersonId, datetime]:
        """Ask once for all whom a message might disturb."""
        asked = [each.person for each in batch if not may_disturb(each)]
        return await self.availability.busy_until(asked, soon) if asked else {}

    async def _know(self, delivery: Delivery) -> None:
        """Ask the platform about a person it has not told us of."""
        try:
            profile = await self.directory.profile(delivery.person)
        except Unclear as stumbled:
            # No message has left yet, so asking again does no harm.
            raise NotSent(stumbled.reason, ASK_AGAIN_S) from stumbled
        except NotSent as failure:
            # Too many questions about people hold back no message of anybody else.
            again_s, all_ = failure.retry_after_s, failure.everybody
            raise NotSent(failure.reason, again_s, everybody=all_) from failure
        now = self.clock.now()

        def body(tx: Transaction) -> None:
            profile_known(tx, delivery.person, profile, now)
            if delivery.kind in _MADE_CONTACT:
                greet_first_admin(tx, tx.people.find(delivery.person), now)

        await self.store.write(body)

    async def _still_away(self, delivery: Delivery, known: Profile) -> None:
        """Ask whether they are: a status taken away unheard would end all nudges."""
        with suppress(SendFailed):
            profile = await self.directory.profile(delivery.person)
            now = self.clock.now()
            if profile != known:
                await self.store.write(
                    lambda tx: profile_known(tx, delivery.person, profile, now)
                )


def _checks(
    tx: Transaction, batch: Batch, now: datetime, busy: Mapping[PersonId, datetime]
) -> Iterator[Check]:
    """Read what each is held against, the leaders among them all at once."""
    workspace = tx.workspaces.find(batch.lane)
    leaders = tx.leaders.in_flight(batch.lane, batch.lease_until_utc)
    posted = tx.outbox.just_posted(batch.lane, batch.lease_until_utc, now - APART)
    for each in batch.deliveries:
        due = leaders.get(each.person)
        yield Check(
            delivery=each,
            person=due.person if due else tx.people.find(each.person),
            workspace=workspace,
            leader=due.leader if due else None,
            country=due.country if due else "",
            now_utc=now,
            busy_until=busy.get(each.person),
            posted_utc=posted.get(each.person),
        )


def _takes_more(check: Check) -> bool:
    kind, profile = check.delivery.kind, check.person.profile
    if kind is Kind.COMMAND:
        return True
    if profile is None:
        return kind in _WANT_PROFILE
    return _kept_from(check.delivery, profile, check.now_utc)


def _kept_from(delivery: Delivery, profile: Profile, now: datetime) -> bool:
    """Whether nothing but the person's absence may keep it from them."""
    until = profile.away_until_utc
    return until is not None and until > now and not may_disturb(delivery)
