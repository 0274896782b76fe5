"""What an admin's Home shows: who is enrolled, the cadence, and delivery health.

Never a leader's focus, pause, answers or whether somebody has stopped.
"""

from datetime import timedelta

from bot.domain.calendar import COMMON, Skip
from bot.domain.deliveries import State
from bot.domain.messages import Facts, Heading, Note, Part, Text
from bot.domain.planning import PUT_OFF
from bot.domain.words import Moment
from bot.flows.asked import Asked
from bot.flows.choices import admin_choices
from bot.flows.closed_days import closed_facts
from bot.flows.common_beat import common_facts
from bot.flows.enrolled import enrolled_parts
from bot.flows.saying import fact
from bot.flows.trouble import trouble
from bot.ports.outbox import Health

_LATELY = timedelta(days=7)
_REASONS_SHOWN = 5
_SHOWN = (
    ("home.health-sent", frozenset({State.SENT, State.REPLACED})),
    ("home.health-waiting", frozenset({State.PLANNED, State.SENDING})),
    ("home.health-missed", frozenset({State.MISSED})),
    ("home.health-refused", frozenset({State.REFUSED})),
    ("home.health-unknown", frozenset({State.UNKNOWN})),
)
_FAULTS = _SHOWN[2:]
_LEAST = 5  # leaders from whom on what came and what waits tells of no one's pause
# With few leaders, a count would tell who has paused, stopped or been held back.
_PRIVATE = frozenset(set(Skip) - COMMON) | {
    "coin",
    "dnd",
    "away",
    "answered",
    "check-in",
    PUT_OFF,
}
_KNOWN = {
    "late": "home.reason-late",
    "down": "home.reason-down",
    "left": "home.reason-left",
    "user_not_found": "home.reason-unreachable",
    "unclear": "home.reason-unclear",
    "text is gone": "home.reason-gone",
    Skip.QUIET: "home.reason-quiet",
    Skip.CLOSED: "home.reason-closed",
    Skip.HOLIDAY: "home.reason-holiday",
}


def admin_parts(asked: Asked) -> tuple[Part, ...]:
    """Return the admin's part of Home."""
    speech = asked.speech
    closed = closed_facts(asked)
    closing: tuple[Part, ...] = ()
    if closed:
        closing = (Heading(speech.say("closed.title")), Facts(closed))
    return (
        Heading(speech.say("home.admin-title")),
        common_facts(asked),
        admin_choices(speech),
        Note(speech.say("home.admin-how")),
        *closing,
        *enrolled_parts(asked),
        *_health(asked),
    )


def _health(asked: Asked) -> tuple[Part, ...]:
    speech = asked.speech
    now = asked.now_utc
    health = asked.tx.outbox.health(asked.person.workspace, now - _LATELY)
    counts = dict(health.counts)
    many = len(asked.tx.leaders.of(asked.person.workspace)) >= _LEAST
    facts = [
        fact(speech, name, f"{sum(counts.get(state, 0) for state in states)}")
        for name, states in (_SHOWN if many else _FAULTS)
    ]
    if health.oldest_waiting_utc and health.oldest_waiting_utc < now:
        since = Moment(health.oldest_waiting_utc.astimezone(asked.person.zone))
        said = speech.say("home.health-since", when=since)
        facts.append(fact(speech, "home.health-oldest", said))
    return (
        Heading(speech.say("home.health-title")),
        *trouble(asked),
        Facts(tuple(facts)),
        *_reasons(asked, health),
        Note(speech.say("home.health-note" if many else "home.health-few")),
    )


def _reasons(asked: Asked, health: Health) -> tuple[Part, ...]:
    speech = asked.speech
    shown = [(why, n) for why, n in health.reasons if why and why not in _PRIVATE]
    facts = []
    for why, count in shown[:_REASONS_SHOWN]:
        known = _KNOWN.get(why)
        code = speech.label("home.reason-platform", code=why)
        facts.append(f"{speech.label(known) if known else code}: {count}")
    if not facts:
        return ()
    said = speech.say("home.reasons", reasons="; ".join(facts))
    return (Text(said),)
