"""How the running process is doing: what ticks, what fails, whether it may be used."""

import time
from collections import Counter
from collections.abc import Callable, Iterator

_MISSED_TICKS = 3
_PATIENCE_S = 60.0


class Health:
    """Keeps the last tick of each job, and whether the bot is ready for people.

    Ages are measured on a clock that no change of the wall time moves.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self.ready = False
        self._seconds = seconds
        self._allowed_s: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._ticks: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()

    def expect(self, job: str, every_s: float) -> None:
        """Expect `job` to tick from now on; too late is three ticks and a minute."""
        self._allowed_s[job] = every_s * _MISSED_TICKS + _PATIENCE_S
        self._last[job] = self._seconds()

    def ticked(self, job: str, *, failed: bool = False) -> None:
        """Note that `job` ran to its end, or failed."""
        self._last[job] = self._seconds()
        self._ticks[job] += 1
        self._failures[job] += failed

    def late(self) -> tuple[str, ...]:
        """Return the jobs that should have ticked and did not, by name."""
        return tuple(
            job
            for job, allowed_s in sorted(self._allowed_s.items())
            if self._age_s(job) > allowed_s
        )

    def metrics(self) -> str:
        """Return everything known, as Prometheus reads it."""
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        yield "# TYPE dytt_ready gauge"
        yield f"dytt_ready {int(self.ready)}"
        yield "# TYPE dytt_ticks_total counter"
        for job in sorted(self._last):
            yield f'dytt_ticks_total{{job="{job}"}} {self._ticks[job]}'
        yield "# TYPE dytt_tick_failures_total counter"
        for job in sorted(self._last):
            yield f'dytt_tick_failures_total{{job="{job}"}} {self._failures[job]}'
        yield "# TYPE dytt_tick_age_seconds gauge"
        for job in sorted(self._last):
            yield f'dytt_tick_age_seconds{{job="{job}"}} {self._age_s(job):.3f}'

    def _age_s(self, job: str) -> float:
        return self._seconds() - self._last[job]
