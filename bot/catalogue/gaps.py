"""The gaps a nudge may have: the reader's first name and the team's name."""

import re
from collections.abc import Iterator

GAPS = {"name": 20, "team": 30}
"""The gaps, and how many characters each is counted as."""

_GAP = re.compile(r"\$(?P<name>\w*)(?P<tail>['’:\-]\w+)?")
_OPENING = re.compile(r"(?:^|[.?][”»«]? |[“«»])\$team\b")


def gaps_in(text: str) -> frozenset[str]:
    """Return the names of the gaps in `text`, known or not."""
    return frozenset(found["name"] for found in _GAP.finditer(text))


def counted(text: str) -> int:
    """Return how many characters `text` has when its gaps are filled."""
    return len(_GAP.sub(_filled, text))


def _filled(found: re.Match[str]) -> str:
    return "x" * GAPS.get(found["name"], len(found["name"])) + (found["tail"] or "")


def misused(text: str) -> Iterator[tuple[str, str]]:
    """Yield each gap that cannot be filled as it stands, and what would be right."""
    for found in _GAP.finditer(text):
        if found["name"] not in GAPS:
            yield f"unknown gap {found[0]}", "there are $name and $team"
        elif found["tail"]:
            wrong = f"{found[0]} bends a name"
            yield wrong, f"leave ${found['name']} as it is"
    if _OPENING.search(text):
        yield "$team begins a sentence", "it may be filled in small letters"
