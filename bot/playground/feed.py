"""A number that grows with every change, and a way to wait for the next one."""

import asyncio


class Feed:
    """Counts changes; any number may wait for the next."""

    def __init__(self) -> None:
        self.seq = 1
        self._next = asyncio.Event()
        self._closed = False

    def changed(self) -> None:
        """Count a change and wake who waits."""
        self.seq += 1
        self._wake()

    def close(self) -> None:
        """Wake who waits, now and from now on, so that a server can stop."""
        self._closed = True
        self._wake()

    async def wait(self, since: int, timeout_s: float) -> None:
        """Return when something has changed after `since`, or after `timeout_s`."""
        if self.seq != since or self._closed:
            return
        try:
            await asyncio.wait_for(self._next.wait(), timeout_s)
        except TimeoutError:
            return

    def _wake(self) -> None:
        self._next.set()
        self._next = asyncio.Event()
