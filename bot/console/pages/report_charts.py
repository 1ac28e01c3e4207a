"""Charts and tables of the page of figures, out of a report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.rendering import format_number, format_percent
from bot.console.tables import Column, Kind, Row, Table, make_table
from bot.documents.charts import ChartData, Series, draw_bars, draw_lines, draw_rows
from bot.documents.charts import draw_stacked_bars as draw_stack
from bot.people.units import UnitKind
from bot.reports.columns import FigureColumn, FigureKind, Number, get_column
from bot.reports.figures import Change, Figures
from bot.reports.periods import Step
from bot.reports.queries import Report, StepFigures, UnitFigures
from bot.reports.sections import ChartKind, Section, round_figure

DRAWING = {ChartKind.STACK: draw_stack, ChartKind.BARS: draw_bars, ChartKind.LINES: draw_lines}
FEW = 10  # of fewer than this no percentage is told: "twice as many" would be one more
WIDTH = 820  # of a chart
LinkFigure = Callable[[FigureColumn, UnitFigures | None], str]


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of the overview, in words."""

    label: str
    current: str
    previous: str
    change: str
    address: str  # of its rows; "" where no page shows them


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as the page shows it; `by_unit` is None of a village."""

    chart: Markup
    by_step: Table
    unit_chart: Markup
    by_unit: Table | None
    sums: Sequence[Row]


def describe_change(column: FigureColumn, report: Report) -> str:
    """Return how a figure changed, in words: "tăng 9 (180%)"; "" when one of the two is missing."""
    change = Change(round_figure(column, report.total), round_figure(column, report.previous))
    if (difference := change.difference) is None:
        return ""
    if not difference:
        return texts.REPORT_NO_CHANGE
    amount = format_number(abs(_tidy(difference)))
    if column.kind is FigureKind.SHARE:
        amount = texts.REPORT_POINTS.format(count=amount)
    elif column.kind is FigureKind.MINUTES:
        amount = texts.REPORT_MINUTES.format(count=amount)
    elif change.previous and change.previous >= FEW and change.percent:
        amount = f"{amount} ({format_number(abs(change.percent))}%)"
    words = texts.REPORT_MORE if difference > 0 else texts.REPORT_LESS
    return words.format(amount=amount)


def _tidy(value: float) -> float:
    """Return a whole number without decimals, others with one."""
    return int(value) if value == int(value) else round(value, 1)


def name_figure(column: FigureColumn) -> str:
    """Return what a figure is called where its unit stands with the number."""
    return texts.REPORT_LONG_HEADINGS.get(column.key, column.heading)


def format_figure(column: FigureColumn, figures: Figures) -> str:
    """Return a figure in words: "1.234", "56%", "12 phút"; a dash when there is none."""
    value = round_figure(column, figures)
    if value is None:
        return "–"
    match column.kind:
        case FigureKind.SHARE:
            return format_percent(value / 100)
        case FigureKind.MINUTES:
            return texts.REPORT_MINUTES.format(count=format_number(_tidy(value)))
        case FigureKind.STARS:
            return texts.REPORT_STARS.format(count=format_number(_tidy(value)))
    return format_number(_tidy(value))


def make_lines(section: Section, report: Report, link: LinkFigure) -> list[FigureLine]:
    """Return the figures of a section with the period before and the change."""
    return [
        FigureLine(
            name_figure(column),
            format_figure(column, report.total),
            format_figure(column, report.previous),
            describe_change(column, report),
            link(column, None) if column.compute(report.total) else "",
        )
        for column in section.columns
    ]


WEEK_FIGURES = ("questions", "answered_share", "ticket_opened", "ticket_resolved", "attended")


def make_week_values(request: ConsoleRequest, report: Report) -> dict[str, Any]:
    """Return what the template `reports/_week.html` needs, out of `queries.compare_weeks`."""
    lines = [
        FigureLine(
            name_figure(column),
            format_figure(column, report.total),
            format_figure(column, report.previous),
            describe_change(column, report),
            "",
        )
        for column in map(get_column, WEEK_FIGURES)
    ]
    return {"week_lines": lines, "week_address": request.url("reports.show", period="week")}


def make_section_view(
    request: ConsoleRequest,
    section: Section,
    report: Report,
    *,
    link: LinkFigure,
    link_unit: Callable[[UnitFigures], str],
) -> SectionView:
    """Return charts and tables of a section."""
    has_units = any(row.unit != report.unit for row in report.rows)
    return SectionView(
        _draw_course(section, report),
        _make_steps_table(request, section, report),
        _draw_units(section, report) if has_units else Markup(""),
        _make_units_table(request, section, report, link, link_unit) if has_units else None,
        _make_sums(section, report),
    )


def _describe(title: str) -> str:
    return texts.REPORT_CHART_NOTE.format(title=title)


def _draw_course(section: Section, report: Report) -> Markup:
    step = texts.REPORT_STEP_WORDS[report.step]
    title = texts.REPORT_CHARTS[section.key][0].format(step=step)
    series = [
        Series(
            texts.REPORT_SHORT_HEADINGS[column.key],
            [_draw_value(column, passed.figures) for passed in report.steps],
        )
        for column in section.drawn
    ]
    form = "%d/%m" if report.step is Step.WEEK else "%m/%Y"
    labels = [passed.first.strftime(form) for passed in report.steps]
    data = ChartData(title, labels, series, _describe(title))
    return DRAWING[section.chart](data, name="course", width=WIDTH)


def _draw_value(column: FigureColumn, figures: Figures) -> float | None:
    value = round_figure(column, figures)
    return None if value is None else float(value)


def name_places(report: Report) -> str:
    """Return what the units of the rows are called: "xã" or "thôn"."""
    kinds = {row.unit.kind for row in report.rows if not row.is_rest}
    return texts.REPORT_PLACES[UnitKind.COMMUNE if UnitKind.COMMUNE in kinds else UnitKind.VILLAGE]


def _draw_units(section: Section, report: Report) -> Markup:
    title = texts.REPORT_CHARTS[section.key][1].format(places=name_places(report))
    rows = [row for row in report.rows if not row.is_rest]
    values = [_draw_value(section.by_unit, row.figures) for row in rows]
    series = [Series(texts.REPORT_SHORT_HEADINGS[section.by_unit.key], values)]
    data = ChartData(title, [row.unit.name for row in rows], series, _describe(title))
    return draw_rows(data, name="places", width=WIDTH)


def _make_columns(
    section: Section, label: Column, link: Callable[[FigureColumn], Callable[[Row], str] | None]
) -> list[Column]:
    def head(column: FigureColumn) -> str:
        heading = texts.REPORT_SHORT_HEADINGS[column.key]
        return f"{heading} (%)" if column.kind is FigureKind.SHARE else heading

    return [
        label,
        *(
            Column(column.key, head(column), Kind.NUMBER, link=link(column))
            for column in section.columns
        ),
    ]


def _make_row(section: Section, figures: Figures) -> dict[str, Number | str]:
    return {column.key: round_figure(column, figures) for column in section.columns}


def _make_units_table(
    request: ConsoleRequest,
    section: Section,
    report: Report,
    link: LinkFigure,
    link_unit: Callable[[UnitFigures], str],
) -> Table:
    rows = [
        {
            "label": _label_unit(row),
            "row": row,
            "address": "" if row.is_rest else link_unit(row),
            **_make_row(section, row.figures),
        }
        for row in report.rows
    ]

    def link_cell(column: FigureColumn) -> Callable[[Row], str]:
        return lambda row: link(column, row["row"]) if row["row"] and row[column.key] else ""

    label = Column("label", texts.REPORT_UNIT, link=lambda row: str(row["address"]))
    columns = _make_columns(section, label, link_cell)
    return make_table(request, columns, rows, empty=texts.REPORT_ROWS_EMPTY)


def _label_unit(row: UnitFigures) -> str:
    if row.is_rest:
        return texts.REPORT_NO_VILLAGE.format(unit=row.unit.name)
    return row.unit.name


def _make_steps_table(request: ConsoleRequest, section: Section, report: Report) -> Table:
    def label(passed: StepFigures) -> str:
        return f"{passed.first:%d/%m/%Y}" if report.step is Step.WEEK else f"{passed.first:%m/%Y}"

    rows = [
        {"label": label(passed), **_make_row(section, passed.figures)} for passed in report.steps
    ]
    heading = texts.REPORT_WEEK if report.step is Step.WEEK else texts.REPORT_MONTH
    columns = _make_columns(section, Column("label", heading), lambda column: None)
    return make_table(request, columns, rows, empty=texts.REPORT_ROWS_EMPTY, sorts=False)


def _make_sums(section: Section, report: Report) -> list[Row]:
    return [
        {"label": label, "row": None, "address": "", **_make_row(section, figures)}
        for label, figures in (
            (texts.REPORT_TOTAL, report.total),
            (texts.REPORT_PREVIOUS_TOTAL, report.previous),
        )
    ]
