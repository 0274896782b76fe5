"""A value as a row, and a row as a value."""

from collections.abc import Iterable

from bot.domain.cadence import Cadence, QuietHours
from bot.domain.deliveries import Delivery, Kind, Place, Response, State
from bot.domain.ids import DeliveryId, HabitId, NudgeId, PersonId, WorkspaceId
from bot.domain.journal import Entry, Happened
from bot.domain.people import (
    Channel,
    Closed,
    Leader,
    Person,
    Profile,
    Team,
    Workspace,
)
from bot.domain.planning import Earlier
from bot.stores import columns
from bot.stores.connection import Row


def from_workspace(workspace: Workspace) -> Row:
    """Return the row of a workspace, without its closed days."""
    return {
        "id": workspace.id,
        "name": workspace.name,
        "weekdays": columns.from_weekdays(workspace.cadence.weekdays),
        "at_time": columns.from_time(workspace.cadence.at),
        "every_weeks": workspace.cadence.every_weeks,
        "cap_per_week": workspace.cadence.cap_per_week,
        "quiet_start": columns.from_time(workspace.quiet.start),
        "quiet_end": columns.from_time(workspace.quiet.end),
        "country": workspace.country,
        "trouble": workspace.trouble,
    }


def workspace(row: Row, closed: Iterable[Row]) -> Workspace:
    """Return the workspace of a row and of the rows of its closed days."""
    return Workspace(
        id=WorkspaceId(columns.text(row, "id")),
        name=columns.text(row, "name"),
        cadence=Cadence(
            weekdays=columns.weekdays(row, "weekdays"),
            at=columns.wall_time(row, "at_time"),
            every_weeks=columns.number(row, "every_weeks"),
            cap_per_week=columns.number(row, "cap_per_week"),
        ),
        quiet=QuietHours(
            start=columns.wall_time(row, "quiet_start"),
            end=columns.wall_time(row, "quiet_end"),
        ),
        closed=tuple(
            Closed(
                first=columns.day(each, "first_day"),
                last=columns.day(each, "last_day"),
                name=columns.text(each, "name"),
            )
            for each in closed
        ),
        country=columns.text(row, "country"),
        trouble=columns.text(row, "trouble"),
    )


def from_person(person: Person) -> Row:
    """Return the row of a person."""
    profile = person.profile
    return {
        "id": person.id,
        "workspace": person.workspace,
        "name": profile.name if profile else None,
        "zone": profile.zone if profile else None,
        "language": profile.language.value if profile else None,
        "admin": int(profile.admin) if profile else 0,
        "gone": int(profile.gone) if profile else 0,
        "unreachable": int(profile.unreachable) if profile else 0,
        "away_until_utc": columns.from_instant_or_none(
            profile.away_until_utc if profile else None
        ),
        "given_name": person.given_name,
        "own_zone": person.own_zone,
        "own_language": person.own_language.value if person.own_language else None,
        "admin_by": person.admin_by,
        "greeted": int(person.greeted),
    }


def person(row: Row) -> Person:
    """Return the person of a row."""
    admin_by = columns.text_or_none(row, "admin_by")
    return Person(
        id=PersonId(columns.text(row, "id")),
        profile=None if row["zone"] is None else _profile(row),
        given_name=columns.text(row, "given_name"),
        own_zone=columns.text_or_none(row, "own_zone"),
        own_language=columns.language_or_none(row, "own_language"),
        admin_by=PersonId(admin_by) if admin_by else None,
        greeted=columns.flag(row, "greeted"),
    )


def _profile(row: Row) -> Profile:
    return Profile(
        name=columns.text(row, "name"),
        zone=columns.text(row, "zone"),
        language=columns.language(row, "language"),
        admin=columns.flag(row, "admin"),
        gone=columns.flag(row, "gone"),
        unreachable=columns.flag(row, "unreachable"),
        away_until_utc=columns.instant_or_none(row, "away_until_utc"),
    )


def from_leader(leader: Leader) -> Row:
    """Return the row of a leader, without retired nudges and next instant."""
    return {
        "person": leader.person,
        "enrolled_by": leader.enrolled_by,
        "enrolled_utc": columns.from_instant(leader.enrolled_utc),
        "focus": leader.focus,
        "weekdays": columns.from_weekdays_or_none(leader.weekdays),
        "at_time": columns.from_time_or_none(leader.at),
        "part_time": columns.from_weekdays_or_none(leader.part_time),
        "paused_until": columns.from_date_or_none(leader.paused_until),
        "stopped": int(leader.stopped),
        "unanswered": leader.unanswered,
    }


def leader(row: Row, retired: Iterable[Row]) -> Leader:
    """Return the leader of a row and of the rows of retired nudges."""
    focus = columns.text_or_none(row, "focus")
    return Leader(
        person=PersonId(columns.text(row, "person")),
        enrolled_by=PersonId(columns.text(row, "enrolled_by")),
        enrolled_utc=columns.instant(row, "enrolled_utc"),
        focus=HabitId(focus) if focus else None,
        weekdays=columns.weekdays_or_none(row, "weekdays"),
        at=columns.wall_time_or_none(row, "at_time"),
        part_time=columns.weekdays_or_none(row, "part_time"),
        paused_until=columns.day_or_none(row, "paused_until"),
        stopped=columns.flag(row, "stopped"),
        unanswered=columns.number(row, "unanswered"),
        retired=frozenset(NudgeId(columns.text(each, "nudge")) for each in retired),
    )


def from_team(team: Team) -> Row:
    """Return the row of a team, without its members."""
    return {
        "leader": team.leader,
        "name": team.name,
        "channel": team.channel.id if team.channel else None,
        "channel_name": team.channel.name if team.channel else None,
        "word": team.word,
        "country": team.country,
    }


def team(row: Row, members: Iterable[Row]) -> Team:
    """Return the team of a row and of its members' rows."""
    channel = columns.text_or_none(row, "channel")
    return Team(
        leader=PersonId(columns.text(row, "leader")),
        name=columns.text(row, "name"),
        channel=None
        if channel is None
        else Channel(channel, columns.text(row, "channel_name")),
        word=columns.text(row, "word"),
        country=columns.text(row, "country"),
        members=tuple(PersonId(columns.text(each, "member")) for each in members),
    )


def from_delivery(delivery: Delivery) -> Row:
    """Return the row of a delivery, without its lease."""
    place, response = delivery.place, delivery.response
    return {
        "id": delivery.id,
        "workspace": delivery.workspace,
        "person": delivery.person,
        "kind": delivery.kind.value,
        "turn": delivery.turn.value,
        "local_date": delivery.local_date.isoformat(),
        "due_utc": columns.from_instant(delivery.due_utc),
        "not_before_utc": columns.from_instant(delivery.not_before_utc),
        "expires_utc": columns.from_instant(delivery.expires_utc),
        "about": delivery.about,
        "reply_to": delivery.reply_to,
        "language": delivery.language.value,
        "state": delivery.state.value,
        "reason": delivery.reason,
        "round": delivery.round,
        "epoch": delivery.epoch,
        "attempts": delivery.attempts,
        "attempt_utc": columns.from_instant_or_none(delivery.attempt_utc),
        "channel": place.channel if place else None,
        "message": place.message if place else None,
        "sent_utc": columns.from_instant_or_none(delivery.sent_utc),
        "response": response.value if response else None,
        "responded_utc": columns.from_instant_or_none(delivery.responded_utc),
    }


def delivery(row: Row) -> Delivery:
    """Return the delivery of a row."""
    channel = columns.text_or_none(row, "channel")
    response = columns.text_or_none(row, "response")
    return Delivery(
        id=DeliveryId(columns.text(row, "id")),
        person=PersonId(columns.text(row, "person")),
        kind=Kind(columns.text(row, "kind")),
        local_date=columns.day(row, "local_date"),
        due_utc=columns.instant(row, "due_utc"),
        not_before_utc=columns.instant(row, "not_before_utc"),
        expires_utc=columns.instant(row, "expires_utc"),
        about=columns.text(row, "about"),
        reply_to=columns.text(row, "reply_to"),
        language=columns.language(row, "language"),
        state=State(columns.text(row, "state")),
        reason=columns.text(row, "reason"),
        round=columns.number(row, "round"),
        epoch=columns.number(row, "epoch"),
        attempts=columns.number(row, "attempts"),
        attempt_utc=columns.instant_or_none(row, "attempt_utc"),
        place=None if channel is None else Place(channel, columns.text(row, "message")),
        sent_utc=columns.instant_or_none(row, "sent_utc"),
        response=Response(response) if response else None,
        responded_utc=columns.instant_or_none(row, "responded_utc"),
    )


def earlier(row: Row) -> Earlier:
    """Return what planning reads of a delivery's row."""
    return Earlier(
        kind=Kind(columns.text(row, "kind")),
        local_date=columns.day(row, "local_date"),
        due_utc=columns.instant(row, "due_utc"),
        not_before_utc=columns.instant(row, "not_before_utc"),
        nudge=NudgeId(columns.text(row, "about")),
        state=State(columns.text(row, "state")),
        round=columns.number(row, "round"),
        sent_utc=columns.instant_or_none(row, "sent_utc"),
    )


def from_entry(entry: Entry) -> Row:
    """Return the row of a journal entry."""
    return {
        "at_utc": columns.from_instant(entry.at_utc),
        "workspace": entry.workspace,
        "person": entry.person,
        "what": entry.what.value,
        "delivery": entry.delivery,
        "habit": entry.habit,
        "nudge": entry.nudge,
        "done_by": entry.by,
        "probability": entry.probability,
        "coin": columns.from_flag_or_none(entry.coin),
        "available": columns.from_flag_or_none(entry.available),
        "policy": entry.policy,
        "note": entry.note,
    }


def entry(row: Row) -> Entry:
    """Return the journal entry of a row."""
    delivery_id = columns.text_or_none(row, "delivery")
    habit = columns.text_or_none(row, "habit")
    nudge = columns.text_or_none(row, "nudge")
    done_by = columns.text_or_none(row, "done_by")
    return Entry(
        at_utc=columns.instant(row, "at_utc"),
        workspace=WorkspaceId(columns.text(row, "workspace")),
        person=PersonId(columns.text(row, "person")),
        what=Happened(columns.text(row, "what")),
        delivery=DeliveryId(delivery_id) if delivery_id else None,
        habit=HabitId(habit) if habit else None,
        nudge=NudgeId(nudge) if nudge else None,
        by=PersonId(done_by) if done_by else None,
        probability=columns.share_or_none(row, "probability"),
        coin=columns.flag_or_none(row, "coin"),
        available=columns.flag_or_none(row, "available"),
        policy=columns.text(row, "policy"),
        note=columns.text(row, "note"),
    )
