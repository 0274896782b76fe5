"""A sentence in Slack's notations: plain, rich, and the escaped text beside blocks."""

from collections.abc import Iterator

from bot.domain.ids import PersonId, local_name
from bot.domain.words import Mention, Words, plain

Json = dict[str, object]

TEXT_MOST = 40_000
"""Characters of a message's text; Slack cuts what is beyond, even inside an escape."""

RICH_MOST = 3_000
"""Characters of one rich text; as many as Slack takes in a section."""

_CUT = "…"


def plain_text(words: Words | str, most: int) -> Json:
    """Return a text object that is shown as it is, with at most `most` characters."""
    shown = words if isinstance(words, str) else plain(words)
    return {"type": "plain_text", "text": cut(shown, most), "emoji": False}


def cut(shown: str, most: int) -> str:
    """Return `shown` with at most `most` characters; the last tells that more came."""
    return shown if len(shown) <= most else shown[: most - 1] + _CUT


def rich(words: Words, *, bold: bool = False) -> list[Json]:
    """Return the elements of a rich text section: no character has a meaning there."""
    return [_element(piece, bold=bold) for piece in words if piece]


def split(words: Words, most: int) -> Iterator[Words]:
    """Return the sentence in parts of at most `most` characters, mentions whole."""
    if sum(map(len, words)) <= most:
        if any(words):
            yield words
        return
    part: list[str] = []
    length = 0
    for piece in words:
        for one in _bites(piece, most):
            if length + len(one) > most:
                yield tuple(part)
                part, length = [], 0
            part.append(one)
            length += len(one)
    if length:
        yield tuple(part)


def _bites(piece: str, most: int) -> Iterator[str]:
    if isinstance(piece, Mention):
        yield piece
    else:
        yield from (piece[at : at + most] for at in range(0, len(piece), most))


def escaped(words: Words) -> str:
    """Return the sentence as message text; what is too long is left out whole."""
    all_ = "".join(map(_escape, words))
    return all_ if len(all_) <= TEXT_MOST - len(_CUT) else _escaped_start(words)


def _escaped_start(words: Words) -> str:
    shown: list[str] = []
    left = TEXT_MOST
    for piece in words:
        for one in _escapes(piece):
            left -= len(one)
            if left < len(_CUT):
                return "".join((*shown, _CUT))
            shown.append(one)
    return "".join(shown)


def _escapes(piece: str) -> Iterator[str]:
    """Yield what may be cut between: characters, and mentions whole."""
    if isinstance(piece, Mention) and user_of(piece.person):
        yield _escape(piece)
    else:
        yield from map(_escape, piece)


def _escape(piece: str) -> str:
    if isinstance(piece, Mention) and (user := user_of(piece.person)):
        return f"<@{user}>"
    return piece.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def user_of(person: PersonId) -> str:
    """Return what Slack calls the person; empty for somebody of another platform."""
    return local_name(person) if person.startswith("slack:") else ""


def _element(piece: str, *, bold: bool) -> Json:
    if isinstance(piece, Mention) and (user := user_of(piece.person)):
        return {"type": "user", "user_id": user}
    style: Json = {"style": {"bold": True}} if bold else {}
    return {"type": "text", "text": str(piece), **style}
