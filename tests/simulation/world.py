"""Some workspaces for a year or more: everything joined, run to the end, and judged."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.domain.errors import told
from bot.domain.events import Event
from bot.domain.ids import WorkspaceId
from bot.runtime.holidays import PublicHolidays
from bot.settings import Settings, read_settings
from bot.wiring import parts
from tests.simulation.agenda import Agenda, SimClock
from tests.simulation.chance import Chance
from tests.simulation.crowd import Crowd, Heard
from tests.simulation.judge import Judge
from tests.simulation.life import Around, Life
from tests.simulation.platform import SimPlatform
from tests.simulation.rehearse import Rehearser
from tests.simulation.store import SimStore, Tamper, as_it_is
from tests.simulation.verdict import Breach, Trace
from tests.simulation.weather import Weather

YEAR = timedelta(days=365)
CALM = timedelta(hours=2)
DEATH = 1 / 1000  # how likely a process dies at one step
_FIRST = datetime(2025, 1, 6, tzinfo=UTC)
_RECORDS = 90
_STEPS = 20_000_000


def _as_wired(bot: parts.Bot) -> parts.Bot:
    return bot


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake planted on purpose; as it stands, none.

    `plant` puts another part in, `tamper` another transaction, `sql` other queries.
    """

    plant: Callable[[parts.Bot], parts.Bot] = _as_wired
    tamper: Tamper = as_it_is
    sql: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to simulate."""

    seed: int
    workspaces: int = 5
    span: timedelta = YEAR
    rough: float = 1.0  # how many times as often things go wrong
    fault: Fault = field(default_factory=Fault)

    @property
    def years(self) -> float:
        """How many workspace-years that is."""
        return self.workspaces * (self.span / YEAR)


@dataclass(slots=True)
class Report:
    """What came of it."""

    seed: int
    years: float
    digest: str
    counts: dict[str, int]
    breach: str = ""
    invariant: str = ""
    tail: str = ""


@cache
def words() -> parts.Words:
    """Return everything in prompts/; read once."""
    return parts.read_words()


@cache
def settings() -> Settings:
    """Return the settings as they come, but rows kept for so short that some go."""
    usual = read_settings()
    return usual.model_copy(
        update={"keep": usual.keep.model_copy(update={"record_days": _RECORDS})}
    )


def simulate(plan: Plan) -> Report:
    """Run `plan` in a database of its own and report."""
    with TemporaryDirectory(prefix="dytt-sim-") as folder:
        return World(plan, Path(folder)).run()


class World:
    """Everything there is in one simulation."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan = plan
        self.chance = Chance(plan.seed, "fate")
        begins = _FIRST + self.chance.within(days=700)
        self.agenda = Agenda(begins)
        self.ends = begins + plan.span
        self.trace = Trace()
        self.clock = SimClock(self.agenda)
        self.store = SimStore(
            folder / "sim.db", Chance(plan.seed, "store"), self.trace, plan.fault.sql
        )
        self.store.tamper = plan.fault.tamper
        self.weather = Weather(Chance(plan.seed, "weather"), plan.rough)
        self.platform = SimPlatform(
            self.agenda, Chance(plan.seed, "platform"), self.weather, self.trace
        )
        self.judge = Judge(
            self.agenda,
            self.store,
            self.trace,
            timedelta(days=_RECORDS),
            self.platform.is_surely_busy,
        )
        self.crowd = Crowd(
            self.agenda,
            Chance(plan.seed, "crowd"),
            self.platform,
            self.judge,
            self._hear,
        )
        self.workspaces = tuple(
            WorkspaceId(f"slack:W{n:03d}") for n in range(plan.workspaces)
        )
        self.rehearser = Rehearser(
            self.store, Chance(plan.seed, "rehearsals"), self.trace
        )
        self.life: Life | None = None
        self.is_calm = False
        self.asleep_until = begins
        self.store.committed = self.judge.committed
        self.platform.accepted = self.judge.accepted
        self.platform.posted = self.crowd.saw
        self.platform.redrawn = self.crowd.saw_again

    def run(self) -> Report:
        """Let the span pass, then a calm time, and judge what is left."""
        with errors_noted(self.trace):
            try:
                self._begin()
                self._until(self.ends)
                self._calm_down()
                self._until(self.ends + CALM)
                self.judge.settle_accounts(self.platform.may_look)
            except Breach as breach:
                self.trace.breach = self.trace.breach or breach
            except Exception as bug:  # noqa: BLE001  the report tells how to see it again
                self.trace.breach = self.trace.breach or Breach("a bug", told(bug))
            finally:
                if self.life:
                    self._bury(self.life)
                self.store.close()
        return self._report()

    def _begin(self) -> None:
        for each in self.workspaces:
            self.crowd.move_in(each, self.chance.one_of((2, 2, 3)))
        self._be_born()
        self._now_and_then(self._go_down, days=60)
        self._now_and_then(self._bend_time, days=5)
        self._now_and_then(self._fall_asleep, days=60)

    def _until(self, end: datetime) -> None:
        self.agenda.at(end, lambda: None)
        for _ in range(_STEPS):
            if self.trace.breach:
                raise self.trace.breach
            if self.agenda.now >= end and not (self.life and self.life.loop.is_busy):
                return
            self._step()
        self.trace.accuse("a bug", "this never comes to rest")

    def _step(self) -> None:
        life = self.life
        if self.agenda.now < self.asleep_until:
            self.agenda.step()
        elif life is None or not life.loop.is_busy:
            if life:
                life.rest()
            self.agenda.step()
        elif self.agenda.is_pressing and self.chance.happens(0.3):
            self.agenda.step()
        elif not self.is_calm and self.chance.happens(DEATH * self.plan.rough):
            self._die()
            self.agenda.after(self._back_after(), self._be_born)
        else:
            life.loop.step()

    def _back_after(self) -> timedelta:
        if self.chance.happens(0.5):
            return self.chance.about(seconds=10)
        return self.chance.about(hours=1)

    def _die(self) -> None:
        if self.life is None:
            return
        for where, many in (self.store.waiting | self.platform.waiting).items():
            self.trace.counts[f"died {where}"] += bool(many)
        self.trace.counts["deaths"] += 1
        self.trace.note(self.agenda.now, "died")
        self._bury(self.life)
        self.life = None
        self.platform.forget_limits()
        self.judge.after_a_death()

    def _bury(self, life: Life) -> None:
        self.trace.is_dying = True
        logging.disable()
        life.loop.die()
        logging.disable(logging.NOTSET)
        self.store.die()
        self.trace.is_dying = False

    def _be_born(self) -> None:
        if self.life:
            return
        self.trace.note(self.agenda.now, "born")
        around = Around(
            self.agenda,
            self.chance,
            self.store,
            self.trace,
            self.rehearser,
            self.workspaces,
        )
        given = {
            "store": self.store,
            "clock": self.clock,
            "dice": self.chance,
            "platform": self.platform,
            "availability": self.platform,
            "holidays": PublicHolidays(),
        }
        wanted = [each.name for each in fields(parts.World)]
        world = parts.World(**{name: given[name] for name in wanted})  # type: ignore[arg-type]  # by name
        bot = parts.assemble(world, words(), settings())
        self.life = Life(around, self.plan.fault.plant(bot))

    def _go_down(self) -> None:
        """Nobody runs the bot for hours, days or weeks."""
        self._die()
        mean = self.chance.one_of((3, 30, 300))
        self.agenda.after(self.chance.about(hours=mean), self._be_born)

    def _fall_asleep(self) -> None:
        """Stop the whole machine for hours, when nothing is under way."""
        if self.life and not self.life.loop.has_tasks:
            self.asleep_until = self.agenda.now + self.chance.about(hours=10)
            self.agenda.at(self.asleep_until, lambda: None)

    def _bend_time(self) -> None:
        """Set the bot's clock a little wrong, or stop it for a moment."""
        if self.chance.happens(0.5):
            self.clock.set_off(timedelta(seconds=self.chance.between(-5, 5)))
            return
        self.clock.stand_still()
        self.agenda.after(self.chance.within(seconds=15), self.clock.go_on)

    def _calm_down(self) -> None:
        """No more faults, deaths or people: what can be done is now done."""
        self.is_calm = self.weather.is_calm = self.crowd.is_calm = True
        self.store.is_calm = True
        self.clock.go_on()
        self.asleep_until = self.agenda.now
        self.weather.storms.clear()
        for office in self.platform.offices.values():
            office.revoked = False
        self._be_born()

    def _hear(self, event: Event, heard: Heard) -> None:
        self.trace.note(self.agenda.now, f"given {event}")
        self.trace.counts[f"event: {type(event).__name__}"] += 1
        if self.life and self.agenda.now >= self.asleep_until:
            self.life.hear(event, heard)
        else:
            heard(None)

    def _now_and_then(self, act: Callable[[], None], **mean: float) -> None:
        def again() -> None:
            if not self.is_calm:
                act()
                self.agenda.after(self.chance.about(**mean), again)

        self.agenda.after(self.chance.about(**mean), again)

    def _report(self) -> Report:
        breach = self.trace.breach
        return Report(
            self.plan.seed,
            self.plan.years,
            self.trace.digest,
            dict(sorted(self.trace.counts.items())),
            str(breach or ""),
            breach.invariant if breach else "",
            self.trace.tail if breach else "",
        )


@contextmanager
def errors_noted(trace: Trace) -> Iterator[None]:
    """Take what the bot logs as an error for a bug, but for a store that was down."""

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said = record.getMessage()
            if "StoreDown" not in said and not trace.is_dying:
                trace.breach = trace.breach or Breach("a bug", said)

    listening = Listening(logging.ERROR)
    log = logging.getLogger("bot")
    log.addHandler(listening)
    try:
        yield
    finally:
        log.removeHandler(listening)
