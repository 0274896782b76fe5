"""The benches by name, and how large each is unless told otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Size:
    """One number that makes a bench larger or smaller."""

    name: str
    many: int
    says: str


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured, and its sizes."""

    says: str
    sizes: tuple[Size, ...]


BENCHES: Mapping[str, Bench] = MappingProxyType(
    {
        "plan": Bench(
            "planning those who are due, beside plain statements and APScheduler",
            (
                Size("people", 1_000_000, "leaders in the database"),
                Size("due", 300_000, "of them due now"),
                Size("history", 0, "nudges that each of those has had before"),
                Size("jobs", 100_000, "jobs of APScheduler in memory"),
                Size("stored_jobs", 10_000, "jobs of APScheduler in SQLite"),
            ),
        ),
        "deliver": Bench(
            "delivering nudges, beside a bare loop over Slack's own client",
            (
                Size("nudges", 20_000, "nudges that are due"),
                Size("workspaces", 200, "workspaces they belong to"),
            ),
        ),
        "inbound": Bench(
            "taking signed presses, beside a Bolt app that only acknowledges",
            (
                Size("presses", 10_000, "presses, each on another nudge"),
                Size("connections", 64, "of them under way at a time"),
            ),
        ),
    }
)
