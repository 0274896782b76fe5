"""No invariant is believed that was never seen broken."""

from datetime import timedelta

import pytest

from tests.simulation.planted import PLANTED, Planted
from tests.simulation.world import Fault, Plan, simulate

MOST_WORLDS = 60
SPAN = timedelta(days=60)
ROUGH = 5.0
NO_FAULT = Fault()
INVARIANTS = {"I1", "I2", "I3", "I4", "I5", "I6", "I7", "I10"}


def world(seed: int, fault: Fault = NO_FAULT) -> Plan:
    """Return a small and rough one."""
    return Plan(seed, workspaces=3, span=SPAN, rough=ROUGH, fault=fault)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_fault_is_found(planted: Planted) -> None:
    seen = ""
    for seed in range(MOST_WORLDS):
        report = simulate(world(seed, planted.fault))
        seen = report.invariant
        if seen:
            break
    assert seen == planted.trips


def test_every_invariant_has_a_fault_that_breaks_it() -> None:
    assert {planted.trips for planted in PLANTED} == INVARIANTS


def test_without_a_fault_the_same_worlds_hold() -> None:
    reports = [simulate(world(seed)) for seed in range(3)]
    assert [report.breach for report in reports] == [""] * 3
