"""The rules of a single text, for every sentence about habits.

A rule takes a sentence and yields what is wrong with what would be right. Add one
to `RULES`. The words to avoid stand in prompts/avoid.toml.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.catalogue import gaps
from bot.catalogue.entries import Kind
from bot.catalogue.sentences import QUOTES
from bot.domain.words import Language

LIMITS: Mapping[Kind, int] = {
    Kind.NAME: 40,
    Kind.DEFINITION: 200,
    Kind.DONE: 200,
    Kind.WHY: 200,
    Kind.QUESTION: 110,
    Kind.NUDGE: 280,
    Kind.SKIP: 24,
    Kind.ANSWER: 24,
}
"""The longest text of each kind, in characters, gaps filled."""

_IN_FULL = frozenset({Kind.NUDGE, Kind.WHY, Kind.DEFINITION, Kind.DONE})
_ENDING = re.compile(r"[.?][”»«]?$")
_SHORTCODE = re.compile(r":[a-z][a-z0-9_+-]*:")
_DRAWN = frozenset({"So", "Mn", "Me"})  # pictures, and what turns signs into them
_MARKUP = re.compile(r"[<>*_~`]")
_LINK = re.compile(r"(?i)\b(?:https?:|www\.)\S*|\b[\w-]+\.(?:com|org|net|no|se|dk)\b|@")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})
_LOOSE = re.compile(r" [.,;:?]| $|^ |  ")
_QUOTED = re.compile(r"[\"“”„‟«»‹›‘‚]|(?<!\w)['’]")
_WEEKDAYS: Mapping[Language, re.Pattern[str]] = {
    Language.EN: re.compile(r"(?i)\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b"),
    Language.NB: re.compile(r"(?i)\b(man|tirs|ons|tors|fre|lør|søn)dag\w*"),
    Language.SV: re.compile(r"(?i)\b(mån|tis|ons|tors|fre|lör|sön)dag\w*"),
    Language.DA: re.compile(r"(?i)\b(man|tirs|ons|tors|fre|lør|søn)dag\w*"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with what it is and the language it speaks."""

    kind: Kind
    language: Language
    text: str


Flaw = tuple[str, str]
"""What is wrong, and what would be right."""

WordingRule = Callable[[Sentence], Iterator[Flaw]]


def length(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse a text longer than its kind may be."""
    limit = LIMITS[sentence.kind]
    given = gaps.counted(sentence.text)
    if given > limit:
        yield f"{given} characters", f"limit {limit}"


def filled(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse gaps that nobody fills; only nudges have any."""
    if sentence.kind is Kind.NUDGE:
        yield from gaps.misused(sentence.text)
    elif "$" in sentence.text:
        yield "a gap", f"a {sentence.kind} is said as it stands, without $"


def asks(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse a question that does not end in a question mark."""
    if sentence.kind is Kind.QUESTION and not sentence.text.endswith("?"):
        yield "does not ask", "end it with ?"


def ends(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse a sentence without an end, which is often one cut off in copying."""
    if sentence.kind in _IN_FULL and not _ENDING.search(sentence.text):
        yield "no end", "end it with a full stop"


def calm(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse an exclamation mark."""
    if "!" in unicodedata.normalize("NFKC", sentence.text):
        yield "an exclamation mark", "say it with a full stop"


def no_emoji(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse emoji, drawn or spelled as :shortcode:."""
    letters = unicodedata.normalize("NFC", sentence.text)
    drawn = [char for char in letters if unicodedata.category(char) in _DRAWN]
    spelled = _SHORTCODE.findall(sentence.text)
    for found in (drawn + spelled)[:1]:
        yield f"the emoji {found}", "words are enough"


def plain(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse markup."""
    if found := _MARKUP.search(sentence.text):
        yield f"the markup {found[0]}", "write plain text"


def no_link(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse links, addresses and mentions."""
    if found := _LINK.search(sentence.text):
        yield f"the link {found[0]}", "a text leads nowhere"


def visible(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse characters that cannot be seen, or that turn the reading direction."""
    for char in sorted(set(sentence.text) - {" "}):
        if unicodedata.category(char) in _UNSEEN:
            called = unicodedata.name(char, "a control character")
            yield f"U+{ord(char):04X} ({called.lower()})", "delete it"


def composed(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse letters put together of two, which neither search nor sort finds."""
    if not unicodedata.is_normalized("NFC", sentence.text):
        yield "a letter with a loose accent", "type it as one letter"


def spaced(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse spaces at the ends, in pairs, or before a sign."""
    if _LOOSE.search(sentence.text):
        yield "a space too many", "one between words, none elsewhere"


def quoted(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse quotation marks of another language, or without their other half."""
    found = "".join(_QUOTED.findall(sentence.text))
    pair = QUOTES[sentence.language]
    if found != pair * (len(found) // 2):
        yield f"quotes written {found}", f"quote so: {pair[0]}…{pair[1]}"


def any_day(sentence: Sentence) -> Iterator[Flaw]:
    """Refuse a weekday in a nudge: the planner chooses the day."""
    found = _WEEKDAYS[sentence.language].search(sentence.text)
    if found and sentence.kind is Kind.NUDGE:
        yield f"the weekday {found[0]}", "the planner chooses the day"


RULES: tuple[WordingRule, ...] = (
    length,
    filled,
    asks,
    ends,
    calm,
    no_emoji,
    plain,
    no_link,
    visible,
    composed,
    spaced,
    quoted,
    any_day,
)
