"""One life of the process: the real parts, wired as they are, ticking until death."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.events import Answer, Event
from bot.domain.ids import WorkspaceId
from bot.ports.store import StoreDown, Transaction
from bot.wiring.parts import Bot
from tests.simulation.agenda import Agenda
from tests.simulation.chance import Chance
from tests.simulation.loop import SeededLoop
from tests.simulation.rehearse import Rehearser
from tests.simulation.store import SimStore, who
from tests.simulation.verdict import Breach, Trace

Heard = Callable[[Answer | None], None]

_AHEAD = timedelta(minutes=10)
_PATIENCE = timedelta(minutes=15)
_SOON = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
_TIDY = timedelta(days=1)
_NEXT = """
SELECT min(at) AS at FROM (
  SELECT min(next_due_utc) AS at FROM leader WHERE next_due_utc IS NOT NULL
  UNION ALL SELECT min(not_before_utc) FROM outbox WHERE state = 'planned'
  UNION ALL SELECT min(not_before_utc) FROM outbox WHERE state = 'unknown'
  UNION ALL SELECT min(lease_until_utc) FROM outbox WHERE state = 'sending'
)
"""
_DUE = "SELECT min(next_due_utc) AS at FROM leader WHERE next_due_utc IS NOT NULL"
_LOOSE = """
SELECT 1 AS loose WHERE EXISTS (SELECT 1 FROM outbox WHERE state = 'sending')
OR EXISTS (SELECT 1 FROM outbox WHERE state = 'unknown' AND not_before_utc <= ?)
"""


@dataclass(frozen=True, slots=True)
class Around:
    """What a life finds in the world."""

    agenda: Agenda
    chance: Chance
    store: SimStore
    trace: Trace
    rehearser: Rehearser
    workspaces: tuple[WorkspaceId, ...]


class Life:
    """From the start of a process to its death."""

    def __init__(self, around: Around, bot: Bot) -> None:
        self.loop = SeededLoop(around.chance, around.agenda)  # type: ignore[abstract]  # no I/O, so all it needs
        self.bot = bot
        self.is_ready = False
        self._around = around
        self._running: set[str] = set()
        self._idle = 0
        self._turn = 0
        self._tidied = around.agenda.now
        self._spawn("start", self._start)

    def hear(self, event: Event, heard: Heard) -> None:
        """Hand over what somebody did; `heard` gets the answer, None: there is none."""
        if self.is_ready:
            self._spawn("", lambda: self._receive(event, heard))
        else:
            heard(None)

    def rest(self) -> None:
        """Nothing can run: put the next tick on the agenda, if anything was done."""
        if self.is_ready and not self._running and self.loop.stirred:
            self.loop.stirred = False
            self._turn += 1
            self._around.agenda.at(self._next_tick(), self._tick_of(self._turn))

    async def _start(self) -> None:
        """Take up the workspaces as wiring.run.meet does."""

        def mended(tx: Transaction) -> None:
            for each in self._around.workspaces:
                workspace = tx.workspaces.find(each)
                if workspace.trouble:
                    tx.workspaces.save(replace(workspace, trouble=""))

        await self.bot.store.write(mended)
        await self.bot.deliverer.take_over()
        await self.bot.planner.plan()
        self.is_ready = True

    async def _receive(self, event: Event, heard: Heard) -> None:
        who.set(event.input)
        try:
            answer = await self.bot.reception.receive(event)
        except StoreDown:
            heard(None)
        else:
            heard(answer)

    def _tick_of(self, turn: int) -> Callable[[], None]:
        def tick() -> None:
            if turn == self._turn and not self.loop.is_closed():
                self._tick()

        return tick

    def _tick(self) -> None:
        """Do what the ticker does, leaving out most ticks that find nothing to do."""
        bot, chance, now = self.bot, self._around.chance, self._around.agenda.now
        due = self._instant(_DUE)
        if (due and due <= now + _AHEAD + _SOON) or chance.happens(0.1):
            self._rehearse(now)
            self._spawn("plan", bot.planner.plan)
            if chance.happens(0.1):
                self._spawn("plan twice", bot.planner.plan)
        self._spawn("wake", bot.wake)
        soon = f"{now + _SOON:%Y-%m-%dT%H:%M:%S}"
        if self._around.store.ask(_LOOSE, soon) or chance.happens(0.05):
            self._spawn("reap", bot.deliverer.reap)
            self._spawn("reconcile", bot.reconciler.reconcile)
        if now - self._tidied > _TIDY:
            self._tidied = now
            self._spawn("tidy", bot.tidier.tidy)

    def _rehearse(self, now: datetime) -> None:
        """Try out, before it is done in earnest, that planning is what it should be."""
        around = self._around
        if around.chance.happens(0.1):
            around.rehearser.again(self.bot.planner, now)
        if around.chance.happens(0.02):
            around.rehearser.in_steps(self.bot.planner, now)

    def _next_tick(self) -> datetime:
        """Return when next something may be due, a little late as ticks are."""
        agenda, chance = self._around.agenda, self._around.chance
        planned = self._instant(_DUE)
        due = self._instant(_NEXT)
        if planned and due:
            due = min(due, planned - _AHEAD)
        due = due or planned
        self._idle = self._idle + 1 if due and due <= agenda.now else 0
        wait = min(_SECOND * (1 << min(self._idle, 12)), _PATIENCE) - _SECOND
        late = chance.within(seconds=1) + wait
        tomorrow = agenda.now + _TIDY
        return max(min(due or tomorrow, tomorrow), agenda.now) + late

    def _instant(self, sql: str) -> datetime | None:
        found = self._around.store.ask(sql)[0]["at"]
        return datetime.fromisoformat(str(found)) if found else None

    def _spawn(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        if name in self._running:
            return  # the ticker lets one of each run
        self._running.add(name)

        async def run() -> None:
            try:
                await work()
            except StoreDown:
                if name == "start":
                    self._spawn_again()
            except Breach:
                raise  # it is noted where it was found
            except Exception as bug:  # noqa: BLE001  nothing else may come out of a tick
                self._around.trace.accuse("a bug", f"{name}: {bug!r}")
            finally:
                self._running.discard(name)

        if not name:
            self._running.discard(name)
        self.loop.create_task(run())

    def _spawn_again(self) -> None:
        """Start again, as whoever runs the process does when it could not."""
        self._running.discard("start")
        self._spawn("start", self._start)
