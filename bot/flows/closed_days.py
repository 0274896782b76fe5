"""The workspace's closed days, in words."""

from bot.domain.messages import Fact
from bot.domain.people import Closed
from bot.domain.words import FullDay
from bot.flows.asked import Asked
from bot.ports.texts import Speech


def closed_ahead(asked: Asked) -> tuple[Closed, ...]:
    """Return the closed days that are not over, the first first."""
    ahead = (each for each in asked.workspace.closed if each.last >= asked.today)
    return tuple(sorted(ahead, key=lambda each: each.first))


def closed_facts(asked: Asked) -> tuple[Fact, ...]:
    """Name the closed days that are not over."""
    unnamed = asked.speech.label("closed.unnamed")
    return tuple(
        Fact(each.name or unnamed, (span(asked.speech, each),))
        for each in closed_ahead(asked)
    )


def span(speech: Speech, closed: Closed) -> str:
    """Say from when to when."""
    if closed.first == closed.last:
        return speech.label("closed.day", day=FullDay(closed.first))
    return speech.label("closed.days", first=closed.first, last=FullDay(closed.last))
