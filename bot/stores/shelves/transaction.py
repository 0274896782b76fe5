"""All shelves over one connection."""

from bot.ports import outbox, store
from bot.stores.connection import Connection
from bot.stores.shelves.inputs import Inputs
from bot.stores.shelves.journal import Journal
from bot.stores.shelves.lanes import Lanes
from bot.stores.shelves.leaders import Leaders
from bot.stores.shelves.outbox import Outbox
from bot.stores.shelves.people import People
from bot.stores.shelves.teams import Teams
from bot.stores.shelves.workspaces import Workspaces


class Shelves:
    """Everything that can be read or changed in the transaction that is open."""

    def __init__(self, connection: Connection) -> None:
        self.workspaces: store.Workspaces = Workspaces(connection)
        self.people: store.People = People(connection)
        self.leaders: store.Leaders = Leaders(connection)
        self.teams: store.Teams = Teams(connection)
        self.outbox: outbox.Outbox = Outbox(connection)
        self.journal: store.Journal = Journal(connection)
        self.inputs: store.Inputs = Inputs(connection)
        self.lanes: store.Lanes = Lanes(connection)
