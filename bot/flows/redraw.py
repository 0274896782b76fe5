"""Having something on the screen drawn again, by way of the outbox."""

from datetime import datetime, timedelta

from bot.domain.deliveries import Delivery, Kind, Place
from bot.domain.ids import DeliveryId, PersonId, derived
from bot.ports.store import Transaction

KEEP_TRYING = timedelta(days=7)


def plan_redraw(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """Have the message of `delivery` drawn again, as it stands when that happens."""
    if delivery.place:
        redraw_at(tx, delivery, delivery.place, now)


def redraw_at(tx: Transaction, delivery: Delivery, place: Place, now: datetime) -> None:
    """Have the message at `place`, which showed `delivery`, drawn again."""
    tx.outbox.again(
        Delivery(
            id=redraw_id(delivery, place),
            person=delivery.person,
            kind=Kind.REDRAW,
            local_date=delivery.local_date,
            due_utc=now,
            not_before_utc=now,
            expires_utc=now + KEEP_TRYING,
            about=delivery.id,
            language=delivery.language,
            place=place,
        )
    )


def redraw_id(delivery: Delivery, place: Place) -> DeliveryId:
    """Return the id of what draws anew the message at `place`."""
    return derived(delivery.id, Kind.REDRAW, place.channel, place.message)


def drop_waiting(tx: Transaction, person: PersonId, reason: str, now: datetime) -> None:
    """Drop what waits for the person; what was put off no longer says it comes back."""
    put_off = [each for each in tx.outbox.waiting(person) if each.round]
    tx.outbox.drop_waiting(person, reason)
    for each in put_off:
        plan_redraw(tx, each, now)


def home_id(person: PersonId) -> DeliveryId:
    """Return the id of the person's Home in the outbox."""
    return derived(person, Kind.HOME)


def show_home(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Have the person's Home drawn, as things stand when that happens."""
    tx.outbox.again(
        Delivery(
            id=home_id(person),
            person=person,
            kind=Kind.HOME,
            local_date=now.date(),
            due_utc=now,
            not_before_utc=now,
            expires_utc=now + KEEP_TRYING,
        )
    )


def refresh_home(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Draw the Home again if the person ever opened it."""
    if tx.outbox.knows(home_id(person)):
        show_home(tx, person, now)
