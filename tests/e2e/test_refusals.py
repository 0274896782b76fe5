"""What keeps `dytt` from starting is said in a sentence, and it goes when told to."""

import re
import shutil
import signal
import socket
from pathlib import Path

import pytest

from bot.playground.server import Playground
from tests.fakes.playground import KEYS, new_playground, playing
from tests.fakes.process import Ended, dytt, dytt_run
from tests.fakes.tree import ROOT

TOKENS = {
    "DYTT_SLACK__BOT_TOKEN": KEYS.bot_token,
    "DYTT_SLACK__SIGNING_SECRET": KEYS.signing_secret,
    "DYTT_HTTP__PORT": "0",
}


def api(play: Playground) -> dict[str, str]:
    return {**TOKENS, "DYTT_SLACK__API_URL": f"{play.base_url}/api/"}


def refused(ended: Ended, *said: str) -> None:
    """Hold `ended` against the rule: exit 1 and one sentence, no traceback."""
    assert ended.code == 1, ended
    for words in said:
        assert words in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""
    for secret in (KEYS.bot_token, KEYS.signing_secret):
        assert secret not in ended.err


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout of one's own, to break."""
    code = tmp_path / "code"
    unwanted = shutil.ignore_patterns("__pycache__", "_data")
    for folder in ("bot", "prompts", "config"):
        shutil.copytree(ROOT / folder, code / folder, ignore=unwanted)
    return code


async def test_a_habit_that_is_no_toml_is_named_with_its_line(
    tmp_path: Path, checkout: Path
) -> None:
    habit = checkout / "prompts" / "habits" / "give-feedback.toml"
    lines = habit.read_text(encoding="utf-8").splitlines()
    habit.write_text("\n".join([*lines, "[nudge"]), encoding="utf-8")

    ended = await dytt(tmp_path, "run", env=TOKENS, code=checkout)

    refused(ended, "prompts/habits/give-feedback.toml", f"line {len(lines) + 1}")


async def test_a_sentence_without_its_danish_is_named(
    tmp_path: Path, checkout: Path
) -> None:
    sentences = checkout / "prompts" / "ui" / "nudge.toml"
    whole = sentences.read_text(encoding="utf-8")
    sentences.write_text(re.sub(r'da = "Gjort"\n', "", whole), encoding="utf-8")

    ended = await dytt(tmp_path, "run", env=TOKENS, code=checkout)

    refused(ended, "prompts/ui/nudge.toml", "done", "da")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[http]\nport = = 3000\n", "line 2"),
        ("[http]\nport = 3000\n\n[plan]\nevery_s = 0\n", "line 5, plan.every_s"),
        ('[http]\n"port" = 70000\n', "http.port"),
        ("[http]\nprot = 3000\n", "line 2, http.prot"),
        ("slack = 7\n", "slack"),
    ],
)
async def test_a_config_file_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, written: str, said: str
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(written, encoding="utf-8")

    ended = await dytt(tmp_path, "run", env={"DYTT_CONFIG": str(own)})

    refused(ended, said)


async def test_a_config_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    ended = await dytt(tmp_path, "run", env={"DYTT_CONFIG": "nowhere.toml"})

    refused(ended, "nowhere.toml: there is no such file")


async def test_an_unknown_setting_is_told_what_was_meant(tmp_path: Path) -> None:
    ended = await dytt(tmp_path, "run", env={"DYTT_SLACK__BOT_TOKN": "x"})

    refused(ended, "DYTT_SLACK__BOT_TOKN", "Did you mean DYTT_SLACK__BOT_TOKEN?")


async def test_a_setting_out_of_range_is_named(tmp_path: Path) -> None:
    ended = await dytt(tmp_path, "run", env={"DYTT_HTTP__PORT": "eighty"})

    refused(ended, "DYTT_HTTP__PORT")


async def test_a_missing_token_is_asked_for(tmp_path: Path) -> None:
    refused(await dytt(tmp_path, "run"), "DYTT_SLACK__BOT_TOKEN is empty")


async def test_a_bot_that_nobody_could_reach_does_not_start(tmp_path: Path) -> None:
    ended = await dytt(tmp_path, "run", env={"DYTT_SLACK__BOT_TOKEN": KEYS.bot_token})

    refused(ended, "DYTT_SLACK__SIGNING_SECRET", "DYTT_SLACK__APP_TOKEN")


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    folder = {"DYTT_DATABASE_URL": f"sqlite:///{tmp_path}"}

    refused(await dytt(tmp_path, "run", env={**TOKENS, **folder}), str(tmp_path))


async def test_a_file_of_something_else_is_no_database(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all, " * 100, encoding="utf-8")
    file = {"DYTT_DATABASE_URL": f"sqlite:///{letter}"}

    refused(await dytt(tmp_path, "run", env={**TOKENS, **file}), "letter.txt")
    assert letter.read_text(encoding="utf-8").startswith("Dear all")


async def test_a_token_that_slack_does_not_know_is_refused(tmp_path: Path) -> None:
    async with playing(new_playground()) as play:
        wrong = {"DYTT_SLACK__BOT_TOKEN": "xoxb-of-somebody-else"}
        ended = await dytt(tmp_path, "run", env={**api(play), **wrong})

    refused(ended, "DYTT_SLACK__BOT_TOKEN", "invalid_auth")
    assert "xoxb-of-somebody-else" not in ended.err


async def test_an_app_token_that_slack_does_not_know_is_refused(
    tmp_path: Path,
) -> None:
    async with playing(new_playground()) as play:
        wrong = {"DYTT_SLACK__APP_TOKEN": "xapp-of-somebody-else"}
        ended = await dytt(tmp_path, "run", env={**api(play), **wrong})

    refused(ended, "DYTT_SLACK__APP_TOKEN", "invalid_auth")


async def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    async with playing(new_playground()) as play:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            wanted = {**api(play), "DYTT_HTTP__PORT": port}
            ended = await dytt(tmp_path, "run", env=wanted)

    refused(ended, f"port {port}", "DYTT_HTTP__PORT")


async def test_one_file_has_one_runner_which_goes_when_told_to(
    tmp_path: Path,
) -> None:
    async with playing(new_playground()) as play:
        env = {name: api(play)[name] for name in api(play) if "PORT" not in name}
        async with dytt_run(tmp_path, env) as first:
            refused(await dytt(tmp_path, "run", env=api(play)), "already runs")

            assert await first.stop(signal.SIGTERM) == 0
        async with dytt_run(tmp_path, env) as second:
            assert await second.stop(signal.SIGINT) == 0
        assert "Traceback" not in second.said()


async def test_a_bot_that_waits_for_slack_goes_when_told_to(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/api/"
        waiting = {**TOKENS, "DYTT_SLACK__API_URL": address}
        deaf.setblocking(False)  # noqa: FBT003  the loop waits, not the socket
        ended = await dytt(tmp_path, "run", env=waiting, until_called=deaf)

    assert ended.code == 0
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("wrong", [["rnu"], [], ["run", "--fast"]])
async def test_wrong_usage_is_exit_2(tmp_path: Path, wrong: list[str]) -> None:
    ended = await dytt(tmp_path, *wrong)

    assert ended.code == 2
    assert "usage: dytt" in ended.err


async def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    ended = await dytt(tmp_path, "--help", options=("-X", "importtime"))

    assert ended.code == 0
    assert "run" in ended.out
    loaded = {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}
    packages = {name.partition(".")[0] for name in loaded}
    assert "bot" in packages
    heavy = {
        "aiohttp",
        "apscheduler",
        "babel",
        "pydantic",
        "pydantic_settings",
        "rich",
        "slack_bolt",
        "slack_sdk",
        "sqlite_utils",
        "starlette",
        "uvicorn",
    }
    assert not packages & heavy
