"""A report as a file: .xlsx with one sheet each for units, weeks or months, topics; or .csv."""

import csv
import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from bot import texts
from bot.documents.typeface import OFFICE_NAME
from bot.reports import workbook_pages
from bot.reports.columns import COLUMNS, get_column
from bot.reports.figures import Change, Figures
from bot.reports.file_tables import Cell, Table
from bot.reports.league import League
from bot.reports.periods import Step
from bot.reports.queries import Report, TopicFigures, UnitFigures
from bot.reports.sheets import Sheet

BOM = "\ufeff"  # without it Excel reads a .csv as Latin


def make_tables(
    report: Report, topics: Sequence[TopicFigures], titles: Mapping[str, str]
) -> list[Table]:
    """Return the sheets of a report; `titles` names the topics."""
    return [_make_units_table(report), _make_steps_table(report), _make_topics(topics, titles)]


def _make_units_table(report: Report) -> Table:
    rows = [(_label_unit(row), *_compute(row.figures)) for row in report.rows]
    rows.append((texts.REPORT_TOTAL, *_compute(report.total)))
    rows.append((texts.REPORT_PREVIOUS_TOTAL, *_compute(report.previous)))
    changes = (
        Change(column.compute(report.total), column.compute(report.previous)).difference
        for column in COLUMNS
    )
    rows.append((texts.REPORT_CHANGE, *changes))
    return _make_table(texts.REPORT_SHEET_UNITS, texts.REPORT_UNIT, rows, sums=3)


def _make_steps_table(report: Report) -> Table:
    is_week = report.step is Step.WEEK
    rows = [
        (f"{step.first:%d/%m/%Y}" if is_week else f"{step.first:%m/%Y}", *_compute(step.figures))
        for step in report.steps
    ]
    rows.append((texts.REPORT_TOTAL, *_compute(report.total)))
    name = texts.REPORT_SHEET_WEEKS if is_week else texts.REPORT_SHEET_MONTHS
    heading = texts.REPORT_WEEK if is_week else texts.REPORT_MONTH
    return replace(_make_table(name, heading, rows, sums=1), is_course=True)


def _make_topics(topics: Sequence[TopicFigures], titles: Mapping[str, str]) -> Table:
    headings = (
        texts.REPORT_TOPIC,
        texts.REPORT_TOPIC_ASKED,
        texts.REPORT_TOPIC_BEFORE,
        texts.FIGURE_HEADINGS["helped"],
        texts.FIGURE_HEADINGS["not_helped"],
    )
    rows = [
        (
            titles.get(topic.topic_id, topic.topic_id),
            *(
                texts.REPORT_FEW if count is None else count
                for count in (topic.asked, topic.previous, topic.helped, topic.not_helped)
            ),
        )
        for topic in topics
    ]
    return Table(texts.REPORT_SHEET_TOPICS, headings, rows, ["#,##0"] * 4)


def _make_table(name: str, heading: str, rows: Sequence[Sequence[Cell]], *, sums: int) -> Table:
    headings = (heading, *(column.heading for column in COLUMNS))
    formats = [workbook_pages.NUMBER_FORMATS[column.kind] for column in COLUMNS]
    return Table(name, headings, rows, formats, sums)


def _compute(figures: Figures) -> list[Cell]:
    return [column.compute(figures) for column in COLUMNS]


def _label_unit(row: UnitFigures) -> str:
    if row.is_rest:
        return texts.REPORT_NO_VILLAGE.format(unit=row.unit.name)
    return row.unit.name


def describe_period(report: Report) -> str:
    """Return whose figures they are and of which days."""
    unit = report.unit.name if report.unit else texts.REPORT_EVERYWHERE
    period = report.period
    return texts.REPORT_PERIOD.format(unit=unit, first=period.first, last=period.last)


def describe_previous(report: Report) -> str:
    """Return the days the period is compared with."""
    previous = report.previous_period
    return texts.REPORT_PREVIOUS.format(first=previous.first, last=previous.last)


CHART_KEYS = ("answered", "choices", "missed")
# Where a printed page of all figures begins: forty columns on one cannot be read.
PAGE_STARTS = ("ticket_opened", "visit", "broadcast")
LABEL_WIDTH, WORDS_WIDTH, FIGURE_WIDTH = 28, 64, 10  # units of Excel, as wide as a digit
UNITS_PER_LINE = 200  # of a table of few columns, lying, before its letters get too small
SCALE = 75  # per cent, of a page of all figures
LINE_HEIGHT = 15  # points


def write_report_workbook(
    report: Report,
    tables: Sequence[Table],
    *,
    sheet: Sheet | None = None,
    league: League | None = None,
) -> bytes:
    """Return the .xlsx: cells typed, headings repeated on each page, A4.

    With `sheet` the page of figures comes first; with `league` the communes come last.
    """
    import xlsxwriter  # by who writes a sheet, not by every process that knows of reports

    content = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "in_memory": True,
        "default_format_properties": {"font_name": OFFICE_NAME, "font_size": 11},
    }
    book = xlsxwriter.Workbook(content, options)
    title = book.add_format({"bold": True, "font_size": 14})
    if sheet is not None:
        note = describe_period(report)
        workbook_pages.add_sheet_page(book, sheet, texts.REPORT_TITLE, note)
    for table in tables:
        page = book.add_worksheet(table.name)
        page.write_string(0, 0, texts.REPORT_TITLE, title)
        page.write_string(1, 0, describe_period(report))
        page.write_string(2, 0, describe_previous(report))
        _write_table(book, page, table, top=4)
        _set_up_page(page, table, report, top=4)
    for table in tables:
        if table.is_course:
            rows = (5, 4 + len(table.rows) - table.sums)
            workbook_pages.add_chart_page(
                book, table.name, table.headings[0], list_chart_columns(), rows
            )
    if league is not None:
        workbook_pages.add_league_page(book, league, texts.REPORT_TITLE, describe_period(report))
    book.close()
    return content.getvalue()


def list_chart_columns() -> list[tuple[str, int]]:
    """Return the headings of the chart's series, and their columns in the sheet."""
    keys = [column.key for column in COLUMNS]
    return [(get_column(key).heading, 1 + keys.index(key)) for key in CHART_KEYS]


def _write_table(book: Any, sheet: Any, table: Table, *, top: int) -> None:
    heading = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "align": "center"}
    heading_format = book.add_format(heading)
    for at, text in enumerate(table.headings):
        sheet.write_string(top, at, text, heading_format)
    make_format = cache(
        lambda number_format, is_bold, has_line: book.add_format(
            {
                "num_format": number_format,
                "bold": is_bold,
                "top": int(has_line),
                "valign": "top",
                **({"align": "right"} if number_format else {"align": "left", "text_wrap": True}),
            }
        )
    )
    first_sum = len(table.rows) - table.sums
    for number, row in enumerate(table.rows):
        style = number >= first_sum, number == first_sum
        for at, (cell, form) in enumerate(zip(row, ("", *table.formats), strict=True)):
            _write_cell(sheet, top + 1 + number, at, cell, make_format(form, *style))


def _write_cell(sheet: Any, row: int, at: int, cell: Cell, cell_format: Any) -> None:
    if cell is None:
        sheet.write_blank(row, at, None, cell_format)
    elif isinstance(cell, str):
        sheet.write_string(row, at, cell, cell_format)
    else:
        sheet.write_number(row, at, cell, cell_format)


def _set_up_page(sheet: Any, table: Table, report: Report, *, top: int) -> None:
    """Set a sheet up for A4. What is printed begins at the headings; its head says whose it is."""
    is_wide = len(table.headings) > len(COLUMNS)
    is_narrow = len(table.headings) < 8
    sheet.set_column(0, 0, WORDS_WIDTH if is_narrow else LABEL_WIDTH)
    sheet.set_column(1, len(table.headings) - 1, FIGURE_WIDTH)
    sheet.set_row(
        top, LINE_HEIGHT * max(_count_lines(text, FIGURE_WIDTH) for text in table.headings)
    )
    room = WORDS_WIDTH if is_narrow else LABEL_WIDTH
    for number, row in enumerate(table.rows, top + 1):
        if (lines := _count_lines(str(row[0]), room)) > 1:
            sheet.set_row(number, LINE_HEIGHT * lines)
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    sheet.print_area(top, 0, top + max(1, len(table.rows)), len(table.headings) - 1)
    sheet.set_paper(workbook_pages.A4)
    if not is_narrow:
        sheet.set_landscape()
        sheet.repeat_columns(0)
    if is_wide:
        sheet.set_print_scale(SCALE)
        sheet.set_v_pagebreaks(list_page_starts())
    else:
        widths = LABEL_WIDTH + FIGURE_WIDTH * (len(table.headings) - 1)
        sheet.fit_to_pages(-(-widths // UNITS_PER_LINE), 0)
    sheet.set_margins(left=0.4, right=0.4, top=1.1, bottom=0.7)  # inches
    words = (texts.REPORT_TITLE, describe_period(report), describe_previous(report))
    title, *notes = (line.replace("&", "&&") for line in words)
    sheet.set_header("\n".join((f'&L&"{OFFICE_NAME},Bold"&12{title}&"{OFFICE_NAME}"&11', *notes)))
    sheet.set_footer(f"&L{table.name}&R{texts.REPORT_PAGE}")


def _count_lines(text: str, width: int) -> int:
    return len(textwrap.wrap(text, width)) or 1


def list_page_starts() -> list[int]:
    """Return the columns of a sheet of all figures with which a printed page begins."""
    keys = [column.key for column in COLUMNS]
    return [1 + keys.index(key) for key in PAGE_STARTS]


def write_report_csv(table: Table) -> bytes:
    """Return one table as a .csv that Excel opens with a double click."""
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(table.headings)
    for row in table.rows:
        formats = ("", *table.formats)
        lines.writerow([_as_csv_cell(*pair) for pair in zip(row, formats, strict=True)])
    return (BOM + text.getvalue()).encode()


def _as_csv_cell(cell: Cell, number_format: str) -> str:
    """Return a cell so that no spreadsheet computes a text of it; decimals behind a comma."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
    if cell is None:
        return ""
    match number_format:
        case "0%":
            return f"{cell:.0%}"
        case "0.0":
            return f"{cell:.1f}".replace(".", ",")
    return str(round(cell))
