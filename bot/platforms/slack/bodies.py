"""The body of a request of Slack's, read into JSON."""

import binascii
import json
from urllib.parse import parse_qsl

from bot.platforms.slack.payload import Payload

_INTERACTION = b"payload="  # how Slack's presses and forms come: one field, JSON
_FIELDS_MOST = 100


def parsed(body: bytes, content_type: str) -> Payload | None:
    """Return the JSON object, the form, or the JSON in the form's `payload`.

    Bolt would take any form with "payload" in it, even in a command's text, for an
    interaction; so it gets the parsed body.
    """
    try:
        if content_type.startswith("application/json"):
            found = json.loads(body.decode())
        elif body.startswith(_INTERACTION) and b"&" not in body:
            found = json.loads(_unquoted(body.removeprefix(_INTERACTION)))
        else:
            form = dict(
                parse_qsl(
                    body.decode(), keep_blank_values=True, max_num_fields=_FIELDS_MOST
                )
            )
            if "payload" not in form:
                return form or None
            found = json.loads(form["payload"])
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _unquoted(value: bytes) -> str:
    """Return a form's value as it was before it was escaped.

    Quoted-printable is the same escape with another sign, and is read in C: reading
    the form took longer than all else between the socket and the database.
    """
    spaced = value.replace(b"+", b" ").replace(b"=", b"=3D").replace(b"%", b"=")
    return binascii.a2b_qp(spaced).decode()
