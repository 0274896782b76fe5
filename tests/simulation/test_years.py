"""Years of many workspaces, in minutes: whatever happens, every promise is kept."""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context

import pytest

from bot.domain.deliveries import State
from tests.simulation.weather import Fate
from tests.simulation.world import Plan, Report, simulate

# How much to try, and what to repeat, is the caller's choice.
_GIVEN = os.environ  # noqa: TID251
YEARS = float(_GIVEN.get("DYTT_TEST_YEARS", "200"))
SEED = _GIVEN.get("DYTT_TEST_SEED")
AGAIN = "DYTT_TEST_SEED={} .venv/bin/python -m pytest tests/simulation -k every_promise"
PROCESSES = 2
FIRST_SEED = 20261123
_DEATHS = ("before a commit", "after a commit", "before a call", "during a call")


def test_one_seed_gives_one_trace_bit_for_bit() -> None:
    plan = Plan(seed=7, workspaces=2, span=timedelta(days=200))
    here = simulate(plan)
    # Another process has other hashes, so nothing may hang on the order of a set.
    with ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
        there = elsewhere.submit(simulate, plan).result()
    assert here == there
    assert here.counts["deaths"]
    assert simulate(replace(plan, seed=8)).digest != here.digest


def test_whatever_happens_every_promise_is_kept() -> None:
    happened: Counter[str] = Counter()
    years = 0.0
    for report in _reports():
        assert not report.breach, told(report)
        happened.update(report.counts)
        years += report.years
    print(f"{years:.0f} workspace-years: {dict(sorted(happened.items()))}")  # noqa: T201
    if SEED is None:
        assert years >= YEARS
        assert not missing(happened)


def missing(happened: Counter[str]) -> list[str]:
    """Return what ought to have been tried and was not."""
    wanted = [
        *(f"died {where}" for where in _DEATHS),
        *(f"post: {fate}" for fate in Fate),
        *(f"find: {fate}" for fate in Fate),
        *(f"nudge: {state}" for state in State if state is not State.HELD),
        *(f"journal: skipped ({why})" for why in ("holiday", "closed", "pause", "cap")),
        *(f"journal: {what}" for what in ("done", "later", "not-now", "not-for-me")),
        *(f"journal: {what}" for what in ("undone", "stopped", "started", "removed")),
        *(f"rehearsed: {how}" for how in ("again", "in steps")),
        "commits shared",
    ]
    return [each for each in wanted if not happened[each]]


def told(report: Report) -> str:
    """Return what broke, how it came about, and how to see it again."""
    return f"{report.tail}\n{report.breach}\n{AGAIN.format(report.seed)}"


def _reports() -> Iterator[Report]:
    if SEED is not None:
        yield simulate(Plan(int(SEED)))
        return
    many = -int(-YEARS // Plan(0).years)
    plans = [Plan(FIRST_SEED + number) for number in range(many)]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        yield from pool.map(simulate, plans)


def test_a_breach_says_how_to_see_it_again() -> None:
    report = Report(12, 1, "", {}, "I1: sent twice", "I1", "the last lines")
    assert told(report).splitlines() == [
        "the last lines",
        "I1: sent twice",
        AGAIN.format(12),
    ]
    with pytest.raises(AssertionError, match="DYTT_TEST_SEED=12"):
        assert not report.breach, told(report)
