"""The Web API over HTTP: arguments in, faults, the method, JSON out."""

import asyncio
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground.calls import Call
from bot.playground.faults import Fault, Faults, Kind
from bot.playground.loopback import HangUp
from bot.playground.methods import allowed
from bot.playground.state import Workspace
from bot.playground.traffic import FROM_BOT, Exchange, Traffic
from bot.playground.values import ApiError, Json

_JSON_ARGUMENTS = ("attachments", "blocks", "files", "message", "metadata", "view")
_MOST_BODY_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class Given:
    """What a request says: who asks, and the arguments."""

    token: str
    args: Json


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is answered; status 0: nothing, the connection is closed."""

    status: int
    body: Json
    headers: Json = field(default_factory=dict)


HUNG_UP = Outcome(0, {})


class Api:
    """Answers `/api/{method}`."""

    def __init__(self, workspace: Workspace, faults: Faults, traffic: Traffic) -> None:
        self._workspace = workspace
        self._faults = faults
        self._traffic = traffic

    @property
    def routes(self) -> list[Route]:
        """Where it answers."""
        return [Route("/api/{method}", self.answer, methods=["GET", "POST"])]

    async def answer(self, request: Request) -> Response:
        """Answer one call."""
        began_s = self._workspace.elapsed()
        method = request.path_params["method"]
        shown: object = None
        try:
            given = await _given(request)
        except ApiError as error:
            outcome = _refusal(error)
        else:
            shown = given.args
            fault = self._faults.take(method, str(given.args.get("channel", "")))
            outcome = await self._outcome(method, given, fault)
        seconds = self._workspace.elapsed() - began_s
        status, body = outcome.status, outcome.body
        self._traffic.add(Exchange(FROM_BOT, method, status, seconds, shown, body))
        if not status:
            return HangUp()
        return JSONResponse(body, status, outcome.headers)

    async def _outcome(self, method: str, given: Given, fault: Fault | None) -> Outcome:
        if fault is None:
            return self._done(method, given, 0.0)
        if (instead := _instead(fault)) is not None:
            return instead
        done = self._done(method, given, fault.seconds if fault.kind == Kind.LAG else 0)
        if fault.kind == Kind.SLOW:
            await asyncio.sleep(fault.seconds)
        if fault.kind == Kind.STUMBLE_AFTER:
            return _stumble(fault)
        return HUNG_UP if fault.kind == Kind.DROP_AFTER else done

    def _done(self, method: str, given: Given, lag_s: float) -> Outcome:
        call = Call(self._workspace, given.args, lag_s)
        try:
            run = allowed(self._workspace, method, given.token).run
            return Outcome(200, {"ok": True, **run(call)})
        except ApiError as error:
            return _refusal(error)


def _instead(fault: Fault) -> Outcome | None:
    """Return the answer of a fault that keeps the call from being done."""
    if fault.kind in {Kind.RATE_LIMITED, Kind.PACED}:
        wait = str(max(1, round(fault.seconds)))
        return Outcome(
            429, {"ok": False, "error": "ratelimited"}, {"Retry-After": wait}
        )
    if fault.kind == Kind.ERROR:
        return _refusal(ApiError(fault.error))
    if fault.kind == Kind.STUMBLE_BEFORE:
        return _stumble(fault)
    return HUNG_UP if fault.kind == Kind.DROP_BEFORE else None


def _stumble(fault: Fault) -> Outcome:
    return Outcome(fault.status, {"ok": False, "error": "internal_error"})


def _refusal(error: ApiError) -> Outcome:
    return Outcome(200, {"ok": False, "error": error.code, **error.details})


async def _given(request: Request) -> Given:
    args: Json = dict(request.query_params)
    raw = await request.body()
    if len(raw) > _MOST_BODY_BYTES:
        raise ApiError("request_too_large")
    args |= _decoded(raw, request.headers.get("content-type", ""))
    for name in _JSON_ARGUMENTS:
        if isinstance(args.get(name), str) and args[name]:
            args[name] = _loaded(name, args[name])
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        token = str(args.get("token", ""))
    args.pop("token", None)
    return Given(token.strip(), args)


def _decoded(raw: bytes, content_type: str) -> Json:
    if not raw:  # a client may announce JSON and send none
        return {}
    try:
        text = raw.decode()
        if "json" not in content_type:
            return dict(parse_qsl(text, keep_blank_values=True))
        decoded = json.loads(text)
    except ValueError as error:
        raise ApiError("invalid_json") from error
    if not isinstance(decoded, dict):
        raise ApiError("json_not_object")
    return decoded


def _loaded(name: str, text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        code = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
        raise ApiError(code) from error
