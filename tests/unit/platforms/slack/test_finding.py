from datetime import timedelta

import pytest

from bot.domain.deliveries import Place
from bot.domain.ids import PersonId
from bot.domain.messages import Message, Text
from bot.domain.people import Profile
from bot.domain.words import Language
from bot.platforms.slack.client import identified
from bot.playground.values import User
from bot.ports.messenger import Reach, Refused
from tests.fakes.playground import KARI as KARI_USER
from tests.fakes.playground import KEYS
from tests.fakes.slack_door import FJORD, INSTALLED
from tests.fakes.slack_sender import HELLO, KARI, sending
from tests.fakes.time import MONDAY


async def test_a_redraw_changes_the_message_and_keeps_its_id() -> None:
    async with sending() as at:
        place = await at.sender.post(KARI, HELLO, "d1.0")

        await at.sender.redraw(place, Message((Text(("Bye",)),)), KARI)

        (message,) = at.play.messages(KARI_USER)
        assert message.text == "Bye"
        assert await at.sender.find(KARI, "d1.0", MONDAY) == place


async def test_a_deleted_message_cannot_be_redrawn() -> None:
    async with sending() as at:
        await at.sender.post(KARI, HELLO, "d1.0")
        (message,) = at.play.messages(KARI_USER)

        with pytest.raises(Refused) as caught:
            await at.sender.redraw(Place(message.channel, "1.000001"), HELLO, KARI)

        assert caught.value.reach is Reach.MESSAGE


async def test_a_home_is_published() -> None:
    async with sending() as at:
        await at.sender.home(KARI, HELLO)

        view = at.play.home(KARI_USER)
        assert view is not None
        assert view.blocks[0]["type"] == "rich_text"


async def test_a_message_is_found_by_its_id_among_many() -> None:
    async with sending() as at:
        places = [
            await at.sender.post(KARI, HELLO, f"d{number}.0") for number in range(105)
        ]

        since = MONDAY - timedelta(minutes=1)
        assert await at.sender.find(KARI, "d3.0", since) == places[3]
        assert await at.sender.find(KARI, "d3.1", since) is None
        assert at.calls("conversations.history") > 2


async def test_what_cannot_be_looked_up_is_no_answer() -> None:
    async with sending() as at:
        at.play.workspace.scopes.discard("im:history")
        at.play.workspace.scopes.discard("channels:history")

        with pytest.raises(Refused) as caught:
            await at.sender.find(KARI, "d1.0", MONDAY)

        assert caught.value.reach is Reach.MESSAGE


async def test_a_profile_is_what_slack_knows() -> None:
    async with sending() as at:
        ola = User("U0OLA00001", "ola", "Ola", tz="Asia/Tokyo", locale="sv-SE")
        at.play.workspace.join(ola)

        assert await at.sender.profile(PersonId(f"{FJORD}:{ola.id}")) == Profile(
            "Ola", "Asia/Tokyo", Language.SV
        )


async def test_somebody_slack_does_not_know_is_refused() -> None:
    async with sending() as at:
        with pytest.raises(Refused) as caught:
            await at.sender.profile(PersonId(f"{FJORD}:U404"))

        assert caught.value.reach is Reach.PERSON


async def test_a_reply_goes_to_the_address_the_command_came_with() -> None:
    async with sending() as at:
        channel = at.play.workspace.open_dm(KARI_USER)
        url = at.play.workspace.new_hook(KARI_USER, channel.id)

        await at.sender.reply(url, HELLO, KARI)

        (message,) = at.play.messages(KARI_USER)
        assert (message.text, message.only_for) == ("Hello", KARI_USER)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://127.0.0.1:1/hook/1",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "ftp://slack.com/x",
    ],
)
async def test_an_address_that_is_not_slacks_is_never_called(url: str) -> None:
    async with sending() as at:
        with pytest.raises(Refused):
            await at.sender.reply(url, HELLO, KARI)


async def test_a_used_up_address_refuses_this_message_only() -> None:
    async with sending() as at:
        channel = at.play.workspace.open_dm(KARI_USER)
        url = at.play.workspace.new_hook(KARI_USER, channel.id)
        for _ in range(5):
            await at.sender.reply(url, HELLO, KARI)

        with pytest.raises(Refused) as caught:
            await at.sender.reply(url, HELLO, KARI)

        assert caught.value.reach is Reach.MESSAGE


async def test_a_token_says_whose_it_is() -> None:
    async with sending() as at:
        assert await identified(at.client, KEYS.bot_token) == INSTALLED


async def test_a_wrong_token_is_refused_and_not_told() -> None:
    async with sending() as at:
        with pytest.raises(Refused) as caught:
            await identified(at.client, "xoxb-wrong")

        assert caught.value.reach is Reach.WORKSPACE
        assert "xoxb-wrong" not in caught.value.reason
        assert KEYS.bot_token not in repr(INSTALLED)
