"""A line somebody typed, understood and answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.deliveries import Delivery, State
from bot.domain.errors import Refusal
from bot.domain.forms import Audience, Form
from bot.domain.habits import Catalogue
from bot.domain.ids import HabitId
from bot.domain.messages import Message
from bot.domain.parse import Misread, Unrecognised, parse
from bot.domain.people import Person
from bot.domain.words import Language
from bot.flows.asked import KEEPS, Asked
from bot.flows.commands import admins_only, obey, refuse, unrecognised
from bot.ports.holidays import Holidays
from bot.ports.outbox import Settled
from bot.ports.store import Transaction
from bot.ports.texts import Texts


@dataclass(frozen=True, slots=True)
class Obedience:
    """Understands a line and does what it says, inside one transaction."""

    texts: Texts
    catalogue: Catalogue
    holidays: Holidays
    keeps: timedelta = KEEPS

    def asked(self, tx: Transaction, person: Person, now: datetime) -> Asked:
        """Return the person's request with what its answer needs."""
        return Asked(
            tx, person, now, self.texts, self.catalogue, self.holidays, self.keeps
        )

    def line(self, asked: Asked, text: str) -> Message:
        """Do what `text` says; return what to answer, also when it cannot be done."""
        try:
            habits = frozenset(self.catalogue.habits)
            command = parse(text, asked.today, habits, self._names(asked))
            return obey(asked, command)
        except Unrecognised as error:
            if _beyond(asked, error.nearest[0]):
                return admins_only(asked)
            return unrecognised(asked, error)
        except Misread as error:
            return (
                admins_only(asked)
                if _beyond(asked, error.form)
                else refuse(asked, error)
            )
        except Refusal as refusal:
            return refuse(asked, refusal)

    def _names(self, asked: Asked) -> dict[str, HabitId]:
        """Return the habits by name, those of the asker's language first."""
        languages = (asked.person.language, *Language)
        return {
            habit.name[spoken]: habit.id
            for spoken in languages
            for habit in self.catalogue.habits.values()
            if spoken in habit.name
        }

    def obey_once(
        self, tx: Transaction, delivery: Delivery, now: datetime
    ) -> Message | Settled:
        """Do what a waiting command says, and mark it done in the same transaction.

        So a crash can neither lose it nor do it twice; only its answer may be lost.
        """
        done = Settled(delivery.id, delivery.epoch, State.SENT, sent_utc=now)
        if not tx.outbox.settle([done]):
            return done
        person = tx.people.find(delivery.person)
        return self.line(self.asked(tx, person, now), delivery.about)


def _beyond(asked: Asked, form: Form) -> bool:
    """Whether the form is for admins and the asker is none."""
    return form.audience is Audience.ADMIN and not asked.person.is_admin
