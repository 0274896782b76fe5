"""Coming and going: pause, resume, fewer, stop and start."""

from dataclasses import replace

from bot.domain.cadence import spread
from bot.domain.commands import Fewer, Pause, Resume, Start, Stop
from bot.domain.messages import Button, Buttons, Message, Text
from bot.domain.people import Leader
from bot.flows.asked import Asked
from bot.flows.check_in import is_resting
from bot.flows.commands.only_leaders import enrolled
from bot.flows.facts import is_paused
from bot.flows.presence import keep_leader
from bot.flows.redraw import drop_waiting
from bot.flows.saying import SAY, paragraphs, told
from bot.flows.schedule import Outlook, cadence_words

Presence = Pause | Resume | Fewer | Stop | Start


def presence(asked: Asked, command: Presence) -> Message:
    """Let a leader go quiet and come back; say what holds from now on."""
    leader = enrolled(asked)
    if leader.stopped and isinstance(command, Pause | Resume | Fewer):
        return told(asked, "next.stopped")  # there is nothing to pause
    match command:
        case Pause():
            return _pause(asked, leader, command)
        case Resume():
            return _resume(asked, leader)
        case Fewer():
            return _fewer(asked, leader)
        case Stop():
            return _stop(asked, leader)
        case Start():
            return _start(asked, leader)


def _pause(asked: Asked, leader: Leader, command: Pause) -> Message:
    before, leader = leader, replace(leader, paused_until=command.until)
    keep_leader(asked, before, leader)
    speech = asked.speech
    back = Button(speech.label("card.resume"), SAY, "resume")
    return Message(
        (
            Text(speech.say("presence.paused", day=command.until)),
            Text(Outlook(asked, leader).words()),
            Buttons((back,)),
        )
    )


def _resume(asked: Asked, leader: Leader) -> Message:
    was_paused = is_paused(asked, leader)
    if was_paused:
        before, leader = leader, replace(leader, paused_until=None)
        keep_leader(asked, before, leader)
    asked.tx.leaders.answered(leader.person)  # also to a question nobody knows arrived
    said = "presence.resumed" if was_paused else "presence.not-paused"
    return paragraphs(asked.speech.say(said), Outlook(asked, leader).words())


def _fewer(asked: Asked, leader: Leader) -> Message:
    cadence = Outlook(asked, leader).beat.cadence
    left = len(cadence.days.days) - 1
    if not left:
        return told(asked, "presence.fewest", days=cadence.days)
    before, leader = leader, replace(leader, weekdays=spread(cadence.weekdays, left))
    if is_resting(asked, before) or not is_paused(asked, before):
        leader = replace(leader, paused_until=None)
    keep_leader(asked, before, leader)
    outlook = Outlook(asked, leader)
    said = cadence_words(asked.speech, outlook.beat.cadence)
    return paragraphs(
        asked.speech.say("cadence.from-now-on", cadence=said), outlook.words()
    )


def _stop(asked: Asked, leader: Leader) -> Message:
    speech = asked.speech
    said = "presence.stopped-already"
    if not leader.stopped:
        said = "presence.stopped"
        drop_waiting(asked.tx, leader.person, "stopped", asked.now_utc)
        keep_leader(asked, leader, replace(leader, stopped=True))
    back = Button(speech.label("card.start"), SAY, "start")
    return Message((Text(speech.say(said)), Buttons((back,))))


def _start(asked: Asked, leader: Leader) -> Message:
    was_stopped = leader.stopped
    if was_stopped:
        before, leader = leader, replace(leader, stopped=False)
        keep_leader(asked, before, leader)
    said = "presence.started" if was_stopped else "presence.not-stopped"
    return paragraphs(asked.speech.say(said), Outlook(asked, leader).words())
