"""The real bot on a new database full of leaders, each with one nudge."""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path

from bot.bench.contest import Tell
from bot.domain.deliveries import Delivery, Kind, Place, State, nudge_id
from bot.domain.habits import Catalogue, Nudge
from bot.domain.ids import PersonId, WorkspaceId, local_name, person_in
from bot.domain.people import Leader, Person, Profile, Workspace
from bot.domain.words import Language
from bot.platforms.slack.client import Installation, SlackClient
from bot.platforms.slack.dnd import DoNotDisturb
from bot.platforms.slack.sender import SlackSender
from bot.ports.store import Transaction
from bot.runtime.dice import SystemDice
from bot.runtime.holidays import PublicHolidays
from bot.settings import read_settings
from bot.stores.sqlite import SqliteStore
from bot.wiring.parts import Bot, Words, World, assemble, read_words

TEN = datetime(2027, 1, 12, 10, tzinfo=UTC)  # a Tuesday, in everybody's working hours
_ZONES = ("Europe/Oslo", "Europe/Stockholm", "Europe/Copenhagen")
_A_BATCH = 1000
_FASTEST = 1000  # a minute to each workspace, the most that may be set: 100 at once


class WorkingHours:
    """A Clock that begins at ten and runs as clocks do."""

    def __init__(self) -> None:
        self._began_s = time.monotonic()

    def now(self) -> datetime:
        """Return the present instant, aware, UTC."""
        return TEN + timedelta(seconds=time.monotonic() - self._began_s)


@contextmanager
def database() -> Iterator[SqliteStore]:
    """Give a new database in the folder for temporary files, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="dytt-bench-") as folder:
        store = SqliteStore.open(Path(folder) / "bench.db", alone=True)
        try:
            yield store
        finally:
            store.close()


def bot_on(
    store: SqliteStore,
    client: SlackClient,
    installed: Mapping[WorkspaceId, Installation],
    conversations: Mapping[PersonId, str],
) -> Bot:
    """Return the bot as `dytt run` has it, except that no pace holds it back."""
    settings, clock = read_settings(), WorkingHours()
    quick = settings.deliver.model_copy(update={"per_minute": _FASTEST})
    settings = settings.model_copy(update={"deliver": quick})
    world = World(
        store,
        clock,
        SystemDice(),
        SlackSender(client, installed.get, conversations),
        DoNotDisturb(client, installed.get, clock),
        PublicHolidays(),
    )
    return assemble(world, words(), settings)


@cache
def words() -> Words:
    """Return everything in prompts/; read once."""
    return read_words()


def installations(workspaces: int) -> dict[WorkspaceId, Installation]:
    """Return so many workspaces, each with a token of its own."""
    ids = [WorkspaceId(f"slack:T{n:09}") for n in range(workspaces)]
    return {
        each: Installation(each, f"xoxb-bench-{n}", "U000000BOT", "B000000BOT")
        for n, each in enumerate(ids)
    }


def nudges(
    many: int, workspaces: Sequence[WorkspaceId], state: State
) -> list[Delivery]:
    """Return `many` nudges to as many leaders, due now: PLANNED, or SENT already."""
    texts = _texts(words().catalogue)
    return [
        _nudge(n, workspaces[n % len(workspaces)], *texts[n % len(texts)], state)
        for n in range(many)
    ]


def _texts(catalogue: Catalogue) -> list[tuple[Nudge, Language]]:
    return [
        (nudge, language)
        for habit in catalogue.habits.values()
        for nudge in habit.nudges
        for language in nudge.text
        if not nudge.retired
    ]


def _nudge(
    n: int, workspace: WorkspaceId, nudge: Nudge, language: Language, state: State
) -> Delivery:
    person = person_in(workspace, f"U{n:09}")
    sent = state is State.SENT
    return Delivery(
        id=nudge_id(person, TEN.date()),
        person=person,
        kind=Kind.NUDGE,
        local_date=TEN.date(),
        due_utc=TEN,
        not_before_utc=TEN,
        expires_utc=TEN + timedelta(hours=5),
        about=nudge.id,
        language=language,
        state=state,
        epoch=int(sent),
        attempts=int(sent),
        attempt_utc=TEN if sent else None,
        place=Place(conversation(n), f"{1_800_000_000 + n}.000001") if sent else None,
        sent_utc=TEN if sent else None,
    )


def conversation(n: int) -> str:
    """Return the channel of the n-th leader's direct messages."""
    return f"D{n:09}"


async def fill(store: SqliteStore, given: Sequence[Delivery], tell: Tell) -> None:
    """Keep the nudges, and everybody whom they need."""
    workspaces = {delivery.workspace for delivery in given}

    def settle_in(tx: Transaction) -> None:
        for workspace in workspaces:
            tx.workspaces.save(Workspace(workspace))

    await store.write(settle_in)
    left = iter(enumerate(given))
    done = 0
    while batch := list(islice(left, _A_BATCH)):

        def enrol(tx: Transaction, batch: list[tuple[int, Delivery]] = batch) -> None:
            for n, delivery in batch:
                tx.people.save(_person(n, delivery))
                tx.leaders.save(_leader(delivery), None)
            tx.outbox.add([delivery for _, delivery in batch])

        await store.write(enrol)
        done += len(batch)
        tell("filling the database", done, len(given))


def _person(n: int, delivery: Delivery) -> Person:
    name = f"Kari {local_name(delivery.person)}"
    zone = _ZONES[n % len(_ZONES)]
    return Person(delivery.person, Profile(name, zone, delivery.language))


def _leader(delivery: Delivery) -> Leader:
    return Leader(
        delivery.person,
        enrolled_by=delivery.person,
        enrolled_utc=TEN - timedelta(days=30),
        unanswered=int(delivery.state is State.SENT),
    )
