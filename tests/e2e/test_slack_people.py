import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.domain.events import Answer, Ask, Mend, Pressed, Reply, Said, Submitted
from bot.domain.messages import (
    Button,
    Buttons,
    ChooseOne,
    Form,
    Message,
    Option,
    Text,
)
from bot.platforms.slack.render import drawn
from bot.playground.faults import Fault, Kind
from bot.playground.server import Playground
from bot.ports.store import StoreDown
from tests.fakes.inbox import FakeInbox
from tests.fakes.playground import KARI, client, new_playground, playing
from tests.fakes.slack_door import Door, door

HELLO = Message((Text(("Hello",)),))
FORM = Form(
    "settings",
    "Settings",
    "Save",
    "Cancel",
    (ChooseOne("focus", "Focus", (Option("Listen", "listen"),)),),
)


class Beside:
    """The door beside a playground whose people use it."""

    def __init__(self, play: Playground, at: Door) -> None:
        self.play = play
        self.at = at

    def shown(self) -> list[str]:
        return [message.text for message in self.play.messages(KARI)]


Act = Callable[[Beside], Awaitable[None]]


async def playing_with(answer: Answer, act: Act) -> Beside:
    async with (
        playing(new_playground()) as play,
        door(FakeInbox(answer=answer), play.base_url) as at,
    ):
        outgoing = play.outgoing
        outgoing.wire = replace(outgoing.wire, request_url=at.url)
        beside = Beside(play, at)
        await act(beside)
        return beside


async def post(beside: Beside, *items: Button) -> None:
    """Let the bot have said something with buttons."""
    api = client(beside.play)
    message = Message((Text(("Well?",)), Buttons(items)))
    await api.api_call("chat.postMessage", json={"channel": KARI, **drawn(message)})


async def test_a_person_sees_the_answer_to_a_command() -> None:
    async def act(beside: Beside) -> None:
        await beside.play.type_command(KARI, "/nudge help @jonas")

    beside = await playing_with(Reply(HELLO), act)

    assert beside.shown() == ["Hello"]
    (said,) = beside.at.inbox.received
    assert isinstance(said, Said)
    assert said.text == "help @slack:T0FJORD001:U0JONAS001"
    assert list(said.named.values()) == ["jonas"]


async def test_a_person_is_told_by_slack_when_nothing_was_kept() -> None:
    async def act(beside: Beside) -> None:
        beside.at.inbox.failure = StoreDown("locked")
        await beside.play.type_command(KARI, "/nudge help")

    beside = await playing_with(Reply(HELLO), act)

    (told,) = beside.shown()
    assert "failed" in told


async def test_a_form_is_opened_while_the_trigger_lives() -> None:
    async def act(beside: Beside) -> None:
        await beside.play.type_command(KARI, "/nudge settings")
        beside.at.inbox.answer = Mend({"focus": ("Choose another.",)})
        errors = await beside.play.submit(KARI, {"focus": "listen"})
        assert errors == {"errors": {"focus": "Choose another."}}

    beside = await playing_with(Ask(FORM), act)

    assert beside.play.modal(KARI) is not None
    submitted = beside.at.inbox.received[-1]
    assert isinstance(submitted, Submitted)
    assert submitted.entered == {"focus": ("listen",)}


async def test_a_form_that_cannot_be_opened_is_told_by_slack() -> None:
    async def act(beside: Beside) -> None:
        beside.play.fail(Fault(Kind.ERROR, "views.open", error="expired_trigger_id"))
        await beside.play.type_command(KARI, "/nudge settings")

    beside = await playing_with(Ask(FORM), act)

    assert "failed" in beside.shown()[0]


async def test_a_press_names_its_message_and_is_answered_in_its_place() -> None:
    async def act(beside: Beside) -> None:
        await post(beside, Button("Done", "respond", "done:d1"), Button("No", "x", "y"))
        await beside.play.press(KARI, "Done")

    beside = await playing_with(Reply(HELLO, instead=True), act)

    (pressed,) = beside.at.inbox.received
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.value) == ("respond", "done:d1")
    assert pressed.place is not None
    assert beside.shown() == ["Hello"]


async def test_a_press_may_be_answered_beside_its_message() -> None:
    async def act(beside: Beside) -> None:
        await post(beside, Button("Done", "respond", "done:d1"))
        await beside.play.press(KARI, "Done")

    beside = await playing_with(Reply(HELLO), act)

    assert beside.shown() == ["Well?\n[Done]", "Hello"]


async def test_two_quick_presses_are_two_inputs() -> None:
    async def act(beside: Beside) -> None:
        await post(beside, Button("Done", "respond", "done:d1"))
        await asyncio.gather(
            beside.play.press(KARI, "Done"), beside.play.press(KARI, "Done")
        )

    beside = await playing_with(Reply(HELLO), act)

    assert len(beside.at.inbox.kept) == 2


async def test_an_answer_after_a_form_takes_the_forms_place() -> None:
    async def act(beside: Beside) -> None:
        await beside.play.type_command(KARI, "/nudge settings")
        beside.at.inbox.answer = Reply(HELLO)
        await beside.play.submit(KARI, {"focus": "listen"})

    beside = await playing_with(Ask(FORM), act)

    modal = beside.play.modal(KARI)
    assert modal is not None
    assert modal.blocks[0]["type"] == "rich_text"


async def test_what_people_do_in_slack_becomes_events() -> None:
    async def act(beside: Beside) -> None:
        await beside.play.open_home(KARI)
        await beside.play.act.change_profile(KARI, tz="Asia/Tokyo")
        await beside.play.act.uninstall()

    beside = await playing_with(Reply(HELLO), act)

    assert [type(event).__name__ for event in beside.at.inbox.received] == [
        "OpenedHome",
        "ProfileChanged",
        "Uninstalled",
        "Uninstalled",
    ]
