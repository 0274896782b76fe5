"""Who may use the admin forms."""

from dataclasses import replace

from bot.domain.commands import AddAdmin, ListAdmins, RemoveAdmin
from bot.domain.errors import Refusal
from bot.domain.ids import PersonId
from bot.domain.messages import Message
from bot.domain.people import Person
from bot.domain.words import Words
from bot.flows.asked import Asked
from bot.flows.commands.ledger import note_set, out_of_reach
from bot.flows.saying import paragraphs, told
from bot.flows.whom import named

Admins = AddAdmin | RemoveAdmin | ListAdmins


def admins(asked: Asked, command: Admins) -> Message:
    """Add, remove or name the admins."""
    match command:
        case AddAdmin(people):
            return paragraphs(*(_add(asked, each) for each in people))
        case RemoveAdmin(people):
            _refuse_last(asked, people)
            return paragraphs(*(_remove(asked, each) for each in people))
        case ListAdmins():
            known = asked.tx.people.admins(asked.person.workspace)
            return told(asked, "admins.list", people=named(known))


def _add(asked: Asked, who: PersonId) -> Words:
    person = asked.tx.people.find(who)
    kept_off = out_of_reach(person)
    if kept_off:
        return asked.speech.say(kept_off, person=person.mention)
    if person.is_admin:
        return asked.speech.say("admins.already", person=person.mention)
    asked.tx.people.save(replace(person, admin_by=asked.person.id))
    note_set(asked, who, "admin added")
    return asked.speech.say("admins.added", person=person.mention)


def _remove(asked: Asked, who: PersonId) -> Words:
    person = asked.tx.people.find(who)
    if _by_platform(person):
        return asked.speech.say("admins.by-platform", person=person.mention)
    if person.admin_by is None:
        return asked.speech.say("admins.not-one", person=person.mention)
    asked.tx.people.save(replace(person, admin_by=None))
    note_set(asked, who, "admin removed")
    return asked.speech.say("admins.removed", person=person.mention)


def _refuse_last(asked: Asked, people: tuple[PersonId, ...]) -> None:
    """Raise Refusal when nobody would be left to set anything."""
    known = asked.tx.people.admins(asked.person.workspace)
    left = [each for each in known if each.id not in people or _by_platform(each)]
    leaving = [each for each in known if each.id in people]
    if leaving and not left:
        raise Refusal("admins.last", people=named(leaving))


def _by_platform(person: Person) -> bool:
    return person.profile is not None and person.profile.admin
