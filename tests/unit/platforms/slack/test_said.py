import pytest

from bot.domain.ids import PersonId, WorkspaceId
from bot.platforms.slack.said import understood

FJORD = WorkspaceId("slack:T1")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("help", "help"),
        ("  help ", "help"),
        ("leader add <@U7|kari>", "leader add @slack:T1:U7"),
        ("leader add <@W7>", "leader add @slack:T1:W7"),
        (
            "team channel <@U7|kari> <#C1|general>",
            "team channel @slack:T1:U7 #C1|general",
        ),
        ("team channel <#C1>", "team channel #C1"),
        ("team name A &amp; B &lt;3", "team name A & B <3"),
        ("team name &amp;lt;", "team name &lt;"),
        ("see <https://example.com|example.com>", "see example.com"),
        ("see <https://example.com>", "see https://example.com"),
        ("leader add <!subteam^S1|@leaders>", "leader add @leaders"),
        ("leader add @kari", "leader add @kari"),
    ],
)
def test_slacks_notation_is_taken_out_of_a_command(typed: str, read: str) -> None:
    assert understood(typed, FJORD)[0] == read


def test_the_names_of_the_people_mentioned_are_kept() -> None:
    _, named = understood("team set <@U7|kari> <@U8|A &amp; B> <@U9>", FJORD)

    assert named == {
        PersonId("slack:T1:U7"): "kari",
        PersonId("slack:T1:U8"): "A & B",
        PersonId("slack:T1:U9"): "",
    }


@pytest.mark.parametrize(
    "typed",
    [
        "leader add @slack:T2:U9",
        "leader add @teams:T2:U9",
        "leader add <!x|@slack:T2:U9>",
        "leader add @@slack:slack:T2:U9",
        "leader add @<!x|slack:T2:U9>",
        "leader add \0slack:T2:U9",
        "leader add &#0;slack:T2:U9",
    ],
)
def test_nobody_can_write_the_id_of_a_person_of_another_workspace(typed: str) -> None:
    read, named = understood(typed, FJORD)

    assert "@slack:" not in read
    assert "@teams:" not in read
    assert named == {}
