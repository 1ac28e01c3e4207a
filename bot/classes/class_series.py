"""Weekly class series: sessions are opened some weeks ahead; a paused series opens none."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.classes import service
from bot.classes.models import ClassSeries
from bot.classes.plans import ClassPlan
from bot.classes.weekly_pattern import WeeklyPattern
from bot.core.errors import NotFound, UserError
from bot.core.policy import Policy
from bot.people.units import Unit

OPEN_AHEAD = timedelta(days=28)


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
    first_on: date,
    last_on: date | None,
    now: datetime,
    policy: Policy,
) -> ClassSeries:
    """Create a series and open its next sessions. Raises UserError if it has none."""
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
    _open_sessions(session, series, now=now, policy=policy)
    return series


def pause_series(session: Session, series_id: int, *, now: datetime | None) -> ClassSeries:
    """Pause a series; `now` None resumes it. Sessions already open stay. Raises NotFound."""
    series = session.get(ClassSeries, series_id)
    if series is None:
        raise NotFound(texts.SERIES_UNKNOWN.format(number=series_id))
    series.paused_at = now
    session.flush()
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
                    session, unit, plan, now=now, policy=policy, series_id=series.id
                )
            except UserError:
                continue  # the teacher is elsewhere that day: the officer opens it by hand
            opened += 1
    return opened
