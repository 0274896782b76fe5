"""An inbox that remembers what it was given."""

from dataclasses import dataclass, field

from bot.domain.events import Answer, Event, Nothing
from bot.domain.ids import InputId


@dataclass
class FakeInbox:
    """Takes everything; answers the first of each input, and Nothing to a repeat."""

    answer: Answer = field(default_factory=Nothing)
    failure: Exception | None = None
    received: list[Event] = field(default_factory=list)
    kept: dict[InputId, Event] = field(default_factory=dict)

    async def receive(self, event: Event) -> Answer:
        self.received.append(event)
        if self.failure:
            raise self.failure
        if event.input in self.kept:
            return Nothing()
        self.kept[event.input] = event
        return self.answer
