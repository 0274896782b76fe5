"""Many leaders around noon who answer their nudges, whether the bot lives or dies."""

import asyncio
import random  # noqa: TID251  the crowd's own dice, seeded by the test
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.cadence import Cadence, QuietHours
from bot.domain.ids import PersonId, local_name
from bot.domain.people import Leader, Person, Profile, Workspace
from bot.domain.words import Language, Weekdays
from bot.playground.limits import elements_of
from bot.playground.server import Playground
from bot.playground.values import Message, NotHere, User
from bot.ports.store import Transaction
from tests.fakes.slack_door import FJORD

SAYS = (("Done",), (), ("Not now",), (), ("Not for me",), (), ("Done", "Undo") * 4)
"""What leaders press, one after the other; some keep on changing their minds.

A press proves that a nudge arrived. Of those who say nothing it must be looked up.
"""

BUSY = 5
"""One in so many wants no notifications for the first few seconds."""

_UNANSWERED = "Done"  # what a nudge without an answer offers
_ANSWERED = "Undo"


@dataclass
class Member:
    """One leader of the crowd, and how many of the presses the bot has taken."""

    id: PersonId
    says: tuple[str, ...]
    taken: int = 0
    unsure: bool = False  # whether the last press got no answer
    busy_until_s: int = 0  # do not disturb before, in epoch seconds

    @property
    def name(self) -> str:
        return local_name(self.id)


@dataclass
class Crowd:
    """Presses whatever stands on the screens, in no order."""

    play: Playground
    dice: random.Random
    members: list[Member] = field(default_factory=list)
    failed: int = 0  # presses that nobody took

    def join(self, many: int, now: datetime) -> Sequence[Member]:
        """Let `many` more people into the workspace."""
        zone = noon_zone(now)
        first = len(self.members)
        new = [
            Member(PersonId(f"{FJORD}:U0LEAD{n:04}"), SAYS[n % len(SAYS)])
            for n in range(first, first + many)
        ]
        self.play.workspace.join(
            *(User(one.name, one.name.lower(), one.name, "", zone) for one in new)
        )
        for busy in new[::BUSY]:
            start_s = int(now.timestamp())
            busy.busy_until_s = start_s + self.dice.randint(2, 9)
            hours = (start_s, busy.busy_until_s)
            self.play.act.disturb_not(busy.name, hours)
        self.members += new
        return new

    @property
    def content(self) -> bool:
        """Whether everybody has said everything."""
        return all(one.taken == len(one.says) for one in self.members)

    async def live(self) -> None:
        """Go on pressing until cancelled."""
        while True:
            await asyncio.sleep(0.005)
            waiting = [one for one in self.members if self._can_say(one)]
            if waiting:
                await self._say(self.dice.choice(waiting))

    def nudges(self, member: Member) -> list[Message]:
        """Return the nudges on the member's screen."""
        seen = self.play.messages(member.name)
        return [message for message in seen if message.metadata]

    def _can_say(self, member: Member) -> bool:
        return member.taken < len(member.says) and bool(self.nudges(member))

    async def _say(self, member: Member) -> None:
        wanted = member.says[member.taken]
        shown = {label for one in self.nudges(member) for label in labels(one)}
        after = _UNANSWERED if wanted == _ANSWERED else _ANSWERED
        if wanted in shown:
            try:
                answer = await self.play.press(member.name, wanted)
            except NotHere:
                return  # it was just redrawn
            member.unsure = bool(answer)
            member.taken += not answer
            self.failed += bool(answer)
        elif after in shown and member.unsure:
            # That press was recorded, though nobody lived to say so.
            member.unsure = False
            member.taken += 1


def labels(message: Message) -> set[str]:
    """Return what can be pressed on `message`."""
    texts = [
        element.get("text")
        for block in message.blocks
        for element in elements_of(block)
    ]
    return {text["text"] for text in texts if isinstance(text, dict)}


def noon_zone(now: datetime) -> str:
    """Return a zone where the clocks show between twelve and one now."""
    ahead_h = 12 - now.hour
    return f"Etc/GMT{-ahead_h:+d}" if ahead_h else "Etc/GMT"


def just_past(now: datetime) -> datetime:
    """Return the last full minute before `now`."""
    return now.replace(second=0, microsecond=0) - timedelta(minutes=1)


def keep_due(tx: Transaction, members: Sequence[Member], now: datetime) -> None:
    """Keep the members as leaders whose nudge of today was due a minute ago."""
    zone = noon_zone(now)
    for member in members:
        person = Person(member.id, Profile(member.name, zone, Language.EN))
        due = just_past(now)
        at = due.astimezone(person.zone).time()
        tx.people.save(person)
        tx.leaders.save(Leader(member.id, member.id, now, at=at), due)


def keep_open(tx: Transaction, now: datetime) -> None:
    """Keep a workspace that nudges all day long today."""
    local = now.astimezone(Person(PersonId(""), own_zone=noon_zone(now)).zone)
    cadence = Cadence(Weekdays(frozenset({local.isoweekday()})))
    midnight = QuietHours().start.replace(hour=0)
    quiet = QuietHours(midnight, midnight)
    tx.workspaces.save(Workspace(FJORD, cadence=cadence, quiet=quiet))
