"""`dytt bench plan`: not written yet."""

from collections.abc import Mapping

from bot.bench.contest import Contender
from bot.domain.errors import BotError


def contenders(sizes: Mapping[str, int]) -> list[Contender]:
    """Return ours, then the floors."""
    raise BotError(f"`dytt bench plan` is not written yet; {dict(sizes)}")
