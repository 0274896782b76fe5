"""The text of a slash command, with Slack's own notation taken out."""

import re
from collections.abc import Iterator, Mapping
from html import unescape

from bot.domain.ids import PersonId, WorkspaceId, person_in

_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_USER = re.compile(r"@([UW][A-Z0-9]+)")
_CHANNEL = re.compile(r"#([CG][A-Z0-9]+)")
_TYPED_ID = re.compile(r"@(?=(?:slack|teams):)")


def understood(text: str, workspace: WorkspaceId) -> tuple[str, Mapping[PersonId, str]]:
    """Return the text with plain mentions, and the names Slack gave the people.

    `<@U1|kari>` becomes `@slack:T1:U1`, `<#C1|general>` becomes `#C1|general`.
    """
    named: dict[PersonId, str] = {}
    return "".join(_pieces(text, workspace, named)).strip(), named


def _pieces(
    text: str, workspace: WorkspaceId, named: dict[PersonId, str]
) -> Iterator[str]:
    end = 0
    for found in _REFERENCE.finditer(text):
        yield _typed(text[end : found.start()])
        target, label = found[1], _typed(found[2] or "")
        end = found.end()
        if user := _USER.fullmatch(target):
            person = person_in(workspace, user[1])
            named[person] = label
            yield f"@{person}"
        elif channel := _CHANNEL.fullmatch(target):
            yield f"#{channel[1]}|{label}" if label else f"#{channel[1]}"
        else:
            yield label or _typed(target)
    yield _typed(text[end:])


def _typed(piece: str) -> str:
    # Nobody may write an id by hand: it could name a person of another workspace.
    return _TYPED_ID.sub("", unescape(piece))
