"""What Slack allows in blocks, messages, views and metadata: every problem, by pointer.

Nothing here stops at the first problem; an empty answer means that all is well.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.playground.elements import (
    CHOOSING,
    ID,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_INPUT,
    IN_SECTION,
    SLACK_FILE,
    URL,
    plain,
    text,
)
from bot.playground.problems import (
    Problem,
    anything,
    by_type,
    flag,
    line,
    listed,
    one_of,
    shape,
    shaped,
)
from bot.playground.values import Json

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_TEXT = 40_000
MOST_MARKDOWN = 12_000
MOST_VIEW_BYTES = 250_000
# Slack publishes no limit for metadata; this one keeps the bot far from any.
MOST_METADATA_BYTES = 8_000

_RICH = by_type(
    {
        "rich_text_section": shape("elements", elements=anything),
        "rich_text_list": shape(
            "elements style",
            elements=anything,
            style=one_of("bullet", "ordered"),
            indent=anything,
            offset=anything,
            border=anything,
        ),
        "rich_text_preformatted": shape(
            "elements", elements=anything, border=anything, language=anything
        ),
        "rich_text_quote": shape("elements", elements=anything, border=anything),
    }
)
_BLOCK_ID = {"block_id": ID}
_CHECKED = {
    "section": shape(
        "",
        **_BLOCK_ID,
        text=text(3000),
        fields=listed(text(2000), 1, 10),
        accessory=IN_SECTION,
        expand=flag,
    ),
    "header": shape("text", **_BLOCK_ID, text=plain(150)),
    "divider": shape("", **_BLOCK_ID),
    "context": shape("elements", **_BLOCK_ID, elements=listed(IN_CONTEXT, 1, 10)),
    "actions": shape("elements", **_BLOCK_ID, elements=listed(IN_ACTIONS, 1, 25)),
    "input": shape(
        "label element",
        **_BLOCK_ID,
        label=plain(2000),
        element=IN_INPUT,
        hint=plain(2000),
        optional=flag,
        dispatch_action=flag,
    ),
    "image": shape(
        "alt_text",
        **_BLOCK_ID,
        image_url=URL,
        slack_file=SLACK_FILE,
        alt_text=line(2000, 1),
        title=plain(2000),
    ),
    "rich_text": shape("elements", **_BLOCK_ID, elements=listed(_RICH, 1, 1000)),
    "markdown": shape("text", **_BLOCK_ID, text=line(MOST_MARKDOWN, 1)),
}
# Known to Slack, not drawn by the bot: only the type and the count are checked.
_TAKEN_AS_GIVEN = frozenset(
    {
        "alert", "card", "carousel", "container", "context_actions", "data_table",
        "data_visualization", "file", "plan", "table", "task_card", "video",
    }
)  # fmt: skip
_MOST_OF_TYPE = {"data_visualization": 2, "table": 1}
_BLOCK = by_type(_CHECKED)
_VIEW = {
    "modal": shape(
        "title blocks",
        title=plain(24),
        submit=plain(24),
        close=plain(24),
        blocks=anything,
        private_metadata=line(3000),
        callback_id=ID,
        external_id=ID,
        clear_on_close=flag,
        notify_on_close=flag,
        submit_disabled=flag,
    ),
    "home": shape(
        "blocks",
        blocks=anything,
        private_metadata=line(3000),
        callback_id=ID,
        external_id=ID,
    ),
}


def check_blocks(
    blocks: object, surface: str = "message", at: str = "/blocks"
) -> list[Problem]:
    """Return what is wrong with the blocks of a `message`, `modal` or `home`."""
    if not isinstance(blocks, list):
        return [Problem(at, "wrong_type", "must be an array")]
    most = MOST_BLOCKS[surface]
    found = list(listed(anything, 0, most)(blocks, at))
    for index, block in enumerate(blocks):
        found += _block_problems(block, f"{at}/{index}")
    given = [block for block in blocks if isinstance(block, dict)]
    found += _repeated([block.get("block_id") for block in given], at, "block_id")
    types = Counter(block.get("type") for block in given)
    for kind, limit in _MOST_OF_TYPE.items():
        if types[kind] > limit:
            found.append(Problem(at, "too_many", f"no more than {limit} {kind}"))
    return found


def check_view(view: object) -> list[Problem]:
    """Return what is wrong with a modal or a Home."""
    if not isinstance(view, dict):
        return [Problem("/view", "wrong_type", "must be an object")]
    kind = view.get("type")
    if kind not in _VIEW:
        return [Problem("/view/type", "unknown_type", "must be modal or home")]
    found = list(shaped(_VIEW[kind])(view, "/view"))
    if "blocks" in view:
        found += check_blocks(view["blocks"], kind, "/view/blocks")
    if kind == "modal" and not view.get("submit") and _has_input(view.get("blocks")):
        found.append(
            Problem(
                "/view/submit",
                "missing",
                "a `submit` is required when an `input` block is within `blocks`",
            )
        )
    return found


def check_metadata(metadata: object) -> list[Problem]:
    """Return what is wrong with a message's metadata."""
    at = "/metadata"
    if not isinstance(metadata, dict):
        return [Problem(at, "wrong_type", "must be an object")]
    if not metadata:
        return []  # empties what was there
    found = []
    kind = metadata.get("event_type")
    if not isinstance(kind, str) or not re.fullmatch(r"[A-Za-z0-9_]{1,50}", kind):
        found.append(Problem(f"{at}/event_type", "wrong_type", "must be a short name"))
    payload = metadata.get("event_payload")
    if not isinstance(payload, dict):
        found.append(Problem(f"{at}/event_payload", "wrong_type", "must be an object"))
    elif not all(_flat(value, 1) for value in payload.values()):
        found.append(Problem(f"{at}/event_payload", "wrong_type", "nests too deep"))
    if len(json.dumps(metadata)) > MOST_METADATA_BYTES:
        found.append(Problem(at, "too_long", f"at most {MOST_METADATA_BYTES} bytes"))
    return found


def _flat(value: object, depth: int) -> bool:
    if isinstance(value, str | int | float):
        return True
    if isinstance(value, list):
        return all(_flat(each, depth) for each in value)
    if isinstance(value, dict) and depth:
        return all(_flat(each, depth - 1) for each in value.values())
    return False


def _block_problems(block: object, at: str) -> Iterator[Problem]:
    if isinstance(block, dict) and block.get("type") in _TAKEN_AS_GIVEN:
        return
    problems = list(_BLOCK(block, at))
    yield from problems
    if problems or not isinstance(block, dict):
        return
    yield from _empty_problems(block, at)
    elements = elements_of(block)
    yield from _repeated([each.get("action_id") for each in elements], at, "action_id")
    for element in elements:
        if element["type"] in CHOOSING and not (
            ("options" in element) ^ ("option_groups" in element)
        ):
            yield Problem(at, "missing", "needs either options or option_groups")


def _empty_problems(block: Json, at: str) -> Iterator[Problem]:
    if block["type"] == "section" and not (block.get("text") or block.get("fields")):
        yield Problem(f"{at}/text", "missing", "needs text or fields")
    images = [block, *elements_of(block)]
    for image in images:
        if image["type"] == "image" and not (
            image.get("image_url") or image.get("slack_file")
        ):
            yield Problem(f"{at}/image_url", "missing", "needs image_url or slack_file")


def elements_of(block: Json) -> list[Json]:
    """Return the elements of a block that may be pressed, chosen or filled in."""
    found: list[Any] = [block.get("accessory"), block.get("element")]
    if block.get("type") in {"actions", "context"}:
        found += block.get("elements", [])
    return [each for each in found if isinstance(each, dict)]


def _has_input(blocks: object) -> bool:
    return isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )


def _repeated(ids: list[object], at: str, name: str) -> list[Problem]:
    counts = Counter(each for each in ids if isinstance(each, str))
    return [
        Problem(at, "duplicate_id", f"`{name}` {each} already exists")
        for each, count in counts.items()
        if count > 1
    ]
