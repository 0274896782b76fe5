"""What an app answers to a command, a press or a modal, and what becomes of it."""

from bot.playground.calls import blocks_of
from bot.playground.limits import MOST_TEXT
from bot.playground.state import SLACKBOT, Workspace
from bot.playground.values import ApiError, Hook, Json, Message, View
from bot.playground.views import MOST_IN_STACK, body_of, replaced, stacked

_TROUBLE = "We had some trouble connecting. Try again?"


def show(workspace: Workspace, hook: Hook, body: Json) -> None:
    """Show an answer where it belongs; raises ApiError when Slack refuses it.

    Only the person sees it unless it says `in_channel`; `replace_original` and
    `delete_original` reach the message whose button was pressed.
    """
    original = workspace.find_message(hook.channel, hook.ts) if hook.ts else None
    if body.get("delete_original"):
        if original is not None:
            workspace.drop_message(original)
        return
    text, blocks = str(body.get("text") or ""), body.get("blocks")
    named = blocks_of(workspace, blocks)
    if not text and not named:
        raise ApiError("no_text")
    if len(text) > MOST_TEXT:
        raise ApiError("msg_too_long")
    if body.get("replace_original") and original is not None:
        workspace.edit_message(original, text, named)
        return
    for_all = body.get("response_type") == "in_channel"
    workspace.add_message(
        hook.channel,
        workspace.bot.user_id,
        text,
        blocks=named,
        only_for="" if for_all else hook.user,
    )


def warn(workspace: Workspace, user: str, channel: str, text: str) -> Message:
    """Let Slackbot tell one person what went wrong."""
    return workspace.add_message(channel, SLACKBOT, text, only_for=user)


def settle(workspace: Workspace, view: View, body: Json) -> Json:
    """Do what the app answered to a handed-over modal.

    Returns {} when it was taken, else {"errors": …} by block, or {"trouble": …}.
    """
    match body.get("response_action"):
        case None:
            if body:
                return trouble()
            put_away(workspace, view)
        case "clear":
            workspace.stacks[view.user] = []
            workspace.feed.changed()
        case "errors":
            return _errors(view, body)
        case "update" | "push" as action:
            return _shown(workspace, view, action, body.get("view"))
        case _:
            return trouble()
    return {}


def put_away(workspace: Workspace, view: View) -> None:
    """Close a modal and all that lie on it; the one below shows again."""
    stack = workspace.stacks.get(view.user, [])
    ids = [each.id for each in stack]
    if view.id in ids:
        workspace.stacks[view.user] = stack[: ids.index(view.id)]
        workspace.feed.changed()


def trouble(reason: str = "") -> Json:
    """Return what Slack says in a modal when the app did not answer properly."""
    return {"trouble": f"{_TROUBLE} ({reason})" if reason else _TROUBLE}


def _errors(view: View, body: Json) -> Json:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    errors = body.get("errors")
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        return trouble("the errors name no input of this form")
    return {"errors": {block: str(text) for block, text in errors.items()}}


def _shown(workspace: Workspace, view: View, action: str, given: object) -> Json:
    stack = workspace.stacks.get(view.user, [])
    try:
        body = body_of(workspace, given, "modal")
    except ApiError as error:
        return trouble(error.code)
    if action == "update":
        replaced(workspace, view, body)
    elif len(stack) >= MOST_IN_STACK:
        return trouble("push_limit_reached")
    else:
        stacked(workspace, view.user, body, stack)
    return {}
