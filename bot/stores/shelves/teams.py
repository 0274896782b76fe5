"""Leaders' teams and who is in them."""

from collections import defaultdict
from collections.abc import Sequence

from bot.domain.ids import PersonId, WorkspaceId, workspace_of
from bot.domain.people import Team
from bot.stores import columns, rows
from bot.stores.connection import Connection, Row


class Teams:
    """Keeps teams."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_leader(self, leader: PersonId) -> Team | None:
        """Return the team the person leads."""
        return self._whole(self._connection.one("team_of_leader", leader=leader))

    def of_member(self, member: PersonId) -> Team | None:
        """Return the team the person belongs to."""
        return self._whole(self._connection.one("team_of_member", member=member))

    def save(self, team: Team) -> None:
        """Keep the team; its members leave any team they were in."""
        self._connection.run(
            "team_save", workspace=workspace_of(team.leader), **rows.from_team(team)
        )
        self._connection.run("member_clear", leader=team.leader)
        self._connection.many(
            "member_save",
            (
                {"member": member, "leader": team.leader, "position": position}
                for position, member in enumerate(team.members)
            ),
        )

    def all(self, workspace: WorkspaceId) -> Sequence[Team]:
        """Return the teams, by leader."""
        members: dict[str, list[Row]] = defaultdict(list)
        for row in self._connection.all("member_of_workspace", workspace=workspace):
            members[columns.text(row, "leader")].append(row)
        return [
            rows.team(row, members[columns.text(row, "leader")])
            for row in self._connection.all("team_of_workspace", workspace=workspace)
        ]

    def _whole(self, row: Row | None) -> Team | None:
        if row is None:
            return None
        leader = columns.text(row, "leader")
        return rows.team(row, self._connection.all("member_of", leader=leader))
