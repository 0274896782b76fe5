from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.errors import BotError
from bot.domain.people import Workspace
from bot.stores.looking import looking
from bot.stores.sqlite import SqliteStore, connect
from tests.fakes.kept import LANE


async def made(path: Path) -> None:
    """Make a database that holds one workspace, and let it go."""
    with closing(SqliteStore.open(path, alone=True)) as store:
        await store.write(lambda tx: tx.workspaces.save(Workspace(LANE, "Acme")))


def everything_in(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def names(path: Path) -> list[str]:
    with looking(path) as tx:
        return [each.name for each in tx.workspaces.all()]


async def test_what_is_kept_is_seen_and_the_folder_stays_as_it_was(
    tmp_path: Path,
) -> None:
    path = tmp_path / "dytt.db"
    await made(path)
    before = everything_in(tmp_path)
    assert names(path) == ["Acme"]
    assert everything_in(tmp_path) == before


async def test_a_running_bot_is_looked_at_without_its_lock(tmp_path: Path) -> None:
    path = tmp_path / "dytt.db"
    with closing(SqliteStore.open(path, alone=True)) as store:
        await store.write(lambda tx: tx.workspaces.save(Workspace(LANE, "Acme")))
        with looking(path) as tx:
            await store.write(lambda tx: tx.workspaces.save(Workspace(LANE, "New")))
            assert [each.name for each in tx.workspaces.all()] == ["Acme"]
        assert names(path) == ["New"]


async def test_nothing_can_be_written_whoever_has_it_open(tmp_path: Path) -> None:
    path = tmp_path / "dytt.db"
    await made(path)
    with pytest.raises(BotError, match="readonly"), looking(path) as tx:
        tx.workspaces.save(Workspace(LANE, "Other"))
    with (
        closing(SqliteStore.open(path, alone=True)),
        pytest.raises(BotError, match="readonly"),
        looking(path) as tx,
    ):
        tx.workspaces.save(Workspace(LANE, "Other"))
    assert names(path) == ["Acme"]


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="no database at"):
        names(tmp_path / "dytt.db")
    assert not list(tmp_path.iterdir())


def test_another_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "dytt.db"
    path.write_text("not a database, but long enough to look at" * 100, "utf-8")
    with pytest.raises(BotError, match="cannot be read as Dytt's database"):
        names(path)


async def test_a_database_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dytt.db"
    await made(path)
    with closing(connect(path)) as database:
        database.table("_sqlite_migrations").insert(
            {
                "migration_set": "dytt",
                "name": "9999_of_later",
                "applied_at": datetime(2030, 1, 1, tzinfo=UTC).isoformat(),
            }
        )
    with pytest.raises(BotError, match="another version"):
        names(path)
