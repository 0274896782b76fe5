"""Leaders as they stand now, before anybody looks ahead."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.domain.ids import WorkspaceId
from bot.domain.people import Person, Workspace
from bot.domain.planning import Past, past_of
from bot.flows.foresee import Span, Standing
from bot.flows.rules import rules_when_due
from bot.ports.holidays import Holidays
from bot.ports.store import Due, Transaction

_MATTERS = timedelta(days=9)  # an ISO week, and the difference between zones


def leaders_ahead(
    tx: Transaction, holidays: Holidays, known: Iterable[Due], span: Span, now: datetime
) -> Iterator[tuple[Person, Standing]]:
    """Yield each of these leaders; enough to tell when something comes, not what.

    Public holidays are known for as long as `span` may be, from its first day on.
    Somebody who cannot be reached looks like somebody who has stopped.
    """
    begins = datetime.combine(span.first, time(), UTC)
    workspaces: dict[WorkspaceId, Workspace] = {}
    for each in known:
        home = each.person.workspace
        if home not in workspaces:
            workspaces[home] = tx.workspaces.find(home)
        due = replace(each, due_utc=begins)
        rules = rules_when_due(due, workspaces[home], holidays)
        if not each.person.is_reachable:
            rules = replace(rules, stopped=True)
        past = Past() if rules.stopped else _past(tx, each, now)
        yield (
            each.person,
            Standing(each.leader, each.person.language, rules, past, now),
        )


def _past(tx: Transaction, due: Due, now: datetime) -> Past:
    # Which nudges came only decides which one is next.
    earlier = tx.outbox.nudges(due.person.id, now - _MATTERS)
    return past_of(earlier, (), due.person.zone)
