"""Pages of the report's workbook beside the plain tables: the sheet, the communes, a chart."""

from collections.abc import Sequence
from typing import Any

from bot import texts
from bot.reports.columns import FigureColumn, FigureKind, Number
from bot.reports.league import League, LeagueMeasure, LeagueRow
from bot.reports.league_wording import format_places
from bot.reports.sheets import Sheet

A4 = 9  # Excel's number of the paper
LABEL_WIDTH, VALUE_WIDTH, SIZE_WIDTH, RATE_WIDTH, LIMIT_WIDTH = 30, 16, 21, 12, 8
NUMBER_FORMATS = {
    FigureKind.COUNT: "#,##0",
    FigureKind.SHARE: "0%",
    FigureKind.MINUTES: "#,##0",
    FigureKind.STARS: "0.0",
}
VALUE_FORMATS = NUMBER_FORMATS | {FigureKind.MINUTES: f'#,##0" {texts.SHEET_MINUTES}"'}
CHANGE_FORMATS = {
    FigureKind.COUNT: "+#,##0;-#,##0;0",
    FigureKind.SHARE: "+0%;-0%;0%",
    FigureKind.MINUTES: f'+#,##0" {texts.SHEET_MINUTES}";-#,##0" {texts.SHEET_MINUTES}";0',
    FigureKind.STARS: "+0.0;-0.0;0.0",
}
HEADING_HEIGHT = 80  # points
CHART_SIZE = {"width": 960, "height": 560}  # px: one page, lying
CHART_COLOURS = ("#0072B2", "#E69F00", "#D55E00")  # Okabe and Ito, 2008


def add_sheet_page(book: Any, sheet: Sheet, title: str, note: str) -> None:
    """Add the sheet: each figure typed, "không có số" in words."""
    page = book.add_worksheet(texts.SHEET_SHEET)
    page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, note)
    previous, earlier = sheet.compared.previous, sheet.year_before
    days = (previous.first, previous.last, earlier.first, earlier.last)
    names = ("first", "last", "year_first", "year_last")
    page.write_string(2, 0, texts.SHEET_INTRO.format(**dict(zip(names, days, strict=True))))
    headings = (
        texts.SHEET_FIGURE,
        texts.SHEET_CURRENT,
        texts.SHEET_PREVIOUS,
        texts.SHEET_CHANGE,
        texts.SHEET_YEAR_BEFORE,
        texts.SHEET_CHANGE_OF_YEAR,
    )
    write_headings(book, page, headings, top=4, height=HEADING_HEIGHT // 2)
    formats, changes = (
        _make_figure_formats(book, forms) for forms in (VALUE_FORMATS, CHANGE_FORMATS)
    )
    label_format = book.add_format({"border": 1})
    for row, line in enumerate(sheet.lines, 5):
        page.write_string(row, 0, texts.SHEET_HEADINGS[line.column.key], label_format)
        values = (
            line.current,
            line.previous,
            subtract_figure(line.current, line.whole_previous),
            line.year_before,
            subtract_figure(line.current, line.whole_year_before),
        )
        for at, value in enumerate(values, 1):
            is_change = at in (3, 5)
            _write_figure(page, row, at, line.column, value, changes if is_change else formats)
    set_up_page(page, top=4, widths=[LABEL_WIDTH, *[VALUE_WIDTH] * 5], is_sideways=False)


def _make_figure_formats(book: Any, forms: dict[FigureKind, str]) -> dict[FigureKind, Any]:
    return {
        kind: book.add_format({"num_format": form, "align": "right", "border": 1})
        for kind, form in forms.items()
    }


def subtract_figure(current: Number, earlier: Number) -> Number:
    """Return the difference, to a hundredth: of shares a point, and never a "-0"."""
    return None if current is None or earlier is None else round(current - earlier, 2) + 0.0


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
    note_format = book.add_format({"italic": True, "text_wrap": True, "valign": "top"})
    bottom = len(entries) + 5
    page.merge_range(bottom, 0, bottom, len(headings), texts.LEAGUE_NOTE, note_format)
    page.set_row(bottom, 34)
    rates = [RATE_WIDTH, LIMIT_WIDTH, LIMIT_WIDTH] * len(LeagueMeasure)
    widths = [LABEL_WIDTH, SIZE_WIDTH, LIMIT_WIDTH, *rates, SIZE_WIDTH]
    set_up_page(page, top=3, widths=widths, is_sideways=True)


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
        for number, value in enumerate((rate.share, *limits)):
            known = None if value is None or not entry.has_reported else value * factor
            none = texts.REPORT_NO_DIFFERENCE if number else texts.REPORT_NO_FIGURE
            _write_number(page, row, at, known, formats[str(measure)], none=none)
            at += 1
    place = format_places(entry.rates[by]) if entry.has_reported else texts.LEAGUE_SILENT
    page.write_string(row, at, place, formats[""])


def _write_number(
    page: Any,
    row: int,
    at: int,
    value: Number,
    form: Any,
    *,
    none: str = texts.REPORT_NO_DIFFERENCE,
) -> None:
    if value is None:
        page.write_string(row, at, none, form)
    else:
        page.write_number(row, at, value, form)


def write_headings(
    book: Any, page: Any, headings: Any, *, top: int, height: int = HEADING_HEIGHT
) -> None:
    """Write a row of headings."""
    form = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "align": "center"}
    heading_format = book.add_format(form)
    for at, text in enumerate(headings):
        page.write_string(top, at, text, heading_format)
    page.set_row(top, height)


def set_up_page(page: Any, *, top: int, widths: Sequence[int], is_sideways: bool) -> None:
    """Set a page up for A4: one page wide, the headings on each. `widths` in digits."""
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    page.freeze_panes(top + 1, 1)
    page.repeat_rows(top)
    if is_sideways:
        page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)  # inches
    page.set_footer(f"&L{texts.REPORT_TITLE}&R{texts.REPORT_PAGE}")


def add_chart_page(
    book: Any, source: str, label: str, places: list[tuple[str, int]], rows: tuple[int, int]
) -> None:
    """Add a page with a chart of stacked columns of the sheet `source`.

    `places` are headings with their columns, `rows` the first and the last row of the values; the
    labels stand in the first column under `label`.
    """
    first, last = rows
    if last < first:
        return
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for (heading, at), colour in zip(places, CHART_COLOURS, strict=True):
        chart.add_series(
            {
                "name": heading,
                "categories": [source, first, 0, last, 0],
                "values": [source, first, at, last, at],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    size = {"size": 12}
    chart.set_title({"name": texts.SHEET_CHART, "name_font": {"size": 14}})
    chart.set_x_axis({"name": label, "name_font": size, "num_font": size})
    grid = {"visible": True, "line": {"color": "#CCCCCC"}}
    names = {"name": texts.SHEET_CHART_AXIS, "name_font": size, "num_font": size}
    chart.set_y_axis({**names, "major_gridlines": grid, "min": 0})
    chart.set_legend({"position": "bottom", "font": size})
    chart.set_size(CHART_SIZE)
    page = book.add_worksheet(texts.SHEET_CHART_SHEET)
    page.hide_gridlines(2)
    page.insert_chart(0, 0, chart)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 1)
    page.center_horizontally()
    page.set_footer(f"&L{texts.REPORT_TITLE}&R{texts.REPORT_PAGE}")
