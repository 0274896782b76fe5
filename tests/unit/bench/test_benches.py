"""Every bench can be held; how fast is not for a test to say."""

import json
from collections.abc import Sequence

import pytest

from bot.bench import run
from bot.bench.sizes import BENCHES
from bot.cli import DONE, REFUSED, main

SMALL = {
    "plan": ("--people", "40", "--due", "20", "--jobs", "9", "--stored-jobs", "5"),
    "deliver": ("--nudges", "30", "--workspaces", "3"),
    "inbound": ("--presses", "30", "--connections", "4"),
}
FLOORS = {
    "plan": {"plain", "apscheduler", "apscheduler_sqlite"},
    "deliver": {"loop"},
    "inbound": {"bolt"},
}


@pytest.mark.parametrize("bench", SMALL)
def test_a_small_one_is_held_and_told_in_one_line(
    bench: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", bench, *SMALL[bench], "--rounds", "1", "--json"]) == DONE
    out, err = capfd.readouterr()
    told = json.loads(out)
    assert out == json.dumps(told) + "\n"
    assert set(told) == {"bench", "ours_per_s", "floors", "peak_mb", "rounds"}
    assert (told["bench"], told["rounds"]) == (bench, 1)
    assert set(told["floors"]) == FLOORS[bench]
    for floor in told["floors"].values():
        assert set(floor) == {"per_s", "ratio"}
        ratio = told["ours_per_s"] / floor["per_s"]
        assert floor["ratio"] == pytest.approx(ratio, rel=0.01, abs=0.001)
    assert f"dytt bench {bench}" in err, "people read the table beside it"


def test_without_sqlalchemy_the_bench_says_at_the_start_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "find_spec", lambda _: None)
    assert main(["bench", "plan", "--people", "10", "--due", "1"]) == REFUSED
    assert "pip install 'dytt[bench]'" in capsys.readouterr().err


def test_no_more_can_be_due_than_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "plan", "--people", "10", "--due", "11"]) == REFUSED
    assert "11 of 10 people cannot be due" in capsys.readouterr().err


@pytest.mark.parametrize(
    "given",
    [
        ("fly",),
        ("deliver", "--nudges", "0"),
        ("deliver", "--nudges", "-1"),
        ("inbound", "--presses", "many"),
        ("inbound", "--rounds", "1.5"),
    ],
)
def test_what_cannot_be_measured_is_wrong_usage(
    given: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["bench", *given])
    assert given[-1] in capsys.readouterr().err


def test_every_bench_that_can_be_named_can_be_held() -> None:
    assert set(BENCHES) == set(run.CONTENDERS)
