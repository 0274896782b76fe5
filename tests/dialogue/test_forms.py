import re
from contextlib import suppress
from datetime import date, time
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import commands as c
from bot.domain.cadence import Cadence, QuietHours
from bot.domain.commands import Command
from bot.domain.errors import Refusal
from bot.domain.forms import FORMS, Form
from bot.domain.parse import Unrecognised
from bot.domain.people import Channel
from bot.domain.words import Language, Weekdays
from tests.fakes.lines import (
    FEEDBACK,
    IDEAS,
    KARI,
    LIV,
    OLA,
    SAY_KARI,
    SAY_LIV,
    SAY_OLA,
    TODAY,
    read,
    read_with_names,
)

K, O, L = SAY_KARI, SAY_OLA, SAY_LIV  # noqa: E741  # as Kari, Ola, Liv


def days(*numbers: int) -> Weekdays:
    return Weekdays(frozenset(numbers))


def cadence(weekdays: Weekdays, every: int = 1, cap: int = 3) -> c.SetCadence:
    return c.SetCadence(Cadence(weekdays, time(9), every, cap))


MON_FRI = days(1, 2, 3, 4, 5)
CHRISTMAS_EVE = date(2026, 12, 24)

UNDERSTOOD: list[tuple[str, Command]] = [
    ("", c.Card()),
    ("   ", c.Card()),
    ("/nudge", c.Card()),
    ("help", c.Help()),
    ("  HELP ", c.Help()),
    ("/nudge help", c.Help()),
    ("status", c.Status()),
    ("next", c.Next()),
    ("why", c.Why()),
    ("focus give-feedback", c.Focus(FEEDBACK)),
    ("Focus Give Feedback", c.Focus(FEEDBACK)),
    ("at 9:00", c.At(time(9), None)),
    ("focus none", c.Focus(None)),
    ("focus Ingen", c.Focus(None)),
    ("focus inget", c.Focus(None)),
    ("focus intet", c.Focus(None)),
    ("at 09:30", c.At(time(9, 30), None)),
    ("at 0900", c.At(time(9), None)),
    ("at 9.05", c.At(time(9, 5), None)),
    ("at 00:00 monday", c.At(time(0), days(1))),
    ("at 23:59 tue thu", c.At(time(23, 59), days(2, 4))),
    ("at 9:00 mon-wed fri", c.At(time(9), days(1, 2, 3, 5))),
    ("at kl. 10:00", c.At(time(10), None)),
    ("at kl 10", c.At(time(10), None)),
    ("at Kl. 9 tue thu", c.At(time(9), days(2, 4))),
    ("at kl.9:30", c.At(time(9, 30), None)),
    ("at kl 0900", c.At(time(9), None)),
    ("zone Europe/Oslo", c.Zone("Europe/Oslo")),
    ("zone EUROPE/oslo", c.Zone("Europe/Oslo")),
    ("zone oslo", c.Zone("Europe/Oslo")),
    ("zone New  York", c.Zone("America/New_York")),
    ("zone america/new_york", c.Zone("America/New_York")),
    ("zone utc", c.Zone("UTC")),
    ("language en", c.Speak(Language.EN)),
    ("language English", c.Speak(Language.EN)),
    ("language nb", c.Speak(Language.NB)),
    ("language no", c.Speak(Language.NB)),
    ("language norsk", c.Speak(Language.NB)),
    ("language svenska", c.Speak(Language.SV)),
    ("language DANSK", c.Speak(Language.DA)),
    ("pause 2w", c.Pause(date(2026, 12, 7))),
    ("pause 2 weeks", c.Pause(date(2026, 12, 7))),
    ("pause 3 uker", c.Pause(date(2026, 12, 14))),
    ("pause 10d", c.Pause(date(2026, 12, 3))),
    ("pause 365d", c.Pause(date(2027, 11, 23))),
    ("pause until 2026-12-24", c.Pause(CHRISTMAS_EVE)),
    ("pause until 24.12", c.Pause(CHRISTMAS_EVE)),
    ("pause until 24.12.", c.Pause(CHRISTMAS_EVE)),
    ("pause until 24/12", c.Pause(CHRISTMAS_EVE)),
    ("pause until 24.12.2026", c.Pause(CHRISTMAS_EVE)),
    ("pause 24.12", c.Pause(CHRISTMAS_EVE)),
    ("pause until 3.1", c.Pause(date(2027, 1, 3))),
    ("pause until 24.11", c.Pause(date(2026, 11, 24))),
    ("resume", c.Resume()),
    ("stop", c.Stop()),
    ("start", c.Start()),
    (f"admin add {K}", c.AddAdmin((KARI,))),
    (f"admin remove {K} {O}", c.RemoveAdmin((KARI, OLA))),
    ("admin list", c.ListAdmins()),
    (f"leader add {K}", c.AddLeader((KARI,))),
    (f"leader add {K}{O}", c.AddLeader((KARI, OLA))),
    (f"LEADER Add {K}, {O} and {L} {K}", c.AddLeader((KARI, OLA, LIV))),
    (f"leader remove {K}", c.RemoveLeader((KARI,))),
    ("leader list", c.ListLeaders()),
    (f"team set {K} {O} {L}", c.SetTeam(KARI, (OLA, LIV))),
    ("team show", c.ShowTeams(None)),
    (f"team show {K}", c.ShowTeams(KARI)),
    (f"team name {K} Team North - West", c.NameTeam(KARI, "Team North - West")),
    (f"team name {K} «Vår avdeling»", c.NameTeam(KARI, "Vår avdeling")),
    (f"team name {K} Team «Sør»", c.NameTeam(KARI, "Team «Sør»")),
    (f"team name {K} «Vest» og «Sør»", c.NameTeam(KARI, "«Vest» og «Sør»")),
    (f"team name {K} Jens’", c.NameTeam(KARI, "Jens’")),
    (f"team name {K} ”Söder”", c.NameTeam(KARI, "Söder")),
    (f"team name {K} »Syd«", c.NameTeam(KARI, "Syd")),
    (f'team name {K} "North"', c.NameTeam(KARI, "North")),
    (f'team name {K} "North" or "East"', c.NameTeam(KARI, '"North" or "East"')),
    (f"team channel {K} #C1|general", c.PlaceTeam(KARI, Channel("C1", "general"))),
    (f"team channel {K} #C1", c.PlaceTeam(KARI, Channel("C1", ""))),
    (f"team word {K} patient", c.WordTeam(KARI, "patient")),
    (f"team country {K} no", c.LocateTeam(KARI, "NO")),
    (f"team country {K} DE-by", c.LocateTeam(KARI, "DE-BY")),
    ("cadence show", c.ShowCadence()),
    ("cadence set nudges mon-fri 09:00", cadence(MON_FRI)),
    ("cadence set nudges mon-fri 09:00 at most 3 a week", cadence(MON_FRI)),
    ("Cadence SET nudges MON-FRI 0900 at most 1 a week", cadence(MON_FRI, 1, 1)),
    ("cadence set nudges mon–fri 9.00 every 2 weeks", cadence(MON_FRI, 2)),
    ("cadence set nudges mon-fri kl 9 max 2", cadence(MON_FRI, 1, 2)),
    ("cadence set nudges weekdays 09:00 every week", cadence(MON_FRI)),
    (
        "cadence set nudges mon 09:00 every 2 weeks at most 1 a week",
        cadence(days(1), 2, 1),
    ),
    (
        "cadence set nudges mon 09:00 at most 1 per week every 2 weeks",
        cadence(days(1), 2, 1),
    ),
    ("cadence set nudges mon 09:00 max 2", cadence(days(1), 1, 2)),
    ("quiet 17:00-08:00", c.SetQuiet(QuietHours(time(17), time(8)))),
    ("quiet 17:00 – 8.00", c.SetQuiet(QuietHours(time(17), time(8)))),
    ("quiet 1700 to 0800", c.SetQuiet(QuietHours(time(17), time(8)))),
    ("quiet kl. 17:00 til kl. 08:00", c.SetQuiet(QuietHours(time(17), time(8)))),
    ("quiet kl 17-kl 8", c.SetQuiet(QuietHours(time(17), time(8)))),
    ("quiet 00:00-00:00", c.SetQuiet(QuietHours(time(0), time(0)))),
    ("preview", c.Preview(None)),
    ("preview invite-ideas", c.Preview(IDEAS)),
    (
        "closed 2027-07-05 2027-07-30 fellesferie",
        c.Close(date(2027, 7, 5), date(2027, 7, 30), "fellesferie"),
    ),
    (
        "closed 2027-07-05 - 2027-07-30",
        c.Close(date(2027, 7, 5), date(2027, 7, 30), ""),
    ),
    ("closed 24.12", c.Close(CHRISTMAS_EVE, CHRISTMAS_EVE, "")),
    ("closed 24.12 Jul  og fri", c.Close(CHRISTMAS_EVE, CHRISTMAS_EVE, "Jul og fri")),
    ("closed 24.12–26.12 jul", c.Close(CHRISTMAS_EVE, date(2026, 12, 26), "jul")),
    ("closed 24.12 til 2.1 jul", c.Close(CHRISTMAS_EVE, date(2027, 1, 2), "jul")),
    ("closed 24.12 til fjells", c.Close(CHRISTMAS_EVE, CHRISTMAS_EVE, "til fjells")),
    ("closed 31.12.2026 1.12.2027", c.Close(date(2026, 12, 31), date(2027, 12, 1), "")),
    ("closed 24.12 22.4", c.Close(CHRISTMAS_EVE, date(2027, 4, 22), "")),
    ("closed 23.11", c.Close(TODAY, TODAY, "")),
    (
        "closed week 28-30 fellesferie",
        c.Close(date(2027, 7, 12), date(2027, 8, 1), "fellesferie"),
    ),
    ("closed uke 28", c.Close(date(2027, 7, 12), date(2027, 7, 18), "")),
    ("closed uke 48", c.Close(date(2026, 11, 23), date(2026, 11, 29), "")),
    ("closed uke 47", c.Close(date(2027, 11, 22), date(2027, 11, 28), "")),
    ("closed vecka 28 – 30", c.Close(date(2027, 7, 12), date(2027, 8, 1), "")),
    ("closed v.28", c.Close(date(2027, 7, 12), date(2027, 7, 18), "")),
    ("closed v. 28 till 30", c.Close(date(2027, 7, 12), date(2027, 8, 1), "")),
    ("closed v28-30", c.Close(date(2027, 7, 12), date(2027, 8, 1), "")),
    ("closed Uge 28", c.Close(date(2027, 7, 12), date(2027, 7, 18), "")),
    ("closed w28", c.Close(date(2027, 7, 12), date(2027, 7, 18), "")),
    (
        "closed uger 28-29 2028 sommer",
        c.Close(date(2028, 7, 10), date(2028, 7, 23), "sommer"),
    ),
    ("closed week 53", c.Close(date(2026, 12, 28), date(2027, 1, 3), "")),
    ("closed week 52-1 jul", c.Close(date(2026, 12, 21), date(2027, 1, 10), "jul")),
    ("closed remove week 28", c.Reopen(date(2027, 7, 12))),
    ("closed remove week 28-30", c.Reopen(date(2027, 7, 12))),
    ("closed remove uke 52", c.Reopen(date(2026, 12, 21))),
    ("closed remove week 28 2027", c.Reopen(date(2027, 7, 12))),
    ("country no", c.SetCountry("NO")),
    ("country DE-BY", c.SetCountry("DE-BY")),
    ("country none", c.SetCountry("")),
    ("country ingen", c.SetCountry("")),
    (f"team country {K} none", c.LocateTeam(KARI, "")),
    ("fewer", c.Fewer()),
    ("closed remove 24.12", c.Reopen(CHRISTMAS_EVE)),
    ("closed remove 20.11", c.Reopen(date(2026, 11, 20))),
    ("closed show", c.ShowClosed()),
    (f"part-time {K} mon-wed", c.PartTime(KARI, days(1, 2, 3))),
]


@pytest.mark.parametrize(("said", "parsed"), UNDERSTOOD)
def test_a_line_is_understood(said: str, parsed: Command) -> None:
    assert read(said) == parsed


@pytest.mark.parametrize(
    ("said", "parsed"),
    [
        ("focus gi tilbakemelding", c.Focus(FEEDBACK)),
        ("focus Gi Tilbakemelding", c.Focus(FEEDBACK)),
        ("focus «gi-tilbakemelding»", c.Focus(FEEDBACK)),
        ("focus Give feedback", c.Focus(FEEDBACK)),
        ("focus give-feedback", c.Focus(FEEDBACK)),
        ("preview bjud in till idéer", c.Preview(IDEAS)),
        ("focus ingen", c.Focus(None)),
    ],
)
def test_a_habit_may_be_called_by_its_name(said: str, parsed: Command) -> None:
    assert read_with_names(said) == parsed


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("København", "Europe/Copenhagen"),
        ("kobenhavn", "Europe/Copenhagen"),
        ("Aarhus", "Europe/Copenhagen"),
        ("Århus", "Europe/Copenhagen"),
        ("Danmark", "Europe/Copenhagen"),
        ("Denmark", "Europe/Copenhagen"),
        ("Tromsø", "Europe/Oslo"),
        ("bergen", "Europe/Oslo"),
        ("TRONDHEIM", "Europe/Oslo"),
        ("Norge", "Europe/Oslo"),
        ("Norway", "Europe/Oslo"),
        ("Göteborg", "Europe/Stockholm"),
        ("Gøteborg", "Europe/Stockholm"),
        ("Malmö", "Europe/Stockholm"),
        ("Sverige", "Europe/Stockholm"),
        ("Helsingfors", "Europe/Helsinki"),
        ("Finland", "Europe/Helsinki"),
        ("Island", "Atlantic/Reykjavik"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("Reykjavík", "Atlantic/Reykjavik"),
        ("Tórshavn", "Atlantic/Faroe"),
        ("São Paulo", "America/Sao_Paulo"),
    ],
)
def test_a_nordic_place_is_known_by_its_own_name(said: str, zone: str) -> None:
    assert read(f"zone {said}") == c.Zone(zone)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("monday", days(1)),
        ("Mondays", days(1)),
        ("mon,wed,fri", days(1, 3, 5)),
        ("mon, wed & fri", days(1, 3, 5)),
        ("mon wed-fri", days(1, 3, 4, 5)),
        ("mon - wed", days(1, 2, 3)),
        ("mon to wed", days(1, 2, 3)),
        ("fri-mon", days(5, 6, 7, 1)),
        ("sun-sun", days(7)),
        ("tues,thurs", days(2, 4)),
        ("man-fre", MON_FRI),
        ("man.–fre.", MON_FRI),
        ("mandag, onsdag og fredag", days(1, 3, 5)),
        ("mandager", days(1)),
        ("tir tor", days(2, 4)),
        ("LØR–SØN", days(6, 7)),
        ("tis,tors", days(2, 4)),
        ("måndag till onsdag", days(1, 2, 3)),
        ("ma\u030andag", days(1)),  # å in two characters, as some keyboards send it
        ("lördag och söndag", days(6, 7)),
        ("hverdager", MON_FRI),
        ("vardagar", MON_FRI),
    ],
)
def test_weekdays_are_understood_in_four_languages(said: str, meant: Weekdays) -> None:
    assert read(f"part-time {K} {said}") == c.PartTime(KARI, meant)


fragments = st.sampled_from(
    [word for form in FORMS for word in (*form.words, *form.sample.split())]
    + [K, O, "#C1|north", "-", "–", ",", "to", "until", "29.2", "0.0", "9999-12-31"]
    + [
        "0001-01-01",
        "99999w",
        "kl.",
        "kl",
        "none",
        "«",
        "»",
        "31.12",
        "1.12",
        "every",
        "week",
        "weeks",
        "at",
        "most",
        "max",
        "²",
        "@",
    ]
)


@settings(deadline=None)  # zones are read from disk the first time
@given(st.text() | st.lists(fragments | st.text(max_size=3)).map(" ".join))
def test_whatever_is_said_is_understood_or_refused(text: str) -> None:
    for understood in (read, read_with_names):
        with suppress(Refusal, Unrecognised):
            assert isinstance(understood(text), get_args(Command))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_an_example_asks_for_what_its_form_is_for(form: Form) -> None:
    said = re.sub(r"@\w+", K, form.example).replace("#north", "#C1|north")
    assert type(read(said)) is form.command
