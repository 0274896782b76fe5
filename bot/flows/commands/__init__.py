"""Answers what people ask in a line: one file for each family of forms."""

from bot.domain.commands import Command, ForAdmins, Plan
from bot.domain.errors import Refusal
from bot.domain.messages import Message
from bot.flows.asked import Asked
from bot.flows.commands.admins import Admins, admins
from bot.flows.commands.cadences import Cadences, cadences
from bot.flows.commands.closing import Closing, closing
from bot.flows.commands.leaders import Leaders, leaders
from bot.flows.commands.look import Look, look
from bot.flows.commands.manual import unrecognised
from bot.flows.commands.plan import plan
from bot.flows.commands.presence import Presence, presence
from bot.flows.commands.preview import preview
from bot.flows.commands.teams import Teams, teams
from bot.flows.commands.wishes import wish
from bot.flows.saying import paragraphs, told
from bot.flows.whom import whom_to_ask

__all__ = ["admins_only", "obey", "refuse", "unrecognised"]


def obey(asked: Asked, command: Command) -> Message:
    """Do what `command` says and answer the person in private.

    Raises Refusal, before anything was changed, when it cannot be done.
    """
    if isinstance(command, ForAdmins):
        if asked.person.is_admin:
            return _govern(asked, command)
        return admins_only(asked)
    if isinstance(command, Look):
        return look(asked, command)
    if isinstance(command, Presence):
        return presence(asked, command)
    return wish(asked, command)


def admins_only(asked: Asked) -> Message:
    """Tell who the admins are."""
    return paragraphs(asked.speech.say("whom.admins-only"), whom_to_ask(asked))


def refuse(asked: Asked, refusal: Refusal) -> Message:
    """Say why it cannot be done, and what would be right."""
    return told(asked, refusal.key, **refusal.gaps)


def _govern(asked: Asked, command: ForAdmins) -> Message:
    if isinstance(command, Admins):
        return admins(asked, command)
    if isinstance(command, Leaders):
        return leaders(asked, command)
    if isinstance(command, Teams):
        return teams(asked, command)
    if isinstance(command, Cadences):
        return cadences(asked, command)
    if isinstance(command, Closing):
        return closing(asked, command)
    return (
        plan(asked, command) if isinstance(command, Plan) else preview(asked, command)
    )
