"""Rows of buttons for what a person may do now."""

from bot.domain.messages import Button, Buttons
from bot.domain.people import Leader
from bot.flows.asked import Asked
from bot.flows.facts import is_paused
from bot.flows.saying import PAUSE, SAY, SETTINGS
from bot.ports.texts import Speech


def own_choices(asked: Asked, leader: Leader | None) -> Buttons:
    """Return what a person can set: for a leader, coming and going too."""
    speech = asked.speech
    settings = Button(speech.label("card.settings"), SETTINGS)
    if leader is None:
        return Buttons((settings,))
    if leader.stopped:
        start = Button(speech.label("card.start"), SAY, "start")
        return Buttons((settings, start))
    pause = Button(speech.label("card.pause"), PAUSE)
    if is_paused(asked, leader):
        pause = Button(speech.label("card.resume"), SAY, "resume")
    stop = Button(speech.label("card.stop"), SAY, "stop")
    return Buttons((settings, pause, stop))


def admin_choices(speech: Speech) -> Buttons:
    """Return what an admin looks at most."""
    return Buttons(
        (
            Button(speech.label("card.leaders"), SAY, "leader list"),
            Button(speech.label("card.teams"), SAY, "team show"),
            Button(speech.label("card.cadence"), SAY, "cadence show"),
            Button(speech.label("card.preview"), SAY, "preview"),
        )
    )


def why_choice(speech: Speech) -> Button:
    """Return the way to why, what is kept and who sees it."""
    return Button(speech.label("card.why"), SAY, "why")
