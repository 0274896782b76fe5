"""The people: they press, ignore, type, move, leave, come back, and press twice."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.domain.events import (
    Answer,
    Ask,
    Event,
    Mend,
    OpenedHome,
    Pressed,
    ProfileChanged,
    Reply,
    Said,
    Submitted,
    Uninstalled,
)
from bot.domain.ids import InputId, PersonId, WorkspaceId, person_in, workspace_of
from bot.domain.messages import Button, DayPicker
from bot.domain.people import Profile
from bot.domain.words import Language
from tests.simulation.agenda import Agenda
from tests.simulation.chance import Chance
from tests.simulation.fingers import filled_in, pressable
from tests.simulation.judge import Judge
from tests.simulation.lines import (
    ZONES,
    cadence,
    of_a_leader,
    of_an_admin,
    second_thoughts,
)
from tests.simulation.oracle import COUNTRIES
from tests.simulation.platform import Office, Screen, SimPlatform

Heard = Callable[[Answer | None], None]
Hear = Callable[[Event, Heard], None]
Act = Callable[[], None]

_EAGER = (0.95, 0.7, 0.1)  # how likely the several sorts of leader answer a message
_NAMES = ("Kari", "Ola", "Liv", "Per", "Siv")
_RETRIES = tuple(timedelta(seconds=wait) for wait in (1, 30, 300))


@dataclass(slots=True)
class Crowd:
    """Everybody in every workspace, and what they do next."""

    agenda: Agenda
    chance: Chance
    platform: SimPlatform
    judge: Judge
    hear: Hear
    leaders: dict[WorkspaceId, list[PersonId]] = field(default_factory=dict)
    eager: dict[PersonId, float] = field(default_factory=dict)
    is_calm: bool = False
    _inputs: int = 0

    def move_in(self, workspace: WorkspaceId, leaders: int) -> None:
        """Found a workspace, and have its admin begin in the first days."""
        mark = workspace.rpartition(":")[2]
        people = [person_in(workspace, f"U{n}") for n in range(leaders + 2)]
        admin, member, *led = people
        office = Office({each: self._profile(mark, n) for n, each in enumerate(people)})
        office.history = self.chance.happens(0.8)
        self.platform.offices[workspace] = office
        self.platform.change(admin, admin=True)
        self.leaders[workspace] = led
        self.eager.update((each, self.chance.one_of(_EAGER)) for each in led)
        self._soon(lambda: self._say(admin, cadence(self.chance)))
        if self.chance.happens(0.5):
            country = self.chance.one_of(COUNTRIES)
            self._soon(lambda: self._say(admin, f"country {country}"))
        for leader in led:
            self._soon(partial(self._enrol, admin, leader, member))
            self._now_and_then(partial(self._wish, leader), days=45)
            self._now_and_then(partial(self._live, leader), days=25)
        self._now_and_then(lambda: self._govern(admin), days=40)
        self._now_and_then(lambda: self._storm(workspace), days=20)
        self._now_and_then(lambda: self._revoke(workspace), days=300)

    def saw(self, screen: Screen) -> None:
        """Take note of a new message on somebody's screen."""
        if self.chance.happens(self.eager.get(screen.to, 0.3)):
            self._press_in_a_while(screen)
        if self.chance.happens(0.05):
            self._think_again(screen.to, days=1)

    def saw_again(self, screen: Screen) -> None:
        """Take note that a message looks different now."""
        whens = [each for each in pressable(screen.message) if each.action == "later"]
        if self.chance.happens(0.8 if whens else 0.08):
            self.agenda.after(self.chance.about(minutes=1), lambda: self._press(screen))

    def _think_again(self, person: PersonId, **mean: float) -> None:
        """Change something while a message is fresh, or what it promised is to come."""
        wait, line = self.chance.about(**mean), second_thoughts(self.chance)
        self.agenda.after(wait, lambda: self._say(person, line))

    def _press_in_a_while(self, screen: Screen) -> None:
        mean = self.chance.one_of((1, 30, 600, 2000))
        self.agenda.after(self.chance.about(minutes=mean), lambda: self._press(screen))

    def _press(self, screen: Screen) -> None:
        """Press one of the buttons; at times one that is no longer there."""
        chance = self.chance
        stale = chance.happens(0.1)
        items = pressable(chance.one_of(screen.looks) if stale else screen.message)
        if not items or self.is_calm:
            return
        put_off = [each for each in items if each.value.startswith("later:")]
        item = chance.one_of(put_off if put_off and chance.happens(0.2) else items)
        by = screen.to
        if chance.happens(0.02):
            everybody = [each for led in self.leaders.values() for each in led]
            by = chance.one_of(everybody)
        pressed = Pressed(
            self._input(), by, item.action, item.value, "", screen.place, "hook"
        )
        if isinstance(item, DayPicker):
            zone = ZoneInfo(ZONES[0])
            day = self.agenda.now.astimezone(zone).date()
            pressed = replace(
                pressed, chosen=f"{day + timedelta(days=chance.between(-2, 20))}"
            )
        self._send(pressed)
        if item.action == "later" and chance.happens(0.25):
            self._think_again(screen.to, hours=8)
        if chance.happens(0.05):
            self._send(replace(pressed, input=self._input()))  # a double click
        if chance.happens(0.1):
            # A change of mind, in the same breath: either may come first.
            other = chance.one_of(items)
            if isinstance(other, Button):
                again = replace(pressed, action=other.action, value=other.value)
                self._send(replace(again, input=self._input()))

    def _enrol(self, admin: PersonId, leader: PersonId, member: PersonId) -> None:
        self._say(admin, f"leader add @{leader}")
        if self.chance.happens(0.7):
            self._say(admin, f"team set @{leader} @{member}")
        if self.chance.happens(0.6):
            self._say(admin, f"team country @{leader} {self.chance.one_of(COUNTRIES)}")
        if self.chance.happens(0.3):
            self._send(OpenedHome(self._input(), leader))

    def _govern(self, admin: PersonId) -> None:
        today = self.agenda.now.date()
        led = self.leaders[workspace_of(admin)]
        self._say(admin, of_an_admin(self.chance, led, today))
        if self.chance.happens(0.3):
            # Not quite right: something is put straight within days.
            again = of_an_admin(self.chance, led, today)
            self.agenda.after(
                self.chance.about(days=2), lambda: self._say(admin, again)
            )
        if self.chance.happens(0.2):
            self._send(OpenedHome(self._input(), admin))

    def _wish(self, leader: PersonId) -> None:
        self._say(leader, of_a_leader(self.chance))

    def _say(self, person: PersonId, line: str) -> None:
        self._send(Said(self._input(), person, line, "hook"))

    def _live(self, person: PersonId) -> None:
        """Move, leave, come back, be busy, be away."""
        chance, now = self.chance, self.agenda.now
        office = self.platform.offices[workspace_of(person)]
        if office.profiles[person].gone:
            self._tell(person, gone=False)
        elif chance.happens(0.3):
            self._tell(person, zone=chance.one_of(ZONES))
        elif chance.happens(0.1):
            self._tell(person, gone=True)
        elif chance.happens(0.5):
            self._tell(person, away_until_utc=now + chance.about(days=7))
        else:
            office.busy[person] = (now, now + chance.about(days=2))

    def _tell(self, person: PersonId, **changed: object) -> None:
        """Change what is known of somebody; the bot is told sooner or later."""
        profile = self.platform.change(person, **changed)
        told = ProfileChanged(self._input(), person, profile)
        late = self.chance.happens(0.3)
        wait = self.chance.about(hours=2) if late else timedelta()
        self.agenda.after(wait, lambda: self._send(told))

    def _storm(self, workspace: WorkspaceId) -> None:
        storms = self.platform.weather.storms
        storms.add(workspace)
        ends = self.chance.about(days=2)
        self.agenda.after(ends, lambda: storms.discard(workspace))

    def _revoke(self, workspace: WorkspaceId) -> None:
        office = self.platform.offices[workspace]
        office.revoked = True
        if self.chance.happens(0.5):
            self._send(Uninstalled(self._input(), workspace, "token_revoked"))

        def restore() -> None:
            office.revoked = False

        self.agenda.after(self.chance.about(hours=6), restore)

    def _send(self, event: Event, tries: tuple[timedelta, ...] = _RETRIES) -> None:
        """Hand it over until it is acknowledged; at times once more than that."""

        def heard(answer: Answer | None) -> None:
            if answer is None:
                if tries:
                    self.agenda.after(tries[0], lambda: self._send(event, tries[1:]))
                return
            if not isinstance(answer, Mend):  # which is as if nothing had been sent
                self.judge.acknowledge(event.input)
            if self.chance.happens(0.1):
                wait = self.chance.about(minutes=10)
                self.agenda.after(wait, lambda: self._send(event, ()))
            if not self.is_calm and isinstance(event, Said | Pressed):
                self._go_on(event.person, answer)

        self.hear(event, heard)

    def _go_on(self, person: PersonId, answer: Answer) -> None:
        """Fill in a form that was shown, or press a button of a private answer."""
        match answer:
            case Ask(form) if self.chance.happens(0.7):
                entered = filled_in(self.chance, form, self.agenda.now)
                self._send(
                    Submitted(self._input(), person, form.name, form.about, entered)
                )
            case Reply(message) if self.chance.happens(0.15):
                items = [each for each in pressable(message) if each.action]
                if items:
                    item = self.chance.one_of(items)
                    self._send(
                        Pressed(
                            self._input(),
                            person,
                            item.action,
                            item.value,
                            reply_to="hook",
                        )
                    )
            case _:
                pass

    def _input(self) -> InputId:
        self._inputs += 1
        return InputId(f"in-{self._inputs}")

    def _soon(self, act: Act) -> None:
        self.agenda.after(self.chance.within(days=5), act)

    def _now_and_then(self, act: Act, **mean: float) -> None:
        def again() -> None:
            if not self.is_calm:
                act()
                self.agenda.after(self.chance.about(**mean), again)

        self.agenda.after(timedelta(days=5) + self.chance.about(**mean), again)

    def _profile(self, mark: str, number: int) -> Profile:
        name = f"{_NAMES[number % len(_NAMES)]}{mark} Nordmann"
        language = self.chance.one_of(tuple(Language))
        return Profile(name, self.chance.one_of(ZONES), language)
