"""Whose public holidays count, for everybody or for one team."""

from dataclasses import replace
from datetime import date

from bot.domain.commands import SetCountry
from bot.domain.errors import Refusal
from bot.domain.messages import Message
from bot.domain.words import FullDay, Words
from bot.flows.asked import Asked
from bot.flows.commands.ledger import note_set
from bot.flows.saying import paragraphs, told

NORWAY = "NO"


def country(asked: Asked, command: SetCountry) -> Message:
    """Set the country for everybody; say what that means from now on."""
    chosen = command.country
    refuse_unknown(asked, chosen)
    asked.tx.workspaces.save(replace(asked.workspace, country=chosen))
    note_set(asked, asked.person.id, "country set")
    if not chosen:
        return told(asked, "country.none")
    speech = asked.speech
    return paragraphs(
        speech.say("country.set", country=chosen),
        *next_holiday(asked, chosen),
        speech.say("country.teams"),
    )


def refuse_unknown(asked: Asked, country: str) -> None:
    """Raise Refusal for a country whose public holidays nobody knows."""
    if country and not asked.holidays.knows(country):
        raise Refusal("country.unknown", given=country)


def next_holiday(asked: Asked, country: str) -> tuple[Words, ...]:
    """Name the next public holiday, and what is none although many think so."""
    said = []
    coming = _coming(asked, country)
    if coming:
        said.append(asked.speech.say("country.next", day=FullDay(coming)))
    if country == NORWAY:
        said.append(asked.speech.say("country.norway"))
    return tuple(said)


def _coming(asked: Asked, country: str) -> date | None:
    days = asked.holidays.around(country, asked.today)
    return min((day for day in days if day > asked.today), default=None)
