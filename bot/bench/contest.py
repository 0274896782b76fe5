"""Contenders measured in turns, each in a fresh process, and how they stand."""

import re
import resource
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from bot.domain.errors import BotError

Tell = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_MB = 1_000_000
_STATUS = Path("/proc/self/status")
_TOLD_EVERY_S = 0.1
_SPAWN = get_context("spawn")  # a fork would bring along what its parent has loaded


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement: what was done `many` times took so many seconds."""

    many: int
    seconds: float
    aside: str = ""  # a sentence to stand under the table

    def __post_init__(self) -> None:
        if self.many < 1 or self.seconds <= 0:
            raise ValueError(f"{self.many} in {self.seconds} s is no measurement")

    @property
    def per_s(self) -> float:
        """How many were done a second."""
        return self.many / self.seconds


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to do the work.

    `measure` runs in a process of its own, so it can be pickled: a function of a
    module, or a partial of one. What it does before and after the part that it times
    is its own affair.
    """

    name: str
    measure: Callable[[Tell], Measured]


@dataclass(frozen=True, slots=True)
class Result:
    """What one contender reached over all rounds."""

    name: str
    rates: tuple[float, ...]  # per second, round by round
    peak_mb: float
    aside: str  # the last round's

    @property
    def per_s(self) -> float:
        """The median rate."""
        return median(self.rates)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a bench ended."""

    bench: str
    rounds: int
    ours: Result
    floors: tuple[Result, ...]

    def ratio(self, floor: Result) -> float:
        """Return our median rate as a share of the floor's."""
        return self.ours.per_s / floor.per_s

    def as_json(self) -> dict[str, object]:
        """Return it for programs; rates are per second, memory in megabytes."""
        return {
            "bench": self.bench,
            "ours_per_s": round(self.ours.per_s, 1),
            "floors": {
                floor.name: {
                    "per_s": round(floor.per_s, 1),
                    "ratio": round(self.ratio(floor), 3),
                }
                for floor in self.floors
            },
            "peak_mb": round(self.ours.peak_mb, 1),
            "rounds": self.rounds,
        }


@dataclass(frozen=True, slots=True)
class _Ended:
    """What a child says at its end."""

    measured: Measured
    peak_mb: float


@dataclass(frozen=True, slots=True)
class _Failed:
    why: str


@dataclass(frozen=True, slots=True)
class _Under:
    """What a child says on its way."""

    what: str
    done: int
    all: int


Showing = Callable[[int, str, str, int, int], None]
"""Told the turn, the contender, what it is doing, how much is done, and of how much."""


def contest(
    bench: str,
    ours: Contender,
    floors: Sequence[Contender],
    rounds: int,
    showing: Showing,
) -> Standing:
    """Measure everybody `rounds` times, in turns; raises BotError when one fails.

    Whoever comes first in a round comes last in the next one: what else the machine
    does meanwhile falls on all alike.
    """
    field = [ours, *floors]
    ended: dict[str, list[_Ended]] = {one.name: [] for one in field}
    turns = [field[at:] + field[:at] for at in (n % len(field) for n in range(rounds))]
    for turn, contender in enumerate(one for order in turns for one in order):

        def tell(
            what: str, done: int, of: int, *, at: int = turn, who: str = contender.name
        ) -> None:
            showing(at, who, what, done, of)

        tell("starting", 0, 1)
        ended[contender.name].append(_alone(contender, tell))
    results = [_result(one.name, ended[one.name]) for one in field]
    return Standing(bench, rounds, results[0], tuple(results[1:]))


def _result(name: str, ended: Sequence[_Ended]) -> Result:
    return Result(
        name,
        rates=tuple(one.measured.per_s for one in ended),
        peak_mb=max(one.peak_mb for one in ended),
        aside=ended[-1].measured.aside,
    )


def _alone(contender: Contender, tell: Tell) -> _Ended:
    """Measure once, in a fresh process."""
    here, there = _SPAWN.Pipe(duplex=False)
    child = _SPAWN.Process(
        target=_measured, args=(contender.measure, there), name=contender.name
    )
    try:
        child.start()
        there.close()  # so that a child that dies is heard of
        return _heard(here, contender.name, tell)
    except EOFError:
        child.join()
        raise BotError(
            f"{contender.name} ended with exit code {child.exitcode} and without a"
            " word. Was there enough memory? A smaller bench needs less."
        ) from None
    except BaseException:
        if child.is_alive():
            child.terminate()
        raise
    finally:
        here.close()
        if child.pid is not None:
            child.join()


def _heard(here: Connection, name: str, tell: Tell) -> _Ended:
    while True:
        said: _Ended | _Under | _Failed = here.recv()
        match said:
            case _Ended() as ended:
                return ended
            case _Under(what, done, of):
                tell(what, done, of)
            case _Failed(why):
                raise BotError(f"{name} failed: {why}")


def _measured(measure: Callable[[Tell], Measured], there: Connection) -> None:
    """Run in the child: measure, and say what came of it."""
    try:
        measured = measure(_telling(there))
    except BotError as refusal:
        there.send(_Failed(str(refusal)))
    except KeyboardInterrupt:
        pass  # the parent heard it as well
    except BaseException as error:  # noqa: BLE001 - told where the contest is held
        there.send(_Failed("".join(traceback.format_exception(error))))
    else:
        there.send(_Ended(measured, _peak_mb()))


def _telling(there: Connection) -> Tell:
    """Return a Tell that may be called as often as one likes."""
    last = -_TOLD_EVERY_S

    def tell(what: str, done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _TOLD_EVERY_S or done == of:
            last = now
            there.send(_Under(what, done, of))

    return tell


def _peak_mb() -> float:
    """Return the most memory that this process has ever held."""
    if _STATUS.exists():
        # What getrusage says, without what the parent held when it gave birth.
        told = re.search(
            r"^VmHWM:\s*(\d+) kB$", _STATUS.read_text("ascii"), re.MULTILINE
        )
        if told:
            return int(told[1]) * 1024 / _MB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _MB if sys.platform == "darwin" else peak * 1024 / _MB
