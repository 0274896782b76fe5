"""Settings: config/default.toml < DYTT_CONFIG < environment < arguments.

The only place that reads the environment. Values go on from here, never this object.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.domain.errors import BotError

PREFIX = "DYTT_"
CONFIG = "DYTT_CONFIG"
_FOR_TESTS = "DYTT_TEST_"

Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(ge=0.1, le=60)]


def _like(pattern: str, right: str) -> AfterValidator:
    """Take what matches `pattern`; else say what would be `right`."""

    def check(given: str) -> str:
        if not re.fullmatch(pattern, given):
            scheme, address, _ = given.partition("//")
            shown = f"{scheme}//…" if address else given  # there may be a password
            raise ValueError(f"“{shown}” cannot stand here; {right}")
        return given

    return AfterValidator(check)


class SettingsBroken(BotError):
    """The settings cannot be used; each line says where, what, and what is right."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Slack(_Section):
    """How Slack is reached."""

    bot_token: SecretStr
    signing_secret: SecretStr
    app_token: SecretStr
    api_url: Annotated[
        str, _like(r"https?://[^\s?#]+", "write it as https://slack.com/api/")
    ]
    installer: Annotated[
        str, _like(r"([UW][A-Z0-9]+)?", "write a user id such as U0123ABCD, or nothing")
    ]
    timeout_s: Annotated[float, Field(ge=1, le=20)]
    connect_timeout_s: Annotated[float, Field(ge=0.5, le=20)]


class Http(_Section):
    """Where the bot listens."""

    host: str
    port: Port


class Plan(_Section):
    """How planning runs."""

    every_s: Seconds
    ahead_s: Annotated[float, Field(ge=0, le=3600)]
    spread_s: Annotated[float, Field(ge=0, le=1800)]
    probability: Annotated[float, Field(ge=0, le=1)]


class Deliver(_Section):
    """How delivery runs."""

    every_s: Seconds
    per_minute: Annotated[float, Field(ge=1, le=1000)]
    reconcile_every_s: Annotated[float, Field(ge=1, le=300)]
    settle_s: Annotated[float, Field(ge=0, le=600)]


class Keep(_Section):
    """How long rows are kept."""

    record_days: Annotated[int, Field(ge=90, le=3650)]
    input_days: Annotated[int, Field(ge=1, le=30)]


class Log(_Section):
    """What is logged."""

    level: Literal["debug", "info", "warning", "error"]


class Settings(BaseSettings):
    """Everything that can be set, checked."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
    )

    database_url: Annotated[
        str, _like("(sqlite:///|postgresql://).+", "write it as sqlite:///dytt.db")
    ]
    demo_port: Port
    slack: Slack
    http: Http
    plan: Plan
    deliver: Deliver
    keep: Keep
    log: Log

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - its contract
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment over files; no .env is read, so that nothing hides."""
        files = InitSettingsSource(settings_cls, _from_files(os.environ))
        return init_settings, env_settings, files


def read_settings() -> Settings:
    """Return the settings in force; raises SettingsBroken with every problem."""
    strange = list(_strangers(os.environ))
    if strange:
        raise SettingsBroken("\n".join(strange))
    try:
        return Settings()  # type: ignore[call-arg]  # the sources fill it
    except ValidationError as error:
        lines = (
            _said(problem["loc"], problem["msg"].removeprefix("Value error, "))
            for problem in error.errors()
        )
        raise SettingsBroken("\n".join(lines)) from error


def data_folder(name: str) -> Path:
    """Return `prompts` or `config`: inside the wheel, or beside bot/ in a checkout."""
    package = Path(__file__).parent
    shipped = package / "_data" / name
    return shipped if shipped.is_dir() else package.parent / name


def _from_files(environment: Mapping[str, str]) -> dict[str, object]:
    merged = _read(data_folder("config") / "default.toml")
    own = environment.get(CONFIG)
    if own:
        _lay_over(merged, _read(Path(own)))
    return merged


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsBroken(
            f"{path}: there is no such file. {CONFIG} names a TOML file, or is unset."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsBroken(f"{path}: {error}") from error


def _lay_over(below: dict[str, object], above: Mapping[str, object]) -> None:
    for key, value in above.items():
        under = below.get(key)
        if isinstance(under, dict) and isinstance(value, dict):
            _lay_over(under, value)
        else:
            below[key] = value


def _strangers(environment: Mapping[str, str]) -> Iterator[str]:
    known = {CONFIG, *_names(_read(data_folder("config") / "default.toml"))}
    for name in sorted(environment):
        upper = name.upper()
        if not upper.startswith(PREFIX) or upper.startswith(_FOR_TESTS):
            continue
        if upper not in known:
            near = difflib.get_close_matches(upper, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            yield f"{name}: there is no such setting.{hint}"


def _names(table: Mapping[str, object], above: str = PREFIX) -> Iterator[str]:
    for key, value in table.items():
        name = f"{above}{key.upper()}"
        if isinstance(value, dict):
            yield from _names(value, f"{name}__")
        else:
            yield name


def _said(where: tuple[int | str, ...], what: str) -> str:
    """Return the problem with the place that gave the value: variable, or file line."""
    variable = PREFIX + "__".join(str(part).upper() for part in where)
    if variable in os.environ:
        return f"{variable}: {what}."
    dotted = ".".join(map(str, where))
    own = os.environ.get(CONFIG)
    line = _line_of(Path(own), [str(part) for part in where]) if own else None
    return f"{own}, line {line}, {dotted}: {what}." if line else f"{dotted}: {what}."


def _line_of(path: Path, keys: list[str]) -> int | None:
    table = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if text.startswith("["):
            table = text.strip("[] ")
        key = text.partition("=")[0].strip()
        if [*table.split("."), key] == keys or (not table and [key] == keys):
            return number
    return None
