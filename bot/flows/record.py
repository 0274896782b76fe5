"""A leader's own record: what came and what was answered. Nobody else sees it."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.domain.deliveries import Delivery, Response, State
from bot.domain.messages import Button, Buttons, Fact, Facts, Heading, Note, Part, Text
from bot.flows.asked import Asked
from bot.flows.facts import habit_name
from bot.flows.nudge_message import RESPOND

WEEKS = 12
_WEEK = timedelta(weeks=1)
_CAME = frozenset({State.SENT, State.REPLACED})
_NOT_SAID = frozenset({None, Response.LATER})
_ANSWERED = {
    Response.DONE: "record.done",
    Response.LATER: "record.later",
    Response.NOT_NOW: "record.not-now",
    Response.NOT_FOR_ME: "record.not-for-me",
}


def still_done(asked: Asked) -> tuple[Part, ...]:
    """Offer Done for nudges whose message was replaced before it was answered."""
    since = asked.now_utc - WEEKS * _WEEK
    parts: list[Part] = []
    for nudge in asked.tx.outbox.nudges(asked.person.id, since):
        open_still = nudge.state is State.REPLACED and nudge.response in _NOT_SAID
        if open_still and asked.now_utc <= nudge.expires_utc:
            parts += _offer(asked, nudge)
    return tuple(parts)


def record(asked: Asked) -> tuple[Part, ...]:
    """Show the last weeks, newest first: what came, and what was answered."""
    speech = asked.speech
    first = _monday(asked.today) - (WEEKS - 1) * _WEEK
    since = asked.now_utc - (WEEKS + 1) * _WEEK
    nudges = asked.tx.outbox.nudges(asked.person.id, since)
    came = [each for each in nudges if _has_come(each) and each.local_date >= first]
    head = (
        Heading(speech.say("record.title", n=WEEKS)),
        Note(speech.say("record.private")),
    )
    if not came:
        return (*head, Text(speech.say("record.empty")))
    mondays = dict.fromkeys(_monday(nudge.local_date) for nudge in came)
    return (*head, Facts(tuple(_week(asked, monday, came) for monday in mondays)))


def _offer(asked: Asked, nudge: Delivery) -> tuple[Part, ...]:
    speech, habit = asked.speech, _habit(asked, nudge)
    done = Button(
        label=speech.label("nudge.done"),
        action=RESPOND,
        value=f"{Response.DONE}:{nudge.id}",
        says=speech.label("record.done-says", habit=habit),
    )
    said = speech.say("record.still-done", habit=habit, day=nudge.local_date)
    return (Text(said), Buttons((done,)))


def _week(asked: Asked, monday: date, came: Sequence[Delivery]) -> Fact:
    speech = asked.speech
    lines = [
        speech.label(_answered(nudge), habit=_habit(asked, nudge))
        for nudge in reversed(came)
        if _monday(nudge.local_date) == monday
    ]
    return Fact(speech.label("record.week", day=monday), ("\n" + "\n".join(lines),))


def _answered(nudge: Delivery) -> str:
    return _ANSWERED[nudge.response] if nudge.response else "record.unanswered"


def _has_come(nudge: Delivery) -> bool:
    """Whether the leader has seen it; one put off was seen before."""
    return nudge.state in _CAME or nudge.round > 0


def _habit(asked: Asked, nudge: Delivery) -> str:
    known = asked.catalogue.nudge(nudge.nudge)
    return habit_name(asked, known.habit) if known else nudge.nudge


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
