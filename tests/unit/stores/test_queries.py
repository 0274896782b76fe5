from pathlib import Path

import pytest

from bot.stores.queries import (
    Dialect,
    definitions,
    migrations,
    parameters_in_postgres,
    parted,
    queries,
    statements,
)


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("id = :id", "id = %(id)s"),
        ("(:a,:b_c)", "(%(a)s,%(b_c)s)"),
        ("x::text = :x", "x::text = %(x)s"),
        ("':no' || :yes", "':no' || %(yes)s"),
        ("'it''s :no' || :yes", "'it''s :no' || %(yes)s"),
        ("'5 %' || x % 2", "'5 %%' || x %% 2"),
        ("a -- not :this\n= :a", "a -- not :this\n= %(a)s"),
        ("/* not :this */ :a", "/* not :this */ %(a)s"),
        (
            "LIMIT :most\n  /* skip locked */",
            "LIMIT %(most)s\n  FOR UPDATE SKIP LOCKED",
        ),
    ],
)
def test_a_query_is_spelled_for_psycopg(written: str, spelled: str) -> None:
    assert parameters_in_postgres(written) == spelled


def test_a_file_of_queries_is_parted_by_name_and_loses_its_comments() -> None:
    one = "-- name: one\n-- Why.\nSELECT 1;\n\n"
    two = "-- name: two\n-- So.\nSELECT\n2;\n"
    assert parted(f"-- About.\n\n{one}{two}") == {"one": "SELECT 1", "two": "SELECT\n2"}


def test_two_queries_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one"):
        parted("-- name: one\n-- a\nSELECT 1;\n-- name: one\n-- b\nSELECT 2;\n")


def test_both_dialects_have_the_same_queries() -> None:
    assert queries(Dialect.SQLITE).keys() == queries(Dialect.POSTGRES).keys()
    assert not [sql for sql in queries(Dialect.POSTGRES).values() if " :" in sql]


def test_a_definition_is_spelled_for_postgres() -> None:
    written = "id INTEGER PRIMARY KEY /* counted */, a TEXT CHECK (a <> 'TEXT')"
    assert definitions(Dialect.SQLITE, written) == written
    assert definitions(Dialect.POSTGRES, written) == (
        "id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
        "a TEXT COLLATE \"C\" CHECK (a <> 'TEXT')"
    )


def test_statements_end_a_line_with_a_semicolon() -> None:
    text = (
        "-- words; words;\nCREATE TABLE a (\n  x TEXT\n);\n\nCREATE INDEX b ON a (x);\n"
    )
    assert statements(text) == [
        "CREATE TABLE a (\n  x TEXT\n)",
        "CREATE INDEX b ON a (x)",
    ]


def test_migrations_come_in_order_and_each_dialect_gets_its_own(tmp_path: Path) -> None:
    for name in (
        "0002_b.postgres.sql",
        "0002_b.sqlite.sql",
        "0001_a.sql",
        "0003_c.sql",
    ):
        (tmp_path / name).write_text(f"{name};")
    assert list(migrations(Dialect.SQLITE, tmp_path)) == [
        ("0001_a", "0001_a.sql;"),
        ("0002_b", "0002_b.sqlite.sql;"),
        ("0003_c", "0003_c.sql;"),
    ]
    names = [sql for _, sql in migrations(Dialect.POSTGRES, tmp_path)]
    assert names == ["0001_a.sql;", "0002_b.postgres.sql;", "0003_c.sql;"]
