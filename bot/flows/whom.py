"""Whom to ask: the admins, by name, and how people are named in a sentence."""

from collections.abc import Iterable

from bot.domain.people import Person
from bot.domain.words import Listed, Words
from bot.flows.asked import Asked


def named(people: Iterable[Person]) -> Listed:
    """Return the people as a list in a sentence."""
    return Listed(tuple((person.mention,) for person in people))


def whom_to_ask(asked: Asked) -> Words:
    """Say who can enrol: the admins, or how to become one, or the person themselves."""
    if asked.person.is_admin:
        return asked.speech.say("whom.yourself")
    admins = asked.tx.people.admins(asked.person.workspace)
    if not admins:
        return asked.speech.say("whom.nobody")
    return asked.speech.say("whom.admins", people=named(admins))
