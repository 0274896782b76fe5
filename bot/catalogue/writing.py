"""How each language writes numbers, dates, times, weekdays and lists."""

from collections.abc import Iterable, Iterator
from datetime import date, time

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.domain.words import (
    FullDay,
    Gap,
    Language,
    Listed,
    Mention,
    Moment,
    Weekdays,
    Words,
)

# British English: 24 hours, the day before the month, no comma before "and".
_LOCALES = {
    Language.EN: "en_GB",
    Language.NB: "nb",
    Language.SV: "sv",
    Language.DA: "da",
}

_DAYS = {
    Language.EN: "EEEE d MMMM",
    Language.NB: "EEEE d. MMMM",
    Language.SV: "EEEE d MMMM",
    Language.DA: "EEEE 'den' d. MMMM",
}
_AT = {Language.EN: "at", Language.NB: "kl.", Language.SV: "kl.", Language.DA: "kl."}

_RANGE = 3  # from so many days on, "Mon–Wed" is shorter than a list
_ITEM = "\0"


class Writing:
    """Writes the values of one language's gaps."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._locale = Locale.parse(_LOCALES[language])

    def plural(self, count: int) -> str:
        """Return the plural category of `count`: one or other."""
        return self._locale.plural_form(count)

    def write(self, gap: Gap) -> Words:
        """Return `gap` as the language writes it; a text stays as it is."""
        match gap:
            case str():
                return (gap,)
            case Listed(items):
                return tuple(self._listed(items))
            case _:
                return (self._text(gap),)

    def _text(self, gap: int | date | time | FullDay | Weekdays | Moment) -> str:
        match gap:
            case int():
                return format_decimal(gap, locale=self._locale)
            case date():
                return self._date(gap, _DAYS[self._language])
            case FullDay(day):
                return self._date(day, f"{_DAYS[self._language]} y")
            case time():
                return self._time(gap)
            case Weekdays(days):
                return self._weekdays(days)
            case Moment(local):
                dated = self._date(local.date(), _DAYS[self._language])
                return f"{dated} {_AT[self._language]} {self._time(local.time())}"

    def _date(self, day: date, pattern: str) -> str:
        return format_date(day, pattern, locale=self._locale)

    def _time(self, at: time) -> str:
        # With a colon in Danish too: it is what people type in a command.
        return f"{at:%H:%M}"

    def _weekdays(self, days: Iterable[int]) -> str:
        names = self._locale.days["stand-alone"]["abbreviated"]
        spans: list[str] = []
        for run in _runs(sorted(days)):
            named = [names[day - 1] for day in run]
            spans += [f"{named[0]}–{named[-1]}"] if len(run) >= _RANGE else named
        return format_list(spans, locale=self._locale)

    def _listed(self, items: tuple[Words, ...]) -> Iterator[str]:
        between = format_list([_ITEM] * len(items), locale=self._locale).split(_ITEM)
        for before, item in zip(between, items, strict=False):
            yield before
            yield from item


def _runs(days: list[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for day in days:
        if run and day != run[-1] + 1:
            yield run
            run = []
        run.append(day)
    yield run


def joined(pieces: Iterable[str]) -> Words:
    """Return the pieces, plain neighbours made one; a Mention stands alone."""
    kept: list[str] = []
    for piece in pieces:
        if not piece:
            continue
        if (
            kept
            and not isinstance(piece, Mention)
            and not isinstance(kept[-1], Mention)
        ):
            kept[-1] += piece
        else:
            kept.append(piece)
    return tuple(kept)
