"""Any list as a file: .xlsx, .csv, .docx or .pdf.

What people typed is never a formula: a cell of words stays words, whatever it begins with.
"""

import csv
import io
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import Any
from zoneinfo import ZoneInfo

from bot.documents import typeface
from bot.documents.cells import Cell, ListTable, format_cell, is_number, to_wall_time
from bot.documents.office_files import DOCUMENT_WRITERS
from bot.documents.office_form import Letterhead, make_list_document
from bot.vietnamese.letters import nfc

MAX_CELL_LENGTH = 32_767  # characters, of Excel
MAX_SHEET_NAME = 31  # characters, of Excel
MAX_COLUMN = 60  # characters; longer words go onto several lines
MIN_COLUMN = 6
# Units of Excel, as wide as a digit: with more on a page, letters are printed too small.
MAX_WIDTH = 200
LETTER_WIDTH = 1.0  # units of Excel that a letter takes
LINE_HEIGHT = 17.5  # points
FONT_SIZE = 13
A4 = 9  # Excel's number of the paper
MM_PER_INCH = 25.4
EXACT_DIGITS = 15  # of a number that Excel keeps whole
FORMATS = {datetime: "dd/mm/yyyy hh:mm", date: "dd/mm/yyyy", time: "hh:mm"}
CREATED_AT = datetime(2026, 1, 1, tzinfo=UTC)  # constant: the same list is the same file
CSV_ROWS = 1_000  # written at a time
CSV_DELIMITER = ";"  # where the comma is for decimals, Excel takes nothing else
# What a spreadsheet takes for a formula's beginning (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_xlsx(table: ListTable, *, has_title: bool = True) -> bytes:
    """Return the list as a workbook with typed cells, ready to be filtered and printed.

    Numbers, days and hours are values. The headings stay in sight and are repeated on every page:
    A4, lying, as wide as the paper. With `has_title` the title and the note stand above them.
    """
    import xlsxwriter  # by who writes a list, not by every process that knows of lists

    sink = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(sink, options)
    properties = {"title": nfc(table.title), "subject": nfc(table.note), "created": CREATED_AT}
    book.set_properties(properties)
    sheet = book.add_worksheet(_name_sheet(table.title))
    top = _write_titles(book, sheet, table) if has_title else 0
    _write_cells(book, sheet, table, top)
    widths = _fit_columns(table)
    _set_heights(sheet, table, top, widths)
    _set_up_page(sheet, table, top, widths)
    book.close()
    return sink.getvalue()


def _name_sheet(title: str) -> str:
    """Return the title as a sheet may be called."""
    name = "".join(" " if letter in "[]:*?/\\'" else letter for letter in nfc(title))
    return " ".join(name.split())[:MAX_SHEET_NAME].strip() or "1"


def _make_format(book: Any, **more: object) -> Any:
    return book.add_format({"font_name": typeface.OFFICE_NAME, "font_size": FONT_SIZE, **more})


def _write_titles(book: Any, sheet: Any, table: ListTable) -> int:
    """Write title and note; return the row of the headings."""
    sheet.write_string(0, 0, nfc(table.title), _make_format(book, bold=True))
    if table.note:
        sheet.write_string(1, 0, nfc(table.note), _make_format(book, italic=True))
    return 3 if table.note else 2


def _write_cells(book: Any, sheet: Any, table: ListTable, top: int) -> None:
    head = _make_format(
        book,
        bold=True,
        align="center",
        valign="vcenter",
        text_wrap=True,
        border=1,
        bg_color="#E7E6E6",
    )
    for at, heading in enumerate(table.headings):
        sheet.write_string(top, at, nfc(heading), head)
    cell: dict[str, object] = {"border": 1, "valign": "top"}
    formats: dict[object, Any] = {
        kind: _make_format(book, num_format=pattern, align="center", **cell)
        for kind, pattern in FORMATS.items()
    }
    formats[int] = _make_format(book, num_format="#,##0", **cell)
    formats[float] = _make_format(book, num_format="#,##0.##", **cell)
    formats[str] = _make_format(book, text_wrap=True, num_format="@", **cell)
    for number, row in enumerate(table.rows, top + 1):
        for at, value in enumerate(row):
            _write_cell(sheet, number, at, to_wall_time(value, table.zone), formats)


def _write_cell(
    sheet: Any, row: int, column: int, value: Cell, formats: Mapping[object, Any]
) -> None:
    match value:
        case None:
            sheet.write_blank(row, column, None, formats[str])
        case datetime() | date() | time():
            sheet.write_datetime(row, column, value, formats[type(value)])
        case int() | float() | Decimal() if is_number(value) and abs(value) < 10**EXACT_DIGITS:
            kind = int if value == int(value) else float
            sheet.write_number(row, column, float(value), formats[kind])
        case _:
            sheet.write_string(row, column, format_cell(value)[:MAX_CELL_LENGTH], formats[str])


def _fit_columns(table: ListTable) -> list[float]:
    """Return the columns' widths in units of Excel; the longest give way to a page."""
    least, most = [], []
    for at, heading in enumerate(table.headings):
        cells = [format_cell(row[at], table.zone) for row in table.rows]
        words = [len(word) for text in (heading, *cells) for word in text.split()]
        lines = [len(line) for cell in cells for line in cell.split("\n")]
        word = min(max([*words, MIN_COLUMN]), MAX_COLUMN)
        # Half as much again for the size of type and the arrow of the filter.
        least.append(word * 1.25 + 3)
        most.append(min(max([*lines, word]), MAX_COLUMN) * 1.25 + 3)
    return most if sum(most) <= MAX_WIDTH else typeface.limit_widths(least, most, MAX_WIDTH)


def _set_heights(sheet: Any, table: ListTable, top: int, widths: Sequence[float]) -> None:
    """Give the rows whose words are broken the height of their lines."""
    rows = ([format_cell(value, table.zone) for value in row] for row in table.rows)
    for number, row in enumerate(chain((table.headings,), rows), top):
        lines = max((_count_lines(*pair) for pair in zip(row, widths, strict=True)), default=1)
        if lines > 1:
            sheet.set_row(number, lines * LINE_HEIGHT)


def _count_lines(text: str, width: float) -> int:
    room = max(1, int(width / LETTER_WIDTH))
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(len(textwrap.wrap(line, room)) or 1 for line in text.split("\n"))


def _set_up_page(sheet: Any, table: ListTable, top: int, widths: Sequence[float]) -> None:
    last = max(top + len(table.rows), top + 1)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, last, len(table.headings) - 1)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_margins(15 / MM_PER_INCH, 15 / MM_PER_INCH, 20 / MM_PER_INCH, 15 / MM_PER_INCH)
    sheet.set_header(f'&C&"{typeface.OFFICE_NAME}"&{FONT_SIZE}&P')


def write_csv(table: ListTable) -> bytes:
    """Return the list as CSV that Excel opens letter by letter: UTF-8 with a mark, semicolons.

    A cell of words that a spreadsheet would compute begins with an apostrophe.
    """
    return b"".join(iter_csv(table.headings, table.rows, table.zone))


def iter_csv(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], zone: ZoneInfo | None
) -> Iterator[bytes]:
    """Yield the same CSV piece by piece: of a list too long to be held."""
    yield "\ufeff".encode()
    left = chain((headings,), rows)
    while piece := tuple(islice(left, CSV_ROWS)):
        sink = io.StringIO(newline="")
        lines = csv.writer(sink, delimiter=CSV_DELIMITER, lineterminator="\r\n")
        lines.writerows([_csv_cell(value, zone) for value in row] for row in piece)
        yield sink.getvalue().encode()


def _csv_cell(value: Cell, zone: ZoneInfo | None) -> str:
    if is_number(value):  # without points: 1.234 would be read as one and a bit
        return str(value).replace(".", ",")
    return _guard(format_cell(value, zone))


def _guard(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


ListWriter = Callable[[ListTable, Letterhead, date | None], bytes]


def _as_document(kind: str) -> ListWriter:
    write = DOCUMENT_WRITERS[kind]
    return lambda table, letterhead, day: write(make_list_document(letterhead, table, day=day))


LIST_WRITERS: Mapping[str, ListWriter] = {
    "xlsx": lambda table, letterhead, day: write_xlsx(table),
    "csv": lambda table, letterhead, day: write_csv(table),
    **{kind: _as_document(kind) for kind in DOCUMENT_WRITERS},
}
"""How a list is written, by the ending of the file's name; the letterhead and the day stand in
official documents only."""
