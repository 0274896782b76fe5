"""Keeping a leader's comings and goings, with the row that says what happened."""

from dataclasses import replace
from datetime import date

from bot.domain.journal import Entry, Happened
from bot.domain.people import Leader
from bot.flows.asked import Asked
from bot.flows.check_in import settle_check_in
from bot.flows.schedule import reschedule


def keep_leader(asked: Asked, before: Leader, after: Leader) -> None:
    """Keep `after`, plan its next nudge, and journal what it changes."""
    happened = _happened(before, after, asked.today)
    after = replace(after, unanswered=0)  # whoever sets something is not silent
    reschedule(asked.tx, after, asked.now_utc)
    if before.paused_until != after.paused_until or before.stopped != after.stopped:
        settle_check_in(asked, before)
    workspace = asked.person.workspace
    asked.tx.journal.add(
        Entry(asked.now_utc, workspace, after.person, what) for what in happened
    )


def _happened(before: Leader, after: Leader, today: date) -> list[Happened]:
    happened = []
    if before.stopped != after.stopped:
        happened.append(Happened.STOPPED if after.stopped else Happened.STARTED)
    if _ahead(before.paused_until, today) != _ahead(after.paused_until, today):
        happened.append(Happened.PAUSED if after.paused_until else Happened.RESUMED)
    return happened


def _ahead(until: date | None, today: date) -> date | None:
    """Return `until` while it is still to come."""
    return until if until and until > today else None
