"""The wheel brings everything the bot needs, and nothing else."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.fakes.tree import ROOT, files


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(
        directory=str(folder), versions=["standard"]
    )
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def packed(path: Path) -> str:
    inner = path.relative_to(ROOT).as_posix()
    return inner if inner.startswith("bot/") else f"bot/_data/{inner}"


def test_the_wheel_brings_code_words_settings_and_pages(inside: set[str]) -> None:
    ours = {packed(path) for path in files("bot", "prompts", "config")}
    packed_ones = {name for name in inside if not name.startswith("dytt-")}
    assert packed_ones == ours


def test_the_wheel_brings_its_licence_and_its_command(inside: set[str]) -> None:
    about = {name.partition("/")[2] for name in inside if name.startswith("dytt-")}
    assert {"licenses/LICENSE", "entry_points.txt", "METADATA"} <= about
