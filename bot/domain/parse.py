"""Turns a line somebody typed into a command, or says what would be right."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from bot.domain import commands, days, spelling
from bot.domain.cadence import MOST_A_WEEK, MOST_WEEKS_APART, Cadence
from bot.domain.commands import Command
from bot.domain.errors import BotError, Refusal
from bot.domain.forms import FORMS, Form, nearest
from bot.domain.ids import HabitId, PersonId
from bot.domain.line import AND, Line, words_of
from bot.domain.words import Weekdays
from bot.domain.zones import zone

NO_NAMES: Mapping[str, HabitId] = MappingProxyType({})
_NONE = frozenset({"none", "ingen", "inget", "intet"})


class Unrecognised(BotError):
    """A line that begins like no form; `nearest` are forms it may have meant."""

    def __init__(self, said: str, nearest: tuple[Form, ...]) -> None:
        super().__init__(said)
        self.said = said
        self.nearest = nearest


class Misread(Refusal):
    """A refusal of a line that begins like `form`."""

    def __init__(self, form: Form, refusal: Refusal) -> None:
        super().__init__(refusal.key, **refusal.gaps)
        self.form = form


def parse(
    text: str,
    today: date,
    habits: frozenset[HabitId],
    names: Mapping[str, HabitId] = NO_NAMES,
) -> Command:
    """Return what `text` asks for.

    `today` is the local date of whoever wrote it. `names` are what people call the
    habits; a refusal calls each by the first of its names. Raises Misread when a part
    of it cannot be, Unrecognised when it begins like no form.
    """
    words = words_of(text)
    said = [word.casefold() for word in words]
    form = _form_of(said)
    if form is None:
        raise Unrecognised(spelling.shown(" ".join(words)), nearest(said))
    line = Line(form, words[len(form.words) :], today, habits, names)
    try:
        command = _READ[form.command](line)
        line.end()
    except Refusal as refusal:
        raise Misread(form, refusal) from refusal
    return command


def _form_of(said: list[str]) -> Form | None:
    """Return the form whose words begin the line, the longest where several do."""
    begun = [form for form in FORMS if tuple(said[: len(form.words)]) == form.words]
    found = max(begun, key=lambda form: len(form.words), default=None)
    return None if found is None or (said and not found.words) else found


def _focus(line: Line) -> Command:
    said = line.rest()
    if said.casefold() in _NONE:
        return commands.Focus(None)
    return commands.Focus(spelling.habit(said, line.habits, line.names))


def _at(line: Line) -> Command:
    at = spelling.wall_time(line.timed())
    return commands.At(at, _weekdays(line) if line.left else None)


def _pause(line: Line) -> Command:
    last = line.today + days.PAUSE_AT_MOST
    until = line.coming in {"until", "til", "till"}
    if until:
        line.word()
    if until or days.looks_like_a_day(line.coming):
        return commands.Pause(days.later_day(line.word(), line.today, last))
    return commands.Pause(days.length(line.rest(), line.today, last))


def _set_team(line: Line) -> Command:
    leader = spelling.person(line.word())
    return commands.SetTeam(leader, _people(line))


def _show_teams(line: Line) -> Command:
    return commands.ShowTeams(_leader_if_named(line))


def _leader_if_named(line: Line) -> PersonId | None:
    return spelling.person(line.word()) if line.left else None


def _name_team(line: Line) -> Command:
    leader = spelling.person(line.word())
    return commands.NameTeam(leader, _title(line, spelling.MOST_CHARACTERS))


def _word_team(line: Line) -> Command:
    leader = spelling.person(line.word())
    return commands.WordTeam(leader, _title(line, spelling.MOST_CHARACTERS))


def _place_team(line: Line) -> Command:
    leader = spelling.person(line.word())
    return commands.PlaceTeam(leader, spelling.channel(line.rest()))


def _locate_team(line: Line) -> Command:
    leader = spelling.person(line.word())
    return commands.LocateTeam(leader, _country(line))


def _country(line: Line) -> str:
    if line.coming in _NONE:
        line.word()
        return ""
    return spelling.country(line.word())


def _set_cadence(line: Line) -> Command:
    weekdays = _weekdays(line)
    at = spelling.wall_time(line.timed())
    every, cap = None, None
    while line.left:
        if line.coming == "every" and every is None:
            every = _every(line)
        elif line.coming in {"at", "max"} and cap is None:
            cap = _cap(line)
        else:
            break
    return commands.SetCadence(Cadence(weekdays, at, every or 1, cap or MOST_A_WEEK))


def _preview(line: Line) -> Command:
    if not line.left:
        return commands.Preview(None)
    return commands.Preview(spelling.habit(line.rest(), line.habits, line.names))


def _close(line: Line) -> Command:
    furthest = line.today + days.CLOSED_AT_MOST
    if days.is_week(line.coming):
        first, last = days.weeks(*line.week(), line.today)
        days.within(last, furthest)
        return commands.Close(first, last, _closed_for(line))
    line.left = [*days.range_of(line.word()), *line.left]
    began = line.word()
    first = last = days.coming_day(began, line.today, furthest)
    if days.looks_like_a_day("".join(line.left[1:2])):
        line.skip_range_word()
    if days.looks_like_a_day(line.coming):
        last = days.last_day(line.word(), began, first, furthest)
    return commands.Close(first, last, _closed_for(line))


def _closed_for(line: Line) -> str:
    return _title(line, spelling.MOST_IN_CLOSED) if line.left else ""


def _reopen(line: Line) -> Command:
    if days.is_week(line.coming):
        return commands.Reopen(days.weeks(*line.week(), line.today)[0])
    return commands.Reopen(days.day_near(line.word(), line.today))


def _part_time(line: Line) -> Command:
    return commands.PartTime(spelling.person(line.word()), _weekdays(line))


def _weekdays(line: Line) -> Weekdays:
    said = line.joined()
    while all(map(days.begins_with_a_weekday, (said, line.coming))):
        said += f",{line.joined()}"
    return days.weekdays(said)


def _people(line: Line) -> tuple[PersonId, ...]:
    words = line.rest().replace(",", " ").split()
    named = [word for word in words if word.casefold() not in AND]
    if not named:
        line.word()  # refuses: nobody is named
    return tuple(dict.fromkeys(spelling.person(word) for word in named))


def _title(line: Line, most: int) -> str:
    name = spelling.title(line.rest(), most)
    return name or line.word()  # nothing but quotes: the line is not complete


def _every(line: Line) -> int:
    said = [line.word(), line.word()]
    if said[1].casefold() == "week":
        return 1
    if line.coming in {"week", "weeks"}:
        said.append(line.word())
        if _counts(said[1], MOST_WEEKS_APART):
            return int(said[1])
    given = spelling.shown(" ".join(said))
    raise Refusal("errors.every", given=given, most=MOST_WEEKS_APART)


def _cap(line: Line) -> int:
    said = [line.word()]
    if said[0].casefold() == "at":
        said.append(line.word())
    said.append(line.word())
    right = said[0].casefold() == "max" or said[1].casefold() == "most"
    if right and _counts(said[-1], MOST_A_WEEK):
        if line.coming in {"a", "per"}:
            line.word()
        if line.coming == "week":
            line.word()
        return int(said[-1])
    given = spelling.shown(" ".join(said))
    raise Refusal("errors.cap", given=given, most=MOST_A_WEEK)


def _counts(word: str, most: int) -> bool:
    return word in [str(number) for number in range(1, most + 1)]


_READ: Mapping[type[Command], Callable[[Line], Command]] = {
    commands.Card: lambda _: commands.Card(),
    commands.Help: lambda _: commands.Help(),
    commands.Status: lambda _: commands.Status(),
    commands.Next: lambda _: commands.Next(),
    commands.Why: lambda _: commands.Why(),
    commands.Focus: _focus,
    commands.At: _at,
    commands.Zone: lambda line: commands.Zone(zone(line.rest())),
    commands.Speak: lambda line: commands.Speak(spelling.language(line.word())),
    commands.Pause: _pause,
    commands.Resume: lambda _: commands.Resume(),
    commands.Fewer: lambda _: commands.Fewer(),
    commands.Stop: lambda _: commands.Stop(),
    commands.Start: lambda _: commands.Start(),
    commands.AddAdmin: lambda line: commands.AddAdmin(_people(line)),
    commands.RemoveAdmin: lambda line: commands.RemoveAdmin(_people(line)),
    commands.ListAdmins: lambda _: commands.ListAdmins(),
    commands.AddLeader: lambda line: commands.AddLeader(_people(line)),
    commands.RemoveLeader: lambda line: commands.RemoveLeader(_people(line)),
    commands.ListLeaders: lambda _: commands.ListLeaders(),
    commands.SetTeam: _set_team,
    commands.ShowTeams: _show_teams,
    commands.NameTeam: _name_team,
    commands.PlaceTeam: _place_team,
    commands.WordTeam: _word_team,
    commands.LocateTeam: _locate_team,
    commands.ShowCadence: lambda _: commands.ShowCadence(),
    commands.SetCadence: _set_cadence,
    commands.SetQuiet: lambda line: commands.SetQuiet(
        spelling.quiet_hours(line.joined())
    ),
    commands.SetCountry: lambda line: commands.SetCountry(_country(line)),
    commands.Preview: _preview,
    commands.Plan: lambda line: commands.Plan(_leader_if_named(line)),
    commands.Close: _close,
    commands.Reopen: _reopen,
    commands.ShowClosed: lambda _: commands.ShowClosed(),
    commands.PartTime: _part_time,
}
