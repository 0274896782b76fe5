"""One call of a Web API method: who is asked, and with what."""

from dataclasses import dataclass
from typing import Any

from bot.playground.limits import check_blocks, elements_of
from bot.playground.problems import Problem
from bot.playground.state import Workspace
from bot.playground.values import ApiError, Json

_NO = {"", "0", "false", "none"}


@dataclass(frozen=True, slots=True)
class Call:
    """The workspace, and the arguments with their JSON taken out of its strings."""

    workspace: Workspace
    args: Json
    lag_s: float = 0.0  # how much of the newest history is not yet there

    def text(self, name: str) -> str:
        """Return the argument as text; "" when it is not given."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Return whether the argument says yes."""
        return self.text(name).lower() not in _NO

    def number(self, name: str, default: int) -> int:
        """Return the argument as a whole number."""
        try:
            return int(self.text(name) or default)
        except ValueError as error:
            raise ApiError("invalid_arguments") from error

    def needed(self, name: str) -> str:
        """Return the argument; raises ApiError when it is not given."""
        if value := self.text(name):
            return value
        raise refused(
            "invalid_arguments",
            [Problem(f"/{name}", "missing", f"missing required field: {name}")],
        )


def refused(code: str, problems: list[Problem]) -> ApiError:
    """Return the error that lists `problems` as Slack does."""
    return ApiError(
        code,
        errors=[problem.payload() for problem in problems],
        response_metadata={"messages": [problem.line() for problem in problems]},
    )


def blocks_of(workspace: Workspace, given: object) -> tuple[Json, ...]:
    """Return a message's blocks, every one with an id; raises ApiError."""
    if given is None or given == "":
        return ()
    problems = check_blocks(given)
    if problems or not isinstance(given, list):
        raise refused("invalid_blocks", problems)
    _check_files(workspace, given)
    return tuple(named(workspace, given))


def named(workspace: Workspace, blocks: list[Any]) -> list[Json]:
    """Return the blocks with the ids that Slack gives to those without."""
    return [_named(workspace, block) for block in blocks]


def _named(workspace: Workspace, block: Json) -> Json:
    named_block = {**block}
    named_block.setdefault("block_id", workspace.new_id("b"))
    for part in ("accessory", "element"):
        if part in block:
            named_block[part] = _with_action(workspace, block[part])
    if block["type"] == "actions":
        named_block["elements"] = [
            _with_action(workspace, element) for element in block["elements"]
        ]
    return named_block


def _with_action(workspace: Workspace, element: Json) -> Json:
    if element["type"] == "image" or "action_id" in element:
        return element
    return {**element, "action_id": workspace.new_id("a")}


def _check_files(workspace: Workspace, blocks: list[Json]) -> None:
    for index, block in enumerate(blocks):
        for each in (block, *elements_of(block)):
            file = each.get("slack_file", {}).get("id")
            if file is not None and workspace.files.get(file) is None:
                at = f"/blocks/{index}/slack_file"
                raise refused(
                    "invalid_blocks", [Problem(at, "not_found", "invalid slack file")]
                )
