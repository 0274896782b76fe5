import asyncio
from collections.abc import Callable

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.faults import Fault, Faults, Kind
from tests.fakes.playground import JONAS, KARI, KEYS, client, playing


async def test_a_connection_dropped_after_the_post_has_posted() -> None:
    async with playing() as play:
        play.fail(Fault(Kind.DROP_AFTER, "chat.postMessage"))

        with pytest.raises(aiohttp.ServerDisconnectedError):
            await client(play).chat_postMessage(channel=KARI, text="once")

        assert [message.text for message in play.messages(KARI)] == ["once"]


async def test_a_client_that_tries_again_by_itself_posts_twice() -> None:
    async with playing() as play:
        play.fail(Fault(Kind.DROP_AFTER, "chat.postMessage"))
        web = AsyncWebClient(
            token=KEYS.bot_token,
            base_url=f"{play.base_url}/api/",
            retry_handlers=[AsyncConnectionErrorRetryHandler()],
        )

        await web.chat_postMessage(channel=KARI, text="twice")

        assert [message.text for message in play.messages(KARI)] == ["twice", "twice"]


async def test_a_connection_dropped_before_the_post_has_not_posted() -> None:
    async with playing() as play:
        play.fail(Fault(Kind.DROP_BEFORE, "chat.postMessage"))

        with pytest.raises(aiohttp.ServerDisconnectedError):
            await client(play).chat_postMessage(channel=KARI, text="never")

        assert play.messages(KARI) == []


async def test_a_limited_call_says_when_to_come_back_and_does_nothing() -> None:
    async with playing() as play:
        play.fail(Fault(Kind.RATE_LIMITED, "chat.postMessage", seconds=7))

        with pytest.raises(SlackApiError) as caught:
            await client(play).chat_postMessage(channel=KARI, text="a")

        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"
        assert play.messages(KARI) == []


@pytest.mark.parametrize(
    ("kind", "posted"), [(Kind.STUMBLE_BEFORE, 0), (Kind.STUMBLE_AFTER, 1)]
)
async def test_an_internal_error_says_nothing_about_what_was_done(
    kind: Kind, posted: int
) -> None:
    async with playing() as play:
        play.fail(Fault(kind, "chat.postMessage", status=503))

        with pytest.raises(SlackApiError) as caught:
            await client(play).chat_postMessage(channel=KARI, text="a")

        assert caught.value.response.status_code == 503
        assert len(play.messages(KARI)) == posted


async def test_a_slow_call_is_done_before_it_is_answered() -> None:
    async with playing() as play:
        play.fail(Fault(Kind.SLOW, "chat.postMessage", seconds=1))
        web = client(play)
        web.timeout = 1

        sending = asyncio.create_task(web.chat_postMessage(channel=KARI, text="a"))
        seen = play.workspace.feed.seq
        await play.workspace.feed.wait(seen, 5)

        assert len(play.messages(KARI)) == 1
        assert not sending.done()
        sending.cancel()


async def test_an_error_code_can_be_asked_for() -> None:
    async with playing() as play:
        play.fail(Fault(Kind.ERROR, "chat.*", error="token_revoked"))

        with pytest.raises(SlackApiError) as caught:
            await client(play).chat_postMessage(channel=KARI, text="a")

        assert caught.value.response["error"] == "token_revoked"


def test_a_fault_counts_down_and_is_gone() -> None:
    faults = Faults()
    faults.add(Fault(Kind.ERROR, "chat.update", times=2))

    taken = [faults.take("chat.update") is not None for _ in range(3)]

    assert taken == [True, True, False]


def test_a_fault_of_one_channel_leaves_the_others_alone() -> None:
    faults = Faults()
    faults.add(Fault(Kind.ERROR, channel=KARI))

    assert faults.take("chat.postMessage", JONAS) is None
    assert faults.take("chat.postMessage", KARI) is not None


def test_a_fault_with_a_chance_happens_when_the_dice_say_so() -> None:
    rolls = iter([0.9, 0.1])
    faults = Faults(lambda: next(rolls))
    faults.add(Fault(Kind.ERROR, chance=0.5))

    assert faults.take("chat.postMessage") is None
    assert faults.take("chat.postMessage") is not None


def test_a_fault_of_a_delivery_never_hits_a_call() -> None:
    faults = Faults()
    faults.add(Fault(Kind.DUPLICATE))

    assert faults.take("chat.postMessage") is None
    assert faults.take("deliver:slash_commands") is not None


def test_a_pace_holds_for_each_channel_and_method_by_itself() -> None:
    now_s = 0.0
    faults = Faults(elapsed=lambda: now_s)
    faults.add(Fault(Kind.PACED, "chat.postMessage", times=9))

    def held(channel: str, what: str = "chat.postMessage") -> bool:
        return faults.take(what, channel) is not None

    assert [held(KARI), held(KARI), held(JONAS)] == [False, True, False]
    assert not held(KARI, "chat.update")
    now_s = 0.9
    assert held(KARI)  # what was not taken does not count
    now_s = 1.0
    assert [held(KARI), held(KARI)] == [False, True]


async def test_a_second_message_within_a_second_waits_for_its_turn() -> None:
    async with playing() as play:
        play.fail(Fault(Kind.PACED, "chat.postMessage", seconds=60, times=9))
        await client(play).chat_postMessage(channel=KARI, text="one")
        await client(play).chat_postMessage(channel=JONAS, text="one")

        with pytest.raises(SlackApiError) as caught:
            await client(play).chat_postMessage(channel=KARI, text="two")

        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "60"
        assert [message.text for message in play.messages(KARI)] == ["one"]


async def test_a_limit_of_one_method_leaves_the_others_alone() -> None:
    async with playing() as play:
        sent = await client(play).chat_postMessage(channel=KARI, text="one")
        play.fail(Fault(Kind.RATE_LIMITED, "chat.update", seconds=3, times=9))

        with pytest.raises(SlackApiError):
            await client(play).chat_update(
                channel=sent["channel"], ts=sent["ts"], text="two"
            )
        await client(play).chat_postMessage(channel=KARI, text="three")

        assert [message.text for message in play.messages(KARI)] == ["one", "three"]


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: Fault(Kind.ERROR, times=0),
        lambda: Fault(Kind.ERROR, chance=0.0),
        lambda: Fault(Kind.ERROR, seconds=-1.0),
    ],
    ids=["times", "chance", "seconds"],
)
def test_a_fault_that_makes_no_sense_is_refused(
    nonsense: Callable[[], Fault],
) -> None:
    with pytest.raises(ValueError, match=r"a fault|a chance|no time"):
        nonsense()
