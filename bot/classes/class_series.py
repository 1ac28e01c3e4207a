"""Weekly class series: sessions are opened some weeks ahead; a paused series opens none."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from bot import texts
from bot.classes import service
from bot.classes.events import SeriesCreated, SeriesPaused
from bot.classes.models import ClassSeries, ClassSession
from bot.classes.plans import ClassPlan
from bot.classes.weekly_pattern import WeeklyPattern
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import CLOCK, Actor
from bot.people.units import Unit, is_within, within

OPEN_AHEAD = timedelta(days=28)
MAX_LISTED = 200


@dataclass(frozen=True, slots=True)
class SessionTemplate:
    """Fields shared by all sessions of a series."""

    topic: str
    place: str
    teacher: str = ""
    seats: int = 30
    bring: str = ""
    map_url: str = ""
    minutes: int = 90


def create_series(
    session: Session,
    unit: Unit,
    pattern: WeeklyPattern,
    template: SessionTemplate,
    *,
    actor: Actor,
    first_on: date,
    last_on: date | None,
    now: datetime,
    policy: Policy,
) -> ClassSeries:
    """Create a series and open its next sessions.

    Raises NotFound for a unit outside the actor's, UserError if it has no session.
    """
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))
    if not pattern.list_upcoming(now, first_on, last_on, policy.zone):
        raise UserError(texts.SERIES_EMPTY)
    service.check_weekdays((template.topic, template.place, template.bring), policy.today(now))
    series = ClassSeries(
        unit_id=unit.id,
        pattern=str(pattern),
        first_on=first_on,
        last_on=last_on,
        template=asdict(template),
        created_at=now,
    )
    session.add(series)
    session.flush()
    emit(session, SeriesCreated(series.id, actor, at=now))
    _open_sessions(session, series, now=now, policy=policy)
    return series


def count_sessions(session: Session, series_id: int) -> int:
    """Count the sessions that a series has opened."""
    query = select(func.count(col(ClassSession.id))).where(ClassSession.series_id == series_id)
    return session.exec(query).one()


def list_series(
    session: Session, *, actor: Actor, today: date, limit: int = MAX_LISTED
) -> list[tuple[ClassSeries, Unit]]:
    """Return the series of the actor's units that are not over, the newest first."""
    query = (
        select(ClassSeries, Unit)
        .join(Unit, col(Unit.id) == ClassSeries.unit_id)
        .where(
            within(Unit.path, actor.scope),
            or_(col(ClassSeries.last_on).is_(None), col(ClassSeries.last_on) >= today),
        )
        .order_by(col(ClassSeries.id).desc())
        .limit(limit)
    )
    return list(session.exec(query).all())


def pause_series(session: Session, series_id: int, *, actor: Actor, now: datetime) -> ClassSeries:
    """Pause a series. Sessions already open stay. Raises NotFound."""
    return _switch_series(session, series_id, is_paused=True, actor=actor, now=now)


def resume_series(session: Session, series_id: int, *, actor: Actor, now: datetime) -> ClassSeries:
    """Resume a paused series. Raises NotFound."""
    return _switch_series(session, series_id, is_paused=False, actor=actor, now=now)


def _switch_series(
    session: Session, series_id: int, *, is_paused: bool, actor: Actor, now: datetime
) -> ClassSeries:
    series = session.get(ClassSeries, series_id)
    unit = session.get_one(Unit, series.unit_id) if series is not None else None
    if series is None or unit is None or not is_within(unit.path, actor.scope):
        raise NotFound(texts.SERIES_UNKNOWN.format(number=series_id))
    series.paused_at = now if is_paused else None
    session.flush()
    emit(session, SeriesPaused(series.id, actor, now, is_paused))
    return series


def open_sessions_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Open the sessions due within the next weeks and return how many. Idempotent."""
    running = select(ClassSeries).where(col(ClassSeries.paused_at).is_(None))
    return sum(
        _open_sessions(session, series, now=now, policy=policy)
        for series in session.exec(running).all()
    )


def _open_sessions(session: Session, series: ClassSeries, *, now: datetime, policy: Policy) -> int:
    unit = session.get_one(Unit, series.unit_id)
    begin = max(series.first_on, policy.today(now))
    opened = 0
    for at in WeeklyPattern.parse(series.pattern).iterate_starts(
        begin, series.last_on, policy.zone
    ):
        if at > now + OPEN_AHEAD:
            break
        code = f"s{series.id}-{at.astimezone(policy.zone):%y%m%d}"
        if at > now and not service.has_code(session, code):
            plan = ClassPlan(starts_at=at, code=code, **series.template)
            try:
                service.open_or_update_class(
                    session,
                    unit,
                    plan,
                    actor=CLOCK,
                    now=now,
                    policy=policy,
                    series_id=series.id,
                )
            except UserError:
                continue  # the teacher is elsewhere that day: the officer opens it by hand
            opened += 1
    return opened
