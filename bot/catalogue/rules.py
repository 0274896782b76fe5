"""The rules of an entry as a whole: ids, links, languages, gaps.

A rule takes an entry and yields what breaks it. Add one to `RULES` under the kinds
that it is about. What a single text may say stands in `wording`.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from bot.catalogue.entries import SOURCES, WHOLE_FILES, Entry, Kind
from bot.catalogue.gaps import gaps_in
from bot.catalogue.problems import Problem
from bot.catalogue.shapes import misshapen
from bot.catalogue.tables import table_at, tables_at, text_at, texts_at
from bot.domain.habits import Fits, Scale
from bot.domain.words import Language

Rule = Callable[[Entry], Iterator[Problem]]

_ADVICE_IN = {"S0": 25, "S1": 18, "S2": 19, "S3": 14, "S4": 20}
ADVICE = frozenset(
    f"{source}.{n}" for source, last in _ADVICE_IN.items() for n in range(1, last + 1)
)
"""Every piece of advice that the five sources give, by id."""

CODES: Mapping[Scale, tuple[str, ...]] = {
    Scale.RECENCY: ("3", "2", "1", "0"),
    Scale.CLARITY: ("2", "1", "0"),
}
"""The answer codes of each scale, in the order shown."""

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def sound_id(entry: Entry) -> Iterator[Problem]:
    """Refuse an id that could not stand in a log or a button."""
    given = text_at(entry.table, "id")
    if given and not _SLUG.fullmatch(given):
        right = "use a-z, 0-9 and single hyphens, a letter first"
        yield entry.error(f"the id is {given!r}", right)


def named_as_file(entry: Entry) -> Iterator[Problem]:
    """Refuse a habit whose id is not its file's name."""
    stem = PurePosixPath(entry.file).stem
    given = text_at(entry.table, "id")
    if given and given != stem:
        yield entry.error(f"the id is {given!r}", f"the file's name says {stem!r}")


def ids_once(entry: Entry) -> Iterator[Problem]:
    """Refuse two nudges or two questions of one id."""
    for key, kind in (("nudges", Kind.NUDGE), ("questions", Kind.QUESTION)):
        ids = Counter(text_at(table, "id") for table in tables_at(entry.table, key))
        for known_as, times in ids.items():
            if known_as and times > 1:
                part = Entry(entry.file, f"{kind} {known_as}", kind, {})
                right = "every id is used once, for ever"
                yield part.error(f"this id stands {times} times", right)


def something_to_send(entry: Entry) -> Iterator[Problem]:
    """Refuse a habit all of whose nudges are retired."""
    nudges = tables_at(entry.table, "nudges")
    if nudges and all(nudge.get("retired") is True for nudge in nudges):
        yield entry.error("every nudge is retired", "keep at least one")


def all_languages(entry: Entry) -> Iterator[Problem]:
    """List the languages it does not speak; only a nudge can do without one."""
    missing = [each for each in Language if each not in entry.table]
    if entry.kind is not Kind.NUDGE:
        for language in missing:
            yield entry.error("missing", "say it in all four languages", language)
    elif len(missing) == len(Language):
        yield entry.error("no text", "write it in en, nb, sv and da")
    elif not entry.retired:
        for language in missing:
            yield entry.warning("missing", "not sent in this language", language)


def same_gaps(entry: Entry) -> Iterator[Problem]:
    """Refuse a translation that fills other gaps than the first language does."""
    spoken = [each for each in Language if entry.text(each)]
    for language in spoken[1:]:
        first, own = (gaps_in(entry.text(each)) for each in (spoken[0], language))
        if first != own:
            said = f"gaps: {_listed(own)}"
            yield entry.error(said, f"{spoken[0]} has {_listed(first)}", language)


def _listed(gaps: Collection[str]) -> str:
    return " ".join(f"${gap}" for gap in sorted(gaps)) or "none"


def translated(entry: Entry) -> Iterator[Problem]:
    """Refuse a text that was copied from another language and left so."""
    seen: dict[str, Language] = {}
    for language in Language:
        text = entry.text(language)
        if text and text in seen:
            yield entry.error(f"same text as {seen[text]}", "translate it", language)
        seen.setdefault(text, language)


def known_advice(entry: Entry) -> Iterator[Problem]:
    """Refuse advice that no source gives."""
    for given in texts_at(entry.table, "advice"):
        if given not in ADVICE:
            source = given.partition(".")[0]
            last = _ADVICE_IN.get(source)
            right = f"{source}.1 to {source}.{last}" if last else "S0.1 to S4.20"
            yield entry.error(f"unknown advice {given}", f"there are {right}")


def known_moment(entry: Entry) -> Iterator[Problem]:
    """Refuse a moment that the planner does not know."""
    return _one_of(entry, "moment", Fits)


def known_scale(entry: Entry) -> Iterator[Problem]:
    """Refuse a scale that scales.toml does not hold."""
    return _one_of(entry, "scale", Scale)


def known_source(entry: Entry) -> Iterator[Problem]:
    """Refuse a source that sources.toml does not hold."""
    return _one_of(entry, "source", SOURCES)


def known_language(entry: Entry) -> Iterator[Problem]:
    """Refuse a source in a language that is none of the four."""
    return _one_of(entry, "language", Language)


def _one_of(entry: Entry, key: str, known: Iterable[str]) -> Iterator[Problem]:
    given = text_at(entry.table, key)
    if given and given not in set(known):
        yield entry.error(f"unknown {key} {given}", f"known are {', '.join(known)}")


def signed_off(entry: Entry) -> Iterator[Problem]:
    """Refuse a signature for a language that is unknown or has no text."""
    for language in table_at(entry.table, "checked"):
        if language not in set(Language):
            known = ", ".join(Language)
            yield entry.error(f"checked names {language}", f"known are {known}")
        elif language not in entry.table:
            right = "sign off what stands there"
            yield entry.error("checked, but missing", right, language)


def codes(entry: Entry) -> Iterator[Problem]:
    """Refuse a scale whose codes are not the ones that are counted."""
    for scale, wanted in CODES.items():
        answers = tables_at(entry.table, scale)
        given = tuple(text_at(answer, "code") for answer in answers)
        if given and given != wanted:
            wrong = f"{scale} has the codes {' '.join(given)}"
            yield entry.error(wrong, f"there are {' '.join(wanted)}, in this order")


_WORDED = frozenset(Kind) - WHOLE_FILES - {Kind.SOURCE, Kind.AVOIDED}

RULES: tuple[tuple[Collection[Kind], Rule], ...] = (
    (frozenset(Kind), misshapen),
    ({Kind.HABIT, Kind.NUDGE, Kind.QUESTION}, sound_id),
    ({Kind.HABIT}, named_as_file),
    ({Kind.HABIT}, ids_once),
    ({Kind.HABIT}, something_to_send),
    (_WORDED, all_languages),
    (_WORDED, same_gaps),
    ({Kind.NUDGE, Kind.QUESTION, Kind.WHY}, translated),
    ({Kind.NUDGE, Kind.QUESTION}, known_advice),
    ({Kind.NUDGE}, known_moment),
    ({Kind.QUESTION}, known_scale),
    ({Kind.WHY}, known_source),
    ({Kind.SOURCE}, known_language),
    ({Kind.NUDGE}, signed_off),
    ({Kind.SCALES}, codes),
)
