"""Weekly class series: sessions are opened some weeks ahead; a paused series opens none."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.classes import service
from bot.classes.models import ClassSeries
from bot.classes.plans import Plan
from bot.classes.series import Weekly
from bot.core.errors import NotFound, UserError
from bot.core.policy import Policy
from bot.people.units import Unit

AHEAD = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class What:
    """Fields shared by all sessions of a series."""

    topic: str
    place: str
    teacher: str = ""
    seats: int = 30
    bring: str = ""
    map_url: str = ""
    minutes: int = 90


def add(
    session: Session,
    unit: Unit,
    pattern: Weekly,
    what: What,
    *,
    first_on: date,
    last_on: date | None,
    now: datetime,
    policy: Policy,
) -> ClassSeries:
    """Create a series and open its next sessions. Raises UserError if it has none."""
    if not pattern.upcoming(now, first_on, last_on, policy.zone):
        raise UserError(texts.SERIES_EMPTY)
    service.check_words((what.topic, what.place, what.bring), policy.today(now))
    made = ClassSeries(
        unit_id=unit.id,
        pattern=str(pattern),
        first_on=first_on,
        last_on=last_on,
        what=asdict(what),
        created_at=now,
    )
    session.add(made)
    session.flush()
    _open(session, made, now=now, policy=policy)
    return made


def pause(session: Session, series_id: int, *, now: datetime | None) -> ClassSeries:
    """Pause a series; `now` None resumes it. Sessions already open stay. Raises NotFound."""
    found = session.get(ClassSeries, series_id)
    if found is None:
        raise NotFound(texts.SERIES_UNKNOWN.format(number=series_id))
    found.paused_at = now
    session.flush()
    return found


def open_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Open the sessions due within the next weeks and return how many. Idempotent."""
    running = select(ClassSeries).where(col(ClassSeries.paused_at).is_(None))
    return sum(_open(session, one, now=now, policy=policy) for one in session.exec(running).all())


def _open(session: Session, series: ClassSeries, *, now: datetime, policy: Policy) -> int:
    unit = session.get_one(Unit, series.unit_id)
    begin = max(series.first_on, policy.today(now))
    opened = 0
    for at in Weekly.parse(series.pattern).starts(begin, series.last_on, policy.zone):
        if at > now + AHEAD:
            break
        code = f"s{series.id}-{at.astimezone(policy.zone):%y%m%d}"
        if at > now and not service.has_code(session, code):
            plan = Plan(starts_at=at, code=code, **series.what)
            try:
                service.put(session, unit, plan, now=now, policy=policy, series_id=series.id)
            except UserError:
                continue  # the teacher is elsewhere that day: the officer opens it by hand
            opened += 1
    return opened
