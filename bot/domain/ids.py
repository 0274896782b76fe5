"""Names of things: one type each, so that a bare string never passes for an id."""

from hashlib import blake2b
from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)
"""`slack:T1`: the platform and the workspace's own id there."""

PersonId = NewType("PersonId", str)
"""`slack:T1:U7`: a person in a workspace."""

HabitId = NewType("HabitId", str)
"""`give-feedback`: the name of a file in prompts/habits."""

NudgeId = NewType("NudgeId", str)
"""`give-feedback/same-day-one-thing`: habit and nudge; never reused."""

QuestionId = NewType("QuestionId", str)
"""`give-feedback/q1`: habit and question; new meaning, new id."""

DeliveryId = NewType("DeliveryId", str)
"""Derived from what the delivery is, so planning twice gives the same id."""

InputId = NewType("InputId", str)
"""What the platform calls one event, press or command; equal for a repeat."""

_DIGEST_BYTES = 16


def derived(*parts: str) -> DeliveryId:
    """Return the id of the delivery that `parts` describe: 32 hex digits."""
    named = "\x1f".join(parts).encode()
    return DeliveryId(blake2b(named, digest_size=_DIGEST_BYTES).hexdigest())


def workspace_of(person: PersonId) -> WorkspaceId:
    """Return the workspace that a person's id names."""
    return WorkspaceId(person.rpartition(":")[0])


def local_name(person: PersonId) -> str:
    """Return what the platform itself calls the person: `U7`."""
    return person.rpartition(":")[2]


def person_in(workspace: WorkspaceId, name: str) -> PersonId:
    """Return the id of the person whom the platform calls `name`."""
    return PersonId(f"{workspace}:{name}")
