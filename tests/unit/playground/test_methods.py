from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.faults import Fault, Kind
from bot.playground.seed import BOT
from bot.playground.values import Channel, User
from tests.fakes.playground import KARI, KEYS, client, new_playground, playing


async def refusal(call: Any) -> dict[str, Any]:  # noqa: ANN401  an SDK coroutine
    with pytest.raises(SlackApiError) as caught:
        await call
    data: dict[str, Any] = caught.value.response.data
    return data


async def test_a_message_to_a_person_opens_their_direct_messages() -> None:
    async with playing() as play:
        sent = await client(play).chat_postMessage(channel=KARI, text="Hello")

        assert sent["channel"].startswith("D")
        assert [message.text for message in play.messages(KARI)] == ["Hello"]


async def test_timestamps_grow_even_when_the_clock_stands_still() -> None:
    async with playing() as play:
        web = client(play)

        stamps = [
            (await web.chat_postMessage(channel=KARI, text="Hello"))["ts"]
            for _ in range(3)
        ]

        assert stamps == sorted(set(stamps))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"channel": "C404", "text": "a"}, "channel_not_found"),
        ({"channel": "U0DYTT0001", "text": "a"}, "cannot_dm_bot"),
        ({"channel": "U0GONE0001", "text": "a"}, "user_disabled"),
        ({"channel": KARI, "text": ""}, "no_text"),
        ({"channel": KARI, "text": "a" * 40_001}, "msg_too_long"),
        ({"channel": KARI, "text": "a", "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": KARI, "text": "a", "blocks": [{"type": "no"}]}, "invalid_blocks"),
        (
            {"channel": KARI, "text": "a", "metadata": {"event_type": "a b"}},
            "invalid_metadata_format",
        ),
    ],
)
async def test_a_message_that_cannot_be_posted_is_refused_in_slacks_words(
    arguments: dict[str, Any], code: str
) -> None:
    async with playing() as play:
        play.workspace.join(User("U0GONE0001", "gone", "Gone", deleted=True))

        refused = await refusal(
            client(play).api_call("chat.postMessage", json=arguments)
        )

        assert refused["error"] == code


async def test_invalid_blocks_are_named_by_pointer() -> None:
    async with playing() as play:
        refused = await refusal(
            client(play).chat_postMessage(
                channel=KARI, text="a", blocks=[{"type": "header"}]
            )
        )

        assert refused["response_metadata"]["messages"] == [
            "[ERROR] missing required field: text [json-pointer:/blocks/0/text]"
        ]


async def test_blocks_can_be_checked_without_a_token() -> None:
    async with playing() as play:
        web = AsyncWebClient(base_url=f"{play.base_url}/api/", retry_handlers=[])

        refused = await refusal(web.blocks_validate(blocks=[{"type": "nope"}]))

        assert refused["error"] == "invalid_blocks"
        assert refused["errors"][0]["pointer"] == "/blocks/0/type"
        assert (await web.blocks_validate(blocks=[{"type": "divider"}]))["ok"]


async def test_an_update_keeps_the_metadata_and_marks_the_message_as_edited() -> None:
    metadata = {"event_type": "dytt", "event_payload": {"id": "1"}}
    async with playing() as play:
        web = client(play)
        sent = await web.chat_postMessage(channel=KARI, text="a", metadata=metadata)

        await web.chat_update(channel=sent["channel"], ts=sent["ts"], text="b")

        (message,) = play.messages(KARI)
        assert (message.text, message.metadata) == ("b", metadata)
        assert message.edited_ts


async def test_only_the_bots_own_messages_can_be_changed() -> None:
    async with playing() as play:
        web = client(play)
        theirs = play.workspace.add_message(
            play.workspace.open_dm(KARI).id, KARI, "mine"
        )

        changed = await refusal(
            web.chat_update(channel=theirs.channel, ts=theirs.ts, text="b")
        )
        deleted = await refusal(web.chat_delete(channel=theirs.channel, ts=theirs.ts))
        missing = await refusal(
            web.chat_update(channel=theirs.channel, ts="1.000000", text="b")
        )

        assert changed["error"] == "cant_update_message"
        assert deleted["error"] == "cant_delete_message"
        assert missing["error"] == "message_not_found"


async def test_history_shows_a_payload_only_when_all_metadata_is_asked_for() -> None:
    metadata = {"event_type": "dytt", "event_payload": {"id": "1"}}
    async with playing() as play:
        web = client(play)
        sent = await web.chat_postMessage(channel=KARI, text="a", metadata=metadata)
        await web.chat_postEphemeral(channel=sent["channel"], user=KARI, text="psst")

        plain = await web.conversations_history(channel=sent["channel"])
        full = await web.conversations_history(
            channel=sent["channel"], include_all_metadata=True
        )

        assert plain["messages"][0]["metadata"] == {"event_type": "dytt"}
        assert [message["metadata"] for message in full["messages"]] == [metadata]


async def test_history_comes_newest_first_and_page_by_page() -> None:
    async with playing() as play:
        web = client(play)
        channel = play.workspace.open_dm(KARI).id
        for number in range(5):
            await web.chat_postMessage(channel=channel, text=str(number))

        first = await web.conversations_history(channel=channel, limit=2)
        cursor = first["response_metadata"]["next_cursor"]
        second = await web.conversations_history(
            channel=channel, limit=2, cursor=cursor
        )
        since = await web.conversations_history(
            channel=channel, oldest=second["messages"][0]["ts"]
        )

        assert [message["text"] for message in first["messages"]] == ["4", "3"]
        assert [message["text"] for message in second["messages"]] == ["2", "1"]
        assert [message["text"] for message in since["messages"]] == ["4", "3"]


async def test_a_lagging_history_does_not_show_what_was_just_posted() -> None:
    async with playing() as play:
        web = client(play)
        sent = await web.chat_postMessage(channel=KARI, text="a")
        play.fail(Fault(Kind.LAG, "conversations.history", seconds=60))

        lagging = await web.conversations_history(channel=sent["channel"])
        caught_up = await web.conversations_history(channel=sent["channel"])

        assert lagging["messages"] == []
        assert len(caught_up["messages"]) == 1


@pytest.mark.parametrize(
    ("token", "method", "code"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        (KEYS.app_token, "auth.test", "not_allowed_token_type"),
        (KEYS.bot_token, "apps.connections.open", "not_allowed_token_type"),
        (KEYS.bot_token, "chat.scheduleMessage", "unknown_method"),
    ],
)
async def test_a_call_without_the_right_token_is_refused(
    token: str, method: str, code: str
) -> None:
    async with playing() as play:
        refused = await refusal(client(play, token).api_call(method))

        assert refused["error"] == code


async def test_a_missing_scope_is_named() -> None:
    async with playing() as play:
        play.workspace.scopes.discard("im:write")

        refused = await refusal(client(play).conversations_open(users=KARI))

        assert (refused["error"], refused["needed"]) == ("missing_scope", "im:write")
        assert "chat:write" in refused["provided"]


async def test_a_revoked_token_says_so() -> None:
    async with playing() as play:
        play.workspace.token_error = "token_revoked"

        assert (await refusal(client(play).auth_test()))["error"] == "token_revoked"


async def test_get_form_json_and_an_empty_json_body_are_all_understood() -> None:
    bearer = {"Authorization": f"Bearer {KEYS.bot_token}"}
    async with playing() as play, aiohttp.ClientSession(headers=bearer) as session:
        url = f"{play.base_url}/api/users.info"
        asked = {"user": KARI, "include_locale": "true"}
        as_json = {"Content-Type": "application/json"}

        answers = [
            await (await session.get(url, params=asked)).json(),
            await (await session.post(url, data=asked)).json(),
            await (await session.post(url, json=asked)).json(),
            await (
                await session.post(url, params=asked, data=b"", headers=as_json)
            ).json(),
        ]
        broken = await (await session.post(url, data=b"{", headers=as_json)).json()

        assert [answer["user"]["locale"] for answer in answers] == ["en-GB"] * 4
        assert broken["error"] == "invalid_json"


async def test_opening_direct_messages_twice_gives_the_same_channel() -> None:
    async with playing() as play:
        web = client(play)

        first = await web.conversations_open(users=KARI)
        second = await web.conversations_open(users=KARI)

        assert first["channel"]["id"] == second["channel"]["id"]
        assert second["already_open"]


async def test_a_file_is_uploaded_in_three_steps_and_can_then_be_shown() -> None:
    image = {"type": "image", "alt_text": "a chart", "slack_file": {"id": "F404"}}
    async with playing() as play:
        web = client(play)
        unknown = await refusal(
            web.chat_postMessage(channel=KARI, text="a", blocks=[image])
        )

        uploaded = await web.files_upload_v2(content=b"PNG", filename="chart.png")

        image["slack_file"] = {"id": uploaded["files"][0]["id"]}
        sent = await web.chat_postMessage(channel=KARI, text="a", blocks=[image])
        assert unknown["error"] == "invalid_blocks"
        assert sent["ok"]


async def test_the_bot_can_look_around_in_its_workspace() -> None:
    async with playing() as play:
        web = client(play)
        (team,) = (await web.conversations_list())["channels"]
        dms = (await web.conversations_list(types="im"))["channels"]
        members = await web.conversations_members(channel=team["id"])
        people = await web.users_list()
        seen = await web.conversations_info(channel=team["id"])

        assert (team["name"], len(dms)) == ("team", 3)
        assert KARI in members["members"]
        assert {"kari", "jonas", "sofie", "slackbot", "dytt"} == {
            user["name"] for user in people["members"]
        }
        assert seen["channel"]["is_member"]
        assert (await web.team_info())["team"]["domain"] == "fjord"
        assert (await web.usergroups_list())["usergroups"] == []


async def test_an_installation_gives_the_bot_its_token() -> None:
    async with playing() as play:
        web = client(play)

        given = await web.api_call("oauth.v2.access", params={"code": "c"})

        assert given["access_token"] == KEYS.bot_token


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"deleted": True}, "user_disabled"),
        ({"is_stranger": True}, "user_not_visible"),
        ({"is_bot": True}, "cannot_dm_bot"),
    ],
    ids=["deleted", "stranger", "bot"],
)
async def test_direct_messages_open_only_with_people_of_the_workspace(
    changes: dict[str, bool], code: str
) -> None:
    async with playing() as play:
        someone = User("U0SOME0001", "someone", "Someone")
        play.workspace.join(replace(someone, **changes))  # type: ignore[arg-type]  # flags

        refused = await refusal(client(play).conversations_open(users=someone.id))

        assert refused["error"] == code


async def test_a_channel_without_the_bot_or_archived_takes_no_message() -> None:
    async with playing() as play:
        channels = play.workspace.channels
        channels["C0OTHER01"] = Channel("C0OTHER01", "other", frozenset({KARI}))
        channels["C0OLD0001"] = Channel(
            "C0OLD0001", "old", frozenset({KARI, BOT.user_id}), is_archived=True
        )
        web = client(play)

        outside = await refusal(web.chat_postMessage(channel="C0OTHER01", text="a"))
        archived = await refusal(web.chat_postMessage(channel="C0OLD0001", text="a"))
        (team,) = (await web.conversations_list())["channels"][:1]
        absent = await refusal(
            web.chat_postEphemeral(channel=team["id"], user="U404", text="a")
        )

        assert outside["error"] == "not_in_channel"
        assert archived["error"] == "is_archived"
        assert absent["error"] == "user_not_in_channel"


async def test_tokens_never_reach_the_raw_log() -> None:
    async with playing() as play:
        await client(play).chat_postMessage(
            channel=KARI, text=f"look: {KEYS.bot_token}"
        )

        (entry,) = play.traffic.since(0)
        assert KEYS.bot_token not in str(entry)
        assert (entry["what"], entry["status"]) == ("chat.postMessage", 200)


async def test_a_page_of_another_name_or_origin_is_kept_out() -> None:
    async with playing() as play, aiohttp.ClientSession() as session:
        statuses = []
        for header in (
            {"Host": "evil.example"},
            {"Origin": "https://evil.example"},
            {"Origin": play.base_url},
        ):
            url = f"{play.base_url}/play/state"
            async with session.get(url, headers=header) as response:
                await response.read()
                statuses.append(response.status)

        assert statuses == [403, 403, 200]


async def test_ids_of_a_later_playground_can_differ_from_an_earlier_ones() -> None:
    first, second = new_playground(), new_playground()

    assert first.workspace.new_id("V") == second.workspace.new_id("V")
