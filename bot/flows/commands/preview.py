"""A sample of what leaders get; nothing is recorded."""

from collections.abc import Iterable

from bot.domain.commands import Preview
from bot.domain.errors import Refusal
from bot.domain.habits import Habit, Nudge
from bot.domain.messages import Message, Note, Rule
from bot.flows.asked import Asked
from bot.flows.nudge_message import sample


def preview(asked: Asked, command: Preview) -> Message:
    """Show one nudge exactly as a leader would see it, another one every day."""
    habits = asked.catalogue.habits
    chosen = [habits[command.habit]] if command.habit else list(habits.values())
    nudges = _sayable(asked, chosen)
    if not nudges:
        raise Refusal("preview.none")
    nudge = nudges[asked.today.toordinal() % len(nudges)]
    shown = sample(
        asked.speech,
        asked.catalogue,
        nudge,
        asked.tx.teams.of_leader(asked.person.id),
        asked.person.name.split()[0],
    )
    return Message((Note(asked.speech.say("preview.note")), Rule(), *shown.parts))


def _sayable(asked: Asked, habits: Iterable[Habit]) -> list[Nudge]:
    language = asked.person.language
    return [
        nudge
        for habit in habits
        for nudge in habit.nudges
        if language in nudge.text and not nudge.retired
    ]
