import ast
import re
from pathlib import Path

from bot.stores.queries import SQL, Dialect, queries

SHELVES = Path(__file__).parents[2] / "bot" / "stores" / "shelves"
_ASKS = {"all", "one", "run", "many"}
_NAMED = re.compile(r"^-- name: (.*)\n(.*)\n", re.MULTILINE)


def asked_for() -> set[str]:
    """Return the name of every query that a shelf asks a connection for."""
    return {
        call.args[0].value
        for file in SHELVES.glob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in _ASKS
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_every_query_is_used_and_every_used_query_is_there() -> None:
    assert asked_for() == set(queries(Dialect.SQLITE))


def test_every_query_says_what_it_is_for() -> None:
    text = (SQL / "queries.sql").read_text("utf-8")
    said = dict(_NAMED.findall(text))
    assert said.keys() == queries(Dialect.SQLITE).keys()
    assert not [
        name for name, purpose in said.items() if not re.match(r"-- .+\.$", purpose)
    ]


def test_sql_is_written_nowhere_else() -> None:
    statement = re.compile(
        r"\b(SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b", re.DOTALL
    )
    bot = SHELVES.parents[1]
    home = {
        bot / "stores" / "postgres_session.py",  # its list of migrations
        bot / "bench" / "plain.py",  # plain statements are what it measures
    }
    found = [
        (file.name, node.lineno)
        for file in bot.rglob("*.py")
        if file not in home
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and statement.search(node.value)
    ]
    assert found == []
