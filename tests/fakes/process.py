"""The bot as its own process: started, waited for, stopped and killed."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.fakes.tree import ROOT

PATIENCE_S = 30.0  # for a machine that is busy with something else
_LOOK_S = 0.02

Env = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process that ended by itself has left."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Process:
    """A running `dytt run`."""

    pid: int
    url: str
    stderr: Path
    ended: Callable[[], Awaitable[int]]  # waits, and gives the exit code

    @property
    def door(self) -> str:
        """Where Slack calls it."""
        return f"{self.url}/slack/events"

    def said(self) -> str:
        """Return everything it wrote to stderr, it and those before it."""
        return self.stderr.read_text(encoding="utf-8")

    async def kill(self) -> int:
        """End it as a power cut would, at once."""
        return await self._end(signal.SIGKILL)

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; return its exit code."""
        return await self._end(number)

    async def _end(self, number: signal.Signals) -> int:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)
        return await asyncio.wait_for(self.ended(), PATIENCE_S)

    async def ready(self) -> None:
        """Return once /readyz says so; fails when the process ends before."""
        ended = asyncio.ensure_future(self.ended())
        asking = asyncio.create_task(answers(f"{self.url}/readyz"))
        try:
            await asyncio.wait(
                {ended, asking},
                timeout=PATIENCE_S,
                return_when=asyncio.FIRST_COMPLETED,
            )
            assert asking.done(), f"not ready: {self.said()}"
            await asking
        finally:
            asking.cancel()
            ended.cancel()
            await asyncio.wait({ended, asking})


async def answers(address: str) -> None:
    """Return once `address` answers 200."""
    async with aiohttp.ClientSession() as session:
        while True:
            with suppress(aiohttp.ClientError):
                async with session.get(address) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(_LOOK_S)


async def until(
    true: Callable[[], object],
    within_s: float = PATIENCE_S,
    otherwise: Callable[[], str] = lambda: "what was waited for did not come",
) -> None:
    """Return once it holds; fails when it never does, with what `otherwise` tells."""
    try:
        async with asyncio.timeout(within_s):
            while not true():  # noqa: ASYNC110  what another process does rings no bell
                await asyncio.sleep(_LOOK_S)
    except TimeoutError:
        raise AssertionError(otherwise()) from None


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def database(folder: Path) -> Path:
    """Return where the processes of that folder keep everything."""
    return folder / "dytt.db"


def surroundings(folder: Path, env: Env, code: Path = ROOT) -> dict[str, str]:
    """Return all that a process sees of the environment; nothing of the test's own."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(code),
        "DYTT_DATABASE_URL": f"sqlite:///{database(folder)}",
        **env,
    }


async def dytt(
    folder: Path,
    *arguments: str,
    env: Env | None = None,
    code: Path = ROOT,
    options: Sequence[str] = (),
    until_called: socket.socket | None = None,
) -> Ended:
    """Run `dytt` in `folder` until it ends; `code` is the checkout that is run.

    `options` are the interpreter's. It is told to end once it calls `until_called`.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *options,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env=surroundings(folder, env or {}, code),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        if until_called:
            await _call(until_called, process)
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


async def _call(door: socket.socket, process: asyncio.subprocess.Process) -> None:
    """Wait for a call on `door` that nobody answers, then tell the caller to end."""
    loop = asyncio.get_running_loop()
    caller, _ = await asyncio.wait_for(loop.sock_accept(door), PATIENCE_S)
    with caller:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def dytt_run(folder: Path, env: Env) -> AsyncIterator[Process]:
    """Start `dytt run` in `folder` and yield it when it is ready."""
    port = env.get("DYTT_HTTP__PORT") or str(free_port())
    given = surroundings(folder, {**env, "DYTT_HTTP__PORT": port})
    log = folder / "stderr.txt"
    with log.open("ab") as stderr:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=folder, env=given, stderr=stderr
        )
    running = Process(process.pid, f"http://127.0.0.1:{port}", log, process.wait)
    try:
        await running.ready()
        yield running
    finally:
        if process.returncode is None:
            await running.kill()
