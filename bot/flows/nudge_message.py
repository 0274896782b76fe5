"""A nudge as its leader sees it: asked, answered, put off, or overtaken."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from string import Template

from bot.domain.calendar import Skip
from bot.domain.deliveries import UNSENT, Delivery, Response, State
from bot.domain.habits import Catalogue, Nudge
from bot.domain.messages import (
    Button,
    Buttons,
    DayPicker,
    Heading,
    Message,
    Note,
    Part,
    Text,
)
from bot.domain.people import Team
from bot.domain.words import Moment
from bot.ports.texts import Speech

RESPOND = "respond"
LATER = "later"
UNDO = "undo"
SAMPLE = "sample"

_RECORDED = {
    Response.DONE: "nudge.recorded-done",
    Response.NOT_NOW: "nudge.recorded-not-now",
    Response.NOT_FOR_ME: "nudge.recorded-not-for-me",
}

_SAID = frozenset(Skip) - {Skip.STOPPED, Skip.CAP}
_NEVER = {
    "late": "nudge.not-coming-late",
    "left": "nudge.not-coming-left",
    Skip.STOPPED: "nudge.not-coming-stopped",
}


@dataclass(frozen=True, slots=True)
class Addressed:
    """A nudge with the names that fill its gaps."""

    nudge: Nudge
    name: str  # the reader's first name, for $name
    team: Team | None


def draw(
    speech: Speech,
    catalogue: Catalogue,
    addressed: Addressed,
    delivery: Delivery,
    local_now: datetime,
) -> Message:
    """Return the message as it should look now, by the delivery's state."""
    parts = _text(speech, catalogue, addressed)
    return Message((*parts, *_standing(speech, delivery, local_now)))


def sample(
    speech: Speech, catalogue: Catalogue, nudge: Nudge, team: Team | None, name: str
) -> Message:
    """Return the message as a leader would get it, with buttons that do nothing."""
    shown = _text(speech, catalogue, Addressed(nudge, name, team))
    answers = tuple(
        replace(item, action=SAMPLE, value=item.value.partition(":")[0])
        for item in _answers(speech, "")
    )
    return Message((*shown, Buttons(answers)))


def overtaken(speech: Speech, catalogue: Catalogue, addressed: Addressed) -> Message:
    """Return an earlier showing of a nudge that Later sent again: no buttons."""
    note = Note(speech.say("nudge.came-back"))
    return Message((*_text(speech, catalogue, addressed), note))


def _text(
    speech: Speech, catalogue: Catalogue, addressed: Addressed
) -> tuple[Part, ...]:
    language = speech.language
    habit = catalogue.habits[addressed.nudge.habit]
    team = addressed.team.name if addressed.team else ""
    text = Template(addressed.nudge.text[language]).substitute(
        name=addressed.name, team=team or speech.label("nudge.your-team")
    )
    return (
        Heading((habit.name[language],)),
        Text((text,)),
        Note(speech.say("nudge.why", reason=habit.why[language])),
    )


def _standing(
    speech: Speech, delivery: Delivery, local_now: datetime
) -> tuple[Part, ...]:
    if delivery.state is State.REPLACED:
        recorded = _RECORDED.get(delivery.response) if delivery.response else None
        return (Note(speech.say(recorded or "nudge.replaced")),)
    if delivery.response is None:
        return (Buttons(_answers(speech, delivery.id)),)
    if delivery.response is Response.LATER:
        return _put_off(speech, delivery, local_now)
    said = Note(speech.say(_RECORDED[delivery.response]))
    return (said, Buttons((_undo(speech, delivery),)))


def _put_off(
    speech: Speech, delivery: Delivery, local_now: datetime
) -> tuple[Part, ...]:
    """Ask when it should come back; then say when it does, or why it does not."""
    if delivery.state in UNSENT:
        return (Note(speech.say(_why_never(delivery))),)
    if delivery.state is State.UNKNOWN and delivery.round:
        return (Note(speech.say("nudge.unclear")),)
    if delivery.state is State.PLANNED or _is_under_way(delivery):
        when = Moment(delivery.not_before_utc.astimezone(local_now.tzinfo))
        said = Note(speech.say(_why_then(delivery), when=when))
        return (said, Buttons((_undo(speech, delivery),)))
    return (Note(speech.say("nudge.when")), _whens(speech, delivery, local_now.date()))


def _undo(speech: Speech, delivery: Delivery) -> Button:
    return Button(speech.label("nudge.undo"), UNDO, delivery.id)


def _is_under_way(delivery: Delivery) -> bool:
    """Whether what Later promised is just being sent."""
    return delivery.state is State.SENDING and delivery.round > 0


def _why_then(delivery: Delivery) -> str:
    """Return the key of when it comes back, and why not when it was asked for."""
    if delivery.reason in _SAID:
        return f"nudge.put-off-{delivery.reason}"
    return "nudge.put-off-held" if delivery.reason else "nudge.put-off"


def _why_never(delivery: Delivery) -> str:
    """Return the key of why it does not come back."""
    if delivery.state is State.REFUSED:
        return "nudge.not-coming-refused"
    return _NEVER.get(delivery.reason, "nudge.not-coming-back")


def _answers(speech: Speech, delivery: str) -> tuple[Button, ...]:
    labels = {each: speech.label(f"nudge.{each}") for each in Response}
    return tuple(
        Button(label, RESPOND, f"{each}:{delivery}") for each, label in labels.items()
    )


def _whens(speech: Speech, delivery: Delivery, today: date) -> Buttons:
    soon = [
        Button(speech.label(f"nudge.{when}"), LATER, f"{when}:{delivery.id}")
        for when in ("in-2-hours", "tomorrow", "next-week")
    ]
    day = DayPicker(
        speech.label("nudge.a-date"),
        LATER,
        f"day:{delivery.id}",
        initial=today + timedelta(days=1),
    )
    return Buttons((*soon, day, _undo(speech, delivery)))
