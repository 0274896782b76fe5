"""Forms that only mean something to somebody who is enrolled."""

from bot.domain.errors import Refusal
from bot.domain.people import Leader
from bot.domain.words import Listed
from bot.flows.asked import Asked
from bot.flows.whom import whom_to_ask


def enrolled(asked: Asked) -> Leader:
    """Return the leader who asks; anybody else is told whom to ask."""
    leader = asked.tx.leaders.find(asked.person.id)
    if leader is None:
        whom = Listed((whom_to_ask(asked),))
        raise Refusal("wishes.not-enrolled", whom=whom)
    return leader
