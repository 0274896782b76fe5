"""The one greeting: to whoever installs, or else the first admin who shows up."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.deliveries import Delivery, Kind
from bot.domain.ids import PersonId, derived
from bot.domain.people import Person
from bot.ports.store import Transaction

KEEPS = timedelta(days=7)


def greet_first_admin(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Greet an admin who shows up, when none was greeted before."""
    found = tx.people.find(person)
    if not found.is_admin:
        return
    if not any(admin.greeted for admin in tx.people.admins(found.workspace)):
        greet(tx, found, now)


def greet(tx: Transaction, person: Person, now: datetime) -> None:
    """Plan the greeting of `person`."""
    tx.people.save(replace(person, greeted=True))
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
