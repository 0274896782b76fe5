import json
import os
import re
from functools import partial

import pytest

from bot.bench.contest import Contender, Measured, Standing, contest
from bot.bench.run import table_of
from bot.domain.errors import BotError
from tests.fakes.contenders import broken, hungry, killed, refusing, steady

Shown = tuple[int, str, str]

OURS = Contender("ours", partial(steady, 300, 1.0))
PLAIN = Contender("plain", partial(steady, 400, 1.0))
LOOP = Contender("loop", partial(steady, 600, 4.0))


def hold(*field: Contender, rounds: int = 1) -> tuple[Standing, list[Shown]]:
    shown: list[Shown] = []

    def showing(turn: int, who: str, what: str, done: int, of: int) -> None:
        assert done <= of
        shown.append((turn, who, what))

    return contest("made-up", field[0], field[1:], rounds, showing), shown


def test_everybody_is_measured_in_turns_and_nobody_always_comes_first() -> None:
    _, shown = hold(OURS, PLAIN, LOOP, rounds=2)
    assert [who for _, who, what in shown if what == "starting"] == [
        *("ours", "plain", "loop"),
        *("plain", "loop", "ours"),
    ]
    assert [turn for turn, _, what in shown if what == "counting"] == list(range(6))


def test_each_measurement_has_a_process_of_its_own() -> None:
    standing, _ = hold(OURS, PLAIN)
    pids = {result.aside for result in (standing.ours, *standing.floors)}
    assert len(pids | {f"pid {os.getpid()}"}) == 3


def test_the_last_line_for_programs_has_exactly_these_fields() -> None:
    standing, _ = hold(OURS, PLAIN, LOOP)
    said = json.loads(json.dumps(standing.as_json()))
    assert said.pop("peak_mb") > 1
    assert said == {
        "bench": "made-up",
        "ours_per_s": 300.0,
        "floors": {
            "plain": {"per_s": 400.0, "ratio": 0.75},
            "loop": {"per_s": 150.0, "ratio": 2.0},
        },
        "rounds": 1,
    }


def test_the_peak_is_the_childs_own() -> None:
    standing, _ = hold(Contender("ours", partial(hungry, 150)), PLAIN)
    assert standing.ours.peak_mb > 150
    assert standing.floors[0].peak_mb < standing.ours.peak_mb - 100


@pytest.mark.parametrize(
    ("contender", "why"),
    [
        (Contender("ours", refusing), "^ours failed: there is no SQLAlchemy here$"),
        (Contender("ours", broken), "(?s)^ours failed: .*a planted bug"),
        (Contender("ours", killed), "^ours ended with exit code -9 and without a word"),
    ],
    ids=["refusal", "bug", "killed"],
)
def test_a_contender_that_fails_tells_why(contender: Contender, why: str) -> None:
    with pytest.raises(BotError, match=why):
        hold(contender, PLAIN)


def test_nothing_done_in_no_time_is_no_measurement() -> None:
    for many, seconds in ((0, 1.0), (1, 0.0)):
        with pytest.raises(ValueError, match="no measurement"):
            Measured(many, seconds)


def test_the_table_says_for_people_what_ours_is_of_each_floor() -> None:
    standing, _ = hold(OURS, PLAIN)
    [names, *_, ratios, _] = [list(each.cells) for each in table_of(standing).columns]
    assert names == ["ours", "plain"]
    assert ratios == ["", "0.75 of it"]
    assert re.search("plain: pid [0-9]+", str(table_of(standing).caption))
