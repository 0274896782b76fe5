"""`dytt`: what can be started and asked from a terminal."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.bench.sizes import BENCHES, ROUNDS
from bot.domain.errors import BotError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from bot.wiring.prompts import Checked

# Imported where they are used: `dytt --help` answers before anything heavy loads.
# ruff: noqa: PLC0415

DONE, REFUSED = 0, 1
_FIRST_YEAR, _LAST_YEAR = 2020, 2099  # for which public holidays are known
_MOST_WEEKS = 104  # no longer than public holidays are looked up from one day


@dataclass(frozen=True, slots=True)
class Verb:
    """One word after `dytt`, and what it does."""

    name: str
    says: str
    run: Callable[[argparse.Namespace], int]
    options: Callable[[argparse.ArgumentParser], None] = lambda _: None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; return 0 done, 1 refused with a reason, 2 wrong usage."""
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except BotError as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return DONE
    except BrokenPipeError:
        # Whoever read has seen enough; the interpreter would complain when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dytt",
        description="Small, timely nudges to leaders, in Slack.",
        epilog="Settings: config/default.toml says them all; DYTT_* sets them.",
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for verb in VERBS:
        under = verbs.add_parser(verb.name, help=verb.says, description=verb.says)
        verb.options(under)
        under.set_defaults(run=verb.run)
    return parser


def _run(_: argparse.Namespace) -> int:
    from bot.settings import read_settings
    from bot.wiring.run import run

    return run(read_settings())


def _demo(_: argparse.Namespace) -> int:
    from bot.settings import read_settings
    from bot.wiring.demo import demo

    return demo(read_settings(), _print_demo)


def _print_demo(address: str, things: Sequence[str]) -> None:
    from rich.console import Console
    from rich.panel import Panel

    lines = [f"[bold]{address}[/bold]", "", "Three things to try:"]
    lines += [f"  {number}. {thing}" for number, thing in enumerate(things, 1)]
    lines += ["", "[dim]Ctrl-C stops it; nothing is kept.[/dim]"]
    Console().print(
        Panel("\n".join(lines), title="Dytt, beside a pretend Slack", expand=False)
    )


def _check(parsed: argparse.Namespace) -> int:
    import json

    from bot.wiring.prompts import check_prompts

    checked = check_prompts()
    if parsed.json:
        print(json.dumps(checked.as_json(), ensure_ascii=False, indent=2))
    else:
        _print_check(checked)
    return REFUSED if checked.errors else DONE


def _print_check(checked: "Checked") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(*checked.headings, title="prompts/")
    for row in checked.rows:
        table.add_row(*row)
    console = Console()
    console.print(table)
    for line in checked.warnings:
        console.print(f"[yellow]warning[/yellow] {escape(line)}", soft_wrap=True)
    for line in checked.errors:
        console.print(f"[red]error[/red] {escape(line)}", soft_wrap=True)
    many = f"{len(checked.errors)} errors, {len(checked.warnings)} warnings"
    console.print(many, highlight=False)


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")


def _manifest(parsed: argparse.Namespace) -> int:
    from bot.platforms.slack.manifest import EXAMPLE_URL, manifest_yaml

    print(
        manifest_yaml(parsed.url or EXAMPLE_URL, socket_mode=parsed.socket_mode), end=""
    )
    return DONE


def _manifest_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", nargs="?", help="where Slack reaches the bot")
    parser.add_argument(
        "--socket-mode", action="store_true", help="without a public address"
    )


def _plan(parsed: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import Progress

    from bot.settings import read_settings
    from bot.wiring.plan import plan_file, plan_kept, span_of
    from bot.wiring.plan_table import Tally

    span = span_of(parsed.first, parsed.weeks)
    errors = Console(stderr=True)
    # A bar and lines that both run over one terminal would spoil each other.
    hidden = not errors.is_terminal or (parsed.json and sys.stdout.isatty())
    with Progress(
        console=errors, transient=True, disable=hidden, redirect_stdout=False
    ) as progress:
        if parsed.people:
            bar = progress.add_task("reading it twice", total=1)
            planned = plan_file(parsed.people, span, partial(_move, progress, bar))
        else:
            planned = plan_kept(read_settings().database_url, span)
        if parsed.json:
            for each in planned:
                sys.stdout.writelines(each.as_lines())
            return DONE
        tally = Tally()
        for each in planned:
            tally.add(each)
    Console().print(tally.drawn(), highlight=False)
    return DONE


def _move(progress: "Progress", bar: "TaskID", share: float) -> None:
    progress.update(bar, completed=share)


def _plan_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        type=_day,
        dest="first",
        metavar="DATE",
        help="its first day; default: today",
    )
    parser.add_argument("--weeks", type=_weeks, default=4, help="1 to 104; default: 4")
    parser.add_argument(
        "--people",
        type=Path,
        metavar="FILE.csv",
        help="of these people, not those in the database: id, name, role, zone,"
        " language, country, weekdays, at, quiet, every_weeks, cap_per_week,"
        " pause_from, pause_until; id and role are needed",
    )
    parser.add_argument(
        "--json", action="store_true", help="one object a line, for programs"
    )


def _day(given: str) -> date:
    with suppress(ValueError):
        day = date.fromisoformat(given)
        if _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return day
    raise argparse.ArgumentTypeError(
        f"“{given}” is not such a date; write it as 2026-12-24, in the years"
        f" {_FIRST_YEAR} to {_LAST_YEAR}"
    )


def _weeks(given: str) -> int:
    if given in map(str, range(1, _MOST_WEEKS + 1)):
        return int(given)
    raise argparse.ArgumentTypeError(f"“{given}” is no number from 1 to {_MOST_WEEKS}")


def _bench(parsed: argparse.Namespace) -> int:
    import json

    from rich.console import Console

    from bot.bench.run import bench, table_of

    sizes = {size.name: vars(parsed)[size.name] for size in BENCHES[parsed.bench].sizes}
    standing = bench(parsed.bench, sizes, parsed.rounds)
    Console(stderr=parsed.json).print(table_of(standing))
    if parsed.json:
        print(json.dumps(standing.as_json()))
    return DONE


def _bench_options(parser: argparse.ArgumentParser) -> None:
    benches = parser.add_subparsers(title="benches", metavar="BENCH", required=True)
    for name, bench in BENCHES.items():
        under = benches.add_parser(name, help=bench.says, description=bench.says)
        under.set_defaults(bench=name)
        for size in bench.sizes:
            _many_option(under, size.name, size.many, size.says)
        _many_option(under, "rounds", ROUNDS, "rounds, everybody once in each")
        under.add_argument(
            "--json", action="store_true", help="stdout has one line, for programs"
        )


def _many_option(
    parser: argparse.ArgumentParser, name: str, many: int, says: str
) -> None:
    option = f"--{name.replace('_', '-')}"
    says = f"{says} (default: {many:,})"
    parser.add_argument(option, type=_many, default=many, metavar="N", help=says)


def _many(given: str) -> int:
    if not given.isdecimal() or int(given) == 0:
        raise argparse.ArgumentTypeError(
            f"“{given}” is no such number; write it as 1000, without signs"
        )
    return int(given)


VERBS = (
    Verb("demo", "the bot beside a pretend Slack, in one page", _demo),
    Verb("run", "the bot beside a real workspace", _run),
    Verb("check", "the catalogue: counts, and every mistake", _check, _check_options),
    Verb("plan", "who gets what, and when; nothing is sent", _plan, _plan_options),
    Verb("manifest", "the Slack app, to paste", _manifest, _manifest_options),
    Verb("bench", "how fast it is, beside bare floors", _bench, _bench_options),
)
