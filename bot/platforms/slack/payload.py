"""Reading Slack's JSON without trusting its shape."""

from collections.abc import Mapping

Payload = Mapping[str, object]
"""One JSON object; what is inside one is a dict, as json reads it."""


def inside(payload: Payload, *path: str) -> Payload:
    """Return the object at `path`; an empty one when there is none."""
    for name in path:
        found = payload.get(name)
        if not isinstance(found, dict):
            return {}
        payload = found
    return payload


def text(payload: Payload, *path: str) -> str:
    """Return the string at `path`; empty when there is none."""
    found = inside(payload, *path[:-1]).get(path[-1])
    return found if isinstance(found, str) else ""


def yes(payload: Payload, *path: str) -> bool:
    """Return whether `true` stands at `path`."""
    return inside(payload, *path[:-1]).get(path[-1]) is True


def number(payload: Payload, *path: str) -> int:
    """Return the whole number at `path`; 0 when there is none."""
    found = inside(payload, *path[:-1]).get(path[-1])
    return found if isinstance(found, int) and found is not True else 0


def objects(payload: Payload, *path: str) -> tuple[Payload, ...]:
    """Return the objects in the list at `path`; none when there is no list."""
    found = inside(payload, *path[:-1]).get(path[-1])
    if not isinstance(found, list):
        return ()
    return tuple(item for item in found if isinstance(item, dict))
