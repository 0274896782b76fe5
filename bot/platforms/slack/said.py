"""The text of a slash command, with Slack's own notation taken out."""

import re
from collections.abc import Iterator, Mapping
from html import unescape

from bot.domain.ids import PersonId, WorkspaceId, person_in

_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_USER = re.compile(r"@([UW][A-Z0-9]+)")
_CHANNEL = re.compile(r"#([CG][A-Z0-9]+)")
_TYPED_ID = re.compile(r"@+(?=\w+:)")
_AT = "\0"  # stands for the @ of a person whom Slack itself named


def understood(text: str, workspace: WorkspaceId) -> tuple[str, Mapping[PersonId, str]]:
    """Return the text with plain mentions, and the names Slack gave the people.

    `<@U1|kari>` becomes `@slack:T1:U1`, `<#C1|general>` becomes `#C1|general`.
    """
    named: dict[PersonId, str] = {}
    read = "".join(_pieces(text.replace(_AT, ""), workspace, named))
    # Nobody may write an id by hand: it could name a person of another workspace.
    return _TYPED_ID.sub("", read).replace(_AT, "@").strip(), named


def _pieces(
    text: str, workspace: WorkspaceId, named: dict[PersonId, str]
) -> Iterator[str]:
    end = 0
    for found in _REFERENCE.finditer(text):
        yield unescape(text[end : found.start()])
        target, label = found[1], unescape(found[2] or "")
        end = found.end()
        if user := _USER.fullmatch(target):
            person = person_in(workspace, user[1])
            named[person] = label
            yield f"{_AT}{person}"
        elif channel := _CHANNEL.fullmatch(target):
            yield f"#{channel[1]}|{label}" if label else f"#{channel[1]}"
        else:
            yield label or unescape(target)
    yield unescape(text[end:])
