"""When a leader's next nudge comes: kept with every change, and said in words."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.domain.cadence import Cadence, QuietHours
from bot.domain.calendar import (
    LOOK_AHEAD,
    Occasion,
    Rhythm,
    Skip,
    Window,
    allowed,
    end_of_working_day,
    next_allowed,
    next_instant,
    next_open,
    occasions,
    rhythm,
)
from bot.domain.deliveries import Delivery, Kind, nudge_id
from bot.domain.errors import Refusal
from bot.domain.people import Leader, Person, Workspace
from bot.domain.words import Gap, Words
from bot.flows.asked import Asked
from bot.flows.rules import due_of, rules_when_due
from bot.ports.store import Transaction
from bot.ports.texts import Speech

_EVERY_OTHER = 2
_INSTANT = timedelta(microseconds=1)  # instants have no finer grain
_A_WHILE = timedelta(days=60)  # far enough ahead to see why nothing comes
_WHY_NONE = {
    Skip.QUIET: "next.none-quiet",
    Skip.PART_TIME: "next.none-part-time",
}


def reschedule(
    tx: Transaction,
    leader: Leader,
    now_utc: datetime,
    since_utc: datetime | None = None,
) -> datetime | None:
    """Keep the leader and when to plan the next nudge; return that instant.

    The first after `since_utc`, else after now. None: stopped, cannot be reached, or
    the platform has not yet told their zone.
    """
    person = tx.people.find(leader.person)
    workspace = tx.workspaces.find(person.workspace)
    next_due = tx.leaders.next_due(leader.person)
    since = _unplanned_since(next_due, since_utc or now_utc)
    due = _due(leader, person, workspace, since)
    tx.leaders.save(leader, due)
    return due


def reschedule_all(tx: Transaction, workspace: Workspace, now_utc: datetime) -> None:
    """Do so for every leader of the workspace."""
    for each in tx.leaders.of(workspace.id):
        since = _unplanned_since(each.due_utc, now_utc)
        due = _due(each.leader, each.person, workspace, since)
        tx.leaders.save(each.leader, due)


def refuse_quiet(at: time, quiet: QuietHours) -> None:
    """Raise Refusal when `at` lies in quiet hours."""
    if at in quiet:
        raise Refusal("cadence.at-is-quiet", at=at, start=quiet.start, end=quiet.end)


def cadence_words(speech: Speech, cadence: Cadence) -> str:
    """Say the cadence as it falls on weekdays once the cap has spread it."""
    gaps: dict[str, Gap] = {
        "days": cadence.days,
        "at": cadence.at,
        "most": min(cadence.cap_per_week, len(cadence.days.days)),
    }
    if cadence.every_weeks == 1:
        return speech.label("cadence.weekly", **gaps)
    if cadence.every_weeks == _EVERY_OTHER:
        return speech.label("cadence.every-other", **gaps)
    return speech.label("cadence.apart", weeks=cadence.every_weeks, **gaps)


def quiet_words(speech: Speech, quiet: QuietHours) -> Words:
    """Say when nothing is sent."""
    if quiet.start == quiet.end:
        return speech.say("cadence.never-quiet")
    return speech.say("cadence.quiet-hours", start=quiet.start, end=quiet.end)


def _due(
    leader: Leader, person: Person, workspace: Workspace, now_utc: datetime
) -> datetime | None:
    if leader.stopped or not person.is_reachable:
        return None
    return next_instant(rhythm(leader, person, workspace), now_utc)


def _unplanned_since(next_due_utc: datetime | None, since: datetime) -> datetime:
    """Return `since`, or a moment before what is due already and not yet planned."""
    return min(next_due_utc - _INSTANT, since) if next_due_utc else since


@dataclass(frozen=True, slots=True)
class Outlook:
    """One leader's days to come, as they stand now."""

    asked: Asked
    leader: Leader

    @property
    def beat(self) -> Rhythm:
        """What decides when this leader may be nudged."""
        asked = self.asked
        due = due_of(asked.tx, self.leader, asked.person, asked.now_utc)
        return rules_when_due(due, asked.workspace, asked.holidays)

    def next_nudge(self) -> datetime | None:
        """Return around when the next nudge comes; None: none is to come."""
        beat = self.beat
        if beat.stopped:
            return None
        waiting = self.asked.tx.outbox.waiting(self.leader.person)
        nudges = [each for each in waiting if each.kind is Kind.NUDGE]
        found = [self._sent_at(beat, each) for each in nudges]
        planned = [at for at in found if at and allowed(beat, at) is None]
        coming = self._coming(beat)
        due = [max(coming.due_utc, self._back(beat))] if coming else []
        return min([*planned, *due], default=None)

    def words(self) -> Words:
        """Say when the next nudge comes, or why none does."""
        speech = self.asked.speech
        coming = self.next_nudge()
        if coming is None:
            return speech.say(self._why_none())
        local = coming.astimezone(self.beat.zone)
        away = self._away_until()
        said = "next.around-back" if away and coming >= away else "next.around"
        return speech.say(said, day=local.date(), at=local.time())

    def _away_until(self) -> datetime | None:
        """Return until when the leader's own status keeps nudges away."""
        profile = self.asked.person.profile
        until = profile.away_until_utc if profile else None
        return until if until and until > self.asked.now_utc else None

    def _back(self, beat: Rhythm) -> datetime:
        """Return now, or when nudges may come again after an absence."""
        away = self._away_until()
        return next_allowed(beat, away) if away else self.asked.now_utc

    def _sent_at(self, beat: Rhythm, waits: Delivery) -> datetime | None:
        """Return when it is sent; None: not, for its leader is away too long.

        What Later promised comes whatever a status says.
        """
        if waits.round or not self._away_until():
            return waits.not_before_utc
        at = max(waits.not_before_utc, self._back(beat))
        return at if at < waits.expires_utc else None

    def _coming(self, beat: Rhythm) -> Occasion | None:
        coming = self._unplanned(beat)
        away = self._away_until()
        if away is None or coming is None:
            return coming
        if away >= self.asked.now_utc + LOOK_AHEAD:
            return None
        ahead = occasions(beat, Window(coming.due_utc - _INSTANT, away + LOOK_AHEAD))
        lasting = (
            each
            for each in ahead
            if not each.skip
            and end_of_working_day(beat, each.day, each.due_utc) > self._back(beat)
        )
        return next(lasting, None)

    def _unplanned(self, beat: Rhythm) -> Occasion | None:
        next_due = self.asked.tx.leaders.next_due(self.leader.person)
        coming = next_open(beat, _unplanned_since(next_due, self.asked.now_utc))
        if coming is None:
            return None
        planned = nudge_id(self.leader.person, coming.day)
        if self.asked.tx.outbox.find(planned) is None:
            return coming
        # A day has one nudge, whatever has been set since it was planned.
        return next_open(beat, coming.due_utc)

    def _why_none(self) -> str:
        beat = self.beat
        if beat.stopped:
            return "next.stopped"
        now = self.asked.now_utc
        ahead = occasions(replace(beat, paused_until=None), Window(now, now + _A_WHILE))
        skip = next((each.skip for each in ahead if each.skip), None)
        away = "next.away" if self._away_until() else "next.none"
        return _WHY_NONE.get(skip, away) if skip else away
