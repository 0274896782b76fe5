"""The settings as a form, all of it taken or nothing."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.events import Answer, Mend, Reply, Submitted
from bot.domain.messages import (
    ChooseOne,
    ChooseSome,
    EnterDay,
    EnterTime,
    Form,
    Input,
    Option,
    Text,
)
from bot.domain.people import Leader
from bot.domain.words import Weekdays, Words
from bot.flows.asked import Asked
from bot.flows.entered import (
    AT,
    FOCUS,
    LANGUAGE,
    NO_FOCUS,
    PAUSE,
    WEEKDAYS,
    Entered,
)
from bot.flows.facts import LANGUAGES, is_paused
from bot.flows.presence import keep_leader
from bot.flows.saying import PAUSE as PAUSE_FORM
from bot.flows.saying import SETTINGS as SETTINGS_FORM
from bot.flows.saying import paragraphs
from bot.flows.schedule import Outlook, cadence_words

FORMS = frozenset({SETTINGS_FORM, PAUSE_FORM})
"""The forms by name; the button that opens one has its name as action."""

_USUAL_PAUSE = timedelta(weeks=2)


def settings_form(asked: Asked, name: str = SETTINGS_FORM) -> Form:
    """Return the form of that name, filled in as things stand.

    Somebody who is not nudged has only a language to choose.
    """
    leader = asked.tx.leaders.find(asked.person.id)
    if name == PAUSE_FORM and leader:
        return _pause_form(asked)
    speech = asked.speech
    own = _leader_inputs(asked, leader) if leader else ()
    return Form(
        name=SETTINGS_FORM,
        title=speech.label("settings.title"),
        submit=speech.label("settings.save"),
        cancel=speech.label("settings.cancel"),
        inputs=(*own, _language_input(asked)),
        intro=(Text(speech.say("settings.intro")),),
    )


def take_form(asked: Asked, submitted: Submitted) -> Answer:
    """Keep everything that was entered, or say for each input what would be right."""
    leader = asked.tx.leaders.find(asked.person.id)
    entered = Entered(asked, submitted.entered)
    if submitted.form == PAUSE_FORM:
        return _take_pause(asked, leader, entered)
    return _take_settings(asked, leader, entered)


def _take_settings(asked: Asked, leader: Leader | None, entered: Entered) -> Answer:
    language = entered.language()
    wanted = entered.leader(leader) if leader else None
    if entered.errors:
        return Mend(entered.errors)
    if language != asked.person.language:
        person = replace(asked.person, own_language=language)
        asked.tx.people.save(person)
        asked = replace(asked, person=person)
    saved = asked.speech.say("settings.saved")
    if leader is None or wanted is None:
        return Reply(paragraphs(saved))
    keep_leader(asked, leader, wanted)
    return Reply(paragraphs(saved, *_standing(asked, wanted)))


def _take_pause(asked: Asked, leader: Leader | None, entered: Entered) -> Answer:
    if leader is None:
        return Reply(paragraphs(asked.speech.say("next.not-enrolled")))
    until = entered.pause()
    if until is None:
        return Mend(entered.errors)
    wanted = replace(leader, paused_until=until)
    keep_leader(asked, leader, wanted)
    paused = asked.speech.say("presence.paused", day=until)
    return Reply(paragraphs(paused, Outlook(asked, wanted).words()))


def _standing(asked: Asked, leader: Leader) -> tuple[Words, ...]:
    outlook = Outlook(asked, leader)
    cadence = cadence_words(asked.speech, outlook.beat.cadence)
    said = asked.speech.say("cadence.from-now-on", cadence=cadence)
    return (said, outlook.words())


def _pause_form(asked: Asked) -> Form:
    speech = asked.speech
    until = asked.today + _USUAL_PAUSE
    return Form(
        name=PAUSE_FORM,
        title=speech.label("settings.pause-title"),
        submit=speech.label("settings.pause-save"),
        cancel=speech.label("settings.cancel"),
        inputs=(EnterDay(PAUSE, speech.label("settings.pause-until"), until),),
        intro=(Text(speech.say("settings.pause-intro")),),
    )


def _leader_inputs(asked: Asked, leader: Leader) -> tuple[Input, ...]:
    speech, cadence = asked.speech, asked.workspace.cadence
    until = leader.paused_until if is_paused(asked, leader) else None
    days = leader.weekdays.days if leader.weekdays else frozenset[int]()
    return (
        ChooseOne(
            FOCUS,
            speech.label("status.focus"),
            _focus_options(asked),
            initial=leader.focus or NO_FOCUS,
        ),
        EnterTime(
            AT,
            speech.label("settings.at"),
            leader.at,
            hint=speech.label("settings.at-hint", at=cadence.at),
            optional=True,
        ),
        ChooseSome(
            WEEKDAYS,
            speech.label("settings.weekdays"),
            _weekday_options(asked),
            initial=frozenset(map(str, days)),
            hint=speech.label("settings.weekdays-hint", days=cadence.days),
            optional=True,
        ),
        EnterDay(
            PAUSE,
            speech.label("settings.pause-until"),
            until,
            hint=speech.label("settings.pause-hint"),
            optional=True,
        ),
    )


def _focus_options(asked: Asked) -> tuple[Option, ...]:
    language = asked.person.language
    none = Option(asked.speech.label("status.no-focus"), NO_FOCUS)
    habits = asked.catalogue.habits.values()
    return (none, *(Option(each.name[language], each.id) for each in habits))


def _weekday_options(asked: Asked) -> tuple[Option, ...]:
    one_each = [Weekdays(frozenset({day})) for day in range(1, 8)]
    return tuple(
        Option(asked.speech.label("status.days", days=one), str(number))
        for number, one in enumerate(one_each, start=1)
    )


def _language_input(asked: Asked) -> ChooseOne:
    options = tuple(Option(name, code) for code, name in LANGUAGES.items())
    label = asked.speech.label("status.language")
    return ChooseOne(LANGUAGE, label, options, initial=asked.person.language)
