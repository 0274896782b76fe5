"""Who is enrolled, since when and by whom: all that an admin sees of leaders."""

from bot.domain.messages import Fact, Facts, Heading, Part, Text
from bot.domain.words import FullDay
from bot.flows.asked import Asked
from bot.ports.store import Due

SHOWN = 30  # in one message; a longer list is cut, and says so


def enrolled_parts(asked: Asked) -> tuple[Part, ...]:
    """Name the leaders; while there are none, say how to enrol one."""
    speech = asked.speech
    known = asked.tx.leaders.of(asked.person.workspace)
    if not known:
        return (Text(speech.say("leaders.none")),)
    title = Heading(speech.say("leaders.title", n=len(known)))
    facts = Facts(tuple(_line(asked, each) for each in known[:SHOWN]))
    if len(known) <= SHOWN:
        return (title, facts)
    return (title, facts, Text(speech.say("leaders.more", n=len(known) - SHOWN)))


def _line(asked: Asked, enrolled: Due) -> Fact:
    leader = enrolled.leader
    day = FullDay(leader.enrolled_utc.astimezone(asked.person.zone).date())
    by = asked.tx.people.find(leader.enrolled_by)
    said = asked.speech.say("leaders.since", day=day, by=by.mention)
    return Fact(enrolled.person.name, said)
