"""Pages of the report's workbook beside the plain tables: the sheet, the communes, a chart."""

from typing import Any

from bot import texts
from bot.reports.columns import FigureColumn, FigureKind, Number
from bot.reports.league import League, LeagueMeasure, LeagueRow
from bot.reports.league_wording import format_places
from bot.reports.sheets import Sheet

A4 = 9  # Excel's number of the paper
LABEL_WIDTH, VALUE_WIDTH, RATE_WIDTH = 34, 16, 11
NUMBER_FORMATS = {
    FigureKind.COUNT: "#,##0",
    FigureKind.SHARE: "0%",
    FigureKind.MINUTES: "#,##0",
    FigureKind.STARS: "0.0",
}
CHART_SIZE = {"width": 760, "height": 320}  # px


def add_sheet_page(book: Any, sheet: Sheet, title: str, note: str) -> None:
    """Add the sheet: each figure typed, "không có số" in words."""
    page = book.add_worksheet(texts.SHEET_SHEET)
    page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, note)
    headings = (
        texts.SHEET_FIGURE,
        texts.SHEET_CURRENT,
        texts.SHEET_PREVIOUS,
        texts.SHEET_CHANGE,
        texts.SHEET_YEAR_BEFORE,
        texts.SHEET_CHANGE_OF_YEAR,
    )
    write_headings(book, page, headings, top=3)
    formats = {
        kind: book.add_format({"num_format": form, "align": "right", "border": 1})
        for kind, form in NUMBER_FORMATS.items()
    }
    label_format = book.add_format({"border": 1})
    for row, line in enumerate(sheet.lines, 4):
        page.write_string(row, 0, texts.SHEET_HEADINGS[line.column.key], label_format)
        values = (
            line.current,
            line.previous,
            _subtract(line.current, line.whole_previous),
            line.year_before,
            _subtract(line.current, line.whole_year_before),
        )
        for at, value in enumerate(values, 1):
            _write_figure(page, row, at, line.column, value, formats)
    set_up_page(page, top=3, columns=len(headings), is_sideways=False)


def _subtract(current: Number, earlier: Number) -> Number:
    return None if current is None or earlier is None else current - earlier


def _write_figure(
    page: Any, row: int, at: int, column: FigureColumn, value: Number, formats: Any
) -> None:
    form = formats[column.kind]
    if value is None:
        page.write_string(row, at, texts.REPORT_NO_FIGURE, form)
    else:
        page.write_number(row, at, value, form)


def add_league_page(book: Any, league: League, title: str, note: str) -> None:
    """Add the communes: rate, from and to of each measure as numbers; the silent ones below."""
    page = book.add_worksheet(texts.LEAGUE_SHEET)
    page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, note)
    headings = [texts.LEAGUE_UNIT, texts.LEAGUE_SIZE, texts.LEAGUE_HOUSEHOLDS]
    for measure in LeagueMeasure:
        name = texts.LEAGUE_MEASURES[measure]
        headings += [name, *(form.format(measure=name) for form in texts.LEAGUE_LIMITS)]
    write_headings(book, page, [*headings, texts.LEAGUE_PLACE], top=3)
    formats = _make_league_formats(book)
    entries = (*league.rows, *league.silent)
    for number, entry in enumerate(entries, 4):
        _write_commune(page, number, entry, league.by, formats)
    page.write_string(len(entries) + 6, 0, texts.LEAGUE_NOTE)
    set_up_page(page, top=3, columns=len(headings) + 1, is_sideways=True)


def _make_league_formats(book: Any) -> dict[str, Any]:
    """Return the formats of cells: words, counts, and each measure's."""
    forms = {"": "@", "count": "#,##0"} | {
        str(measure): "0.0" if measure is LeagueMeasure.ASSISTED else "0.0%"
        for measure in LeagueMeasure
    }
    return {
        name: book.add_format({"border": 1, "num_format": form}) for name, form in forms.items()
    }


def _write_commune(
    page: Any, row: int, entry: LeagueRow, by: LeagueMeasure, formats: dict[str, Any]
) -> None:
    page.write_string(row, 0, entry.unit.name, formats[""])
    page.write_string(row, 1, texts.LEAGUE_SIZES[entry.size], formats[""])
    _write_number(page, row, 2, entry.households, formats["count"])
    at = 3
    for measure in LeagueMeasure:
        rate = entry.rates[measure]
        factor = 100 if measure is LeagueMeasure.ASSISTED else 1
        limits = (rate.interval.low, rate.interval.high) if rate.interval else (None, None)
        for value in (rate.share, *limits):
            known = None if value is None or not entry.has_reported else value * factor
            _write_number(page, row, at, known, formats[str(measure)])
            at += 1
    place = format_places(entry.rates[by]) if entry.has_reported else texts.LEAGUE_SILENT
    page.write_string(row, at, place, formats[""])


def _write_number(page: Any, row: int, at: int, value: Number, form: Any) -> None:
    if value is None:
        page.write_string(row, at, texts.REPORT_NO_FIGURE, form)
    else:
        page.write_number(row, at, value, form)


def write_headings(book: Any, page: Any, headings: Any, *, top: int) -> None:
    """Write a row of headings."""
    form = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "align": "center"}
    heading_format = book.add_format(form)
    for at, text in enumerate(headings):
        page.write_string(top, at, text, heading_format)
    page.set_row(top, 48)


def set_up_page(page: Any, *, top: int, columns: int, is_sideways: bool) -> None:
    """Set a page up for A4: one page wide, the headings on each."""
    page.set_column(0, 0, LABEL_WIDTH)
    page.set_column(1, columns - 1, RATE_WIDTH if is_sideways else VALUE_WIDTH)
    page.freeze_panes(top + 1, 1)
    page.repeat_rows(top)
    if is_sideways:
        page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L{texts.REPORT_TITLE}&R{texts.REPORT_PAGE}")


def add_chart(book: Any, page: Any, name: str, places: list[tuple[str, int]], rows: Any) -> None:
    """Add a chart of stacked columns under a table: `places` are headings with their columns.

    `rows` are the first and the last row of the values; labels stand in the first column.
    """
    first, last = rows
    if last < first:
        return
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for heading, at in places:
        chart.add_series(
            {
                "name": heading,
                "categories": [name, first, 0, last, 0],
                "values": [name, first, at, last, at],
            }
        )
    chart.set_title({"name": texts.SHEET_CHART, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_size(CHART_SIZE)
    page.insert_chart(last + 4, 0, chart)
