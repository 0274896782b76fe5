"""The playground, put together: one app to serve, and hands for demo and tests."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground.acts import Acts, Spot
from bot.playground.api import Api
from bot.playground.faults import Fault, Faults
from bot.playground.hooks import Hooks
from bot.playground.limits import elements_of
from bot.playground.loopback import Loopback
from bot.playground.outgoing import Ack, Outgoing, Wire
from bot.playground.page import Page, Stage
from bot.playground.sockets import Sockets
from bot.playground.state import Workspace
from bot.playground.traffic import Traffic
from bot.playground.values import Json, Message, NotHere, View

_MOST_FILE_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """Something that can be pressed, and where it stands."""

    spot: Spot
    block_id: str
    element: Json


class Playground:
    """A pretend Slack with one app in it.

    `app` is what a server serves; `act` is what its people can do; `workspace` is
    what there is.
    """

    def __init__(
        self,
        workspace: Workspace,
        wire: Wire,
        stage: Stage | None = None,
        roll: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.workspace = workspace
        self.faults = Faults(roll, workspace.elapsed)
        self.traffic = Traffic(workspace.clock)
        self.sockets = Sockets(workspace)
        self.outgoing = Outgoing(
            workspace, wire, self.faults, self.traffic, self.sockets
        )
        self.act = Acts(workspace, self.outgoing)
        page = Page(workspace, self.act, self.faults, self.traffic, stage or Stage())
        api = Api(workspace, self.faults, self.traffic)
        hooks = Hooks(workspace, self.faults, self.traffic)
        routes = [
            *api.routes,
            *hooks.routes,
            *page.routes,
            *self.sockets.routes,
            Route("/upload/{file}", self._upload, methods=["POST"]),
            Route("/files/{file}", self._file),
        ]
        self.app = Loopback(Starlette(routes=routes, lifespan=self._life), workspace)

    @property
    def base_url(self) -> str:
        """Where it is served; set it before the first delivery."""
        return self.workspace.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self.workspace.base_url = url.rstrip("/")

    def reach(self, request_url: str) -> None:
        """Deliver by signed HTTP to `request_url` from now on."""
        wire = self.outgoing.wire
        self.outgoing.wire = replace(wire, request_url=request_url)

    async def type_command(self, user: str, text: str, channel: str = "") -> None:
        """Type a line in the direct messages with the bot, or in a channel."""
        await self.act.say(user, text, channel)

    async def press(self, user: str, wanted: str, given: Json | None = None) -> Json:
        """Press what has `wanted` as label or action_id, in what the user sees.

        An open modal goes first, then the newest message, then Home. `given` is what
        was chosen, for what is no button: {"selected_date": "2026-11-23"}.
        """
        found = self._find(user, wanted)
        action = {
            "block_id": found.block_id,
            "action_id": found.element["action_id"],
            **(given or {}),
        }
        return await self.act.press(user, found.spot, action)

    async def submit(self, user: str, given: Json | None = None) -> Json:
        """Hand over the topmost modal; `given`: by block_id, bare values are enough."""
        view = self.modal(user)
        if view is None:
            raise NotHere(f"{user} has no form open.")
        return await self.act.submit(user, view.id, given or {})

    async def open_home(self, user: str) -> Ack:
        """Look at the bot's Home."""
        return await self.act.open_home(user)

    def fail(self, fault: Fault) -> None:
        """Let something go wrong."""
        self.faults.add(fault)

    def messages(self, user: str) -> list[Message]:
        """Return what the user sees in the direct messages with the bot."""
        channel = self.workspace.find_dm(user)
        said = self.workspace.messages.get(channel.id, []) if channel else []
        return [message for message in said if message.only_for in {"", user}]

    def home(self, user: str) -> View | None:
        """Return the user's Home."""
        return self.workspace.homes.get(user)

    def modal(self, user: str) -> View | None:
        """Return the user's topmost modal."""
        stack = self.workspace.stacks.get(user)
        return stack[-1] if stack else None

    async def stop(self) -> None:
        """Let every waiting page go and give up what is still to be retried."""
        self.workspace.feed.close()
        await self.outgoing.stop()

    def _find(self, user: str, wanted: str) -> Found:
        places: list[tuple[Spot, list[Json]]] = []
        if (modal := self.modal(user)) is not None:
            places.append((Spot(view_id=modal.id), modal.blocks))
        places += [
            (Spot(message.channel, message.ts), list(message.blocks))
            for message in reversed(self.messages(user))
        ]
        if (home := self.home(user)) is not None:
            places.append((Spot(view_id=home.id), home.blocks))
        for spot, blocks in places:
            for block in blocks:
                for element in elements_of(block):
                    if wanted in _names(element):
                        return Found(spot, block["block_id"], element)
        raise NotHere(f"{user} sees nothing called {wanted!r} to press.")

    async def _upload(self, request: Request) -> Response:
        file_id = request.path_params["file"]
        content = await request.body()
        if file_id not in self.workspace.files or len(content) > _MOST_FILE_BYTES:
            return JSONResponse({"error": "There is no such upload."}, 400)
        self.workspace.files[file_id] = content
        return Response(f"OK - {len(content)}")

    async def _file(self, request: Request) -> Response:
        content = self.workspace.files.get(request.path_params["file"])
        if content is None:
            return JSONResponse({"error": "There is no such file."}, 404)
        # Never a page: what the bot uploads is a picture, or is downloaded.
        return Response(
            content,
            media_type="image/png",
            headers={"X-Content-Type-Options": "nosniff"},
        )

    @asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncIterator[None]:  # noqa: ARG002  ASGI's shape
        yield
        await self.stop()


def _names(element: Json) -> set[str]:
    label = element.get("text")
    names = {str(element.get("action_id", ""))}
    return names | {label["text"]} if isinstance(label, dict) else names
