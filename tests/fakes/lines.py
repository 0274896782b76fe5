"""Lines said in a small workspace, on one Monday."""

from datetime import date

from bot.domain.commands import Command
from bot.domain.ids import HabitId, PersonId
from bot.domain.parse import parse

TODAY = date(2026, 11, 23)
FEEDBACK, IDEAS = HabitId("give-feedback"), HabitId("invite-ideas")
HABITS = frozenset({FEEDBACK, IDEAS, HabitId("share-openly")})
NAMES = {
    "Gi tilbakemelding": FEEDBACK,
    "Inviter til ideer": IDEAS,
    "Del åpent": HabitId("share-openly"),
    "give feedback": FEEDBACK,
    "share openly": HabitId("share-openly"),
    "bjud in till idéer": IDEAS,
}
KARI, OLA, LIV = (PersonId(f"slack:T1:U{n}") for n in (1, 2, 3))
SAY_KARI, SAY_OLA, SAY_LIV = (f"@{person}" for person in (KARI, OLA, LIV))


def read(text: str) -> Command:
    """Understand what was said."""
    return parse(text, TODAY, HABITS)


def read_with_names(text: str) -> Command:
    """Understand what was said where habits have names, Norwegian ones first."""
    return parse(text, TODAY, HABITS, NAMES)
