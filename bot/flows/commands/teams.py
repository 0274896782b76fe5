"""A leader's team: its people, name, channel, word and country."""

from dataclasses import replace

from bot.domain.commands import (
    LocateTeam,
    NameTeam,
    PlaceTeam,
    SetTeam,
    ShowTeams,
    WordTeam,
)
from bot.domain.errors import Refusal
from bot.domain.ids import PersonId
from bot.domain.messages import Fact, Facts, Heading, Message, Text
from bot.domain.people import Person, Team
from bot.domain.words import Words
from bot.flows.asked import Asked
from bot.flows.commands.countries import next_holiday, refuse_unknown
from bot.flows.commands.ledger import note_set, out_of_reach
from bot.flows.saying import fact, paragraphs, told
from bot.flows.whom import named

Teams = SetTeam | ShowTeams | NameTeam | PlaceTeam | WordTeam | LocateTeam

SHOWN = 20  # teams in one message; a longer list is cut, and says so


def teams(asked: Asked, command: Teams) -> Message:
    """Set or show what is known of a team."""
    match command:
        case SetTeam(leader, members):
            return _set(asked, leader, tuple(dict.fromkeys(members)))
        case ShowTeams(leader):
            return _show_all(asked) if leader is None else _show(asked, leader)
        case NameTeam(leader, name):
            return _keep(asked, replace(_team(asked, leader), name=name))
        case PlaceTeam(leader, channel):
            return _keep(asked, replace(_team(asked, leader), channel=channel))
        case WordTeam(leader, word):
            return _keep(asked, replace(_team(asked, leader), word=word))
        case LocateTeam(leader, country):
            return _locate(asked, leader, country)


def _set(asked: Asked, leader: PersonId, members: tuple[PersonId, ...]) -> Message:
    who = asked.tx.people.find(leader)
    if leader in members:
        raise Refusal("teams.leads-itself", person=who.mention)
    people = [asked.tx.people.find(each) for each in members]
    for person in (who, *people):
        kept_off = out_of_reach(person)
        if kept_off:
            raise Refusal(kept_off, person=person.mention)
    moved = [person for person in people if _is_elsewhere(asked, person.id, leader)]
    for person in (who, *people):
        asked.tx.people.save(person)
    team = replace(_team(asked, leader), members=members)
    asked.tx.teams.save(team)
    note_set(asked, leader, "team set")
    return paragraphs(
        asked.speech.say("teams.set", leader=who.mention, people=named(people)),
        *_moved(asked, moved),
        *_not_enrolled(asked, who),
    )


def _locate(asked: Asked, leader: PersonId, country: str) -> Message:
    refuse_unknown(asked, country)
    kept = _keep(asked, replace(_team(asked, leader), country=country))
    coming = next_holiday(asked, country) if country else ()
    return Message((*kept.parts, *(Text(said) for said in coming)))


def _moved(asked: Asked, people: list[Person]) -> tuple[Words, ...]:
    if not people:
        return ()
    return (asked.speech.say("teams.moved", people=named(people), n=len(people)),)


def _not_enrolled(asked: Asked, leader: Person) -> tuple[Words, ...]:
    if asked.tx.leaders.find(leader.id):
        return ()
    return (asked.speech.say("teams.not-enrolled", leader=leader.mention),)


def _is_elsewhere(asked: Asked, member: PersonId, leader: PersonId) -> bool:
    team = asked.tx.teams.of_member(member)
    return team is not None and team.leader != leader


def _team(asked: Asked, leader: PersonId) -> Team:
    return asked.tx.teams.of_leader(leader) or Team(leader)


def _keep(asked: Asked, team: Team) -> Message:
    leader = asked.tx.people.find(team.leader)
    asked.tx.people.save(leader)
    asked.tx.teams.save(team)
    note_set(asked, team.leader, "team set")
    return _drawn(asked, team, leader)


def _show(asked: Asked, leader: PersonId) -> Message:
    who = asked.tx.people.find(leader)
    team = asked.tx.teams.of_leader(leader)
    if team is None:
        raise Refusal("teams.none-of", leader=who.mention)
    return _drawn(asked, team, who)


def _drawn(asked: Asked, team: Team, leader: Person) -> Message:
    speech = asked.speech
    title = Heading(speech.say("teams.title", leader=leader.mention))
    unset = speech.label("teams.unset")
    channel = f"#{team.channel.name}" if team.channel else unset
    facts = (
        fact(speech, "teams.name", team.name or speech.label("nudge.your-team")),
        fact(speech, "teams.members", _members(asked, team)),
        fact(speech, "teams.channel", channel),
        fact(speech, "teams.word", team.word or unset),
        fact(speech, "teams.country", team.country or _common(asked) or unset),
    )
    more = (Text(said) for said in _not_enrolled(asked, leader))
    return Message((title, Facts(facts), *more))


def _common(asked: Asked) -> str:
    """Return the country that counts for a team without one; empty: there is none."""
    country = asked.workspace.country
    return asked.speech.label("teams.common", country=country) if country else ""


def _members(asked: Asked, team: Team) -> Words:
    people = [asked.tx.people.find(each) for each in team.members]
    if not people:
        return asked.speech.say("teams.no-members")
    return asked.speech.say("teams.people", people=named(people))


def _show_all(asked: Asked) -> Message:
    known = asked.tx.teams.all(asked.person.workspace)
    if not known:
        return told(asked, "teams.none")
    title = Heading(asked.speech.say("teams.all", n=len(known)))
    facts = Facts(tuple(_line(asked, team) for team in known[:SHOWN]))
    if len(known) <= SHOWN:
        return Message((title, facts))
    more = asked.speech.say("teams.more", n=len(known) - SHOWN)
    return Message((title, facts, Text(more)))


def _line(asked: Asked, team: Team) -> Fact:
    leader = asked.tx.people.find(team.leader).name
    return Fact(
        f"{leader} · {team.name}" if team.name else leader, _members(asked, team)
    )
