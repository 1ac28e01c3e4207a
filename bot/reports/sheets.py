"""The sheet: one page of a unit in a period, beside the period before and the same of last year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from bot.people.actor import Actor
from bot.people.units import Unit
from bot.reports.columns import FigureColumn, Number, get_column
from bot.reports.figures import Figures
from bot.reports.periods import ComparedPeriod, Period
from bot.reports.queries import get_scope
from bot.reports.totals import find_counting_since, load_totals

SHEET_KEYS = (
    "questions",
    "answered",
    "answered_share",
    "missed",
    "ticket_opened",
    "ticket_resolved",
    "median_response",
    "p95_response",
    "average_rating",
    "visit",
    "face_to_face",
    "class_held",
    "attended",
    "broadcast",
    "reached_share",
    "ballot",
)
"""The figures of the sheet, in their order."""
SLACK = timedelta(days=3)  # on which nothing may happen in a commune that is counted


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One figure beside two earlier ones; None is not known, which is not 0."""

    column: FigureColumn
    current: Number
    previous: Number
    year_before: Number
    # What it may be compared with: None also of a period that was counted only in part.
    whole_previous: Number
    whole_year_before: Number


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of figures."""

    unit: Unit | None
    compared: ComparedPeriod
    year_before: Period
    counting_since: date | None
    lines: Sequence[SheetLine]

    @property
    def partly_counted(self) -> list[Period]:
        """The periods that had begun before anything was counted."""
        since = self.counting_since
        periods = (self.compared.period, self.compared.previous, self.year_before)
        return [
            period for period in periods if since and period.first + SLACK < since <= period.last
        ]


def load_sheet(
    session: Session, compared: ComparedPeriod, *, actor: Actor, unit: Unit | None = None
) -> Sheet:
    """Return the sheet of `unit`, or of all the actor may see. Raises NotFound outside of it."""
    scope = get_scope(actor, unit)
    year_before = compared.period.year_before
    periods = (compared.period, compared.previous, year_before)
    since = find_counting_since(session, unit, scope)
    figures = [
        load_totals(session, period, scope) if since and period.last >= since else None
        for period in periods
    ]
    whole = [
        known if since and since <= period.first + SLACK else None
        for known, period in zip(figures[1:], periods[1:], strict=True)
    ]
    lines = [
        SheetLine(column, *(_compute(column, known) for known in (*figures, *whole)))
        for column in map(get_column, SHEET_KEYS)
    ]
    return Sheet(unit, compared, year_before, since, lines)


def _compute(column: FigureColumn, figures: Figures | None) -> Number:
    """Return a figure, None of a period in which nothing was counted yet."""
    return None if figures is None else column.compute(figures)
