"""Files in Slack's three steps: ask for an address, send the bytes, complete."""

from bot.playground.calls import Call
from bot.playground.values import ApiError, Json


def get_url(call: Call) -> Json:
    """Do files.getUploadURLExternal."""
    call.needed("filename")
    if call.number("length", 0) < 1:
        raise ApiError("invalid_arguments")
    file_id = call.workspace.new_id("F")
    call.workspace.files[file_id] = None
    url = f"{call.workspace.base_url}/upload/{file_id}"
    return {"upload_url": url, "file_id": file_id}


def complete(call: Call) -> Json:
    """Do files.completeUploadExternal, with or without a channel."""
    files = call.args.get("files")
    if not isinstance(files, list) or not files:
        raise ApiError("invalid_arguments")
    shown = [_completed(call, file) for file in files]
    if given := call.text("channel_id"):
        channel = call.workspace.channel(given)
        call.workspace.add_message(
            channel.id,
            call.workspace.bot.user_id,
            call.text("initial_comment") or ", ".join(each["title"] for each in shown),
        )
    return {"files": shown}


def _completed(call: Call, file: object) -> Json:
    if not isinstance(file, dict):
        raise ApiError("invalid_arguments")
    file_id = str(file.get("id", ""))
    if call.workspace.files.get(file_id) is None:
        raise ApiError("file_not_found")
    return {
        "id": file_id,
        "title": str(file.get("title", file_id)),
        "url_private": f"{call.workspace.base_url}/files/{file_id}",
    }
