"""Gives birth to `dytt run` again and again, without importing everything each time.

Every line on stdin is JSON: the environment, and the file that stderr goes to. It
forks; the child is the bot. Its pid, then its exit code, are lines on stdout.
"""

import asyncio
import json
import os
import sys
import traceback
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import bot.settings
import bot.wiring.run  # noqa: F401  what takes a second to import
from bot.cli import main
from tests.fakes.process import Env, Process, surroundings


@dataclass(slots=True)
class Nursery:
    """Starts the bot in no time; one at a time."""

    folder: Path
    env: Env
    mother: asyncio.subprocess.Process
    code: asyncio.Future[int] | None = None

    async def start(self) -> Process:
        """Start the bot; it may not be ready yet."""
        stderr = self.folder / "stderr.txt"
        given = {"env": surroundings(self.folder, self.env), "stderr": str(stderr)}
        assert self.mother.stdin
        self.mother.stdin.write(json.dumps(given).encode() + b"\n")
        pid = await self._line()
        ended = asyncio.ensure_future(self._line())
        url = f"http://127.0.0.1:{self.env['DYTT_HTTP__PORT']}"
        return Process(pid, url, stderr, lambda: asyncio.shield(ended))

    async def _line(self) -> int:
        assert self.mother.stdout
        return int(await self.mother.stdout.readline())


@asynccontextmanager
async def nursery(folder: Path, env: Env) -> AsyncIterator[Nursery]:
    """Keep a nursery; whoever was started must have ended on leaving."""
    mother = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.nursery",
        cwd=folder,
        env=surroundings(folder, {}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Nursery(folder, env, mother)
    finally:
        assert mother.stdin
        mother.stdin.close()
        await mother.wait()


def _give_birth() -> None:
    for line in sys.stdin:
        given = json.loads(line)
        pid = os.fork()
        if not pid:
            _live(given)
        print(pid, flush=True)  # noqa: T201  to whoever asked
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201  likewise


def _live(given: Mapping[str, Any]) -> NoReturn:
    os.environ.clear()  # noqa: TID251  the child's own
    os.environ.update(given["env"])  # noqa: TID251  likewise
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    os.dup2(os.open(str(given["stderr"]), flags, 0o600), 2)
    code = 1
    try:
        code = main(["run"])
    except BaseException:  # noqa: BLE001  as the interpreter does
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _give_birth()
