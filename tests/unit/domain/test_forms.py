import tomllib
from pathlib import Path
from typing import get_args

from bot.domain import commands as c
from bot.domain.commands import Command
from bot.domain.forms import FORMS, Audience, forms_for, usage_hint

UI = Path("prompts/ui")


def test_every_command_has_exactly_one_form_and_every_form_its_own_name() -> None:
    assert sorted(form.command.__name__ for form in FORMS) == sorted(
        command.__name__ for command in get_args(Command)
    )
    assert len({form.name for form in FORMS}) == len(FORMS)


def test_only_an_admin_is_shown_the_admin_forms() -> None:
    assert forms_for(admin=True) == FORMS
    shown = forms_for(admin=False)
    assert {form.command for form in shown} == set(get_args(c.Everyone))
    assert all(form.audience is Audience.EVERYONE for form in shown)


def test_the_usage_hint_names_every_form_and_fits() -> None:
    hint = usage_hint()
    assert len(hint) <= 1000
    assert all(form.usage in hint for form in FORMS)


def test_every_form_is_described_and_nothing_else_is() -> None:
    described = tomllib.loads((UI / "forms.toml").read_text(encoding="utf-8"))
    assert {f"forms.{name}" for name in described["forms"]} == {
        form.key for form in FORMS
    }
