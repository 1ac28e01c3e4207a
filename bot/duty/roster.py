"""Store what is stated about duty, and load rosters and calendars from it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from bot import texts
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.duty.calendar import Calendar
from bot.duty.events import DaySet, HoursSet
from bot.duty.hours import OFFICE_HOURS, Absence, Roster, Shift, Span, WeeklyHours
from bot.duty.lines import WeeklyPattern
from bot.duty.models import DutyEntry, DutyEntryKind, UnitHours
from bot.people.actor import Actor
from bot.people.units import Unit, is_within, within

MAX_SOURCE_LENGTH = 300  # characters kept of what was said


def save_duty_lines(
    session: Session, lines: Sequence[object], *, actor: Actor, source_text: str, now: datetime
) -> None:
    """Store what the actor said about their own duty; later lines take precedence.

    Raises NotAllowed for an actor who is no person: nobody else has duty.
    """
    if actor.person_id is None:
        raise NotAllowed(texts.NOT_AN_OFFICER)
    add_entries(session, actor.person_id, lines, source_text=source_text, now=now)


def add_entries(
    session: Session, person_id: int, lines: Sequence[object], *, source_text: str, now: datetime
) -> None:
    """Add shifts, absences and weekly patterns to a person's roster."""
    for line in lines:
        entry = DutyEntry(
            person_id=person_id, kind="", said=source_text[:MAX_SOURCE_LENGTH], said_at=now
        )
        match line:
            case Shift(first, last, span) | Absence(first, last, span):
                is_shift = isinstance(line, Shift)
                entry.kind = DutyEntryKind.SHIFT if is_shift else DutyEntryKind.ABSENCE
                entry.first_on, entry.last_on = first, last
                entry.start_minute = span.start if span else None
                entry.end_minute = span.end if span else None
            case WeeklyPattern(hours):
                entry.kind, entry.hours = DutyEntryKind.WEEKLY, hours.render()
            case _:
                raise TypeError(line)
        session.add(entry)
        session.flush()


def load_rosters(
    session: Session, person_ids: Collection[int], *, today: date
) -> dict[int, Roster]:
    """Return everybody's current roster; without entries it follows the commune's hours."""
    rows = session.exec(
        select(DutyEntry)
        .where(
            col(DutyEntry.person_id).in_(person_ids),
            or_(
                DutyEntry.kind == DutyEntryKind.WEEKLY,
                col(DutyEntry.last_on) >= today - timedelta(days=2),
            ),
        )
        .order_by(col(DutyEntry.id))
    )
    weekly_hours: dict[int, WeeklyHours] = {}
    overrides: dict[int, list[Shift | Absence]] = defaultdict(list)
    for entry in rows:
        if entry.kind == DutyEntryKind.WEEKLY:
            weekly_hours[entry.person_id] = WeeklyHours.parse(entry.hours)
        elif entry.first_on and entry.last_on:
            kind = Shift if entry.kind == DutyEntryKind.SHIFT else Absence
            overrides[entry.person_id].append(kind(entry.first_on, entry.last_on, get_span(entry)))
    return {
        person_id: Roster(weekly_hours.get(person_id), tuple(overrides[person_id]))
        for person_id in person_ids
    }


def get_span(entry: DutyEntry) -> Span | None:
    """Return the part of the day an entry is about, or None for the whole day."""
    if entry.start_minute is None or entry.end_minute is None:
        return None
    return Span(entry.start_minute, entry.end_minute)


class Calendars:
    """The calendars of all units under one commune."""

    def __init__(self, session: Session, commune: Unit | None, policy: Policy) -> None:
        self._policy = policy
        self._rows: dict[int, UnitHours] = {}
        self._known: dict[str, Calendar] = {}
        if commune is not None:
            above = _unit_ids(commune.path)
            query = select(UnitHours).join(Unit, col(Unit.id) == UnitHours.unit_id)
            under = within(Unit.path, commune.path)
            rows = session.exec(query.where(or_(col(Unit.id).in_(above), under)))
            self._rows = {row.unit_id: row for row in rows}

    def for_unit(self, unit: Unit | None) -> Calendar:
        """Return the calendar of a unit."""
        path = unit.path if unit else ""
        if path not in self._known:
            nearest_rows = [
                self._rows[unit_id]
                for unit_id in reversed(_unit_ids(path))
                if unit_id in self._rows
            ]
            self._known[path] = self._build_calendar(nearest_rows)
        return self._known[path]

    def _build_calendar(self, nearest_rows: Sequence[UnitHours]) -> Calendar:
        """Build a calendar: the nearest hours that are set, days off and worked of all levels."""
        hours = next((row.hours for row in nearest_rows if row.hours), "")
        return Calendar(
            self._policy.zone,
            WeeklyHours.parse(hours) if hours else OFFICE_HOURS,
            frozenset(date.fromisoformat(day) for row in nearest_rows for day in row.days_off),
            frozenset(date.fromisoformat(day) for row in nearest_rows for day in row.worked),
        )


def _unit_ids(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/") if part]


def set_hours(session: Session, unit: Unit, text: str, *, actor: Actor, now: datetime) -> str:
    """Store a unit's working hours; return them as understood.

    Raises NotFound for a unit of another commune, UserError for hours that are not understood.
    """
    _require_within(unit, actor)
    hours = WeeklyHours.parse(text)
    if not any(hours.days):
        raise UserError(texts.HOURS_EMPTY)
    row = session.get(UnitHours, unit.id) or UnitHours(unit_id=unit.id, changed_at=now)
    row.hours, row.changed_at = hours.render(), now
    session.add(row)
    emit(session, HoursSet(unit.id, actor, row.hours, at=now))
    return row.hours


def _require_within(unit: Unit, actor: Actor) -> None:
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))


def set_day(
    session: Session, unit: Unit, day: date, *, is_off: bool, actor: Actor, now: datetime
) -> None:
    """Mark a day as off, or as worked although the calendar has it off.

    Raises NotFound for a unit of another commune.
    """
    _require_within(unit, actor)
    row = session.get(UnitHours, unit.id) or UnitHours(unit_id=unit.id, changed_at=now)
    written = day.isoformat()
    row.days_off = sorted({*row.days_off} - {written} | ({written} if is_off else set()))
    row.worked = sorted({*row.worked} - {written} | (set() if is_off else {written}))
    row.changed_at = now
    session.add(row)
    emit(session, DaySet(unit.id, actor, f"{written} {'off' if is_off else 'on'}", at=now))
