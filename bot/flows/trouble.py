"""Why nothing can be sent in a workspace, and what an admin can do about it."""

from bot.domain.messages import Part, Text
from bot.flows.asked import Asked

_KNOWN = {
    "account_inactive": "trouble.removed",
    "app_uninstalled": "trouble.removed",
    "not_installed": "trouble.removed",
    "token_revoked": "trouble.key",
    "tokens_revoked": "trouble.key",
    "token_expired": "trouble.key",
    "invalid_auth": "trouble.key",
    "not_authed": "trouble.key",
    "not_allowed_token_type": "trouble.key",
    "missing_scope": "trouble.scope",
    "messages_tab_disabled": "trouble.tab",
    "message_limit_exceeded": "trouble.limit",
    "restricted_action": "trouble.restricted",
    "access_denied": "trouble.restricted",
    "enterprise_is_restricted": "trouble.restricted",
    "team_access_not_granted": "trouble.restricted",
}

POSTS_ONLY = frozenset(
    {
        "message_limit_exceeded",
        "messages_tab_disabled",
        "missing_scope",
        "restricted_action",
    }
)
"""What keeps new messages from being posted, and nothing else from being shown."""


def trouble(asked: Asked) -> tuple[Part, ...]:
    """Say why nothing can be sent and what mends it, while that is so."""
    code = asked.workspace.trouble
    if not code:
        return ()
    key = _KNOWN.get(code, "trouble.other")
    return (Text(asked.speech.say(key, code=code)),)
