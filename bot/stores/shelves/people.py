"""People and what the platform says of them."""

from collections.abc import Sequence

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Person
from bot.stores import rows
from bot.stores.connection import Connection


class People:
    """Keeps people."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, person: PersonId) -> Person:
        """Return the person; one never saved has no profile and every default."""
        row = self._connection.one("person_find", id=person)
        return Person(person) if row is None else rows.person(row)

    def save(self, person: Person) -> None:
        """Keep the person as given."""
        self._connection.run("person_save", **rows.from_person(person))

    def admins(self, workspace: WorkspaceId) -> Sequence[Person]:
        """Return the known admins, by name, then id; the gone left out."""
        found = self._connection.all("person_admins", workspace=workspace)
        return sorted(map(rows.person, found), key=by_name)


def by_name(person: Person) -> tuple[str, str]:
    """Order people by the name they are known by, which is more than a column."""
    return person.name, person.id
