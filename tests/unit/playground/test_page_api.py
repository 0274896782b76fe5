import asyncio
from typing import Any

import aiohttp

from bot.playground.page import Stage
from bot.playground.server import Playground
from tests.fakes.playground import (
    JONAS,
    KARI,
    SOFIE,
    client,
    new_playground,
    playing,
)
from tests.fakes.time import FakeClock

Json = dict[str, Any]
TEXT = {"type": "plain_text", "text": "Done"}


async def get(play: Playground, path: str) -> Json:
    async with (
        aiohttp.ClientSession() as session,
        session.get(play.base_url + path) as response,
    ):
        assert response.status == 200
        body: Json = await response.json()
        return body


async def do(play: Playground, act: str, body: object) -> tuple[int, Json]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{play.base_url}/play/{act}", json=body) as response,
    ):
        return response.status, await response.json()


async def test_the_page_sees_what_each_person_sees() -> None:
    async with playing() as play:
        sent = await client(play).chat_postMessage(channel=KARI, text="Hello")
        await client(play).chat_postEphemeral(
            channel=sent["channel"], user=KARI, text="psst"
        )

        state = await get(play, "/play/state")

        people = {person["id"]: person for person in state["people"]}
        assert [people[each]["role"] for each in (KARI, JONAS, SOFIE)] == [
            "leader",
            "member",
            "admin",
        ]
        assert people[KARI]["local_time"] == "Mon 23 Nov 08:30"
        assert (people[KARI]["unread"], people[JONAS]["unread"]) == (2, 0)
        dm, channel = state["conversations"][KARI]
        assert (dm["kind"], channel["name"]) == ("dm", "team")
        assert [message["ephemeral"] for message in dm["messages"]] == [False, True]
        assert dm["messages"][0]["from"] == "bot"
        assert dm["messages"][0]["time"] == "Mon 23 Nov 08:30"
        assert state["homes"] == {KARI: None, JONAS: None, SOFIE: None}
        assert state["clock"] == {"movable": False, "busy": None}


async def test_the_page_waits_for_a_change_and_then_hears_of_it() -> None:
    async with playing() as play:
        seq = (await get(play, "/play/state"))["seq"]
        waiting = asyncio.create_task(get(play, f"/play/state?since={seq}"))

        await client(play).chat_postMessage(channel=KARI, text="Hello")

        assert (await waiting)["seq"] > seq


async def test_a_waiting_page_does_not_keep_the_server_from_stopping() -> None:
    async with playing() as play:
        seq = play.workspace.feed.seq
        waiting = asyncio.create_task(get(play, f"/play/state?since={seq}"))
        await get(play, "/play/state")  # a round trip later the first one waits

    assert (await waiting)["seq"] == seq


async def test_the_page_can_publish_and_press_nothing_that_is_not_there() -> None:
    press: Json = {"user": KARI, "ts": "1.0", "action": {"action_id": "a"}}
    async with playing() as play:
        refused = [
            await do(play, "press", press),
            await do(play, "submit", {"user": KARI, "view_id": "V1", "values": {}}),
            await do(play, "command", {"user": "U404", "text": "/nudge"}),
            await do(play, "command", {"user": KARI, "text": " "}),
            await do(play, "command", {"text": "/nudge"}),
            await do(play, "home", []),
            await do(play, "fault", {"kind": "flood"}),
            await do(play, "fault", {"kind": "slow", "times": "often"}),
        ]

        assert [status for status, _ in refused] == [400] * 8
        assert all(body["error"].endswith(".") for _, body in refused)


async def test_a_button_of_somebody_elses_private_message_cannot_be_pressed() -> None:
    async with playing() as play:
        team = next(
            channel.id
            for channel in play.workspace.channels.values()
            if not channel.is_dm
        )
        button = {"type": "button", "action_id": "a", "text": TEXT}
        sent = await client(play).chat_postEphemeral(
            channel=team,
            user=KARI,
            text="psst",
            blocks=[{"type": "actions", "elements": [button]}],
        )
        press = {
            "channel": team,
            "ts": sent["message_ts"],
            "action": {"action_id": "a"},
        }

        jonas, _ = await do(play, "press", press | {"user": JONAS})
        kari, answer = await do(play, "press", press | {"user": KARI})

        assert (jonas, kari) == (400, 200)
        assert answer == {"trouble": "dispatch_failed"}  # there is no bot here


async def test_the_clock_moves_one_step_at_a_time() -> None:
    clock, moving, steps = FakeClock(), asyncio.Event(), list[str]()

    async def advance(step: str) -> None:
        steps.append(step)
        await moving.wait()
        clock.pass_(days=1)

    stage = Stage(("Say hello",), advance)
    async with playing(new_playground(clock=clock, stage=stage)) as play:
        first = asyncio.create_task(do(play, "clock", {"step": "day"}))
        while not (state := await get(play, "/play/state"))["clock"]["busy"]:
            pass
        async with asyncio.timeout(5):
            second = await do(play, "clock", {"step": "week"})
        odd = await do(play, "clock", {"step": "year"})
        moving.set()
        done = await first
        after = await get(play, "/play/state")

    assert state["things"] == [{"say": "Say hello"}]
    assert state["clock"] == {"movable": True, "busy": "day"}
    assert (second[0], odd[0], done, steps) == (409, 400, (200, {}), ["day"])
    assert after["people"][0]["local_time"] == "Tue 24 Nov 08:30"


async def test_a_clock_of_real_time_cannot_be_moved() -> None:
    async with playing() as play:
        status, body = await do(play, "clock", {"step": "day"})

        assert status == 409
        assert "cannot be moved" in body["error"]


async def test_faults_can_be_set_and_cleared_from_the_page() -> None:
    async with playing() as play:
        _, added = await do(
            play, "fault", {"kind": "drop-after", "what": "chat.postMessage"}
        )
        _, cleared = await do(play, "fault", {"clear": True})

        assert [each["kind"] for each in added["faults"]] == ["drop-after"]
        assert cleared == {"faults": []}


async def test_only_json_does_anything_so_that_no_form_elsewhere_can() -> None:
    async with playing() as play, aiohttp.ClientSession() as session:
        url = f"{play.base_url}/play/command"
        async with session.post(url, data='{"user":"x"}') as response:
            assert response.status == 400


async def test_traffic_is_told_from_where_the_page_left_off() -> None:
    async with playing() as play:
        await client(play).auth_test()
        await client(play).api_test()

        traffic = await get(play, "/play/traffic?since=1")

        (entry,) = traffic["entries"]
        assert (entry["n"], entry["way"], entry["what"]) == (2, "bot→slack", "api.test")


async def test_a_status_set_from_outside_is_told_to_the_bot() -> None:
    async with playing() as play:
        said = {"user": KARI, "text": "Ferie", "emoji": ":palm_tree:", "until": 7}
        status, _ = await do(play, "status", said)

        kari = play.workspace.users[KARI]
        assert (status, kari.status_text, kari.status_expiration) == (200, "Ferie", 7)
        assert play.traffic.since(0)[0]["what"] == "user_change"

        await do(play, "status", {"user": KARI})
        assert play.workspace.users[KARI].status_emoji == ""


async def test_do_not_disturb_is_set_from_outside_and_told_to_nobody() -> None:
    async with playing() as play:
        await do(play, "dnd", {"user": KARI, "from": 10, "until": 20})
        assert play.workspace.users[KARI].dnd == (10, 20)
        await do(play, "dnd", {"user": KARI})
        assert play.workspace.users[KARI].dnd is None
        status, said = await do(play, "dnd", {"user": KARI, "until": "noon"})

        assert (status, play.traffic.since(0)) == (400, [])
        assert "epoch seconds" in said["error"]
