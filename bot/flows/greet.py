"""The one greeting: to whoever installs, or else the first admin who shows up."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.deliveries import Delivery, Kind
from bot.domain.ids import derived
from bot.domain.people import Person
from bot.ports.store import Transaction

KEEPS = timedelta(days=7)


def greet_first_admin(tx: Transaction, person: Person, now: datetime) -> Person:
    """Greet an admin who shows up, if none was before; return the person as kept."""
    if not person.is_admin:
        return person
    if any(admin.greeted for admin in tx.people.admins(person.workspace)):
        return person
    return greet(tx, person, now)


def greet(tx: Transaction, person: Person, now: datetime) -> Person:
    """Plan the greeting of `person`; return them as kept."""
    greeted = replace(person, greeted=True)
    tx.people.save(greeted)
    greeting = Delivery(
        id=derived(person.id, Kind.GREETING),
        person=person.id,
        kind=Kind.GREETING,
        local_date=now.date(),
        due_utc=now,
        not_before_utc=now,
        expires_utc=now + KEEPS,
    )
    tx.outbox.add([greeting])
    return greeted
