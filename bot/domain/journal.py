"""What happened, in rows that are only ever added."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import DeliveryId, HabitId, NudgeId, PersonId, WorkspaceId


class Happened(StrEnum):
    """The kinds of journal row."""

    CHOSEN = "chosen"  # a decision point: a nudge was chosen, the coin was thrown
    SKIPPED = "skipped"  # a due day without a nudge; `note` says why
    SENT = "sent"
    DONE = "done"
    LATER = "later"
    NOT_NOW = "not-now"
    NOT_FOR_ME = "not-for-me"
    UNDONE = "undone"  # cancels the answer before it
    ENROLLED = "enrolled"
    REMOVED = "removed"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"
    STARTED = "started"
    SET = "set"  # an admin changed something; `note` says what


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `by` is who did it, when that is not `person`."""

    at_utc: datetime
    workspace: WorkspaceId
    person: PersonId
    what: Happened
    delivery: DeliveryId | None = None
    habit: HabitId | None = None
    nudge: NudgeId | None = None
    by: PersonId | None = None
    probability: float | None = None  # of sending, in [0, 1], as the coin was set
    coin: bool | None = None  # whether it said send
    available: bool | None = None  # whether the leader could be nudged at all
    policy: str = ""  # which rule chose
    note: str = ""
