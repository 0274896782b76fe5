"""The first words: a leader's welcome, an admin's greeting, and first knowledge."""

from dataclasses import replace
from datetime import datetime

from bot.domain.ids import PersonId
from bot.domain.messages import Button, Buttons, Heading, Message, Note, Text
from bot.domain.people import Person, Profile
from bot.flows.asked import Asked
from bot.flows.moved import moved
from bot.flows.reasons import enrolled_words, kept
from bot.flows.redraw import refresh_home
from bot.flows.saying import PAUSE, SAY, SETTINGS
from bot.flows.schedule import Outlook, cadence_words, reschedule
from bot.ports.store import Transaction


def welcome(asked: Asked, enrolled_by: Person) -> Message:
    """Say why, who enrolled the leader, what is kept, who sees it, how it ends."""
    speech = asked.speech
    leader = asked.tx.leaders.find(asked.person.id)
    said = [speech.say("welcome.what")]
    if leader:
        said.append(enrolled_words(asked, leader, enrolled_by))
        outlook = Outlook(asked, leader)
        cadence = cadence_words(speech, outlook.beat.cadence)
        said.append(speech.say("welcome.when", cadence=cadence))
        said.append(outlook.words())
    buttons = (
        Button(speech.label("card.settings"), SETTINGS),
        Button(speech.label("card.pause"), PAUSE),
        Button(speech.label("card.stop"), SAY, "stop"),
    )
    return Message(
        (
            Heading(speech.say("welcome.title")),
            *(Text(words) for words in said),
            kept(asked),
            Text(speech.say("why.end")),
            Buttons(buttons),
        )
    )


def greeting(asked: Asked) -> Message:
    """Greet the first admin with three steps to take."""
    speech = asked.speech
    return Message(
        (
            Heading(speech.say("greeting.title")),
            Text(speech.say("greeting.what")),
            Text(speech.say("greeting.first")),
            Text(speech.say("greeting.second")),
            Text(speech.say("greeting.third")),
            Note(speech.say("greeting.welcome")),
            Buttons(
                (
                    Button(speech.label("card.preview"), SAY, "preview"),
                    Button(speech.label("card.help"), SAY, "help"),
                )
            ),
        )
    )


def profile_known(
    tx: Transaction, person: PersonId, profile: Profile, now_utc: datetime
) -> None:
    """Keep what the platform says of the person; a leader's next nudge follows."""
    before = tx.people.find(person)
    after = replace(before, profile=profile)
    tx.people.save(after)
    leader = tx.leaders.find(person)
    was_away = before.profile.away_until_utc if before.profile else None
    if leader and was_away != profile.away_until_utc:
        refresh_home(tx, person, now_utc)  # it says why nothing comes
    if leader and before.profile and before.zone.key != after.zone.key:
        moved(tx, leader, now_utc)
    elif leader:
        reschedule(tx, leader, now_utc)
