"""All that a platform may ask of the bot."""

from typing import Protocol

from bot.domain.events import Answer, Event


class Inbox(Protocol):
    """Takes what people do and says what to answer at once."""

    async def receive(self, event: Event) -> Answer:
        """Record `event`, then answer it.

        On return everything is committed, so the platform may be told "got it". An
        event whose input id was seen before changes nothing. Raises StoreDown when
        it could not be kept: then it must not be acknowledged.
        """
        ...
