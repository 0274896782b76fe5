"""The views.* methods and blocks.validate: modals, their stack, and Home."""

import json

from bot.playground.calls import Call, named, refused
from bot.playground.limits import (
    MOST_VIEW_BYTES,
    check_blocks,
    check_metadata,
    check_view,
)
from bot.playground.state import Workspace
from bot.playground.values import ApiError, Json, Trigger, View

MOST_IN_STACK = 3


def open_modal(call: Call) -> Json:
    """Do views.open: a new stack for the person who pressed."""
    body = body_of(call.workspace, call.args.get("view"), "modal")
    trigger = _exchanged(call)
    view = stacked(call.workspace, trigger.user, body, [])
    return {"view": view.payload(call.workspace.bot)}


def push(call: Call) -> Json:
    """Do views.push: one more on top of the modal that was pressed in."""
    body = body_of(call.workspace, call.args.get("view"), "modal")
    trigger = _exchanged(call)
    stack = call.workspace.stacks.get(trigger.user, [])
    if not any(view.id == trigger.view_id for view in stack):
        raise ApiError("not_found")
    if len(stack) >= MOST_IN_STACK:
        raise ApiError("push_limit_reached")
    view = stacked(call.workspace, trigger.user, body, stack)
    return {"view": view.payload(call.workspace.bot)}


def update(call: Call) -> Json:
    """Do views.update, by view_id or external_id."""
    old = _wanted(call)
    body = body_of(call.workspace, call.args.get("view"), "modal")
    _check_hash(call, old)
    view = replaced(call.workspace, old, body)
    return {"view": view.payload(call.workspace.bot)}


def publish(call: Call) -> Json:
    """Do views.publish: the person's Home, whole."""
    workspace = call.workspace
    user = workspace.user(call.needed("user_id"))
    body = body_of(workspace, call.args.get("view"), "home")
    old = workspace.homes.get(user.id)
    if old is not None:
        _check_hash(call, old)
    view_id = old.id if old is not None else workspace.new_id("V")
    view = View(view_id, workspace.new_hash(), user.id, body, view_id)
    workspace.homes[user.id] = view
    workspace.feed.changed()
    return {"view": view.payload(workspace.bot)}


def validate(call: Call) -> Json:
    """Do blocks.validate, for blocks, a message or a view."""
    given = [name for name in ("blocks", "message", "view") if name in call.args]
    if len(given) != 1:
        raise ApiError("invalid_arguments")
    (name,) = given
    value = call.args[name]
    if name == "view":
        problems = check_view(value)
    elif name == "blocks":
        problems = check_blocks(value)
    elif isinstance(value, dict):
        problems = check_blocks(value.get("blocks", []))
        if value.get("metadata"):
            problems += check_metadata(value["metadata"])
    else:
        raise ApiError("invalid_arguments")
    if problems:
        raise refused(f"invalid_{name}", problems)
    return {}


def body_of(workspace: Workspace, given: object, kind: str) -> Json:
    """Return a view's definition, its blocks with ids; raises ApiError."""
    problems = check_view(given)
    if problems or not isinstance(given, dict) or given["type"] != kind:
        raise refused("invalid_arguments", problems)
    if len(json.dumps(given)) > MOST_VIEW_BYTES:
        raise ApiError("view_too_large")
    return {**given, "blocks": named(workspace, given["blocks"])}


def stacked(workspace: Workspace, user: str, body: Json, stack: list[View]) -> View:
    """Put a new modal on top of `stack`, which becomes what the person sees."""
    view_id = workspace.new_id("V")
    view = View(
        id=view_id,
        hash=workspace.new_hash(),
        user=user,
        body=body,
        root_id=stack[0].id if stack else view_id,
        previous_id=stack[-1].id if stack else None,
    )
    workspace.stacks[user] = [*stack, view]
    workspace.feed.changed()
    return view


def replaced(workspace: Workspace, old: View, body: Json) -> View:
    """Put a new definition in the place of a modal's, under the same id."""
    view = View(
        old.id, workspace.new_hash(), old.user, body, old.root_id, old.previous_id
    )
    workspace.stacks[old.user] = [
        view if each.id == old.id else each for each in workspace.stacks[old.user]
    ]
    workspace.feed.changed()
    return view


def find_modal(workspace: Workspace, view_id: str) -> View | None:
    """Return the open modal with that id."""
    for stack in workspace.stacks.values():
        for view in stack:
            if view.id == view_id:
                return view
    return None


def _exchanged(call: Call) -> Trigger:
    workspace, trigger_id = call.workspace, call.needed("trigger_id")
    if trigger_id in workspace.spent_triggers:
        raise ApiError("exchanged_trigger_id")
    trigger = workspace.triggers.pop(trigger_id, None)
    if trigger is None:
        raise ApiError("invalid_trigger_id")
    workspace.spent_triggers.add(trigger_id)
    if workspace.elapsed() - trigger.born_s > workspace.trigger_life_s:
        raise ApiError("expired_trigger_id")
    return trigger


def _wanted(call: Call) -> View:
    if view_id := call.text("view_id"):
        found = find_modal(call.workspace, view_id)
    else:
        external = call.needed("external_id")
        views = (view for stack in call.workspace.stacks.values() for view in stack)
        found = next(
            (view for view in views if view.body.get("external_id") == external), None
        )
    if found is None:
        raise ApiError("not_found")
    return found


def _check_hash(call: Call, old: View) -> None:
    given = call.text("hash")
    if given and given != old.hash:
        raise ApiError("hash_conflict")
