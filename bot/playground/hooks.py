"""The response_url: five answers within half an hour, where a press came from."""

import json
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.playground.answers import show
from bot.playground.faults import Faults, Kind
from bot.playground.loopback import HangUp
from bot.playground.state import Workspace
from bot.playground.traffic import FROM_BOT, Exchange, Traffic
from bot.playground.values import ApiError, Json

MOST_USES = 5


class Hooks:
    """Answers `/hook/{id}`."""

    def __init__(self, workspace: Workspace, faults: Faults, traffic: Traffic) -> None:
        self._workspace = workspace
        self._faults = faults
        self._traffic = traffic

    @property
    def routes(self) -> list[Route]:
        """Where it answers."""
        return [Route("/hook/{hook}", self.answer, methods=["POST"])]

    async def answer(self, request: Request) -> Response:
        """Take one answer of the app."""
        began_s = self._workspace.elapsed()
        fault = self._faults.take("response_url")
        if fault is not None and fault.kind == Kind.DROP_BEFORE:
            return HangUp()
        body: Json = {}
        status, code = 200, "ok"
        try:
            body = _read(await request.body())
            self._use(request.path_params["hook"], body)
        except ApiError as error:
            status, code = error.details.get("status", 400), error.code
        shown = Exchange(
            FROM_BOT,
            "response_url",
            status,
            self._workspace.elapsed() - began_s,
            body,
            code,
        )
        self._traffic.add(shown)
        if fault is not None and fault.kind == Kind.DROP_AFTER:
            return HangUp()
        if status == 200:  # noqa: PLR2004  Slack says just this
            return PlainTextResponse("ok")
        return JSONResponse({"ok": False, "error": code}, status)

    def _use(self, hook_id: str, body: Json) -> None:
        workspace = self._workspace
        hook = workspace.hooks.get(hook_id)
        if hook is None:
            raise ApiError("no_hook", status=404)
        if workspace.elapsed() - hook.born_s > workspace.hook_life_s:
            raise ApiError("expired_url", status=404)
        if hook.uses >= MOST_USES:
            raise ApiError("used_url", status=404)
        workspace.hooks[hook_id] = replace(hook, uses=hook.uses + 1)
        show(workspace, hook, body)


def _read(raw: bytes) -> Json:
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise ApiError("invalid_payload") from error
    if not isinstance(body, dict):
        raise ApiError("invalid_payload")
    return body
