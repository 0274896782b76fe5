"""What is wrong in prompts/, said so that an editor can mend it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import BotError


class Severity(StrEnum):
    """What a problem prevents: the start, or one text in one language."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake: where it stands, what is wrong, and what would be right."""

    severity: Severity
    file: str  # as in "prompts/habits/give-feedback.toml"
    entry: str  # as in "nudge same-day-one-thing" or "line 7"; empty: the whole file
    language: str  # empty: it concerns all of them
    wrong: str
    right: str

    def __str__(self) -> str:
        """Read as one line: file, entry, language: what is wrong, what is right."""
        place = ", ".join(filter(None, (self.file, self.entry, self.language)))
        return f"{place}: {self.wrong}, {self.right}"


class CatalogueBroken(BotError):
    """The habits, scales or sources in prompts/ cannot be used as they stand."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
