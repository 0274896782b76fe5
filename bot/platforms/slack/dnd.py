"""Asks Slack who does not want to be disturbed, many people at a time."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ids import PersonId, WorkspaceId, local_name, workspace_of
from bot.platforms.slack.client import Installed
from bot.platforms.slack.failures import AGAIN_S, translated
from bot.platforms.slack.payload import Payload, inside, number, yes
from bot.ports.clock import Clock
from bot.ports.messenger import NotSent, Reach, Refused, SendFailed

_FRESH = timedelta(minutes=3)  # what was answered holds so long
_NO_SCOPE = timedelta(hours=1)  # an admin may give it meanwhile
_MOST = 50  # people a call, by dnd.teamInfo's own limit
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Window:
    """When somebody is not to be disturbed, by an answer that came at `asked_utc`."""

    start_utc: datetime
    end_utc: datetime
    asked_utc: datetime


class DoNotDisturb:
    """An Availability by Slack's do-not-disturb hours and snoozes.

    What it remembers is a few minutes old at most and never leaves memory.
    """

    def __init__(
        self, client: AsyncWebClient, installed: Installed, clock: Clock
    ) -> None:
        self._client = client
        self._installed = installed
        self._clock = clock
        self._known: dict[WorkspaceId, dict[PersonId, Window]] = {}
        self._unasked_until: dict[WorkspaceId, datetime] = {}

    async def busy_until(
        self, people: Collection[PersonId], soon: Collection[PersonId] = ()
    ) -> Mapping[PersonId, datetime]:
        """Return until when each of `people` asked not to be disturbed."""
        if not people:
            return {}
        workspace = workspace_of(next(iter(people)))
        now = self._clock.now()
        known = {
            person: window
            for person, window in self._known.get(workspace, {}).items()
            if timedelta(0) <= now - window.asked_utc < _FRESH
        }
        self._known[workspace] = known
        asked = [person for person in dict.fromkeys(people) if person not in known]
        if asked:  # one call for many: Slack takes 20 calls a minute
            more = (each for each in soon if each not in known and each not in asked)
            asked += islice(dict.fromkeys(more), max(_MOST - len(asked), 0))
        if asked and now >= self._unasked_until.get(workspace, now):
            known |= await self._told(workspace, asked, now)
        return {
            person: known[person].end_utc
            for person in people
            if person in known
            and known[person].start_utc <= now < known[person].end_utc
        }

    async def _told(
        self, workspace: WorkspaceId, people: Sequence[PersonId], now: datetime
    ) -> dict[PersonId, Window]:
        """Return all that can be known; after a failure nobody asks for a while."""
        installation = self._installed(workspace)
        told: dict[PersonId, Window] = {}
        if installation is None:
            return told
        try:
            for at in range(0, len(people), _MOST):
                some = people[at : at + _MOST]
                told |= await self._asked(installation.token, some, now)
        except SendFailed as failure:
            wait = _wait(failure)
            self._unasked_until[workspace] = now + wait
            _log.info(
                "no_dnd workspace=%s failure=%s reason=%s wait_s=%d",
                workspace,
                type(failure).__name__,
                getattr(failure, "reason", ""),
                wait.total_seconds(),
            )
        return told

    async def _asked(
        self, token: str, people: Sequence[PersonId], now: datetime
    ) -> dict[PersonId, Window]:
        """Ask about `people`, leaving out those Slack will not tell of."""
        try:
            if len(people) == 1:
                return {people[0]: await self._one(token, people[0], now)}
            return await self._many(token, people, now)
        except Refused as refused:
            if refused.reach is not Reach.PERSON:
                raise
        # One of them spoils it for all, and Slack does not say who.
        if len(people) == 1:
            return {people[0]: Window(now, now, now)}
        half = len(people) // 2
        first = await self._asked(token, people[:half], now)
        return first | await self._asked(token, people[half:], now)

    async def _many(
        self, token: str, people: Sequence[PersonId], now: datetime
    ) -> dict[PersonId, Window]:
        async with translated("dnd.teamInfo"):
            found = await self._client.dnd_teamInfo(
                token=token, users=[local_name(person) for person in people]
            )
            users = inside(_data(found.data), "users")
            return {
                person: _window(inside(users, local_name(person)), now)
                for person in people
            }

    async def _one(self, token: str, person: PersonId, now: datetime) -> Window:
        # By its own words the method for many wants more than one.
        async with translated("dnd.info"):
            found = await self._client.dnd_info(token=token, user=local_name(person))
            return _window(_data(found.data), now)


def _window(told: Payload, now: datetime) -> Window:
    """Return the window Slack tells of; an empty one when there is none.

    Whether hours are switched on is not looked at: a snooze without hours has a
    window too, and no window at all is told as one second of 1970.
    """
    snoozed = _instant(number(told, "snooze_endtime"))
    if yes(told, "snooze_enabled") and snoozed > now:
        return Window(now, snoozed, now)
    start_s, end_s = (number(told, f"next_dnd_{edge}_ts") for edge in ("start", "end"))
    return Window(_instant(start_s), _instant(end_s), now)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _wait(failure: SendFailed) -> timedelta:
    match failure:
        case Refused():
            return _NO_SCOPE
        case NotSent(retry_after_s=seconds):
            return timedelta(seconds=seconds)
        case _:
            return timedelta(seconds=AGAIN_S)


def _data(data: object) -> Payload:
    return data if isinstance(data, dict) else {}
