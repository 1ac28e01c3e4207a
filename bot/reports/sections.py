"""The figures of a report by subject: what stands together in a table and in its charts."""

from dataclasses import dataclass
from enum import StrEnum

from bot.reports.columns import FigureColumn, FigureKind, Number, get_column
from bot.reports.figures import Figures


class ChartKind(StrEnum):
    """How the course of a section is drawn."""

    STACK = "stack"
    BARS = "bars"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Section:
    """One subject: its columns, what is drawn by week or month, and what is drawn by unit."""

    key: str
    columns: tuple[FigureColumn, ...]
    chart: ChartKind
    drawn: tuple[FigureColumn, ...]
    by_unit: FigureColumn


def _make_section(key: str, names: str, chart: ChartKind, drawn: str, by_unit: str) -> Section:
    columns, series = (tuple(map(get_column, written.split())) for written in (names, drawn))
    return Section(key, columns, chart, series, get_column(by_unit))


SECTIONS = {
    section.key: section
    for section in (
        _make_section(
            "questions",
            "questions answered choices missed answered_share topic_opened helped not_helped",
            ChartKind.STACK,
            "answered choices missed",
            "questions",
        ),
        _make_section(
            "people",
            "ticket_opened ticket_taken ticket_resolved ticket_late to_commune untaken"
            " median_response p95_response average_rating",
            ChartKind.LINES,
            "median_response p95_response",
            "ticket_opened",
        ),
        _make_section(
            "learning",
            "class_held enrolled attended visit face_to_face",
            ChartKind.BARS,
            "enrolled attended",
            "attended",
        ),
        _make_section(
            "outreach",
            "house_visit house_set_up house_reached house_told",
            ChartKind.BARS,
            "house_visit house_reached",
            "house_reached",
        ),
        _make_section(
            "reach",
            "linked broadcast addressed delivered unreached reached_share ballot",
            ChartKind.STACK,
            "delivered unreached",
            "reached_share",
        ),
    )
}
"""All sections by their key, in their order."""


def round_figure(column: FigureColumn, figures: Figures) -> Number:
    """Return a figure as a table shows it: shares in per cent, whole minutes, stars of a tenth."""
    value = column.compute(figures)
    if value is None:
        return None
    match column.kind:
        case FigureKind.SHARE:
            return round(100 * value)
        case FigureKind.STARS:
            return round(float(value), 1)
    return round(value)
