"""Delivers to the bot what people do: by signed HTTP, or by Socket Mode."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp

from bot.playground.faults import Faults, Kind
from bot.playground.sockets import Sockets
from bot.playground.state import Workspace
from bot.playground.traffic import TO_BOT, Exchange, Traffic
from bot.playground.values import Json

COMMAND = "slash_commands"
INTERACTION = "interactive"
EVENT = "events_api"
_REDIRECTS = 2
_OK = range(200, 300)
_CLIENT_ERROR = range(400, 500)


@dataclass(frozen=True, slots=True)
class Wire:
    """How the bot is reached, and how patient Slack is. Times are real seconds."""

    wall_s: Callable[[], float]  # stamps signatures: the bot checks them by real time
    request_url: str = ""  # "": Socket Mode only
    ack_s: float = 3.0
    retries_s: tuple[float, ...] = (0.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class Ack:
    """What the bot answered; `trouble` is Slack's word for why it did not."""

    status: int
    body: Json = field(default_factory=dict)
    trouble: str = ""
    no_retry: bool = False


class Outgoing:
    """Delivers and waits for the answer; only events are tried again."""

    def __init__(
        self,
        workspace: Workspace,
        wire: Wire,
        faults: Faults,
        traffic: Traffic,
        sockets: Sockets,
    ) -> None:
        self._workspace = workspace
        self.wire = wire
        self._faults = faults
        self._traffic = traffic
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None
        self._retrying: set[asyncio.Task[Ack]] = set()

    async def stop(self) -> None:
        """Give up what is still to be tried again and close the connections."""
        for task in self._retrying:
            task.cancel()
        await asyncio.gather(*self._retrying, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def settled(self) -> None:
        """Return when no event is still to be tried again."""
        await asyncio.gather(*self._retrying)

    async def ask(self, kind: str, payload: Json) -> Ack:
        """Deliver a command or an interaction, once, and return the answer."""
        return await self._spoiled(kind, payload, {})

    async def tell(self, event: Json) -> Ack:
        """Deliver an event; return the first answer, tries go on behind it."""
        payload = self._wrapped(event)
        ack = await self._spoiled(EVENT, payload, {})
        if ack.trouble and not ack.no_retry:
            task = asyncio.create_task(self._tell_again(payload, ack))
            self._retrying.add(task)
            task.add_done_callback(self._retrying.discard)
        return ack

    async def verify(self) -> bool:
        """Ask the request URL to prove itself, as when it is first entered."""
        challenge = self._workspace.new_id("challenge")
        payload = {"type": "url_verification", "challenge": challenge, "token": "t"}
        ack = await self._over_http(EVENT, payload, {})
        return challenge in {ack.body.get("challenge"), ack.body.get("text")}

    async def _tell_again(self, payload: Json, ack: Ack) -> Ack:
        for number, wait_s in enumerate(self.wire.retries_s, 1):
            await asyncio.sleep(wait_s)
            retry = {"retry_attempt": number, "retry_reason": _reason(ack)}
            ack = await self._spoiled(EVENT, payload, retry)
            if not ack.trouble or ack.no_retry:
                break
        return ack

    async def _spoiled(self, kind: str, payload: Json, retry: Json) -> Ack:
        fault = self._faults.take(f"deliver:{kind}")
        ack = await self._delivered(kind, payload, retry)
        if fault is None:
            return ack
        if fault.kind == Kind.DUPLICATE:
            await self._delivered(kind, payload, retry)
            return ack
        return Ack(0, trouble="operation_timeout")

    async def _delivered(self, kind: str, payload: Json, retry: Json) -> Ack:
        began_s = self._workspace.elapsed()
        if self._sockets.connected:
            ack = await self._over_socket(kind, payload, retry)
        elif self.wire.request_url:
            ack = await self._over_http(kind, payload, retry)
        else:
            ack = Ack(0, trouble="dispatch_failed")
        seconds = self._workspace.elapsed() - began_s
        answer = ack.body or ack.trouble
        what = _title(kind, payload)
        self._traffic.add(Exchange(TO_BOT, what, ack.status, seconds, payload, answer))
        return ack

    async def _over_socket(self, kind: str, payload: Json, retry: Json) -> Ack:
        try:
            answer = self._sockets.send(kind, payload, retry)
            return Ack(200, await asyncio.wait_for(answer, self.wire.ack_s))
        except TimeoutError:
            return Ack(0, trouble="operation_timeout")
        except ConnectionError:
            return Ack(0, trouble="dispatch_failed")

    async def _over_http(self, kind: str, payload: Json, retry: Json) -> Ack:
        body, headers = _written(kind, payload)
        headers |= self._signature(body)
        if retry:
            headers["X-Slack-Retry-Num"] = str(retry["retry_attempt"])
            headers["X-Slack-Retry-Reason"] = retry["retry_reason"]
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.post(
                self.wire.request_url,
                data=body,
                headers=headers,
                max_redirects=_REDIRECTS,
                timeout=aiohttp.ClientTimeout(total=self.wire.ack_s),
            ) as response:
                text = await response.text()
                return _read(response.status, text, response.headers)
        except TimeoutError:
            return Ack(0, trouble="operation_timeout")
        except aiohttp.ClientError:
            return Ack(0, trouble="dispatch_failed")

    def _signature(self, body: bytes) -> dict[str, str]:
        stamp = str(int(self.wire.wall_s()))
        secret = self._workspace.keys.signing_secret.encode()
        signed = hmac.new(secret, f"v0:{stamp}:".encode() + body, hashlib.sha256)
        return {
            "User-Agent": "Slackbot 1.0 (playground)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signed.hexdigest()}",
        }

    def _wrapped(self, event: Json) -> Json:
        workspace = self._workspace
        bot = workspace.bot
        return {
            "token": "verification",
            "team_id": bot.team_id,
            "api_app_id": bot.app_id,
            "event": {"event_ts": workspace.new_ts(), **event},
            "type": "event_callback",
            "event_id": workspace.new_id("Ev"),
            "event_time": int(workspace.clock.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": bot.team_id,
                    "user_id": bot.user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }


def _written(kind: str, payload: Json) -> tuple[bytes, dict[str, str]]:
    if kind == EVENT:
        return json.dumps(payload).encode(), {"Content-Type": "application/json"}
    form = payload if kind == COMMAND else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), {
        "Content-Type": "application/x-www-form-urlencoded"
    }


def _read(status: int, text: str, headers: Mapping[str, str]) -> Ack:
    if status in _OK:
        return Ack(status, _body(text))
    trouble = "http_client_error" if status in _CLIENT_ERROR else "http_service_error"
    no_retry = headers.get("X-Slack-No-Retry") == "1"
    return Ack(status, trouble=trouble, no_retry=no_retry)


def _body(text: str) -> Json:
    if not text.strip():
        return {}
    try:
        body = json.loads(text)
    except ValueError:
        return {"text": text}  # a command may be answered in plain words
    return body if isinstance(body, dict) else {"text": text}


def _reason(ack: Ack) -> str:
    if ack.status:
        return "http_error"
    timed_out = ack.trouble == "operation_timeout"
    return "http_timeout" if timed_out else "connection_failed"


def _title(kind: str, payload: Json) -> str:
    """Return what a delivery is called in the traffic."""
    if kind == COMMAND:
        return f"{payload['command']} {payload['text']}".strip()
    event = payload.get("event", payload)
    return str(event.get("type", kind))
