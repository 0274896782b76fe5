from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.fakes.playground import KARI, client, new_playground, playing

TITLE = {"type": "plain_text", "text": "Pause"}


def modal(**parts: Any) -> dict[str, Any]:  # noqa: ANN401  parts of a view
    return {"type": "modal", "title": TITLE, "blocks": [{"type": "divider"}], **parts}


def home(**parts: Any) -> dict[str, Any]:  # noqa: ANN401  parts of a view
    return {"type": "home", "blocks": [{"type": "divider"}], **parts}


async def code_of(call: Any) -> str:  # noqa: ANN401  an SDK coroutine
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_trigger_opens_one_modal_and_no_second() -> None:
    async with playing() as play:
        trigger = play.workspace.new_trigger(KARI)
        web = client(play)

        opened = await web.views_open(trigger_id=trigger, view=modal())
        again = await code_of(web.views_open(trigger_id=trigger, view=modal()))

        assert again == "exchanged_trigger_id"
        shown = play.modal(KARI)
        assert shown is not None
        assert shown.id == opened["view"]["id"]


async def test_a_trigger_dies_after_its_life() -> None:
    play = new_playground()
    play.workspace.trigger_life_s = 0.0
    async with playing(play):
        trigger = play.workspace.new_trigger(KARI)

        code = await code_of(client(play).views_open(trigger_id=trigger, view=modal()))

        assert code == "expired_trigger_id"


async def test_a_trigger_nobody_gave_out_is_invalid() -> None:
    async with playing() as play:
        code = await code_of(client(play).views_open(trigger_id="1.2.3", view=modal()))

        assert code == "invalid_trigger_id"


async def test_at_most_three_modals_lie_on_each_other() -> None:
    async with playing() as play:
        web = client(play)
        trigger = play.workspace.new_trigger(KARI)
        top = (await web.views_open(trigger_id=trigger, view=modal()))["view"]["id"]
        for _ in range(2):
            trigger = play.workspace.new_trigger(KARI, top)
            top = (await web.views_push(trigger_id=trigger, view=modal()))["view"]["id"]
        trigger = play.workspace.new_trigger(KARI, top)

        code = await code_of(web.views_push(trigger_id=trigger, view=modal()))

        assert code == "push_limit_reached"
        stack = play.workspace.stacks[KARI]
        assert [view.previous_id for view in stack] == [None, stack[0].id, stack[1].id]
        assert {view.root_id for view in stack} == {stack[0].id}


async def test_an_old_hash_is_a_conflict() -> None:
    async with playing() as play:
        web = client(play)
        first = await web.views_publish(user_id=KARI, view=home())
        old = first["view"]["hash"]
        await web.views_publish(user_id=KARI, view=home(), hash=old)

        code = await code_of(web.views_publish(user_id=KARI, view=home(), hash=old))

        assert code == "hash_conflict"


async def test_a_modal_is_found_again_by_its_external_id() -> None:
    async with playing() as play:
        web = client(play)
        trigger = play.workspace.new_trigger(KARI)
        await web.views_open(trigger_id=trigger, view=modal(external_id="mine"))

        updated = await web.views_update(
            external_id="mine", view=modal(callback_id="new")
        )
        missing = await code_of(web.views_update(view_id="V404", view=modal()))

        assert updated["view"]["callback_id"] == "new"
        assert missing == "not_found"


async def test_a_modal_that_slack_would_not_draw_is_refused_with_its_reasons() -> None:
    async with playing() as play:
        trigger = play.workspace.new_trigger(KARI)
        view = modal(title={"type": "plain_text", "text": "t" * 25})

        with pytest.raises(SlackApiError) as caught:
            await client(play).views_open(trigger_id=trigger, view=view)

        assert caught.value.response["error"] == "invalid_arguments"
        assert caught.value.response["response_metadata"]["messages"] == [
            "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
        ]


async def test_a_home_is_no_modal() -> None:
    async with playing() as play:
        trigger = play.workspace.new_trigger(KARI)
        web = client(play)

        opened = await code_of(web.views_open(trigger_id=trigger, view=home()))
        published = await code_of(web.views_publish(user_id=KARI, view=modal()))

        assert (opened, published) == ("invalid_arguments", "invalid_arguments")
