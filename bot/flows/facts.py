"""What is set for a person, as facts."""

from bot.domain.ids import HabitId
from bot.domain.messages import Fact
from bot.domain.people import Leader
from bot.domain.words import Language
from bot.flows.asked import Asked
from bot.flows.check_in import is_resting
from bot.flows.saying import fact
from bot.flows.schedule import Outlook, cadence_words, quiet_words

LANGUAGES = {
    Language.EN: "English",
    Language.NB: "Norsk bokmål",
    Language.SV: "Svenska",
    Language.DA: "Dansk",
}
"""Each language by its own name, which needs no translation."""


def own_facts(asked: Asked) -> tuple[Fact, ...]:
    """Say what is set for anybody: zone and language."""
    speech = asked.speech
    return (
        fact(speech, "status.zone", asked.person.zone.key),
        fact(speech, "status.language", LANGUAGES[asked.person.language]),
    )


def leader_facts(asked: Asked, leader: Leader) -> tuple[Fact, ...]:
    """Say what is set for a leader, who alone sees it."""
    speech = asked.speech
    cadence = Outlook(asked, leader).beat.cadence
    return (
        fact(speech, "status.focus", focus_words(asked, leader)),
        fact(speech, "status.when", cadence_words(speech, cadence)),
        fact(speech, "status.quiet", quiet_words(speech, asked.workspace.quiet)),
        fact(speech, "status.pause", _pause(asked, leader)),
        *_part_time(asked, leader),
        *own_facts(asked),
    )


def habit_name(asked: Asked, habit: HabitId) -> str:
    """Return what the habit is called in the person's language."""
    known = asked.catalogue.habits.get(habit)
    return known.name[asked.person.language] if known else habit


def focus_words(asked: Asked, leader: Leader) -> str:
    """Name the leader's focus; without one, say that habits take turns."""
    if leader.focus is None:
        return asked.speech.label("status.no-focus")
    return habit_name(asked, leader.focus)


def is_paused(asked: Asked, leader: Leader) -> bool:
    """Whether nudges wait for a day that is still ahead."""
    return leader.paused_until is not None and leader.paused_until > asked.today


def _pause(asked: Asked, leader: Leader) -> str:
    if leader.paused_until is None or not is_paused(asked, leader):
        return asked.speech.label("status.no-pause")
    if is_resting(asked, leader):
        return asked.speech.label("status.resting", day=leader.paused_until)
    return asked.speech.label("status.paused", day=leader.paused_until)


def _part_time(asked: Asked, leader: Leader) -> tuple[Fact, ...]:
    if leader.part_time is None:
        return ()
    days = asked.speech.label("status.days", days=leader.part_time)
    return (fact(asked.speech, "status.part-time", days),)
