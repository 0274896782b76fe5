"""config/default.toml says every setting, and nothing else is one."""

import tomllib
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from bot.settings import Settings, SettingsBroken, read_settings
from tests.fakes.tree import ROOT

DEFAULT = ROOT / "config" / "default.toml"


def fields(model: type[BaseModel], above: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from fields(inner, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def keys(table: dict[str, object], above: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from keys(value, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def test_every_setting_is_written_down_and_known() -> None:
    written = tomllib.loads(DEFAULT.read_text(encoding="utf-8"))
    assert sorted(keys(written)) == sorted(fields(Settings))


def test_every_setting_says_what_it_is() -> None:
    lines = DEFAULT.read_text(encoding="utf-8").splitlines()
    unsaid = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if line and not line.startswith(("#", "[")) and not before.startswith("#")
    ]
    assert unsaid == []


def test_the_defaults_are_sound() -> None:
    settings = read_settings()
    assert settings.plan.probability == 1
    assert settings.slack.api_url == "https://slack.com/api/"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DYTT_SLACK_BOT_TOKEN", "x", "Did you mean DYTT_SLACK__BOT_TOKEN?"),
        ("DYTT_HTTP__PORT", "70000", "DYTT_HTTP__PORT: "),
        ("DYTT_PLAN__PROBABILITY", "2", "DYTT_PLAN__PROBABILITY: "),
        ("DYTT_DATABASE_URL", "dytt.db", "DYTT_DATABASE_URL: "),
        ("DYTT_SLACK__API_URL", "slack.com", "DYTT_SLACK__API_URL: "),
        ("DYTT_KEEP__RECORD_DAYS", "7", "DYTT_KEEP__RECORD_DAYS: "),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsBroken) as caught:
        read_settings()
    assert said in str(caught.value)


def test_no_refusal_repeats_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYTT_SLACK__BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("DYTT_DATABASE_URL", "mysql://dytt:secret@db/dytt")
    with pytest.raises(SettingsBroken) as caught:
        read_settings()
    assert "mysql" in str(caught.value)
    assert "secret" not in str(caught.value)
