"""Another process beside the one that is measured: what it speaks to, and who asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

HOST = "127.0.0.1"


@contextmanager
def beside(run: Callable[[Connection], None]) -> Iterator[Connection]:
    """Run a module's function in a process of its own; gives the way to talk to it.

    It must end when the connection does: whoever started it may have been killed.
    """
    spawn = get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=run, args=(there,), daemon=True)
    process.start()
    there.close()
    try:
        yield here
    finally:
        here.close()
        process.join()
