"""A person's Home, by what that person is: leader, admin, member, several, or none."""

from bot.domain.messages import (
    Buttons,
    Facts,
    Heading,
    Message,
    Part,
    Rule,
    Text,
)
from bot.domain.people import Leader, Team
from bot.flows.asked import Asked
from bot.flows.choices import own_choices, why_choice
from bot.flows.facts import leader_facts
from bot.flows.home_admin import admin_parts
from bot.flows.record import record, still_done
from bot.flows.schedule import Outlook
from bot.flows.whom import whom_to_ask


def home(asked: Asked) -> Message:
    """Return the Home as things stand now; nobody sees another's record."""
    sections = []
    leader = asked.tx.leaders.find(asked.person.id)
    if leader:
        sections.append(_leader(asked, leader))
    team = asked.tx.teams.of_member(asked.person.id)
    if team:
        sections.append(_member(asked, team, alone=leader is None))
    if asked.person.is_admin:
        sections.append(admin_parts(asked))
    if not sections:
        sections.append(_nobody(asked))
    parts: list[Part] = []
    for section in sections:
        parts += [Rule(), *section] if parts else section
    return Message(tuple(parts))


def _leader(asked: Asked, leader: Leader) -> tuple[Part, ...]:
    speech = asked.speech
    choices = own_choices(asked, leader).items
    return (
        Heading(speech.say("home.leader-title")),
        Text(Outlook(asked, leader).words()),
        Facts(leader_facts(asked, leader)),
        Buttons((*choices, why_choice(speech))),
        *still_done(asked),
        Rule(),
        *record(asked),
    )


def _member(asked: Asked, team: Team, *, alone: bool) -> tuple[Part, ...]:
    speech = asked.speech
    leader = asked.tx.people.find(team.leader)
    what = (Text(speech.say("home.what")),) if alone else ()
    choices = Buttons((*own_choices(asked, None).items, why_choice(speech)))
    return (
        Heading(speech.say("home.member-title")),
        *what,
        Text(speech.say("home.member-leader", leader=leader.mention)),
        Text(speech.say("home.member-asked")),
        *((choices,) if alone else ()),
    )


def _nobody(asked: Asked) -> tuple[Part, ...]:
    speech = asked.speech
    return (
        Heading(speech.say("home.nobody-title")),
        Text(speech.say("home.what")),
        Text(speech.say("home.nobody")),
        Text(whom_to_ask(asked)),
        own_choices(asked, None),
    )
