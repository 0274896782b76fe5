"""One bench, held from beginning to end."""

import os
import platform
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from bot.bench import deliver, inbound, plan
from bot.bench.contest import Contender, Result, Showing, Standing, contest
from bot.domain.errors import BotError

CONTENDERS = {
    "plan": plan.contenders,
    "deliver": deliver.contenders,
    "inbound": inbound.contenders,
}


def bench(name: str, sizes: Mapping[str, int], rounds: int) -> Standing:
    """Hold the bench of that name, showing on stderr how far it is.

    Raises BotError when it cannot be held, or a contender fails.
    """
    if name == "plan":
        _insist_on_sqlalchemy()
    field = CONTENDERS[name](sizes)
    with _shown(field, rounds) as showing:
        return contest(name, field[0], field[1:], rounds, showing)


def table_of(standing: Standing) -> Table:
    """Return the figures for people."""
    table = Table(
        "",
        title=f"dytt bench {standing.bench}, medians of {standing.rounds} rounds",
        caption="\n".join(_asides(standing)),
        caption_justify="left",
    )
    for heading in ("a second", "lowest", "highest", "ours is", "peak MB"):
        table.add_column(heading, justify="right")
    table.add_row("ours", *_figures(standing.ours), "", _peak(standing.ours))
    for floor in standing.floors:
        ratio = f"{standing.ratio(floor):.2f} of it"
        table.add_row(floor.name, *_figures(floor), ratio, _peak(floor))
    return table


def _figures(result: Result) -> tuple[str, ...]:
    return tuple(
        f"{rate:,.0f}" for rate in (result.per_s, min(result.rates), max(result.rates))
    )


def _peak(result: Result) -> str:
    return f"{result.peak_mb:.0f}"


def _asides(standing: Standing) -> Iterator[str]:
    yield (
        f"{os.cpu_count()} cores, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}"
    )
    for result in (standing.ours, *standing.floors):
        if result.aside:
            yield f"{result.name}: {result.aside}"


def _insist_on_sqlalchemy() -> None:
    if find_spec("sqlalchemy") is None:
        raise BotError(
            "`dytt bench plan` also measures APScheduler's own job store, which needs"
            " SQLAlchemy. Install it with: pip install 'dytt[bench]'"
        )


@contextmanager
def _shown(field: list[Contender], rounds: int) -> Iterator[Showing]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        whole = progress.add_task("all rounds", total=rounds * len(field))
        part = progress.add_task("", total=None)

        def showing(turn: int, who: str, what: str, done: int, of: int) -> None:
            progress.update(whole, completed=turn)
            progress.update(
                part, description=f"{who}: {what}", completed=done, total=of
            )

        yield showing
