from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import PersonId
from bot.domain.messages import (
    Button,
    Buttons,
    ChooseOne,
    ChooseSome,
    DayPicker,
    EnterDay,
    EnterTime,
    Fact,
    Facts,
    Form,
    Heading,
    Message,
    Note,
    Option,
    Rule,
    Text,
)
from bot.domain.words import Mention, plain
from bot.platforms.slack.inbound import event_of
from bot.platforms.slack.modal import errors_of, modal_of
from bot.platforms.slack.render import drawn, drawn_home
from bot.platforms.slack.words import TEXT_MOST, Json, escaped, split
from bot.playground.limits import check_blocks, check_view, elements_of

KARI = Mention(PersonId("slack:T1:U7"), "Kari")

WORDS = st.lists(
    st.text(max_size=400) | st.just("x" * 3500) | st.just(KARI), min_size=1, max_size=3
).map(tuple)
LABELS = st.text(min_size=1, max_size=120)
PARTS = st.one_of(
    WORDS.map(Heading),
    WORDS.map(Text),
    WORDS.map(Note),
    st.lists(st.builds(Fact, LABELS, WORDS), max_size=12).map(
        lambda facts: Facts(tuple(facts))
    ),
    st.just(Rule()),
    st.lists(
        st.builds(Button, LABELS, st.sampled_from(["a", "b"]), LABELS, LABELS)
        | st.builds(DayPicker, LABELS, st.just("a"), LABELS, st.dates()),
        max_size=30,
    ).map(lambda items: Buttons(tuple(items))),
)
MESSAGES = st.lists(PARTS, min_size=1, max_size=60).map(
    lambda parts: Message(tuple(parts))
)


def strings(value: object) -> Iterator[str]:
    """Yield every text that a person would read."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


@given(message=MESSAGES)
def test_slack_takes_every_message_whatever_its_lengths(message: Message) -> None:
    shown = drawn(message)

    assert check_blocks(shown["blocks"]) == []
    assert check_view(drawn_home(message)) == []
    assert len(str(shown["text"])) <= TEXT_MOST


@given(words=WORDS, most=st.integers(1, 50))
def test_splitting_loses_no_character(words: tuple[str, ...], most: int) -> None:
    parts = list(split(words, most))

    assert "".join(plain(part) for part in parts) == plain(words)
    assert all(
        len(plain(part)) <= most or any(isinstance(one, Mention) for one in part)
        for part in parts
    )


@pytest.mark.parametrize("most", [1, 2, 10])
def test_a_mention_is_never_split(most: int) -> None:
    pieces = [piece for part in split(("ab", KARI, "cd"), most) for piece in part]

    assert KARI in [piece for piece in pieces if isinstance(piece, Mention)]


def test_the_text_says_all_and_is_escaped() -> None:
    message = Message(
        (
            Heading(("A & B",)),
            Text(("<!channel> ", KARI)),
            Facts((Fact("Days", ("Mon",)),)),
            Buttons((Button("Done", "respond"),)),
        )
    )

    assert drawn(message)["text"] == (
        "A &amp; B\n&lt;!channel&gt; <@U7>\nDays: Mon\n[Done]"
    )


def test_too_long_a_text_ends_between_two_escapes() -> None:
    shown = escaped(("&" * TEXT_MOST,))

    assert len(shown) <= TEXT_MOST
    assert shown.endswith("&amp;…")
    assert "&am…" not in shown


def test_somebody_of_another_platform_is_named_and_not_mentioned() -> None:
    ola = Mention(PersonId("teams:T1:x"), "Ola <O>")

    assert escaped((ola,)) == "Ola &lt;O&gt;"
    (block,) = blocks_of(Message((Text((ola,)),)))
    assert block["elements"][0]["elements"] == [{"type": "text", "text": "Ola <O>"}]


def blocks_of(message: Message) -> list[Any]:
    blocks = drawn(message)["blocks"]
    assert isinstance(blocks, list)
    return blocks


ODD = "*b* _i_ ~s~ `c` <b> & > <!here> <@U1> :tada:"


@pytest.mark.parametrize("part", [Heading, Text, Note])
def test_no_character_has_a_meaning_in_what_is_said(part: type[Text]) -> None:
    (block,) = blocks_of(Message((part((ODD,)),)))

    assert list(strings(block)) == [ODD]
    assert "mrkdwn" not in str(block)


def test_all_buttons_look_alike() -> None:
    (row,) = blocks_of(
        Message((Buttons((Button("a", "x"), Button("b", "y", "v", "says"))),))
    )

    assert all("style" not in element for element in row["elements"])


def test_a_press_comes_back_with_the_action_and_value_it_was_drawn_with() -> None:
    items = (
        Button("Done", "respond", "done:d1"),
        Button("Later", "respond", "later:d1"),
        DayPicker("A date", "later", "day:d:1#2", date(2026, 12, 24)),
    )
    (row,) = blocks_of(Message((Buttons(items),)))

    pressed = [event_of(press(element)) for element in elements_of(row)]

    assert [(one.action, one.value) for one in pressed] == [  # type: ignore[union-attr]
        (item.action, item.value) for item in items
    ]


def press(element: Json) -> Json:
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U7"},
        "trigger_id": "1",
        "actions": [{"action_ts": "1", **element}],
    }


def test_more_buttons_than_fit_a_row_go_on_in_the_next() -> None:
    buttons = tuple(Button(str(number), "a") for number in range(60))

    rows = blocks_of(Message((Buttons(buttons),)))

    assert [len(row["elements"]) for row in rows] == [25, 25, 10]


def test_more_blocks_than_slack_takes_lose_their_lines_first() -> None:
    parts = tuple(one for _ in range(30) for one in (Text(("a",)), Rule()))

    kinds = [block["type"] for block in blocks_of(Message(parts))]

    assert kinds == ["rich_text"] * 30


def test_a_form_with_long_words_is_cut_to_what_slack_takes() -> None:
    options = tuple(Option("o" * 80, str(number)) for number in range(120))
    form = Form(
        "f",
        "t" * 30,
        "s" * 30,
        "c" * 30,
        (
            ChooseOne("a", "l" * 3000, options, initial="3", hint="h" * 3000),
            ChooseSome("b", "l", options, initial=frozenset({"1", "2"})),
            ChooseSome("c", "l", options[:10]),
            EnterTime("d", "l", time(23, 59)),
            EnterDay("e", "l", date(2026, 1, 1)),
        ),
    )

    assert check_view(modal_of(form)) == []


def test_an_error_stands_at_its_input_in_plain_words() -> None:
    assert errors_of({"at": ("<9 & ", KARI)}) == {
        "response_action": "errors",
        "errors": {"at": "<9 & Kari"},
    }
