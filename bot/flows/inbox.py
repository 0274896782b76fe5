"""Everything people do arrives here: recorded and answered in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.deliveries import Delivery, Kind
from bot.domain.errors import Refusal
from bot.domain.events import (
    Answer,
    Ask,
    Event,
    Mend,
    Nothing,
    OpenedHome,
    Pressed,
    ProfileChanged,
    Reply,
    Said,
    Submitted,
    Uninstalled,
)
from bot.domain.ids import PersonId, WorkspaceId, derived, workspace_of
from bot.domain.messages import Message, Text
from bot.domain.people import Person
from bot.flows.asked import Asked
from bot.flows.check_in import FEWER, is_settled
from bot.flows.commands import refuse
from bot.flows.greet import greet_first_admin
from bot.flows.nudge_message import SAMPLE
from bot.flows.obey import Obedience
from bot.flows.onboard import profile_known
from bot.flows.redraw import refresh_home, show_home
from bot.flows.respond import ACTIONS, Responder
from bot.flows.saying import SAY, told
from bot.flows.settings_form import FORMS, settings_form, take_form
from bot.ports.clock import Clock
from bot.ports.store import Store, Transaction

ANSWERABLE = timedelta(minutes=25)  # a private answer can be given a little longer


@dataclass(frozen=True, slots=True)
class Reception:
    """Takes every event; `wake` is told which workspace may have something to send."""

    store: Store
    clock: Clock
    obedience: Obedience
    responder: Responder
    wake: Callable[[WorkspaceId], None]

    async def receive(self, event: Event) -> Answer:
        """Record `event`, then answer it; see bot.ports.inbox.Inbox."""
        try:
            answer = await self.store.write(lambda tx: self._take(tx, event))
        except _SentBackError as sent_back:
            return sent_back.answer
        self.wake(_workspace(event))
        return answer

    def _take(self, tx: Transaction, event: Event) -> Answer:
        now = self.clock.now()
        if not tx.inputs.first(_workspace(event), event.input, now):
            return Nothing()
        match event:
            case Uninstalled():
                workspace = tx.workspaces.find(event.workspace)
                tx.workspaces.save(replace(workspace, trouble=event.reason))
                return Nothing()
            case ProfileChanged():
                self._profile(tx, event, now)
                return Nothing()
            case OpenedHome():
                show_home(tx, event.person, now)
            case _:
                pass
        person = greet_first_admin(tx, _reachable(tx, event.person, now), now)
        return self._answer(event, self.obedience.asked(tx, person, now))

    def _answer(
        self, event: Said | Pressed | Submitted | OpenedHome, asked: Asked
    ) -> Answer:
        answer: Answer = Nothing()
        match event:
            case Said():
                answer = self._said(asked, event)
            case Pressed():
                answer = self._pressed(asked, event)
            case Submitted():
                answer = take_form(asked, event)
                if isinstance(answer, Mend):
                    raise _SentBackError(answer)
            case OpenedHome():
                pass
        # Whatever was just changed shows in the Home of whoever ever opened it.
        refresh_home(asked.tx, event.person, asked.now_utc)
        return answer

    def _profile(self, tx: Transaction, event: ProfileChanged, now: datetime) -> None:
        known = tx.people.find(event.person).profile
        if known is None:
            return  # nobody the bot has anything to do with
        profile = event.profile
        if not event.language_known:
            profile = replace(profile, language=known.language)
        profile_known(tx, event.person, profile, now)

    def _said(self, asked: Asked, said: Said) -> Answer:
        _remember_names(asked.tx, said.named)
        if asked.person.profile is None:
            # The answer follows in a moment, by way of the outbox.
            self._obey_later(asked, said)
            return Nothing()
        return Reply(self.obedience.line(asked, said.text))

    def _obey_later(self, asked: Asked, said: Said) -> None:
        """Keep the line until the platform has told who wrote it."""
        now = asked.now_utc
        asked.tx.outbox.add(
            [
                Delivery(
                    id=derived(said.person, Kind.COMMAND, said.input),
                    person=said.person,
                    kind=Kind.COMMAND,
                    local_date=asked.today,
                    due_utc=now,
                    not_before_utc=now,
                    expires_utc=now + ANSWERABLE,
                    about=said.text,
                    reply_to=said.reply_to,
                )
            ]
        )

    def _pressed(self, asked: Asked, pressed: Pressed) -> Answer:
        if pressed.action in {SAY, FEWER}:
            message = self._pressed_line(asked, pressed)
            private = pressed.place is None and bool(pressed.reply_to)
            return Reply(message, instead=private)
        if pressed.action in FORMS:
            return Ask(settings_form(asked, pressed.action))
        if pressed.action == SAMPLE:
            label = asked.speech.label(f"nudge.{pressed.value}")
            text = asked.speech.say("nudge.sample-pressed", label=label)
            return Reply(Message((Text(text),)))
        if pressed.action not in ACTIONS:
            return Nothing()
        try:
            self.responder.respond(asked.tx, pressed, asked.now_utc)
        except Refusal as refusal:
            return Reply(refuse(asked, refusal))
        return Nothing()

    def _pressed_line(self, asked: Asked, pressed: Pressed) -> Message:
        """Obey the line that a button says."""
        if pressed.action == SAY:
            return self.obedience.line(asked, pressed.value)
        if is_settled(asked, pressed.value):
            return told(asked, "check-in.settled")
        return self.obedience.line(asked, FEWER)


def _reachable(tx: Transaction, who: PersonId, now: datetime) -> Person:
    """Return the person; that they cannot be reached is taken back: here they are."""
    person = tx.people.find(who)
    if person.profile and person.profile.unreachable:
        profile_known(tx, who, replace(person.profile, unreachable=False), now)
        return tx.people.find(who)
    return person


class _SentBackError(Exception):
    """A form is to be put right: nothing is kept, so that it may come again.

    It comes with the same input id then, and a note of the first would hide it.
    """

    def __init__(self, answer: Mend) -> None:
        super().__init__()
        self.answer = answer


def _remember_names(tx: Transaction, named: Mapping[PersonId, str]) -> None:
    for person, name in named.items():
        known = tx.people.find(person)
        if not known.profile and name and known.given_name != name:
            tx.people.save(replace(known, given_name=name))


def _workspace(event: Event) -> WorkspaceId:
    match event:
        case Uninstalled():
            return event.workspace
        case _:
            return workspace_of(event.person)
