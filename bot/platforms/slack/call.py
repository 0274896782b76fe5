"""One call to Slack's Web API, for what is sent by the thousand.

The SDK's own way takes as much time again as the connection itself: it writes out
every request and answer for a debug log, whether anybody keeps that or not.
"""

import json

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.failures import answered, translated
from bot.platforms.slack.payload import Payload, text
from bot.platforms.slack.words import Json


async def call(
    client: AsyncWebClient, method: str, token: str, payload: Json
) -> Payload:
    """Return Slack's answer to a JSON `payload`; raises SendFailed."""
    async with translated(method):
        if client.session is None:  # then the SDK opens one for each call
            found = await client.api_call(method, json={"token": token, **payload})
            return found.data if isinstance(found.data, dict) else {}
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json;charset=utf-8",
        }
        async with client.session.post(
            f"{client.base_url}{method}",
            data=json.dumps(payload).encode(),
            headers=headers,
            proxy=client.proxy,
            allow_redirects=False,  # Slack never does: it would be somebody else's page
        ) as taken:
            answer = _read(await taken.read())
            if answer.get("ok") is not True:
                code = text(answer, "error")
                raise answered(method, taken.status, taken.headers, code)
            return answer


def _read(body: bytes) -> Payload:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
