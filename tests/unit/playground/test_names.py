"""What is typed after @ and #, as the command gets it."""

import pytest

from bot.playground.payloads import escaped
from bot.playground.seed import ADMIN, LEADER, MEMBER, small_workspace
from bot.playground.state import Workspace
from bot.playground.values import User
from tests.fakes.playground import KEYS
from tests.fakes.time import FakeClock

KARI, JONAS, SOFIE = (f"<@{user.id}|{user.name}>" for user in (LEADER, MEMBER, ADMIN))
LONGER = User("U0LONG0001", "bergkari", "Kari Berg Moe")
AND = User("U0AND00001", "ab", "Bo & <Co>")
SHADOW = User("U0SHADOW01", "shadow", "Jonas")  # called what another's handle is


@pytest.fixture
def workspace() -> Workspace:
    return small_workspace(FakeClock(), KEYS)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@Kari Berg", KARI),
        ("@kari berg", KARI),
        ("@KARI BERG 09:00", f"{KARI} 09:00"),
        ("@Kari Berg @Jonas Lind @sofie", f"{KARI} {JONAS} {SOFIE}"),
        ("@Kari Berg,@Jonas Lind.", f"{KARI},{JONAS}."),
        ("@kari", KARI),
        ("@Kari Bergen", f"{KARI} Bergen"),
        ("@karin", "@karin"),
        ("@kari.berg @kari-anne", "@kari.berg @kari-anne"),
        ("kari@kari.test", "kari@kari.test"),
        ("@Nobody Here", "@Nobody Here"),
        ("<@Kari Berg>", f"&lt;{KARI}&gt;"),
    ],
)
def test_a_name_is_matched_whole(workspace: Workspace, typed: str, sent: str) -> None:
    assert escaped(workspace, typed) == sent


def test_the_longest_name_is_meant(workspace: Workspace) -> None:
    workspace.join(LONGER)
    longer = f"<@{LONGER.id}|{LONGER.name}>"
    assert escaped(workspace, "@kari berg moe @Kari Berg") == f"{longer} {KARI}"


def test_a_real_name_goes_before_a_handle(workspace: Workspace) -> None:
    workspace.join(SHADOW)
    assert escaped(workspace, "@jonas") == f"<@{SHADOW.id}|{SHADOW.name}>"


def test_a_name_is_found_as_it_is_escaped(workspace: Workspace) -> None:
    workspace.join(AND)
    assert escaped(workspace, "@bo & <co> & more") == f"<@{AND.id}|ab> &amp; more"


def test_of_channels_too_the_longest_is_meant(workspace: Workspace) -> None:
    (team,) = (each for each in workspace.channels.values() if not each.is_dm)
    north = workspace.add_channel("team north", set())
    assert (
        escaped(workspace, "#Team North #TEAM #teams #directmessage")
        == f"<#{north.id}|team north> <#{team.id}|team> #teams #directmessage"
    )
