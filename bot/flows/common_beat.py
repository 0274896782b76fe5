"""When nudges come for everybody, whatever any one leader has chosen."""

from bot.domain.calendar import Occasion, Rhythm, next_open
from bot.domain.messages import Facts
from bot.domain.people import Workspace
from bot.domain.words import Words
from bot.flows.asked import Asked
from bot.flows.saying import fact
from bot.flows.schedule import cadence_words, quiet_words


def common_facts(asked: Asked) -> Facts:
    """Say what is set for everybody: cadence, quiet hours and public holidays."""
    speech, workspace = asked.speech, asked.workspace
    country = workspace.country or speech.label("country.unset")
    return Facts(
        (
            fact(speech, "cadence.name", cadence_words(speech, workspace.cadence)),
            fact(speech, "status.quiet", quiet_words(speech, workspace.quiet)),
            fact(speech, "country.name", country),
        )
    )


def first_for_all(asked: Asked, workspace: Workspace) -> Occasion | None:
    """Return when the workspace's cadence comes next; None: not in sight."""
    return _first(asked, workspace, workspace.country)


def first_words(asked: Asked, workspace: Workspace) -> Words:
    """Say when that is."""
    coming = first_for_all(asked, workspace)
    if coming is None:
        return asked.speech.say("next.none")
    local = coming.due_utc.astimezone(asked.person.zone)
    return asked.speech.say("next.around", day=local.date(), at=local.time())


def ever_comes(asked: Asked, workspace: Workspace) -> bool:
    """Whether anybody would ever get a nudge, in any country that a team is in."""
    teams = asked.tx.teams.all(workspace.id)
    countries = {workspace.country, *(team.country for team in teams if team.country)}
    return any(_first(asked, workspace, country) for country in sorted(countries))


def _first(asked: Asked, workspace: Workspace, country: str) -> Occasion | None:
    everybody = Rhythm(
        cadence=workspace.cadence,
        zone=asked.person.zone,
        quiet=workspace.quiet,
        closed=workspace.closed,
        part_time=None,
        paused_until=None,
        stopped=False,
        holidays=asked.holidays.around(country, asked.today),
    )
    return next_open(everybody, asked.now_utc)
