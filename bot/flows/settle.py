"""What follows from a send: the outcome, and what it means for everything else."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.deliveries import Delivery, Kind, Method, Response, State
from bot.domain.habits import Catalogue
from bot.domain.ids import WorkspaceId
from bot.domain.journal import Entry, Happened
from bot.domain.planning import staggered
from bot.flows.check_in import rest
from bot.flows.promise import hold_promises, is_broken
from bot.flows.recheck import back, over
from bot.flows.redraw import home_id, plan_redraw, redraw_at, show_home
from bot.flows.trouble import POSTS_ONLY
from bot.ports.messenger import NotSent, Reach, Refused, SendFailed, Unclear
from bot.ports.outbox import Settled
from bot.ports.store import Transaction

_BACKOFF_S = (5.0, 15.0, 60.0, 300.0, 900.0)
_REDRAW_S = (1.0, 3.0, 10.0, 30.0, 120.0)  # somebody is looking at the screen

PROBE = timedelta(minutes=5)  # between looks whether a workspace takes messages again
STILL_DONE = timedelta(days=7)  # how long Done can be said after a newer nudge came


@dataclass(frozen=True, slots=True)
class Outcome:
    """One claimed delivery, what became of it, and the failure if there was one."""

    delivery: Delivery
    settled: Settled
    failure: SendFailed | None = None


def failed(
    delivery: Delivery, failure: SendFailed, now: datetime, settle_time: timedelta
) -> Outcome:
    """Return what a failure makes of `delivery`: again, over, or unknown.

    `settle_time` is how long an unclear send may take to show in the history.
    """
    ladder = _REDRAW_S if delivery.repeatable else _BACKOFF_S
    step = min(max(delivery.attempts, 1), len(ladder)) - 1
    wait = timedelta(seconds=ladder[step])
    wait += staggered(delivery.person, wait / 4)  # so that not all come back at once
    match failure:
        case NotSent(reason=reason, retry_after_s=seconds):
            asked = timedelta(seconds=seconds)
            if not (failure.everybody or failure.limited):
                asked = max(wait, asked)  # where all wait, no one's tries count
            settled = back(delivery, now + asked, reason)
        case Refused(reason=reason, reach=Reach.WORKSPACE):
            settled = back(delivery, now + wait, reason)
        case Refused(reason=reason):
            settled = over(delivery, State.REFUSED, reason)
        case Unclear(reason=reason) if delivery.repeatable:
            settled = back(delivery, now + wait, reason)
        case _:
            # Blind repetition doubles; the history will tell whether it arrived.
            settled = Settled(
                delivery.id,
                delivery.epoch,
                State.UNKNOWN,
                type(failure).__name__.lower(),
                not_before_utc=now + settle_time,
            )
    return Outcome(delivery, settled, failure)


def settle(
    tx: Transaction, outcome: Outcome, catalogue: Catalogue, now: datetime
) -> bool:
    """Record one outcome and what follows; False: the claim was no longer ours."""
    return settle_all(tx, [outcome], catalogue, now) > 0


def settle_all(
    tx: Transaction, outcomes: Collection[Outcome], catalogue: Catalogue, now: datetime
) -> int:
    """Record the outcomes and what follows; return how many claims were still ours."""
    for lane in _mended(tx, outcomes):
        tx.workspaces.mended(lane)  # unless another of them says otherwise
    ours = [one for one in outcomes if _record(tx, one, now)]
    sent = [one.delivery for one in ours if _got_through(one)]
    nudges = [each for each in sent if each.kind is Kind.NUDGE]
    tx.journal.add(entry_of(each, Happened.SENT, catalogue, now) for each in nudges)
    tx.leaders.sent(each.person for each in nudges)
    for each in nudges:
        _take_place(tx, each, now)
    for each in sent:
        if each.kind is Kind.CHECK_IN:
            rest(tx, each, now)
    return len(ours)


def _mended(tx: Transaction, outcomes: Collection[Outcome]) -> set[WorkspaceId]:
    """Return the workspaces whose trouble is over, by what got through."""
    through = [one.delivery for one in outcomes if _got_through(one)]
    posted = {each.workspace for each in through if _is_post(each)}
    others = {each.workspace for each in through} - posted
    return posted | {
        each for each in others if tx.workspaces.find(each).trouble not in POSTS_ONLY
    }


def _is_post(delivery: Delivery) -> bool:
    return delivery.turn.method is Method.POST


def _got_through(outcome: Outcome) -> bool:
    return outcome.settled.state is State.SENT


def _record(tx: Transaction, outcome: Outcome, now: datetime) -> bool:
    delivery, settled = outcome.delivery, outcome.settled
    if not tx.outbox.settle([settled]):
        return False
    match outcome.failure:
        case NotSent(everybody=True) if settled.not_before_utc:
            tx.lanes.block(delivery.workspace, settled.not_before_utc)
            hold_promises(tx, delivery.workspace, settled.not_before_utc, now)
        case Refused(reason=reason, reach=Reach.WORKSPACE):
            _trouble(tx, delivery, reason, now + PROBE)
            hold_promises(tx, delivery.workspace, now + PROBE, now)
        case Refused(reach=Reach.PERSON) if delivery.kind is not Kind.REDRAW:
            _unreachable(tx, delivery)
        case _:
            pass
    if is_broken(delivery, settled):
        plan_redraw(tx, delivery, now)  # its message says when it comes back
    return True


def entry_of(
    delivery: Delivery, what: Happened, catalogue: Catalogue, now: datetime
) -> Entry:
    """Return the journal's row for what happened to a nudge."""
    nudge = catalogue.nudge(delivery.nudge)
    return Entry(
        at_utc=now,
        workspace=delivery.workspace,
        person=delivery.person,
        what=what,
        delivery=delivery.id,
        habit=nudge.habit if nudge else None,
        nudge=delivery.nudge,
    )


def _take_place(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """Let the nudge before it give way: never one on top of another."""
    if delivery.round and delivery.place:
        # It stands anew; its own earlier showing loses its buttons.
        redraw_at(tx, delivery, delivery.place, now)
    beside = tx.outbox.beside(delivery, home_id(delivery.person))
    if any(each.kind is Kind.HOME for each in beside):
        show_home(tx, delivery.person, now)
    stands = next((each for each in beside if each.id == delivery.id), None)
    if stands and delivery.round and stands.response is Response.LATER:
        tx.outbox.answer(delivery.id, None, None)
    elif stands:
        # Answered before we knew where it stands; only now can it be drawn.
        plan_redraw(tx, stands, now)
    others = (each for each in beside if each.kind is Kind.NUDGE)
    before = next((each for each in others if each.id != delivery.id), None)
    stands = stands or tx.outbox.find(delivery.id) if before else None
    if before and stands:
        _give_way(tx, min(before, stands, key=_when_sent), now)


def _when_sent(delivery: Delivery) -> tuple[datetime, bool]:
    # Of two at one instant, the one put off was there before.
    return delivery.sent_utc or delivery.due_utc, delivery.round == 0


def _give_way(tx: Transaction, older: Delivery, now: datetime) -> None:
    """Let the older message lose its buttons; Done can still be said for a while."""
    expires = now + STILL_DONE
    overtaken = replace(older, state=State.REPLACED, expires_utc=expires)
    tx.outbox.change(overtaken)
    plan_redraw(tx, overtaken, now)


def _trouble(tx: Transaction, delivery: Delivery, reason: str, until: datetime) -> None:
    """Let an admin know, and wait with all that the refusal concerns."""
    workspace = tx.workspaces.find(delivery.workspace)
    if workspace.trouble != reason:
        tx.workspaces.save(replace(workspace, trouble=reason))
    posts_only = _is_post(delivery) and reason in POSTS_ONLY
    tx.lanes.block(workspace.id, until, Method.POST if posts_only else None)


def _unreachable(tx: Transaction, delivery: Delivery) -> None:
    """Plan nothing more for somebody the platform will not deliver to."""
    person = tx.people.find(delivery.person)
    if person.profile:
        profile = replace(person.profile, unreachable=True)
        tx.people.save(replace(person, profile=profile))
    leader = tx.leaders.find(delivery.person)
    if leader:
        tx.leaders.save(leader, None)
