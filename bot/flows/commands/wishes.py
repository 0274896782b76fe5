"""What a person sets for themselves: focus, time, zone and language."""

from dataclasses import replace
from datetime import time

from bot.domain.commands import At, Focus, Speak, Zone
from bot.domain.messages import Message, Text
from bot.domain.people import Leader
from bot.domain.words import Words
from bot.flows.asked import Asked
from bot.flows.commands.only_leaders import enrolled
from bot.flows.facts import LANGUAGES, habit_name
from bot.flows.moved import moved
from bot.flows.saying import paragraphs
from bot.flows.schedule import Outlook, cadence_words, refuse_quiet, reschedule

Wish = Focus | At | Zone | Speak


def wish(asked: Asked, command: Wish) -> Message:
    """Set it, and answer with how things stand from now on."""
    match command:
        case Focus():
            return _focus(asked, command)
        case At(at, _):
            return _at(asked, command, at)
        case Zone():
            return _zone(asked, command)
        case Speak():
            return _speak(asked, command)


def _focus(asked: Asked, command: Focus) -> Message:
    leader = replace(enrolled(asked), focus=command.habit, unanswered=0)
    reschedule(asked.tx, leader, asked.now_utc)
    coming = Outlook(asked, leader).words()
    if command.habit is None:
        return paragraphs(asked.speech.say("wishes.no-focus"), coming)
    habit = asked.catalogue.habits[command.habit]
    language = asked.person.language
    return paragraphs(
        asked.speech.say("wishes.focus", habit=habit_name(asked, command.habit)),
        (habit.definition[language],),
        coming,
    )


def _at(asked: Asked, command: At, at: time) -> Message:
    before = enrolled(asked)
    refuse_quiet(at, asked.workspace.quiet)
    days = command.weekdays or before.weekdays
    leader = replace(before, at=at, weekdays=days, unanswered=0)
    reschedule(asked.tx, leader, asked.now_utc)
    outlook = Outlook(asked, leader)
    cadence = cadence_words(asked.speech, outlook.beat.cadence)
    return paragraphs(
        asked.speech.say("cadence.from-now-on", cadence=cadence), outlook.words()
    )


def _zone(asked: Asked, command: Zone) -> Message:
    before = asked.person.zone
    asked = replace(asked, person=replace(asked.person, own_zone=command.zone))
    asked.tx.people.save(asked.person)
    leader = _leader(asked)
    if leader and asked.person.zone.key != before.key:
        moved(asked.tx, leader, asked.now_utc)
    local = asked.now_utc.astimezone(asked.person.zone)
    said = asked.speech.say("wishes.zone", zone=command.zone, at=local.time())
    return _with_next(asked, said)


def _speak(asked: Asked, command: Speak) -> Message:
    person = replace(asked.person, own_language=command.language)
    asked = replace(asked, person=person)
    asked.tx.people.save(person)
    language = LANGUAGES[command.language]
    return _with_next(asked, asked.speech.say("wishes.language", language=language))


def _with_next(asked: Asked, said: Words) -> Message:
    leader = _leader(asked)
    coming = (Text(Outlook(asked, leader).words()),) if leader else ()
    return Message((Text(said), *coming))


def _leader(asked: Asked) -> Leader | None:
    return asked.tx.leaders.find(asked.person.id)
