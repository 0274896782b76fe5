"""The next four weeks: who gets a nudge and around when, as far as admins may know."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta

from bot.domain.calendar import COMMON, Skip
from bot.domain.commands import Plan
from bot.domain.errors import Refusal
from bot.domain.ids import PersonId
from bot.domain.messages import Fact, Facts, Heading, Message, Note, Part, Text
from bot.domain.people import Person
from bot.domain.words import Listed, Words
from bot.flows.asked import Asked
from bot.flows.foresee import Coming, Foreseen, Span, for_admin, foresee
from bot.flows.leaders_ahead import leaders_ahead
from bot.flows.rules import due_of
from bot.ports.store import Due
from bot.ports.texts import Speech

LEADERS_SHOWN = 200  # so that answering so many holds nobody else up
_NAMED = 3  # leaders in one place; of the others, how many
_AHEAD = timedelta(weeks=4, days=-1)
_REASONS = {
    Skip.HOLIDAY: "home.reason-holiday",
    Skip.CLOSED: "home.reason-closed",
    Skip.QUIET: "home.reason-quiet",
}

_Seen = tuple[Person, Foreseen]


def plan(asked: Asked, command: Plan) -> Message:
    """Show what is to come for everybody, or for one leader."""
    if command.leader:
        return _of_one(asked, command.leader)
    known = asked.tx.leaders.of(asked.person.workspace)
    if not known:
        return Message((Text(asked.speech.say("leaders.none")),))
    days: dict[date, list[_Seen]] = defaultdict(list)
    for person, day in _ahead(asked, known[:LEADERS_SHOWN]):
        days[day.day].append((person, day))
    facts = tuple(
        _fact(asked.speech, day, _day(asked.speech, days[day]))
        for day in sorted(days)
        if _says_something(days[day])
    )
    speech = asked.speech
    listed: Part = Facts(facts) if facts else Text(speech.say("plan.nothing"))
    return Message(
        (
            Heading(speech.say("plan.title")),
            listed,
            *_not_shown(speech, len(known)),
            Note(speech.say("plan.note")),
        )
    )


def _of_one(asked: Asked, who: PersonId) -> Message:
    person, leader = asked.tx.people.find(who), asked.tx.leaders.find(who)
    if leader is None:
        raise Refusal("plan.not-one", person=person.mention)
    due = due_of(asked.tx, leader, person, asked.now_utc)
    speech = asked.speech
    facts = tuple(
        _fact(speech, day.day, (_what(speech, [(person, day)]),))
        for _, day in _ahead(asked, [due])
    )
    title = Heading(speech.say("plan.title-one", leader=person.mention))
    return Message((title, Facts(facts), Note(speech.say("plan.note-one"))))


def _ahead(asked: Asked, known: Iterable[Due]) -> Iterator[_Seen]:
    """Yield each leader's days, as an admin may know them."""
    span = Span(asked.today, asked.today + _AHEAD)
    tx, holidays = asked.tx, asked.holidays
    found = leaders_ahead(tx, holidays, known, span, asked.now_utc)
    for person, standing in found:
        for day in foresee(asked.catalogue, standing, span):
            yield person, for_admin(day)


def _says_something(seen: Sequence[_Seen]) -> bool:
    """Whether a nudge comes that day, or none for a reason common to all."""
    days = (day for _, day in seen)
    return any(isinstance(day, Coming) or day.why in COMMON for day in days)


def _day(speech: Speech, seen: Sequence[_Seen]) -> Words:
    """Say what one day brings; a reason that everybody has stands alone."""
    groups: dict[str, list[_Seen]] = defaultdict(list)
    for person, day in seen:
        groups["" if isinstance(day, Coming) else day.why].append((person, day))
    if len(groups) == 1 and "" not in groups:
        return (_what(speech, seen),)
    ordered = ["", *Skip, *groups]  # what comes first, what is not told last
    said = [
        speech.label(
            "plan.group", what=_what(speech, each), people=_named(speech, each)
        )
        for _, each in sorted(groups.items(), key=lambda group: ordered.index(group[0]))
    ]
    return ("; ".join(said),)


def _what(speech: Speech, seen: Sequence[_Seen]) -> str:
    """Say around when nudges come, or why none does; all of `seen` are alike."""
    _, first = seen[0]
    if not isinstance(first, Coming):
        reason = next((_REASONS[each] for each in COMMON if each == first.why), None)
        return speech.label(reason or "plan.not-due")
    times = sorted(_local(person, day) for person, day in seen)
    if times[0] == times[-1]:
        return speech.label("plan.around", at=times[0])
    return speech.label("plan.between", first=times[0], last=times[-1])


def _local(person: Person, day: Foreseen) -> time:
    """Return the wall time at which something comes; midnight where nothing does."""
    if not isinstance(day, Coming):
        return time()
    return day.due_utc.astimezone(person.zone).time()


def _named(speech: Speech, seen: Sequence[_Seen]) -> Listed:
    names: list[Words] = [(person.name,) for person, _ in seen[:_NAMED]]
    if len(seen) > _NAMED:
        names.append(speech.say("plan.more", n=len(seen) - _NAMED))
    return Listed(tuple(names))


def _fact(speech: Speech, day: date, said: Words) -> Fact:
    return Fact(speech.label("plan.day", day=day), said)


def _not_shown(speech: Speech, leaders: int) -> tuple[Part, ...]:
    if leaders <= LEADERS_SHOWN:
        return ()
    return (Text(speech.say("plan.first", most=LEADERS_SHOWN, n=leaders)),)
