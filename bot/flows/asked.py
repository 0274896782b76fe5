"""Who asks, when, and in which language: what every command's answer needs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.habits import Catalogue
from bot.domain.people import Person, Workspace
from bot.ports.holidays import Holidays
from bot.ports.store import Transaction
from bot.ports.texts import Speech, Texts

KEEPS = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of one person, inside one transaction."""

    tx: Transaction
    person: Person
    now_utc: datetime
    texts: Texts
    catalogue: Catalogue
    holidays: Holidays
    keeps: timedelta = KEEPS  # how long a leader's answers are kept

    @property
    def speech(self) -> Speech:
        """Speaks the person's language."""
        return self.texts.speech(self.person.language)

    @property
    def workspace(self) -> Workspace:
        """The person's workspace as it is set now."""
        return self.tx.workspaces.find(self.person.workspace)

    @property
    def today(self) -> date:
        """The local date where the person is."""
        return self.now_utc.astimezone(self.person.zone).date()
