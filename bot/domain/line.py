"""A line somebody typed, read from left to right against its form."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.errors import Refusal
from bot.domain.forms import Form
from bot.domain.ids import HabitId
from bot.domain.spelling import shown

_RANGE = frozenset({"to", "til", "till"})
AND = frozenset({"and", "og", "och", "&"})
_JOINING = (",", "&", "-", "–", "—")
_CLOCK = ("kl", "kl.")


def words_of(text: str) -> list[str]:
    """Return the words of `text`, people who stand together taken apart."""
    apart = re.sub(r"(?<=\S)(?=@[a-z]+:)", " ", unicodedata.normalize("NFC", text))
    words = apart.split()
    return words[1:] if words[:1] == ["/nudge"] else words


@dataclass(slots=True)
class Line:
    """What is left of a line behind the words of its form.

    Reading on shortens `left`.
    """

    form: Form
    left: list[str]
    today: date
    habits: frozenset[HabitId]
    names: Mapping[str, HabitId]  # what people call the habits

    @property
    def coming(self) -> str:
        """The next word in lower case, unread; empty at the end."""
        return self.left[0].casefold() if self.left else ""

    def word(self) -> str:
        """Read the next word; refuse a line that ends here."""
        if not self.left:
            raise Refusal(
                "errors.missing", usage=self.form.usage, example=self.form.example
            )
        return self.left.pop(0)

    def rest(self) -> str:
        """Read all that is left, at least a word."""
        first = self.word()
        words, self.left = [first, *self.left], []
        return " ".join(words)

    def timed(self) -> str:
        """Read a time, with the `kl.` that may stand before it."""
        said = self.word()
        if said.casefold() in _CLOCK:
            return f"{said} {self.word()}"
        return said

    def joined(self) -> str:
        """Read the next word with those that separators tie to it: `mon - fri`."""
        read = _joining(self.word())
        while self.left and (
            read.casefold().endswith((*_JOINING, *_CLOCK))
            or _joining(self.coming).startswith(_JOINING)
        ):
            read += _joining(self.word())
        return read

    def week(self) -> tuple[str, str]:
        """Read `week 28-30`, `v.28` or `uge 28 2027`: the numbers, and the year."""
        behind = re.sub(r"^[^\W\d]+\.?", "", self.word())
        if behind:
            self.left.insert(0, behind)
        numbers = self.joined()
        year = self.word() if re.fullmatch("[0-9]{4}", self.coming) else ""
        return numbers, year

    def skip_range_word(self) -> None:
        """Pass over a `to` or a dash, where that is the next word."""
        if self.coming in _RANGE or self.coming in _JOINING:
            self.word()

    def end(self) -> None:
        """Refuse a line that goes on."""
        if self.left:
            raise Refusal(
                "errors.leftover",
                given=shown(" ".join(self.left)),
                usage=self.form.usage,
            )


def _joining(word: str) -> str:
    if word.casefold() in _RANGE:
        return "-"
    return "," if word.casefold() in AND else word
