import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from bot.stores import postgres_session
from bot.stores.queries import SQL, Dialect, definitions, statements
from bot.stores.sqlite import connect, migrate
from tests.fakes import postgres

SCHEMA = (SQL / "schema.sql").read_text("utf-8")

# Everything that tells two schemas apart, in words and without the schema's own name.
COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default,
  collation_name, is_identity
FROM information_schema.columns WHERE table_schema = current_schema()
"""
INDEXES = """
SELECT tablename, replace(indexdef, schemaname || '.', '')
FROM pg_indexes WHERE schemaname = current_schema()
"""
CHECKS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
"""


def sqlite_schema(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return every table and index of Dytt's, spaces aside."""
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL "
        r"AND name NOT LIKE '\_sqlite%' ESCAPE '\' AND name NOT LIKE 'idx\__sqlite%' "
        r"ESCAPE '\' AND name NOT LIKE 'sqlite%'"
    )
    return {(name, " ".join(sql.split())) for name, sql in rows}


def postgres_schema(address: str) -> set[tuple[object, ...]]:
    """Return every column, index and check of Dytt's."""
    with psycopg.connect(address) as connection:
        found = [
            row
            for query in (COLUMNS, INDEXES, CHECKS)
            for row in connection.execute(query)
        ]
    return {row for row in found if row[0] != "dytt_migration"}


def test_sqlite_migrations_lead_to_the_schema(tmp_path: Path) -> None:
    migrate(tmp_path / "migrated.db")
    migrated = connect(tmp_path / "migrated.db")
    written = connect(tmp_path / "written.db")
    for statement in statements(definitions(Dialect.SQLITE, SCHEMA)):
        written.conn.execute(statement)
    tables = sqlite_schema(migrated.conn)
    assert tables == sqlite_schema(written.conn)
    assert len(tables) > 20
    migrated.close()
    written.close()


def test_postgres_migrations_lead_to_the_schema(schema: str, server: str) -> None:
    postgres_session.migrate(schema)
    written = postgres.fresh(server)
    with psycopg.connect(written) as connection:
        for statement in statements(definitions(Dialect.POSTGRES, SCHEMA)):
            connection.execute(statement.encode())
    tables = postgres_schema(schema)
    assert tables == postgres_schema(written)
    assert len(tables) > 100


def test_postgres_sorts_text_by_code_point_as_sqlite_does(schema: str) -> None:
    postgres_session.migrate(schema)
    texts = {row[5] for row in postgres_schema(schema) if row[2:3] == ("text",)}
    assert texts == {"C"}


def test_migrating_again_changes_nothing(tmp_path: Path, schema: str) -> None:
    path = tmp_path / "dytt.db"
    for _ in range(2):
        migrate(path)
        postgres_session.migrate(schema)
    database = connect(path)
    assert database["_sqlite_migrations"].count == 1
    database.close()


def test_many_may_migrate_at_once(tmp_path: Path, schema: str) -> None:
    path = tmp_path / "dytt.db"
    with ThreadPoolExecutor(8) as threads:
        for task in [
            *(threads.submit(migrate, path, 20.0) for _ in range(4)),
            *(threads.submit(postgres_session.migrate, schema) for _ in range(4)),
        ]:
            task.result()
