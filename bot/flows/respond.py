"""A leader answers a nudge: done, later, not now, not for me, or takes it back."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.domain.calendar import (
    Rhythm,
    allowed,
    end_of_working_day,
    next_allowed,
    works_on,
)
from bot.domain.deliveries import Delivery, Kind, Place, Response, State
from bot.domain.errors import Refusal
from bot.domain.events import Pressed
from bot.domain.habits import Catalogue
from bot.domain.ids import DeliveryId, PersonId, workspace_of
from bot.domain.journal import Happened
from bot.domain.people import Leader
from bot.domain.words import FullDay
from bot.flows.nudge_message import LATER, RESPOND, UNDO
from bot.flows.redraw import plan_redraw, redraw_id
from bot.flows.rules import rules_of
from bot.flows.settle import STILL_DONE, Outcome, entry_of, settle
from bot.ports.holidays import Holidays
from bot.ports.outbox import Settled
from bot.ports.store import Transaction

FURTHEST = timedelta(days=366)
_NOON = time(12)
_MORNING = time(9)
_HAPPENED = {
    Response.DONE: Happened.DONE,
    Response.LATER: Happened.LATER,
    Response.NOT_NOW: Happened.NOT_NOW,
    Response.NOT_FOR_ME: Happened.NOT_FOR_ME,
}
_OPEN = frozenset({State.SENDING, State.UNKNOWN})
_WRONGLY_UNSENT = frozenset({State.PLANNED, State.MISSED})
ACTIONS = frozenset({RESPOND, LATER, UNDO})


@dataclass(frozen=True, slots=True)
class Responder:
    """Records presses on nudges; everything happens inside one transaction."""

    catalogue: Catalogue
    holidays: Holidays

    def respond(self, tx: Transaction, pressed: Pressed, now: datetime) -> None:
        """Record the press and plan the redraw; raises Refusal when it cannot be."""
        said, _, named = pressed.value.rpartition(":")
        delivery = _pressed_on(tx, pressed, DeliveryId(named))
        if pressed.place and pressed.place != delivery.place:
            delivery = self._arrived(tx, delivery, pressed.place, now)
        before = delivery
        match pressed.action:
            case action if action == RESPOND:
                delivery = self._answer(tx, delivery, _response(said), now)
            case action if action == LATER:
                delivery = self._put_off(tx, delivery, said, pressed.chosen, now)
            case _:
                delivery = self._undo(tx, delivery, now)
        if delivery != before or pressed.place:
            plan_redraw(tx, delivery, now)

    def _arrived(
        self, tx: Transaction, delivery: Delivery, place: Place, now: datetime
    ) -> Delivery:
        """Settle a send whose end is not known: it was pressed, so it did arrive."""
        if tx.outbox.find(redraw_id(delivery, place)):
            return delivery  # an older showing, which was drawn anew before
        if delivery.state in _WRONGLY_UNSENT and delivery.attempt_utc:
            # Thought absent, and about to be sent again: one press proves otherwise.
            tx.outbox.change(replace(delivery, state=State.UNKNOWN))
            delivery = tx.outbox.find(delivery.id) or delivery
        if delivery.state not in _OPEN:
            return delivery  # an older showing of one that Later brought back
        arrived = Settled(
            delivery.id,
            delivery.epoch,
            State.SENT,
            place=place,
            sent_utc=delivery.attempt_utc,
        )
        settle(tx, Outcome(delivery, arrived), self.catalogue, now)
        return tx.outbox.find(delivery.id) or delivery

    def _answer(
        self, tx: Transaction, delivery: Delivery, response: Response, now: datetime
    ) -> Delivery:
        overtaken = delivery.state is State.REPLACED
        late = now > delivery.expires_utc
        if overtaken and (response is not Response.DONE or late):
            raise Refusal("nudge.too-late")
        if delivery.response is response or delivery.state is State.PLANNED:
            return delivery
        if delivery.response is Response.NOT_FOR_ME:
            _keep_away(tx, delivery, away=False)
        if response is Response.NOT_FOR_ME:
            _keep_away(tx, delivery, away=True)
        tx.outbox.answer(delivery.id, response, now)
        tx.leaders.answered(delivery.person)
        self._journal(tx, delivery, _HAPPENED[response], now)
        return replace(delivery, response=response, responded_utc=now)

    def _put_off(
        self, tx: Transaction, delivery: Delivery, when: str, chosen: str, now: datetime
    ) -> Delivery:
        if delivery.state is not State.SENT:
            raise Refusal("nudge.too-late")
        leader = _leader(tx, delivery.person)
        rules = rules_of(tx, self.holidays, leader, now)
        if rules.stopped:
            raise Refusal("nudge.stopped")
        wanted = _instant(rules, when, chosen, now)
        given = next_allowed(rules, wanted)
        day = given.astimezone(rules.zone).date()
        again = replace(
            delivery,
            state=State.PLANNED,
            reason=allowed(rules, wanted) or "",
            not_before_utc=given,
            expires_utc=end_of_working_day(rules, day, given),
            round=delivery.round + 1,
            attempt_utc=None,  # nobody has tried yet to bring it back
            response=Response.LATER,
            responded_utc=now,
        )
        tx.outbox.again(again)
        tx.leaders.answered(delivery.person)
        later = entry_of(delivery, Happened.LATER, self.catalogue, now)
        tx.journal.add([replace(later, note=given.isoformat())])
        return again

    def _undo(self, tx: Transaction, delivery: Delivery, now: datetime) -> Delivery:
        newest = tx.outbox.open_nudge(delivery.person)
        overtaken = newest is not None and newest.id != delivery.id
        waits = delivery.state is State.PLANNED
        if delivery.response is None or (overtaken and not waits):
            raise Refusal("nudge.nothing-to-undo")
        if delivery.response is Response.NOT_FOR_ME:
            _keep_away(tx, delivery, away=False)
        if waits:
            # Later had planned it again: it stands where it stood.
            stands = replace(delivery, round=delivery.round - 1, reason="")
            tx.outbox.again(stands)
            state = State.REPLACED if overtaken else State.SENT
            delivery = replace(stands, state=state, expires_utc=now + STILL_DONE)
            tx.outbox.change(delivery)
        tx.outbox.answer(delivery.id, None, None)
        self._journal(tx, delivery, Happened.UNDONE, now)
        return replace(delivery, response=None, responded_utc=None)

    def _journal(
        self, tx: Transaction, delivery: Delivery, what: Happened, now: datetime
    ) -> None:
        tx.journal.add([entry_of(delivery, what, self.catalogue, now)])


def _keep_away(tx: Transaction, delivery: Delivery, *, away: bool) -> None:
    """Retire the nudge for its leader, or take that back."""
    leader = _leader(tx, delivery.person)
    nudge = frozenset({delivery.nudge})
    retired = leader.retired | nudge if away else leader.retired - nudge
    kept = replace(leader, retired=retired)
    tx.leaders.save(kept, tx.leaders.next_due(leader.person))


def _pressed_on(tx: Transaction, pressed: Pressed, named: DeliveryId) -> Delivery:
    delivery = tx.outbox.find(named) if named else None
    if delivery is None and pressed.place:
        # A date picker carries no value of its own; its message tells.
        delivery = tx.outbox.at(workspace_of(pressed.person), pressed.place)
    if delivery is None or delivery.kind is not Kind.NUDGE:
        raise Refusal("nudge.unknown")
    if delivery.person != pressed.person:
        raise Refusal("nudge.not-yours")
    return delivery


def _working_day(rules: Rhythm, day: date) -> date:
    """Return `day`, or the first after it on which the leader works."""
    while not works_on(rules, day):
        day += timedelta(days=1)
    return day


def _response(said: str) -> Response:
    try:
        return Response(said)
    except ValueError:
        raise Refusal("nudge.unknown") from None


def _day(chosen: str) -> date:
    try:
        return date.fromisoformat(chosen)
    except ValueError:
        raise Refusal("errors.date", given=chosen) from None


def _leader(tx: Transaction, person: PersonId) -> Leader:
    leader = tx.leaders.find(person)
    if leader is None:
        raise Refusal("nudge.left")
    return leader


def _instant(rules: Rhythm, when: str, chosen: str, now: datetime) -> datetime:
    """Return the instant that was asked for, allowed or not."""
    if when == "in-2-hours":
        return now + timedelta(hours=2)
    local = now.astimezone(rules.zone)
    morning = rules.cadence.at if rules.cadence.at < _NOON else _MORNING
    match when:
        case "tomorrow":
            day = _working_day(rules, local.date() + timedelta(days=1))
        case "next-week":
            day = local.date() + timedelta(days=7 - local.weekday())
        case _:
            day = _day(chosen)
            if day <= local.date():
                raise Refusal("nudge.past-day", day=FullDay(day))
            if day > local.date() + FURTHEST:
                raise Refusal("nudge.too-far", day=FullDay(day))
    return datetime.combine(day, morning, tzinfo=rules.zone)
