"""What was not met, by place: questions without an answer, tickets that nobody took.

Counts only: what was asked stands on the page of unanswered questions, masked, for officers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.people.units import Unit, UnitKind
from bot.reports.models import CountName
from bot.reports.queries import Report
from bot.reports.rates import hide_few

NEEDS = (
    CountName.MISSED,
    CountName.CHOICES,
    CountName.NOT_HELPED,
    CountName.UNTAKEN,
    CountName.TICKET_LATE,
    CountName.TO_NEIGHBOUR,
    CountName.TO_COMMUNE,
)
"""The counters of needs that were not met where they arose."""


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A place; a count is None where it is about few, or would tell another that is."""

    unit: Unit
    is_rest: bool
    counts: Mapping[CountName, int | None]


def list_needs(report: Report) -> list[NeedRow]:
    """Return the needs of the report's rows. Pure.

    Counts of villages under five are hidden; communes are large enough.
    """
    villages = any(row.unit.kind == UnitKind.VILLAGE for row in report.rows)
    columns: dict[CountName, Mapping[int, int | None]] = {}
    for name in NEEDS:
        counts = {at: row.figures.get(name) for at, row in enumerate(report.rows)}
        hidden = hide_few(counts) if villages else set()
        columns[name] = {at: None if at in hidden else count for at, count in counts.items()}
    return [
        NeedRow(row.unit, row.is_rest, {name: columns[name][at] for name in NEEDS})
        for at, row in enumerate(report.rows)
    ]


def has_needs(rows: Sequence[NeedRow]) -> bool:
    """Whether anything is to be told."""
    return any(count != 0 for row in rows for count in row.counts.values())
