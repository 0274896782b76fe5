"""A small workspace to begin with: a leader, a member, an admin and a channel."""

import time
from collections.abc import Callable

from bot.playground.state import Workspace
from bot.playground.values import Bot, Keys, User
from bot.ports.clock import Clock

BOT = Bot(
    app_id="A0DYTT0001",
    bot_id="B0DYTT0001",
    user_id="U0DYTT0001",
    team_id="T0FJORD001",
    team_name="Fjord",
    team_domain="fjord",
)
LEADER = User("U0KARI0001", "kari", "Kari Berg", role="leader")
MEMBER = User("U0JONAS001", "jonas", "Jonas Lind", tz="Europe/Stockholm")
ADMIN = User(
    "U0SOFIE001",
    "sofie",
    "Sofie Holm",
    role="admin",
    tz="Europe/Copenhagen",
    is_admin=True,
)


def small_workspace(
    clock: Clock,
    keys: Keys,
    first_id: int = 1,
    elapsed: Callable[[], float] = time.monotonic,
) -> Workspace:
    """Return a workspace of three people and `#team`.

    Ids count up from `first_id`: give another number wherever ids of an earlier
    workspace may still be remembered by a bot.
    """
    workspace = Workspace(clock, keys, BOT, first_id, elapsed)
    workspace.join(LEADER, MEMBER, ADMIN)
    workspace.add_channel("team", {LEADER.id, MEMBER.id, ADMIN.id})
    for user in (LEADER, MEMBER, ADMIN):
        workspace.open_dm(user.id)
    return workspace
