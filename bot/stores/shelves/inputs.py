"""What has come in before."""

from datetime import datetime

from bot.domain.ids import InputId, WorkspaceId
from bot.stores import columns
from bot.stores.connection import Connection


class Inputs:
    """Keeps a note of every input."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first(self, workspace: WorkspaceId, given: InputId, at_utc: datetime) -> bool:
        """Note the input; return False when it was noted before."""
        noted = self._connection.run(
            "input_first",
            workspace=workspace,
            given=given,
            at_utc=columns.from_instant(at_utc),
        )
        return noted == 1

    def forget(self, before_utc: datetime) -> int:
        """Delete notes older than that; return how many."""
        before = columns.from_instant(before_utc)
        return self._connection.run("input_forget", before_utc=before)
