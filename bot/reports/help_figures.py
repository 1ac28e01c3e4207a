"""Figures of kinds of help (ADR-0068): by kind and unit, from the counters of a report."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import texts
from bot.reports.figures import Figures
from bot.reports.file_tables import Cell, Table
from bot.reports.models import CountName
from bot.reports.queries import Report, UnitFigures
from bot.tickets.help_kinds import HelpKind, HelpKinds


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One kind of help in a report."""

    kind: HelpKind
    total: int
    previous: int
    by_unit: Sequence[int]  # in the order of the report's rows

    @property
    def change(self) -> int:
        """How many more than in the period before."""
        return self.total - self.previous


def _get(figures: Figures, kind_id: str) -> int:
    return figures.details.get((CountName.HELP_KIND, kind_id), 0)


def list_help_lines(report: Report, known: HelpKinds, codes: Sequence[str]) -> list[HelpLine]:
    """Return a line for each kind that is counted there, also those of which there was none.

    `codes` are those of the unit and its ancestors, empty for all. What was counted of a kind that
    the file no longer has stands last, under its id.
    """
    kinds = list(known.list_for(codes) if codes else known.kinds)
    listed = {kind.id for kind in kinds}
    counted = {
        detail
        for figures in (report.total, report.previous)
        for detail in figures.get_details(CountName.HELP_KIND)
    }
    for kind_id in sorted(counted - listed):
        kinds.append(known.find(kind_id) or HelpKind(kind_id, kind_id, kind_id, "", "", ()))
    return [
        HelpLine(
            kind,
            _get(report.total, kind.id),
            _get(report.previous, kind.id),
            [_get(row.figures, kind.id) for row in report.rows],
        )
        for kind in kinds
    ]


def make_help_table(report: Report, lines: Sequence[HelpLine]) -> Table:
    """Return the sheet of the kinds: a row each, with what is counted and each unit's number."""
    headings = (
        texts.HELP_SHEET_KIND,
        texts.HELP_SHEET_MEASURE,
        *map(name_unit, report.rows),
        texts.REPORT_TOTAL,
        texts.REPORT_PREVIOUS_TOTAL,
    )
    rows: list[Sequence[Cell]] = [
        (line.kind.name, line.kind.measure, *line.by_unit, line.total, line.previous)
        for line in lines
    ]
    formats = ["", *["#,##0"] * (len(report.rows) + 2)]
    return Table(texts.HELP_SHEET, headings, rows, formats)


def name_unit(row: UnitFigures) -> str:
    """Return what a row of a report is called."""
    if row.is_rest:
        return texts.REPORT_NO_VILLAGE.format(unit=row.unit.name)
    return row.unit.name
