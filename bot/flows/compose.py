"""What a waiting delivery says, drawn from the rows at the moment of sending."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.deliveries import Delivery, Kind, Place, State
from bot.domain.habits import Catalogue
from bot.domain.ids import DeliveryId, PersonId
from bot.domain.messages import Message, Note
from bot.domain.people import Person
from bot.domain.words import Moment
from bot.flows.asked import KEEPS, Asked
from bot.flows.check_in import check_in
from bot.flows.home import home
from bot.flows.nudge_message import Addressed, draw, overtaken
from bot.flows.onboard import greeting, welcome
from bot.flows.promise import LATE, is_promised
from bot.ports.holidays import Holidays
from bot.ports.store import Transaction
from bot.ports.texts import Texts


@dataclass(frozen=True, slots=True)
class Composer:
    """Finds the words of a delivery; None when it has nothing to say any more."""

    texts: Texts
    catalogue: Catalogue
    holidays: Holidays
    keeps: timedelta = KEEPS

    def compose(
        self, tx: Transaction, delivery: Delivery, person: Person, now: datetime
    ) -> Message | None:
        """Return the message of `delivery` to `person` as the rows stand now."""
        asked = Asked(
            tx, person, now, self.texts, self.catalogue, self.holidays, self.keeps
        )
        match delivery.kind:
            case Kind.NUDGE:
                return self._arriving(tx, delivery, person, now)
            case Kind.REDRAW:
                return self._redraw(asked, delivery)
            case Kind.CHECK_IN:
                return _check_in(asked, delivery)
            case Kind.HOME:
                return home(asked)
            case Kind.WELCOME | Kind.GREETING:
                return _first_words(asked, delivery)
            case Kind.COMMAND:
                return None  # it is answered by the flow that obeys it

    def _nudge(
        self, tx: Transaction, delivery: Delivery, person: Person, now: datetime
    ) -> Message | None:
        addressed = self._addressed(tx, delivery, person)
        if addressed is None:
            return None
        speech = self.texts.speech(delivery.language)
        local = now.astimezone(person.zone)
        return draw(speech, self.catalogue, addressed, delivery, local)

    def _arriving(
        self, tx: Transaction, delivery: Delivery, person: Person, now: datetime
    ) -> Message | None:
        if delivery.response:  # it arrives anew when Later brings it back
            delivery = replace(delivery, response=None)
        drawn = self._nudge(tx, delivery, person, now)
        on_time = now - delivery.not_before_utc < LATE
        if drawn is None or on_time or not is_promised(delivery):
            return drawn
        speech = self.texts.speech(delivery.language)
        when = Moment(delivery.not_before_utc.astimezone(person.zone))
        return Message((*drawn.parts, Note(speech.say("nudge.late", when=when))))

    def _redraw(self, asked: Asked, redraw: Delivery) -> Message | None:
        tx, person = asked.tx, asked.person
        delivery = tx.outbox.find(DeliveryId(redraw.about))
        if delivery is None:
            return None
        if delivery.kind is Kind.CHECK_IN:
            return _check_in(asked, delivery)
        if _shown_before(delivery, redraw.place):
            addressed = self._addressed(tx, delivery, person)
            if addressed is None:
                return None
            speech = self.texts.speech(delivery.language)
            return overtaken(speech, self.catalogue, addressed)
        return self._nudge(tx, delivery, person, asked.now_utc)

    def _addressed(
        self, tx: Transaction, delivery: Delivery, person: Person
    ) -> Addressed | None:
        nudge = self.catalogue.nudge(delivery.nudge)
        if nudge is None or delivery.language not in nudge.text:
            return None  # taken out of the catalogue since it was planned
        named = "$team" in nudge.text[delivery.language]
        team = tx.teams.of_leader(delivery.person) if named else None
        return Addressed(nudge, first_name(person), team)


def first_name(person: Person) -> str:
    """Return what fills $name: the name's first word."""
    return person.name.split()[0]


def _first_words(asked: Asked, delivery: Delivery) -> Message:
    if delivery.kind is Kind.GREETING:
        return greeting(asked)
    return welcome(asked, asked.tx.people.find(PersonId(delivery.about)))


def _check_in(asked: Asked, delivery: Delivery) -> Message | None:
    leader = asked.tx.leaders.find(delivery.person)
    return check_in(asked, leader, delivery) if leader else None


def _shown_before(delivery: Delivery, place: Place | None) -> bool:
    """Whether `place` holds an earlier showing than the delivery's newest."""
    return delivery.state is not State.PLANNED and delivery.place != place
