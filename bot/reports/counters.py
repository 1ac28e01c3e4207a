"""Increment the daily counters: pending in the transaction, written once at its end (ADR-0065)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, SQLModel

from bot.core.dialects import dialect_name, insert_or_add
from bot.core.events import emit, has_pending_events
from bot.core.policy import POLICY
from bot.reports.models import DETAILED, CountName, DailyCount, MonthlyCount

_PENDING = "pending_counts"
_KEYS = ("unit_id", "day", "name", "detail")
_MONTH_KEYS = ("unit_id", "month", "name", "detail")

Key = tuple[int, date, str, str]


@dataclass(frozen=True, slots=True)
class CountsChanged:
    """Counters of this transaction wait to be written."""


def local_day(at: datetime) -> date:
    """Return the day in Vietnam, which has one time zone: days of counters are everybody's."""
    return POLICY.today(at)


def add_count(
    session: Session,
    name: CountName,
    unit_id: int | None,
    day: date,
    *,
    detail: str = "",
    amount: int = 1,
) -> None:
    """Add to a counter when this transaction ends. Without a unit nothing is counted."""
    if unit_id is None or not amount:
        return
    pending: Counter[Key] = session.info.setdefault(_PENDING, Counter())
    if not pending:
        emit(session, CountsChanged())
    pending[unit_id, day, name, detail] += amount


def write_counts(session: Session, event: CountsChanged) -> None:
    """Write the pending counters: the last thing a transaction does.

    A row that many increment is locked until the commit: so everything else is locked before it,
    and rows in one order. Otherwise two transactions could wait for each other.
    """
    if has_pending_events(session):
        emit(session, event)
        return
    pending: Counter[Key] = session.info.pop(_PENDING)
    session.flush()
    _add_rows(session, DailyCount, _KEYS, pending)
    _add_rows(session, MonthlyCount, _MONTH_KEYS, sum_months(pending))


def sum_months(counts: Counter[Key]) -> Counter[Key]:
    """Return the sums by month (its first day), without the details that months do not keep."""
    months: Counter[Key] = Counter()
    for (unit_id, day, name, detail), amount in counts.items():
        months[unit_id, day.replace(day=1), name, detail if name in DETAILED else ""] += amount
    return months


def _add_rows(
    session: Session, table: type[SQLModel], keys: tuple[str, ...], counts: Counter[Key]
) -> None:
    """Add the counts to their rows, in one order."""
    rows = [
        dict(zip(keys, key, strict=True)) | {"count": amount}
        for key, amount in sorted(counts.items())
        if amount
    ]
    if rows:
        statement = insert_or_add(dialect_name(session), table, keys=keys)
        session.connection().execute(statement, rows)
