"""The weekly note to each team: due on Monday morning, three lines with one thing to do."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlmodel import Session, col, select

from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.models import RoleKind
from bot.people.units import Unit, UnitKind, find_ancestor, within
from bot.reports.models import NoteKind
from bot.reports.periods import week_of
from bot.reports.sent_notes import claim_note, has_chat, lacks_note
from bot.reports.team_weeks import WeekReader
from bot.reports.totals import find_first_day
from bot.usecases.note_events import TeamNoteDue

NOTE_TIME = time(7, 30)  # local, on Monday
LAST_WEEKDAY = 1  # Tuesday: a machine that was off on Monday still says it, later it is stale
MEMBERS = (RoleKind.MEMBER, RoleKind.LEADER)


def send_team_notes_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Send the notes of one commune's teams that have none this week. Returns how many.

    Nothing is sent in the quiet hours, nor to teams of a commune where nothing was ever counted.
    """
    local = now.astimezone(policy.zone)
    is_early = local.weekday() == 0 and local.time() < NOTE_TIME
    if local.weekday() > LAST_WEEKDAY or is_early or policy.is_quiet(now):
        return 0
    monday = week_of(local.date()).first
    team = _list_due(session, monday, limit=1)
    if not team:
        return 0
    commune = find_ancestor(session, team[0], UnitKind.COMMUNE) or team[0]
    teams = _list_due(session, monday, scope=commune.path)
    claimed = [
        unit for unit in teams if claim_note(session, unit, NoteKind.TEAM_WEEK, monday, now=now)
    ]
    if claimed and find_first_day(session, commune.path) is not None:
        reader = WeekReader.of_commune(session, commune, policy=policy, now=now)
        for unit in claimed:
            week = reader.read_week(unit)
            emit(session, TeamNoteDue(unit.id, monday, week, policy.zone, now))
    return len(teams)


def _list_due(
    session: Session, monday: date, *, scope: str = "", limit: int | None = None
) -> Sequence[Unit]:
    query = select(Unit).where(
        Unit.kind != UnitKind.PROVINCE,
        within(Unit.path, scope),
        lacks_note(NoteKind.TEAM_WEEK, monday),
        has_chat(*MEMBERS),
    )
    return session.exec(query.order_by(col(Unit.id)).limit(limit)).all()
