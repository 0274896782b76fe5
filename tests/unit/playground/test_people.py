from dataclasses import replace

import pytest
from slack_sdk.errors import SlackApiError

from bot.playground.values import User
from tests.fakes.playground import JONAS, KARI, client, new_playground, playing
from tests.fakes.time import FakeClock


async def test_a_locale_is_told_only_when_asked_for() -> None:
    async with playing() as play:
        answer = await client(play).users_info(user=KARI)

        assert "locale" not in answer["user"]
        assert answer["user"]["tz"] == "Europe/Oslo"


async def test_do_not_disturb_is_told_with_its_hours() -> None:
    async with playing() as play:
        kari = play.workspace.users[KARI]
        play.workspace.join(replace(kari, dnd=(100, 200)))
        web = client(play)

        one = await web.dnd_info(user=KARI)
        both = await web.dnd_teamInfo(users=[KARI, JONAS])

        assert (one["dnd_enabled"], one["next_dnd_end_ts"]) == (True, 200)
        assert both["users"][JONAS]["dnd_enabled"] is False


@pytest.mark.parametrize(
    ("users", "code"),
    [
        ([], "no_users_provided"),
        ([KARI], "no_users_provided"),
        ([KARI] * 51, "too_many_users"),
        ([KARI, "U0NOBODY01"], "user_not_found"),
        ([KARI, "U0SOME0001"], "user_not_visible"),
    ],
    ids=["none", "one", "many", "unknown", "stranger"],
)
async def test_do_not_disturb_is_told_of_two_to_fifty_people_of_the_workspace(
    users: list[str], code: str
) -> None:
    async with playing() as play:
        play.workspace.join(User("U0SOME0001", "some", "Some", is_stranger=True))

        with pytest.raises(SlackApiError) as caught:
            await client(play).dnd_teamInfo(users=users)

        assert caught.value.response["error"] == code


async def test_a_status_is_told_until_it_expires() -> None:
    clock = FakeClock()
    async with playing(new_playground(clock=clock)) as play:
        until = int(clock.now().timestamp()) + 60
        kari = replace(
            play.workspace.users[KARI],
            status_text="Vacationing",
            status_emoji=":palm_tree:",
            status_expiration=until,
        )
        play.workspace.join(kari)
        web = client(play)

        before = (await web.users_info(user=KARI))["user"]["profile"]
        clock.pass_(minutes=1)
        after = (await web.users_info(user=KARI))["user"]["profile"]

        names = ("status_text", "status_emoji", "status_expiration")
        assert [before[name] for name in names] == [
            "Vacationing",
            ":palm_tree:",
            until,
        ]
        assert [after[name] for name in names] == ["", "", 0]
