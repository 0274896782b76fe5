"""Whatever keeps a workspace from being sent to, an admin reads what mends it."""

from dataclasses import replace

import pytest

from bot.domain.messages import read_aloud
from bot.flows.home import home
from tests.fakes.desk import ADA, HERE, KARI, Desk

MENDS = {
    "account_inactive": "Install it again",
    "app_uninstalled": "Install it again",
    "token_revoked": "Install the app in the workspace again",
    "tokens_revoked": "Install the app in the workspace again",
    "invalid_auth": "Install the app in the workspace again",
    "missing_scope": "lacks a permission",
    "messages_tab_disabled": "under App Home",
    "message_limit_exceeded": "nothing to install anew",
    "restricted_action": "Ask an owner of the workspace",
    "ekm_access_denied": "Tell those who run Dytt",
}


@pytest.mark.parametrize(("code", "mends"), MENDS.items())
async def test_an_admin_reads_what_mends_it(desk: Desk, code: str, mends: str) -> None:
    await desk.enrol()
    await desk.change(
        lambda tx: tx.workspaces.save(replace(tx.workspaces.find(HERE), trouble=code))
    )
    said = read_aloud(await desk.ask(ADA, home))
    assert mends in said
    assert code in said
    assert mends in await desk.read(ADA, "")
    assert code not in read_aloud(await desk.ask(KARI, home))
