"""When nudges come for everybody: cadence, quiet hours, and part-time days."""

from dataclasses import replace

from bot.domain.cadence import Cadence
from bot.domain.calendar import Rhythm, next_open
from bot.domain.commands import PartTime, SetCadence, SetQuiet, ShowCadence
from bot.domain.errors import Refusal
from bot.domain.messages import Facts, Heading, Message, Note, Text
from bot.domain.people import Workspace
from bot.domain.words import Weekdays, Words
from bot.flows.asked import Asked
from bot.flows.commands.ledger import note_set
from bot.flows.saying import fact, paragraphs, told
from bot.flows.schedule import (
    cadence_words,
    quiet_words,
    refuse_quiet,
    reschedule,
    reschedule_all,
)

Cadences = ShowCadence | SetCadence | SetQuiet | PartTime


EVERY_DAY = Weekdays(frozenset(range(1, 8)))


def cadences(asked: Asked, command: Cadences) -> Message:
    """Show or set when nudges come; say what holds from now on."""
    match command:
        case ShowCadence():
            return _show(asked)
        case SetCadence(cadence):
            return _set(asked, cadence)
        case SetQuiet():
            return _set_quiet(asked, command)
        case PartTime():
            return _set_part_time(asked, command)


def _show(asked: Asked) -> Message:
    speech, workspace = asked.speech, asked.workspace
    facts = (
        fact(speech, "cadence.name", cadence_words(speech, workspace.cadence)),
        fact(speech, "status.quiet", quiet_words(speech, workspace.quiet)),
    )
    return Message(
        (
            Heading(speech.say("cadence.title")),
            Facts(facts),
            Text(_first(asked, workspace)),
            Note(speech.say("cadence.own-zones")),
        )
    )


def _set(asked: Asked, cadence: Cadence) -> Message:
    refuse_quiet(cadence.at, asked.workspace.quiet)
    workspace = replace(asked.workspace, cadence=cadence)
    _keep(asked, workspace, "cadence set")
    said = cadence_words(asked.speech, cadence)
    return paragraphs(
        asked.speech.say("cadence.from-now-on", cadence=said),
        _first(asked, workspace),
        asked.speech.say("cadence.own-zones"),
    )


def _set_quiet(asked: Asked, command: SetQuiet) -> Message:
    quiet = command.quiet
    cadence = asked.workspace.cadence
    if cadence.at in quiet:
        raise Refusal(
            "cadence.quiet-hides", start=quiet.start, end=quiet.end, at=cadence.at
        )
    workspace = replace(asked.workspace, quiet=quiet)
    _keep(asked, workspace, "quiet set")
    speech = asked.speech
    if quiet.start == quiet.end:
        return paragraphs(speech.say("cadence.quiet-off"))
    return paragraphs(
        speech.say("cadence.quiet-set", start=quiet.start, end=quiet.end),
        speech.say("cadence.quiet-own"),
    )


def _set_part_time(asked: Asked, command: PartTime) -> Message:
    person = asked.tx.people.find(command.person)
    leader = asked.tx.leaders.find(command.person)
    if leader is None:
        raise Refusal("leaders.not-one", person=person.mention)
    days = command.weekdays
    whole = days == EVERY_DAY
    changed = replace(leader, part_time=None if whole else days)
    reschedule(asked.tx, changed, asked.now_utc)
    note_set(asked, command.person, "part-time set")
    if whole:
        return told(asked, "cadence.part-time-over", person=person.mention)
    return paragraphs(
        asked.speech.say("cadence.part-time", person=person.mention, days=days),
        asked.speech.say("cadence.part-time-end"),
    )


def _keep(asked: Asked, workspace: Workspace, note: str) -> None:
    asked.tx.workspaces.save(workspace)
    reschedule_all(asked.tx, workspace, asked.now_utc)
    note_set(asked, asked.person.id, note)


def _first(asked: Asked, workspace: Workspace) -> Words:
    """Say when the cadence comes next, whatever any one leader has chosen."""
    everybody = Rhythm(
        cadence=workspace.cadence,
        zone=asked.person.zone,
        quiet=workspace.quiet,
        closed=workspace.closed,
        part_time=None,
        paused_until=None,
        stopped=False,
    )
    coming = next_open(everybody, asked.now_utc)
    if coming is None:
        return asked.speech.say("next.none")
    local = coming.due_utc.astimezone(asked.person.zone)
    return asked.speech.say("next.around", day=local.date(), at=local.time())
