"""When nudges come: cadence, quiet hours, public holidays and part-time days."""

from dataclasses import replace

from bot.domain.cadence import Cadence
from bot.domain.commands import (
    PartTime,
    SetCadence,
    SetCountry,
    SetQuiet,
    ShowCadence,
)
from bot.domain.errors import Refusal
from bot.domain.messages import Heading, Message, Note, Text
from bot.domain.people import Workspace
from bot.domain.words import Weekdays, Words
from bot.flows.asked import Asked
from bot.flows.commands.countries import country
from bot.flows.commands.ledger import note_set
from bot.flows.common_beat import common_facts, ever_comes, first_words
from bot.flows.saying import paragraphs, told
from bot.flows.schedule import (
    cadence_words,
    refuse_quiet,
    reschedule,
    reschedule_all,
)
from bot.flows.whom import named

Cadences = ShowCadence | SetCadence | SetQuiet | SetCountry | PartTime

_NAMED = 5  # people in one sentence

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
        case SetCountry():
            return country(asked, command)
        case PartTime():
            return _set_part_time(asked, command)


def _show(asked: Asked) -> Message:
    speech, workspace = asked.speech, asked.workspace
    return Message(
        (
            Heading(speech.say("cadence.title")),
            common_facts(asked),
            Text(first_words(asked, workspace)),
            Note(speech.say("cadence.own-zones")),
        )
    )


def _set(asked: Asked, cadence: Cadence) -> Message:
    refuse_quiet(cadence.at, asked.workspace.quiet)
    workspace = replace(asked.workspace, cadence=cadence)
    if not ever_comes(asked, workspace):
        raise Refusal("cadence.never", days=cadence.days)
    _keep(asked, workspace, "cadence set")
    speech = asked.speech
    said = cadence_words(speech, cadence)
    return paragraphs(
        speech.say("cadence.from-now-on", cadence=said),
        first_words(asked, workspace),
        *_left_out(asked, cadence),
        speech.say("cadence.own-zones"),
    )


def _left_out(asked: Asked, cadence: Cadence) -> tuple[Words, ...]:
    """Name those whose working days, as admins have set them, meet none of it."""
    never = [
        each.person
        for each in asked.tx.leaders.of(asked.person.workspace)
        if each.leader.part_time
        and not each.leader.part_time.days & cadence.weekdays.days
    ]
    if not never:
        return ()
    people = named(never[:_NAMED])
    return (asked.speech.say("cadence.left-out", people=people, n=len(never)),)


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
    speech, common = asked.speech, asked.workspace.cadence.weekdays
    never = speech.say("cadence.part-time-never", days=common, person=person.mention)
    return paragraphs(
        speech.say("cadence.part-time", person=person.mention, days=days),
        *(() if days.days & common.days else (never,)),
        speech.say("cadence.part-time-end"),
    )


def _keep(asked: Asked, workspace: Workspace, note: str) -> None:
    asked.tx.workspaces.save(workspace)
    reschedule_all(asked.tx, workspace, asked.now_utc)
    note_set(asked, asked.person.id, note)
