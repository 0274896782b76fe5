"""Who is nudged. An admin sees who is enrolled, since when and by whom; no more."""

from bot.domain.commands import AddLeader, ListLeaders, RemoveLeader
from bot.domain.ids import PersonId
from bot.domain.journal import Happened
from bot.domain.messages import Message
from bot.domain.words import FullDay, Words
from bot.flows.asked import Asked
from bot.flows.commands.ledger import note_done, out_of_reach
from bot.flows.enrol import enrol, release
from bot.flows.enrolled import enrolled_parts
from bot.flows.saying import paragraphs

Leaders = AddLeader | RemoveLeader | ListLeaders


def leaders(asked: Asked, command: Leaders) -> Message:
    """Enrol, take out or name the leaders."""
    match command:
        case AddLeader(people):
            said = [_add(asked, each) for each in people]
            return paragraphs(*said, *_then_team(asked, people))
        case RemoveLeader(people):
            return paragraphs(*(_remove(asked, each) for each in people))
        case ListLeaders():
            return Message(enrolled_parts(asked))


def _add(asked: Asked, who: PersonId) -> Words:
    person = asked.tx.people.find(who)
    leader = asked.tx.leaders.find(who)
    if leader:
        day = FullDay(leader.enrolled_utc.astimezone(asked.person.zone).date())
        return asked.speech.say("leaders.already", person=person.mention, day=day)
    kept_off = out_of_reach(person)
    if kept_off:
        return asked.speech.say(kept_off, person=person.mention)
    enrol(asked, person)
    note_done(asked, who, Happened.ENROLLED)
    return asked.speech.say("leaders.added", person=person.mention)


def _then_team(asked: Asked, people: tuple[PersonId, ...]) -> tuple[Words, ...]:
    """Say how to set a team, as long as one of the leaders has none."""
    tx = asked.tx
    if any(tx.leaders.find(each) and not tx.teams.of_leader(each) for each in people):
        return (asked.speech.say("leaders.then-team"),)
    return ()


def _remove(asked: Asked, who: PersonId) -> Words:
    person = asked.tx.people.find(who)
    leader = asked.tx.leaders.find(who)
    if leader is None:
        return asked.speech.say("leaders.not-one", person=person.mention)
    release(asked, leader)
    note_done(asked, who, Happened.REMOVED)
    return asked.speech.say("leaders.removed", person=person.mention)
