"""`dytt demo` as its own process: what it prints, and how it ends."""

import asyncio
import re
import signal
import sys
from pathlib import Path

import aiohttp

from tests.fakes.process import free_port, surroundings

PATIENCE_S = 60  # for a machine that is busy with something else
PRINTED_LAST = "Ctrl-C"


async def test_the_demo_prints_one_address_and_three_things_and_ends_on_ctrl_c(
    tmp_path: Path,
) -> None:
    port = free_port()
    demo = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        cwd=tmp_path,
        env=surroundings(
            tmp_path,
            {
                "COLUMNS": "120",
                "DYTT_DEMO_PORT": str(port),
                "PYTHONUNBUFFERED": "1",
                "TMPDIR": str(tmp_path),
            },
        ),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert demo.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            said = ""
            while PRINTED_LAST not in said:
                line = await demo.stdout.readline()
                assert line, (await demo.communicate())[1].decode()
                said += line.decode()
            address = f"http://127.0.0.1:{port}"
            async with aiohttp.ClientSession() as session, session.get(address) as page:
                assert page.status == 200
            demo.send_signal(signal.SIGINT)
            _, complaints = await demo.communicate()
    finally:
        if demo.returncode is None:
            demo.kill()
            await demo.wait()

    assert re.findall(r"https?://\S+", said) == [address]
    assert re.findall(r"^\W*(\d)\. ", said, re.MULTILINE) == ["1", "2", "3"]
    assert (demo.returncode, complaints.decode()) == (0, "")
    assert not left_in(tmp_path)


def left_in(folder: Path) -> list[Path]:
    return list(folder.glob("dytt-demo-*"))
