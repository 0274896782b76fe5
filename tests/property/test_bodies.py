"""Whatever people write, a request of Slack's is read as it was written."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.bodies import parsed

FORM = "application/x-www-form-urlencoded"

words = st.text() | st.sampled_from(
    ["100%", "a=b&payload=c", "1 + 1", "%22", "=3D", "=\n", "trailing ", "\r\n", "æøå"]
)
objects = st.dictionaries(words, words | st.lists(words) | st.integers())


@given(objects, st.booleans())
def test_an_interaction_is_read_as_it_was_written(
    told: dict[str, object],
    escaped: bool,  # noqa: FBT001  hypothesis gives it
) -> None:
    text = json.dumps(told, ensure_ascii=escaped)
    assert parsed(urlencode({"payload": text}).encode(), FORM) == told


@given(objects)
def test_so_is_one_with_other_fields_beside_it(told: dict[str, object]) -> None:
    form = {"payload": json.dumps(told), "more": "1"}
    assert parsed(urlencode(form).encode(), FORM) == told


@given(st.dictionaries(words, words, min_size=1).filter(lambda it: "payload" not in it))
def test_so_is_a_form_without_any(told: dict[str, str]) -> None:
    assert parsed(urlencode(told).encode(), FORM) == told


@given(st.binary())
def test_nothing_that_is_signed_can_stop_the_door(body: bytes) -> None:
    for kind in (FORM, "application/json"):
        for start in (b"", b"payload="):
            found = parsed(start + body, kind)
            assert found is None or isinstance(found, dict)


@pytest.mark.parametrize(
    "body", ["payload=", "payload=%", "payload=%5B%5D", "payload=x"]
)
def test_what_is_no_object_is_nothing(body: str) -> None:
    assert parsed(body.encode(), FORM) is None
