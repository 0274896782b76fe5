"""Days on which the whole workspace gets nothing."""

from dataclasses import replace
from datetime import date

from bot.domain.commands import Close, Reopen, ShowClosed
from bot.domain.errors import Refusal
from bot.domain.messages import Facts, Heading, Message
from bot.domain.people import Closed
from bot.domain.words import FullDay, Listed
from bot.flows.asked import Asked
from bot.flows.closed_days import closed_ahead, closed_facts, span
from bot.flows.commands.ledger import note_set
from bot.flows.common_beat import first_for_all
from bot.flows.saying import paragraphs, told
from bot.flows.schedule import reschedule_all

Closing = Close | Reopen | ShowClosed


def closing(asked: Asked, command: Closing) -> Message:
    """Close days, take them back or show them."""
    match command:
        case Close(first, last, name):
            return _close(asked, Closed(first, last, name))
        case Reopen(first):
            return _reopen(asked, first)
        case ShowClosed():
            return _show(asked)


def _close(asked: Asked, closed: Closed) -> Message:
    others = [each for each in asked.workspace.closed if each.first != closed.first]
    _keep(asked, (*others, closed), "closed")
    speech, days = asked.speech, span(asked.speech, closed)
    said = speech.say("closed.set", days=days)
    if closed.name:
        said = speech.say("closed.set-named", days=days, name=closed.name)
    never = first_for_all(asked, asked.workspace) is None
    return paragraphs(said, *((speech.say("closed.never"),) if never else ()))


def _reopen(asked: Asked, first: date) -> Message:
    closed = asked.workspace.closed
    taken = [each for each in closed if each.first == first]
    if not taken:
        ahead = closed_ahead(asked)
        if not ahead:
            raise Refusal("closed.none-at-all", day=FullDay(first))
        starts = Listed(tuple((f"{each.first}",) for each in ahead))
        raise Refusal("closed.none-then", day=FullDay(first), starts=starts)
    _keep(asked, tuple(each for each in closed if each.first != first), "reopened")
    return told(asked, "closed.taken-back", days=span(asked.speech, taken[0]))


def _show(asked: Asked) -> Message:
    ahead = closed_facts(asked)
    if not ahead:
        return told(asked, "closed.none")
    return Message((Heading(asked.speech.say("closed.title")), Facts(ahead)))


def _keep(asked: Asked, closed: tuple[Closed, ...], note: str) -> None:
    ordered = tuple(sorted(closed, key=lambda each: each.first))
    workspace = replace(asked.workspace, closed=ordered)
    asked.tx.workspaces.save(workspace)
    reschedule_all(asked.tx, workspace, asked.now_utc)
    note_set(asked, asked.person.id, note)
