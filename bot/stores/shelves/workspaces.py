"""Workspaces, with their cadence, quiet hours and closed days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.domain.ids import WorkspaceId
from bot.domain.people import Workspace
from bot.stores import columns, rows
from bot.stores.connection import Connection, Row


class Workspaces:
    """Keeps workspaces."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, workspace: WorkspaceId) -> Workspace:
        """Return the workspace; one never saved has every default."""
        row = self._connection.one("workspace_find", id=workspace)
        if row is None:
            return Workspace(workspace)
        closed = self._connection.all("closed_of", workspace=workspace)
        return rows.workspace(row, closed)

    def save(self, workspace: Workspace) -> None:
        """Keep the workspace as it is given, closed days included."""
        self._connection.run("workspace_save", **rows.from_workspace(workspace))
        self._connection.run("closed_clear", workspace=workspace.id)
        self._connection.many(
            "closed_add",
            (
                {
                    "workspace": workspace.id,
                    "position": position,
                    "first_day": closed.first.isoformat(),
                    "last_day": closed.last.isoformat(),
                    "name": closed.name,
                }
                for position, closed in enumerate(workspace.closed)
            ),
        )

    def mended(self, workspace: WorkspaceId) -> None:
        """Note that the workspace is in no trouble any more."""
        self._connection.run("workspace_mended", id=workspace)

    def all(self) -> Sequence[Workspace]:
        """Return every workspace saved, by id."""
        closed = self._connection.all("closed_all")
        return list(whole(self._connection.all("workspace_all"), closed))


def whole(found: Iterable[Row], closed: Iterable[Row]) -> Iterator[Workspace]:
    """Yield each workspace of `found` with its own of the rows of closed days."""
    days: dict[str, list[Row]] = defaultdict(list)
    for row in closed:
        days[columns.text(row, "workspace")].append(row)
    for row in found:
        yield rows.workspace(row, days[columns.text(row, "id")])
