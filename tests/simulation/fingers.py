"""What fingers do on a screen: find what can be pressed, and fill in a form."""

from datetime import datetime, timedelta

from bot.domain.messages import (
    Button,
    Buttons,
    ChooseOne,
    ChooseSome,
    DayPicker,
    EnterDay,
    EnterTime,
    Form,
    Message,
)
from tests.simulation.chance import Chance

_TIMES = ("09:00", "08:30", "14:00", "23:00")


def pressable(message: Message) -> list[Button | DayPicker]:
    """Return every button and picker, in order."""
    rows = [part for part in message.parts if isinstance(part, Buttons)]
    return [item for row in rows for item in row.items]


def filled_in(chance: Chance, form: Form, now: datetime) -> dict[str, tuple[str, ...]]:
    """Return what somebody enters: of each input something, or nothing."""
    entered: dict[str, tuple[str, ...]] = {}
    for each in form.inputs:
        given: list[str] = []
        match each:
            case ChooseOne(options=options):
                given = [chance.one_of(options).value]
            case ChooseSome(options=options):
                given = [one.value for one in chance.some_of(options, len(options))]
            case EnterTime():
                given = [chance.one_of(_TIMES)]
            case EnterDay():
                day = now.date() + timedelta(days=chance.between(-1, 20))
                given = [day.isoformat()]
        if chance.happens(0.7):
            entered[each.name] = tuple(given)
    return entered
