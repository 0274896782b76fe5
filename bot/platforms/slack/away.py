"""Reads from a person's status whether they are out of office, and until when.

The words of a status are looked at and let go: nothing of them is kept. When in doubt
somebody is at work: one nudge too many is seen, one that never comes is not.
"""

import re
from datetime import UTC, datetime
from unicodedata import normalize

from bot.platforms.slack.payload import Payload, number, text

OPEN_END = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when somebody is away whose status stays until it is taken away."""

_SLACKS_OWN = frozenset({":palm_tree:", ":face_with_thermometer:"})
"""What stands before Slack's own "Vacationing" and "Out sick", in any language."""

_READY_TO_CHAT = frozenset({"Europe/Oslo", "Arctic/Longyearbyen", "Europe/Copenhagen"})
"""Where "ledig" says that somebody has time; in Swedish it is a day off."""


def away_until(user: Payload) -> datetime | None:
    """Return until when a user object's status says the person is away, if it does.

    The instant may have passed.
    """
    emoji = text(user, "profile", "status_emoji")
    words = text(user, "profile", "status_text")
    said = " ".join(normalize("NFKC", words).casefold().split())
    if _AT_WORK.search(said):
        return None
    off = said if text(user, "tz") not in _READY_TO_CHAT else _LEDIG.sub("", said)
    if emoji in _SLACKS_OWN or _AWAY.search(off) or off in _AWAY_ALONE:
        return _end(number(user, "profile", "status_expiration"))
    return None


def _end(seconds: int) -> datetime:
    ends = 0 < seconds < OPEN_END.timestamp()
    return datetime.fromtimestamp(seconds, UTC) if ends else OPEN_END


def _phrases(*lines: str) -> re.Pattern[str]:
    """Return what finds one of the phrases; `*` stands for the rest of a word."""
    phrases = (one.strip() for line in lines for one in line.split(","))
    found = "|".join(re.escape(one).replace(r"\*", r"\w*") for one in phrases)
    return re.compile(rf"\b(?:{found})\b")


_LEDIG = _phrases("ledig")
_AWAY_ALONE = frozenset({"fri", "holiday", "holidays", "public holiday"})
_AWAY = _phrases(
    "vacation, vacationing, on holiday, on holidays, on public holiday, time off",
    "out of office, out of the office, ooo, ooto, pto, day off, days off, off today",
    "on leave, annual leave, parental leave, maternity leave, paternity leave",
    "sick leave, medical leave, leave of absence, sabbatical, sick",
    # Norwegian
    "*ferie, *ferien, *permisjon, *perm, permittert, avspaserer, avspasering",
    "syk, sykmeldt, sykemeldt, sykt barn, egenmelding, barsel, fraværende",
    "fridag, har fri, tar fri, fri i dag, fri idag, ikke på jobb",
    # Danish, where it differs
    "*orlov, syg, sygemeldt, sygt barn, sygedag, afspadserer, afspadsering",
    "holder fri, ikke på arbejde",
    # Swedish
    "*semester, *semestern, *ledig, *ledighet, sjuk, sjukskriven, sjukt barn",
    "vab, vabb, vabbar, frånvarande, inte på jobbet",
)
_AT_WORK = _phrases(
    "working, wfh, remote, remotely, home office, back from, next week, soon",
    "days to, days until, weeks to, weeks until",
    "jobber, arbeider, hjemmekontor, hjemmefra, tilbake fra, neste uke, snart",
    "dager til, uker til",
    "arbejder, hjemmearbejde, tilbage fra, næste uge, dage til, uger til",
    "jobbar, arbetar, hemifrån, tillbaka från, nästa vecka",
    "dagar till, veckor till",
)
