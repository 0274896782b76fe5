"""`help`, from the table of forms, and the form nearest to a line not understood."""

from bot.domain.forms import Audience, Form, forms_for
from bot.domain.messages import Fact, Facts, Heading, Message, Note, Part, Text
from bot.domain.parse import Unrecognised
from bot.flows.asked import Asked

_PREFIX = "/nudge"


def manual(asked: Asked) -> tuple[Part, ...]:
    """Return every form that the person may use, each in one line."""
    speech = asked.speech
    forms = forms_for(admin=asked.person.is_admin)
    own = [form for form in forms if form.audience is Audience.EVERYONE]
    others = [form for form in forms if form.audience is Audience.ADMIN]
    parts: list[Part] = [Heading(speech.say("help.title")), _lines(asked, own)]
    if others:
        parts += [Heading(speech.say("help.admin-title")), _lines(asked, others)]
    return (*parts, Note(speech.say("help.brackets")))


def unrecognised(asked: Asked, error: Unrecognised) -> Message:
    """Show the forms that a line may have meant, and one example."""
    allowed = forms_for(admin=asked.person.is_admin)
    near = [form for form in error.nearest if form in allowed]
    near = near or [form for form in allowed if form.name == "help"]
    return Message(
        (
            Text(asked.speech.say("help.unknown")),
            _lines(asked, near),
            Note(asked.speech.say("help.example", example=near[0].example)),
        )
    )


def _lines(asked: Asked, forms: list[Form]) -> Facts:
    said = [(form, asked.speech.say(form.key)) for form in forms]
    return Facts(
        tuple(Fact(f"{_PREFIX} {form.usage}".rstrip(), words) for form, words in said)
    )
