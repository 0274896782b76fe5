"""The HTTP door: only what Slack signed is parsed, and nothing of it is logged."""

import logging
from collections.abc import Callable

from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.platforms.slack.app import SlackApp, dispatched
from bot.platforms.slack.bodies import parsed

PATH = "/slack/events"
BODY_MOST = 1024 * 1024
"""Bytes of a request; Slack's are far smaller."""

_DRAINED_MOST = 8 * BODY_MOST  # read to the end, so that the sender sees the answer
_TIMESTAMP_MOST = 12  # digits
_log = logging.getLogger(__name__)


def slack_routes(
    app: SlackApp, signing_secret: str, wall_s: Callable[[], float]
) -> list[Route]:
    """Return the routes of the Slack door; `wall_s` tells the seconds since 1970.

    401: not signed by Slack, or more than five minutes ago. 413: too large. 400: no
    JSON. 503: not kept.
    """
    verifier = SignatureVerifier(signing_secret, clock=_Wall(wall_s))

    async def events(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _refused(413)
        if not _signed(verifier, request, body):
            return _refused(401)
        payload = parsed(body, request.headers.get("content-type", ""))
        if payload is None:
            return _refused(400)
        return _response(await dispatched(app, payload))

    return [Route(PATH, events, methods=["POST"])]


class _Wall(Clock):
    def __init__(self, wall_s: Callable[[], float]) -> None:
        self._wall_s = wall_s

    def now(self) -> float:
        return self._wall_s()


def _refused(status: int) -> Response:
    _log.info("refused path=%s status=%d", PATH, status)
    return Response(status_code=status)


async def _body(request: Request) -> bytes | None:
    kept = bytearray()
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen <= BODY_MOST:
            kept += chunk
        elif seen > _DRAINED_MOST:
            break
    return bytes(kept) if seen <= BODY_MOST else None


def _signed(verifier: SignatureVerifier, request: Request, body: bytes) -> bool:
    stamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    # The verifier raises on what it does not expect.
    readable = stamp.isascii() and stamp.isdecimal() and len(stamp) <= _TIMESTAMP_MOST
    if not (readable and signature.isascii()):
        return False
    try:
        return verifier.is_valid(body, stamp, signature)
    except UnicodeDecodeError:
        return False


def _response(answered: BoltResponse) -> Response:
    return Response(
        content=answered.body,
        status_code=answered.status,
        headers=answered.first_headers(),
    )
