"""What admins do leaves a row behind; and whom they cannot do it to."""

from bot.domain.ids import PersonId
from bot.domain.journal import Entry, Happened
from bot.domain.people import Person
from bot.flows.asked import Asked


def note_set(asked: Asked, about: PersonId, note: str) -> None:
    """Journal that this admin set something about that person, or for everybody."""
    note_done(asked, about, Happened.SET, note)


def note_done(asked: Asked, about: PersonId, what: Happened, note: str = "") -> None:
    """Journal what this admin did to that person."""
    entry = Entry(
        at_utc=asked.now_utc,
        workspace=asked.person.workspace,
        person=about,
        what=what,
        by=asked.person.id,
        note=note,
    )
    asked.tx.journal.add([entry])


def out_of_reach(person: Person) -> str | None:
    """Return the key of why the bot cannot write to the person; None: it can."""
    if person.profile is None:
        return None  # not yet asked; the welcome will tell
    if person.profile.gone:
        return "people.gone"
    return "people.unreachable" if person.profile.unreachable else None
