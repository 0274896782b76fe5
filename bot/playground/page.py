"""The page's own address: what it shows, and what is done in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.playground.acts import Acts, Spot
from bot.playground.faults import Fault, Faults, Kind
from bot.playground.snapshot import snapshot
from bot.playground.state import Workspace
from bot.playground.traffic import Traffic
from bot.playground.values import Json, NotHere

STATIC = Path(__file__).parent / "static"
STEPS = ("next", "day", "week")
_WAIT_S = 20.0
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:;"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


class CannotMove(Exception):
    """The clock cannot be moved now; says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the page shows around the workspace.

    `advance` moves the clock by a step of STEPS and returns when all that was due is
    played; None: this clock cannot be moved.
    """

    things: tuple[str, ...] = ()
    advance: Callable[[str], Awaitable[None]] | None = None


class Page:
    """Answers `/`, `/static` and `/play`."""

    def __init__(
        self,
        workspace: Workspace,
        acts: Acts,
        faults: Faults,
        traffic: Traffic,
        stage: Stage,
    ) -> None:
        self._workspace = workspace
        self._acts = acts
        self._faults = faults
        self._traffic = traffic
        self._stage = stage
        self._busy: str | None = None
        self._does: dict[str, Callable[[Asked], Awaitable[Json]]] = {
            "command": self._command,
            "press": self._press,
            "submit": self._submit,
            "close": self._close,
            "home": self._home,
            "clock": self._clock,
            "fault": self._fault,
            "status": self._status,
            "dnd": self._dnd,
        }

    @property
    def routes(self) -> list[BaseRoute]:
        """Where it answers."""
        return [
            Route("/", self.index),
            Route("/play/state", self.state),
            Route("/play/traffic", self.traffic),
            Route("/play/{act}", self.act, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
        ]

    async def index(self, request: Request) -> Response:  # noqa: ARG002  a route's shape
        """Show the page."""
        return FileResponse(STATIC / "index.html", headers=_HEADERS)

    async def state(self, request: Request) -> Response:
        """Tell all there is to show, once something differs from `since`."""
        await self._workspace.feed.wait(_number(request), _WAIT_S)
        clock = {"movable": self._stage.advance is not None, "busy": self._busy}
        things = [{"say": each} for each in self._stage.things]
        shown = snapshot(self._workspace) | {"clock": clock, "things": things}
        return JSONResponse(shown, headers=_HEADERS)

    async def traffic(self, request: Request) -> Response:
        """Tell what went over the wire after `since`."""
        entries = self._traffic.since(_number(request))
        return JSONResponse({"entries": entries}, headers=_HEADERS)

    async def act(self, request: Request) -> Response:
        """Do one thing in somebody's name."""
        does = self._does.get(request.path_params["act"])
        if does is None:
            return _said(404, "There is no such thing to do here.")
        if "json" not in request.headers.get("content-type", ""):
            return _said(400, "Send JSON, and say so in Content-Type.")
        try:
            return JSONResponse(await does(Asked(await _object(request))))
        except NotHere as error:
            return _said(400, str(error))
        except CannotMove as error:
            return _said(409, str(error))

    async def _command(self, asked: "Asked") -> Json:
        return await self._acts.say(
            asked.text("user"), asked.text("text"), asked.text("channel", "")
        )

    async def _press(self, asked: "Asked") -> Json:
        spot = Spot(
            asked.text("channel", ""), asked.text("ts", ""), asked.text("view_id", "")
        )
        state = asked.body.get("state")
        values = state.get("values", state) if isinstance(state, dict) else None
        return await self._acts.press(
            asked.text("user"), spot, asked.object("action"), values
        )

    async def _submit(self, asked: "Asked") -> Json:
        return await self._acts.submit(
            asked.text("user"), asked.text("view_id"), asked.object("values")
        )

    async def _close(self, asked: "Asked") -> Json:
        return await self._acts.close(asked.text("user"), asked.text("view_id"))

    async def _home(self, asked: "Asked") -> Json:
        await self._acts.open_home(asked.text("user"))
        return {}

    async def _clock(self, asked: "Asked") -> Json:
        step = asked.text("step")
        if step not in STEPS:
            raise NotHere(f"The clock moves by {', '.join(STEPS)}, not {step!r}.")
        if self._stage.advance is None:
            raise CannotMove("This clock follows the real time and cannot be moved.")
        if self._busy is not None:
            raise CannotMove("The clock is still moving; wait until it is done.")
        self._busy = step
        self._workspace.feed.changed()
        try:
            await self._stage.advance(step)
        finally:
            self._busy = None
            self._workspace.feed.changed()
        return {}

    async def _fault(self, asked: "Asked") -> Json:
        if asked.body.get("clear"):
            self._faults.clear()
        else:
            self._faults.add(_fault(asked.body))
        return {"faults": self._faults.standing()}

    async def _status(self, asked: "Asked") -> Json:
        """Set somebody's status; without words and emoji it is taken away."""
        await self._acts.change_profile(
            asked.text("user"),
            status_text=asked.text("text", ""),
            status_emoji=asked.text("emoji", ""),
            status_expiration=asked.number("until", 0),
        )
        return {}

    async def _dnd(self, asked: "Asked") -> Json:
        """Let nobody disturb a person between two instants; without: any time."""
        hours = (asked.number("from", 0), asked.number("until", 0))
        self._acts.disturb_not(asked.text("user"), hours if any(hours) else None)
        return {}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page sent."""

    body: Json

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; raises NotHere when it is neither given nor optional."""
        value = self.body.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise NotHere(f"`{name}` is missing: give a text.")
        return value

    def number(self, name: str, default: int) -> int:
        """Return a whole number; raises NotHere."""
        value = self.body.get(name, default)
        if not isinstance(value, int):
            raise NotHere(f"`{name}` is no whole number: give epoch seconds.")
        return value

    def object(self, name: str) -> Json:
        """Return an object; raises NotHere."""
        value = self.body.get(name)
        if not isinstance(value, dict):
            raise NotHere(f"`{name}` is missing: give an object.")
        return value


def _fault(body: Json) -> Fault:
    known: dict[str, Any] = {
        key: value for key, value in body.items() if key in Fault.__slots__
    }
    try:
        return Fault(**known | {"kind": Kind(str(body.get("kind")))})
    except (TypeError, ValueError) as error:
        kinds = ", ".join(kind.value for kind in Kind)
        raise NotHere(f"No such fault ({error}). Kinds: {kinds}.") from error


async def _object(request: Request) -> Json:
    try:
        body = await request.json()
    except ValueError as error:
        raise NotHere("That is not JSON.") from error
    if not isinstance(body, dict):
        raise NotHere("Send one JSON object.")
    return body


def _number(request: Request) -> int:
    try:
        return int(request.query_params.get("since", "0"))
    except ValueError:
        return 0


def _said(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status)
