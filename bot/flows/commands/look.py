"""What a person may see: the card, help, status, next and why."""

from bot.domain.commands import Card, Help, Next, Status, Why
from bot.domain.messages import (
    Button,
    Buttons,
    Facts,
    Heading,
    Message,
    Part,
    Text,
)
from bot.domain.people import Leader
from bot.domain.words import Words
from bot.flows.asked import Asked
from bot.flows.choices import admin_choices, own_choices, why_choice
from bot.flows.commands.manual import manual
from bot.flows.facts import leader_facts, own_facts
from bot.flows.reasons import reasons
from bot.flows.saying import SAY, menu
from bot.flows.schedule import Outlook
from bot.flows.trouble import trouble
from bot.flows.whom import whom_to_ask
from bot.ports.texts import Speech

Look = Card | Help | Status | Next | Why


def look(asked: Asked, command: Look) -> Message:
    """Show what was asked for; nothing is changed."""
    leader = asked.tx.leaders.find(asked.person.id)
    back = menu(asked.speech)
    match command:
        case Card():
            return _card(asked, leader)
        case Help():
            return Message((*manual(asked), back))
        case Status():
            return Message((*_status(asked, leader), back))
        case Next():
            return Message((*(Text(each) for each in _coming(asked, leader)), back))
        case Why():
            return Message((*reasons(asked, leader), back))


def _card(asked: Asked, leader: Leader | None) -> Message:
    speech = asked.speech
    parts: list[Part] = [Heading(speech.say("card.title"))]
    parts += [Text(each) for each in _coming(asked, leader)]
    parts += [Buttons(_sights(speech, leader)), own_choices(asked, leader)]
    if asked.person.is_admin:
        parts += [Heading(speech.say("card.admin")), *trouble(asked)]
        parts += [admin_choices(speech)]
    return Message(tuple(parts))


def _sights(speech: Speech, leader: Leader | None) -> tuple[Button, ...]:
    status = Button(speech.label("card.status"), SAY, "status")
    manual = Button(speech.label("card.help"), SAY, "help")
    if leader is None:
        return (status, why_choice(speech), manual)
    coming = Button(speech.label("card.next"), SAY, "next")
    return (status, coming, why_choice(speech), manual)


def _status(asked: Asked, leader: Leader | None) -> tuple[Part, ...]:
    speech = asked.speech
    title = Heading(speech.say("status.title"))
    if leader:
        coming = Text(Outlook(asked, leader).words())
        return (title, coming, Facts(leader_facts(asked, leader)))
    return (title, Text(speech.say("next.not-enrolled")), Facts(own_facts(asked)))


def _coming(asked: Asked, leader: Leader | None) -> tuple[Words, ...]:
    if leader:
        return (Outlook(asked, leader).words(),)
    return (asked.speech.say("next.not-enrolled"), whom_to_ask(asked))
