"""What can go wrong with a call to Slack, and what that means for the message."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ConnectionTimeoutError,
    InvalidURL,
)
from slack_sdk.errors import SlackApiError

from bot.ports.messenger import NotSent, Reach, Refused, SendFailed, Unclear

AGAIN_S = 10.0
"""How long to wait when Slack cannot be reached, or says no number."""

LONGEST_S = 86_400.0
"""No wait is longer than a day, whatever stands in an answer."""

_RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
_TOO_MANY = 429
_NOT_TAKEN = 300  # pointed elsewhere, or told off
_SERVER_ERROR = 500

_STUMBLED = frozenset(
    {"internal_error", "fatal_error", "request_timeout", "service_unavailable"}
)

_WORKSPACE = frozenset(
    {
        "access_denied",
        "accesslimited",
        "account_inactive",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "message_limit_exceeded",
        "messages_tab_disabled",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "restricted_action",
        "team_access_not_granted",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)

_PERSON = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "invalid_user_combination",
        "is_archived",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)

# Without these scopes nothing can be sent at all; without others, one thing less.
_SENDING = frozenset({"chat.postMessage", "conversations.open"})

REACH: Mapping[str, Reach] = MappingProxyType(
    dict.fromkeys(_WORKSPACE, Reach.WORKSPACE) | dict.fromkeys(_PERSON, Reach.PERSON)
)
"""How far each of Slack's refusals reaches; all others mean this message only."""


@asynccontextmanager
async def translated(method: str) -> AsyncIterator[None]:
    """Turn whatever a call raises into a SendFailed that says what may have happened.

    Its reason is a code, never a person's words and never a token.
    """
    try:
        yield
    except SendFailed:
        raise
    except SlackApiError as error:
        raise _told(error, method) from error
    except (ClientConnectorError, ConnectionTimeoutError, InvalidURL) as error:
        # The connection was never opened, so nothing can have arrived.
        raise NotSent("unreachable", AGAIN_S, everybody=True) from error
    except (ClientError, TimeoutError, OSError) as error:
        raise Unclear(type(error).__name__) from error
    except Exception as error:
        # Once the request has left, an answer nobody can read leaves it open too.
        raise Unclear(f"unreadable: {type(error).__name__}") from error


def not_taken(status: int, headers: Mapping[str, str], code: str) -> SendFailed:
    """Return what an answer other than success means."""
    if status == _TOO_MANY or code in _RATE_LIMITED:
        # Slack limits each method by itself.
        return NotSent("ratelimited", _wait_s(headers), limited=True)
    if status >= _SERVER_ERROR or code in _STUMBLED:
        return Unclear(code or f"http-{status}")
    if code:
        return Refused(code, REACH.get(code, Reach.MESSAGE))
    if status >= _NOT_TAKEN:
        # Not Slack's own words: something on the way said no.
        return NotSent(f"http-{status}", AGAIN_S, everybody=True)
    return Unclear("unreadable")


def answered(
    method: str, status: int, headers: Mapping[str, str], code: str
) -> SendFailed:
    """Return what it means that `method` was not answered with success."""
    if code == "missing_scope":
        reach = Reach.WORKSPACE if method in _SENDING else Reach.MESSAGE
        return Refused(code, reach)
    return not_taken(status, headers, code)


def _told(error: SlackApiError, method: str) -> SendFailed:
    # The SDK's own answer, or aiohttp's where the body was no JSON.
    response: Any = error.response
    if isinstance(response, ClientResponse):
        return not_taken(response.status, response.headers, "")
    data = response.data if isinstance(response.data, Mapping) else {}
    code = str(data.get("error", ""))
    return answered(method, response.status_code, response.headers, code)


def _wait_s(headers: Mapping[str, str]) -> float:
    given = next(
        (value for name, value in headers.items() if name.lower() == "retry-after"), ""
    )
    return min(max(float(given), 1.0), LONGEST_S) if given.isdecimal() else AGAIN_S
