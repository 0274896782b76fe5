"""One line of key=value a happening, to stderr, without secrets."""

import logging
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

_TOKEN = re.compile(r"x(?:ox[a-z]|app)-[\w-]+")
_HIDDEN = "(hidden)"
_SECRET_LEAST = 6  # shorter ones would hide half the log
_QUIET = {
    "aiohttp": logging.WARNING,
    "apscheduler": logging.ERROR,  # it warns of each tick that finds a job running
    "asyncio": logging.WARNING,
    "slack_bolt": logging.WARNING,  # below, it tells what people wrote
    "slack_sdk": logging.WARNING,  # likewise
    "uvicorn": logging.WARNING,
    "websockets": logging.WARNING,
}


def log_to_stderr(level: str, secrets: Sequence[str] = ()) -> None:
    """Log from `level` on; whatever looks like a token, or is a secret, is hidden."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(KeyValues(secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(least)


class KeyValues(logging.Formatter):
    """Writes a record as one line, however many lines its words have."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__()
        known = [re.escape(one) for one in secrets if len(one) >= _SECRET_LEAST]
        self._secret = re.compile("|".join((_TOKEN.pattern, *known)))

    def format(self, record: logging.LogRecord) -> str:
        """Return `at=… level=… from=…` and what is said, in one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(
            timespec="milliseconds"
        )
        said = record.getMessage()
        if record.exc_info:
            said = f"{said} trace={self.formatException(record.exc_info)}"
        line = f"at={at} level={record.levelname.lower()} from={record.name} {said}"
        return self._secret.sub(_HIDDEN, line.replace("\r", "").replace("\n", "\\n"))
