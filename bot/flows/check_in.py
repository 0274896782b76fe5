"""One friendly question after several nudges without a press, and the rest it brings.

The rest is the leader's own, as any pause is: no admin sees it.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.deliveries import Delivery, State, check_in_id
from bot.domain.ids import DeliveryId
from bot.domain.journal import Entry, Happened
from bot.domain.messages import Button, Buttons, Heading, Message, Note, Part, Text
from bot.domain.people import Leader
from bot.domain.planning import UNANSWERED
from bot.flows.asked import Asked
from bot.flows.redraw import plan_redraw, refresh_home
from bot.flows.saying import SAY, SETTINGS
from bot.flows.schedule import Outlook
from bot.ports.store import Transaction

FEWER = "fewer"  # a button that says so once: two presses are one wish
REST = timedelta(weeks=2)
_UNANSWERED = "unanswered"  # the journal's note of a pause nobody asked for
_LONGEST_AGO = REST + timedelta(days=2)  # that such a pause was noted: zones may differ
_COMING_AND_GOING = frozenset({Happened.PAUSED, Happened.RESUMED})


def check_in(asked: Asked, leader: Leader, delivery: Delivery) -> Message:
    """Ask what would suit the leader better; once that is settled, without buttons."""
    speech = asked.speech
    standing: tuple[Part, ...] = (Note(speech.say("check-in.settled")),)
    if _is_open(delivery, leader) and not leader.stopped:
        standing = (
            Text(speech.say("check-in.question", day=_until(delivery))),
            Note(speech.say("check-in.private")),
            _choices(asked, leader, delivery),
        )
    return Message(
        (
            Heading(speech.say("check-in.title")),
            Text(speech.say("check-in.unanswered")),
            *standing,
        )
    )


def rest(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """Let a leader who was asked and stays silent have the rest it speaks of."""
    leader = tx.leaders.find(delivery.person)
    if leader is None:
        return
    if leader.unanswered < UNANSWERED:
        # Answered before we knew that it had arrived.
        sent = tx.outbox.find(delivery.id)
        plan_redraw(tx, sent or delivery, now)
        return
    until = max(_until(delivery), leader.paused_until or date.min)
    resting = replace(leader, paused_until=until, unanswered=0)
    tx.leaders.save(resting, tx.leaders.next_due(leader.person))
    paused = Entry(
        now, delivery.workspace, leader.person, Happened.PAUSED, note=_UNANSWERED
    )
    tx.journal.add([paused])
    refresh_home(tx, leader.person, now)


def is_resting(asked: Asked, leader: Leader) -> bool:
    """Whether the leader's newest pause came with such a question."""
    since = asked.now_utc - _LONGEST_AGO
    happened = [
        entry
        for entry in asked.tx.journal.of(leader.person, since)
        if entry.what in _COMING_AND_GOING
    ]
    return bool(happened) and happened[-1].note == _UNANSWERED


def settle_check_in(asked: Asked, before: Leader) -> None:
    """Have the question drawn again whose rest `before` had, without its buttons."""
    if before.paused_until is None:
        return
    sent = asked.tx.outbox.find(check_in_id(before.person, before.paused_until - REST))
    if sent:
        plan_redraw(asked.tx, sent, asked.now_utc)


def is_settled(asked: Asked, question: str) -> bool:
    """Whether the question, by its id, has been answered or overtaken."""
    delivery = asked.tx.outbox.find(DeliveryId(question))
    leader = asked.tx.leaders.find(asked.person.id)
    return not (delivery and leader and _is_open(delivery, leader))


def _is_open(delivery: Delivery, leader: Leader) -> bool:
    return delivery.state is not State.SENT or leader.paused_until == _until(delivery)


def _until(delivery: Delivery) -> date:
    """Return the first day on which nudges come again."""
    return delivery.local_date + REST


def _choices(asked: Asked, leader: Leader, delivery: Delivery) -> Buttons:
    speech = asked.speech
    days = Outlook(asked, leader).beat.cadence.days.days
    fewer = Button(speech.label("check-in.fewer"), FEWER, delivery.id)
    return Buttons(
        (
            *((fewer,) if len(days) > 1 else ()),
            Button(speech.label("check-in.other"), SETTINGS),
            Button(speech.label("check-in.go-on"), SAY, "resume"),
            Button(speech.label("card.stop"), SAY, "stop"),
        )
    )
