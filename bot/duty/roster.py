"""Store what is stated about duty, and load rosters and calendars from it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.duty.hours import OFFICE, Absence, Calendar, Hours, Roster, Shift, Span
from bot.duty.lines import Weekly
from bot.duty.models import DutyWord, UnitHours
from bot.people.units import Unit

SPOKEN = 300  # characters kept of what was said


def say(
    session: Session, person_id: int, lines: Sequence[object], *, said: str, now: datetime
) -> None:
    """Store shifts, absences and weekly patterns of one person; later ones take precedence."""
    for line in lines:
        word = DutyWord(person_id=person_id, kind="", said=said[:SPOKEN], said_at=now)
        match line:
            case Shift(first, last, span) | Absence(first, last, span):
                word.kind = "shift" if isinstance(line, Shift) else "absence"
                word.first_on, word.last_on = first, last
                word.start_minute = span.start if span else None
                word.end_minute = span.end if span else None
            case Weekly(hours):
                word.kind, word.hours = "weekly", hours.render()
            case _:
                raise TypeError(line)
        session.add(word)
        session.flush()


def rosters(session: Session, people: Collection[int], *, today: date) -> dict[int, Roster]:
    """Return everybody's current roster; without entries it follows the commune's hours."""
    rows = session.exec(
        select(DutyWord)
        .where(
            col(DutyWord.person_id).in_(people),
            or_(DutyWord.kind == "weekly", col(DutyWord.last_on) >= today - timedelta(days=2)),
        )
        .order_by(col(DutyWord.id))
    )
    own: dict[int, Hours] = {}
    said: dict[int, list[Shift | Absence]] = defaultdict(list)
    for row in rows:
        if row.kind == "weekly":
            own[row.person_id] = Hours.parse(row.hours)
        elif row.first_on and row.last_on:
            kind = Shift if row.kind == "shift" else Absence
            said[row.person_id].append(kind(row.first_on, row.last_on, span_of(row)))
    return {one: Roster(own.get(one), tuple(said[one])) for one in people}


def span_of(row: DutyWord) -> Span | None:
    """Return the part of the day an entry is about, or None for the whole day."""
    if row.start_minute is None or row.end_minute is None:
        return None
    return Span(row.start_minute, row.end_minute)


class Calendars:
    """The calendars of all units under one commune."""

    def __init__(self, session: Session, commune: Unit | None, policy: Policy) -> None:
        self._policy = policy
        self._rows: dict[int, UnitHours] = {}
        self._known: dict[str, Calendar] = {}
        if commune is not None:
            above = _ids(commune.path)
            query = select(UnitHours).join(Unit, col(Unit.id) == UnitHours.unit_id)
            under = col(Unit.path).startswith(commune.path)
            found = session.exec(query.where(or_(col(Unit.id).in_(above), under)))
            self._rows = {row.unit_id: row for row in found}

    def of(self, unit: Unit | None) -> Calendar:
        """Return the calendar of a unit."""
        path = unit.path if unit else ""
        if path not in self._known:
            near = [self._rows[one] for one in reversed(_ids(path)) if one in self._rows]
            self._known[path] = self._calendar(near)
        return self._known[path]

    def _calendar(self, near: Sequence[UnitHours]) -> Calendar:
        """Build a calendar: the nearest hours that are set, days off and worked of all levels."""
        hours = next((row.hours for row in near if row.hours), "")
        return Calendar(
            self._policy.zone,
            Hours.parse(hours) if hours else OFFICE,
            frozenset(date.fromisoformat(day) for row in near for day in row.days_off),
            frozenset(date.fromisoformat(day) for row in near for day in row.worked),
        )


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/") if part]


def set_hours(session: Session, unit: Unit, written: str, *, now: datetime) -> str:
    """Store a unit's working hours; return them as understood. Raises UserError otherwise."""
    hours = Hours.parse(written)
    if not any(hours.days):
        raise UserError(texts.HOURS_EMPTY)
    row = session.get(UnitHours, unit.id) or UnitHours(unit_id=unit.id, changed_at=now)
    row.hours, row.changed_at = hours.render(), now
    session.add(row)
    return row.hours


def set_day(session: Session, unit: Unit, day: date, *, off: bool, now: datetime) -> None:
    """Mark a day as off, or as worked although the calendar has it off."""
    row = session.get(UnitHours, unit.id) or UnitHours(unit_id=unit.id, changed_at=now)
    written = day.isoformat()
    row.days_off = sorted({*row.days_off} - {written} | ({written} if off else set()))
    row.worked = sorted({*row.worked} - {written} | (set() if off else {written}))
    row.changed_at = now
    session.add(row)
