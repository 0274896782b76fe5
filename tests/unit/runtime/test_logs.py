import logging
from collections.abc import Iterator

import pytest

from bot.runtime.logs import KeyValues, log_to_stderr


def told(message: str, *values: object, secrets: tuple[str, ...] = ()) -> str:
    record = logging.LogRecord("bot.x", logging.INFO, "x.py", 1, message, values, None)
    record.created = 0.5
    return KeyValues(secrets).format(record)


def test_a_line_says_when_how_bad_and_where_from() -> None:
    assert told("ready port=%d", 80) == (
        "at=1970-01-01T00:00:00.500+00:00 level=info from=bot.x ready port=80"
    )


@pytest.mark.parametrize(
    "token",
    ["xoxb-12-34-abcDEF", "xoxp-1-2", "xoxe.xoxb-1-abc", "xapp-1-A1-2-abc"],
)
def test_no_token_is_told(token: str) -> None:
    line = told("failed with %s!", token)

    assert line.endswith("(hidden)!")
    assert token.rpartition("-")[2] not in line


def test_no_secret_is_told() -> None:
    line = told("used %s", "8f742231b10e8888", secrets=("8f742231b10e8888", ""))

    assert line.endswith("used (hidden)")


def test_one_happening_is_one_line() -> None:
    assert "\n" not in told("a\nat=1970 level=info from=forged\r\nb")


def test_an_error_is_told_in_the_same_line() -> None:
    with pytest.raises(ValueError, match="xoxb") as caught:
        int("xoxb-1-secret")
    trace = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("bot.x", logging.ERROR, "x.py", 1, "failed", (), trace)

    line = KeyValues().format(record)

    assert "ValueError: invalid literal" in line
    assert "xoxb" not in line
    assert "\n" not in line


@pytest.fixture
def restored() -> Iterator[None]:
    """Put logging back as it was."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


@pytest.mark.usefixtures("restored")
def test_libraries_that_tell_what_people_wrote_are_kept_quiet(
    capsys: pytest.CaptureFixture[str],
) -> None:
    # basicConfig(force=True) would close pytest's own handlers.
    logging.getLogger().handlers.clear()
    log_to_stderr("debug")

    logging.getLogger("slack_bolt").info("body")
    logging.getLogger("slack_sdk.web").debug("body")
    logging.getLogger("bot.x").debug("heard")

    lines = capsys.readouterr().err.splitlines()
    assert [line.partition("from=")[2] for line in lines] == ["bot.x heard"]
