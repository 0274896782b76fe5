"""Why me, what is recorded, who sees it, and how it ends: said wherever asked."""

from bot.domain.habits import Source
from bot.domain.messages import Facts, Heading, Note, Part, Text
from bot.domain.people import Leader, Person
from bot.domain.words import FullDay, Listed, Words
from bot.flows.asked import Asked
from bot.flows.saying import fact
from bot.flows.whom import whom_to_ask


def reasons(asked: Asked, leader: Leader | None) -> tuple[Part, ...]:
    """Answer `why`: for a leader in full, for others what is kept of them."""
    speech = asked.speech
    if leader is None:
        return (
            Heading(speech.say("why.title-member")),
            Text(speech.say("why.member")),
            *((kept(asked),) if _has_history(asked) else ()),
            Text(whom_to_ask(asked)),
        )
    by = asked.tx.people.find(leader.enrolled_by)
    return (
        Heading(speech.say("why.title")),
        Text(enrolled_words(asked, leader, by)),
        kept(asked),
        Text(speech.say("why.end")),
        Note(speech.say("why.sources", sources=_sources(asked))),
    )


def _has_history(asked: Asked) -> bool:
    """Whether there is still something of the time as a leader."""
    since = asked.now_utc - asked.keeps
    return bool(asked.tx.outbox.nudges(asked.person.id, since))


def enrolled_words(asked: Asked, leader: Leader, by: Person) -> Words:
    """Say who enrolled the leader, when, and what a nudge is."""
    day = FullDay(leader.enrolled_utc.astimezone(asked.person.zone).date())
    if by.id == leader.person:
        return asked.speech.say("why.enrolled-self", day=day)
    return asked.speech.say("why.enrolled", by=by.mention, day=day)


def kept(asked: Asked) -> Facts:
    """Say what is recorded, who sees it, and for how long."""
    speech = asked.speech
    return Facts(
        (
            fact(speech, "why.recorded-name", speech.say("why.recorded")),
            fact(speech, "why.seen-name", speech.say("why.seen")),
            fact(speech, "why.kept-name", speech.say("why.kept", n=asked.keeps.days)),
        )
    )


def _sources(asked: Asked) -> Listed:
    sources = asked.catalogue.sources.values()
    return Listed(tuple((_named(asked, source),) for source in sources))


def _named(asked: Asked, source: Source) -> str:
    speech = asked.speech
    if source.author:
        return speech.label("why.source-by", title=source.title, author=source.author)
    return speech.label("why.source", title=source.title)
