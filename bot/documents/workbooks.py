"""Reads officers' files with bounded memory: .xlsx, .xls, .ods or .csv, whatever its name says.

Returns what an officer sees: the text of every visible cell, with the numbers Excel shows for rows.
Hidden sheets, rows and columns are left out and counted.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from bot import texts
from bot.core.errors import UserError
from bot.documents.html_tables import TableReader, looks_like_html, read_charset
from bot.documents.sheet_cells import NumericCell, read_cell
from bot.documents.sheet_layout import MAX_CELLS, Layout, read_layouts
from bot.documents.xls_layout import read_xls_layouts
from bot.vietnamese.legacy_encodings import Encoding, decode_bytes, repair_cells
from bot.vietnamese.letters import nfc

MAX_BYTES = 20_000_000  # of a file; a commune's 8,000 households take 0.5 MB
SNIFFED_LINES = 10  # lines looked at for what separates the columns
DOUBTFUL_SHOWN = 3
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt")

_LOCKED_PART = "EncryptedPackage".encode("utf-16-le")  # what a password makes of a .xlsx
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
# What zipfile raises of a file that was cut or altered on its way, or is locked by a password: no
# error of its own for bytes that do not unpack (zlib), names that are no text or places before the
# file's beginning (ValueError), parts that are encrypted, or packed as we
# cannot read (RuntimeError and its kinds).
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    RuntimeError,
)

Line = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class MergedArea:
    """A merged area: rows numbered from 1, columns from 0, both ends within it."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A visible sheet: its filled lines, numbered as Excel shows, and what was left out.

    `hidden_rows` and `hidden_columns` count those that hold something.
    """

    name: str
    lines: tuple[Line, ...]
    merged: tuple[MergedArea, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """A file: its visible sheets, and sentences about what was left out or converted."""

    file: str
    sheets: tuple[RawSheet, ...]
    remarks: tuple[str, ...] = ()


def read_workbook(path: Path) -> RawWorkbook:
    """Read a file of tables. Raises UserError saying what is wrong with it."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(texts.FILE_TOO_BIG.format(path=path))
        content = path.read_bytes()
    except OSError as error:
        raise UserError(texts.FILE_UNREADABLE.format(path=path)) from error
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(texts.FILE_KIND.format(path=path))
    return parse_workbook(content, path)


def parse_workbook(content: bytes, path: Path) -> RawWorkbook:
    """Parse a file's content, by what it is rather than by its name.

    `path` names the file in errors. Raises UserError saying what is wrong with it.
    """
    if not content.strip():
        raise UserError(texts.FILE_EMPTY)
    if content.startswith((_ZIP, _OLE)):
        sheets, remarks = _read_book(content, path)
    elif looks_like_html(content):
        sheets, remarks = _read_html(content)
    elif path.suffix.lower() in (".csv", ".txt") or _looks_like_text(content):
        sheets, remarks = _read_text(content, path)
    else:
        raise UserError(texts.FILE_NOT_EXCEL)
    repaired, doubts = _repair_fonts(sheets)
    return RawWorkbook(path.name, tuple(repaired), (*remarks, *doubts))


def parse_pasted(text: str) -> RawWorkbook:
    """Parse a table pasted from Excel into a box: columns by tabs, or as a .csv."""
    sheets = [_make_sheet("", _split_text(text))]
    repaired, doubts = _repair_fonts(sheets)
    return RawWorkbook("", tuple(repaired), doubts)


def _looks_like_text(content: bytes) -> bool:
    """Whether a file that is named as a workbook is a .csv: two lines of the same columns."""
    if content.lstrip().startswith((b"<", b"MIME-Version", b"{", b"[")):
        return False
    decoded = decode_bytes(content[:4096])
    lines = decoded.text.splitlines()[:SNIFFED_LINES]
    if "\0" in decoded.text or len(lines) < 2:
        return False
    return any(all(sign in line for line in lines[:2]) for sign in ",;\t")


def _read_html(content: bytes) -> tuple[list[RawSheet], tuple[str, ...]]:
    """Read the tables of a page that was saved as .xls."""
    try:
        text = content.decode(read_charset(content) or "utf-8")
    except (LookupError, UnicodeDecodeError):
        decoded = decode_bytes(content)
        if not decoded.certain:
            raise UserError(texts.FILE_UNCERTAIN.format(encoding=decoded.encoding)) from None
        text = decoded.text
    reader = TableReader()
    try:
        reader.feed(text)
        reader.close()
    except ValueError as error:
        raise UserError(texts.FILE_NOT_EXCEL) from error
    areas = tuple(MergedArea(*area) for area in reader.areas)
    return [_make_sheet("", reader.rows, areas)], (texts.LIST_WEB_PAGE,)


class _RefusedPanics:
    """Turns a panic of the Rust reader over a damaged file into the refusal of the file.

    A panic is no `Exception`: whoever catches all of those would let it end the request without a
    word. Its class has no module it could be imported from.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        if kind is not None and kind.__name__ == "PanicException":
            raise UserError(texts.FILE_NOT_EXCEL) from error


def _read_book(content: bytes, path: Path) -> tuple[list[RawSheet], tuple[str, ...]]:
    layouts: dict[str, Layout] = {}
    sheets: list[RawSheet] = []
    hidden: list[str] = []
    remarks: tuple[str, ...] = ()
    try:
        if content.startswith(_ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                layouts = read_layouts(parts, path)
        elif content.startswith(_OLE):
            known = read_xls_layouts(content)
            layouts = known or {}
            remarks = () if known is not None else (texts.LIST_HIDDEN_UNKNOWN,)
        with _RefusedPanics():
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            for sheet in book.sheets_metadata:
                if sheet.typ != SheetTypeEnum.WorkSheet:
                    continue
                if sheet.visible != SheetVisibleEnum.Visible:
                    hidden.append(sheet.name)
                    continue
                sheets.append(_read_book_sheet(book, sheet.name, layouts.get(sheet.name), path))
    except PasswordError as error:
        raise UserError(texts.FILE_LOCKED) from error
    except (CalamineError, *_DAMAGED) as error:
        is_locked = _LOCKED_PART in content
        raise UserError(texts.FILE_LOCKED if is_locked else texts.FILE_NOT_EXCEL) from error
    if not hidden:
        return sheets, remarks
    names = ", ".join(f"«{name}»" for name in hidden)
    return sheets, (*remarks, texts.LIST_HIDDEN_SHEETS.format(count=len(hidden), names=names))


def _read_book_sheet(
    book: CalamineWorkbook, name: str, layout: Layout | None, path: Path
) -> RawSheet:
    table = book.get_sheet_by_name(name)
    if table.total_height * table.total_width > MAX_CELLS:
        raise UserError(texts.FILE_TOO_BIG.format(path=path))
    areas = tuple(
        MergedArea(first[0] + 1, last[0] + 1, first[1], last[1])
        for first, last in table.merged_cell_ranges or ()
    )
    return _make_sheet(name, table.to_python(skip_empty_area=False), areas, layout)


def _make_sheet(
    name: str,
    lines: Iterable[Sequence[object]],
    merged: tuple[MergedArea, ...] = (),
    layout: Layout | None = None,
) -> RawSheet:
    """Return the visible cells as text, and the numbers of hidden lines that hold anything."""
    layout = layout or Layout()
    hidden_columns = {number - 1 for number in layout.hidden_columns}
    shown: list[Line] = []
    hidden_rows: list[int] = []
    left_out: set[int] = set()
    for number, line in enumerate(lines, 1):
        cells = tuple(map(read_cell, line))
        if not any(cells):
            continue
        if number in layout.hidden_rows:
            hidden_rows.append(number)
            continue
        left_out |= {at for at in hidden_columns if at < len(cells) and cells[at]}
        cells = tuple("" if at in hidden_columns else cell for at, cell in enumerate(cells))
        if any(cells):
            shown.append((number, cells))
    return RawSheet(name, tuple(shown), merged, tuple(hidden_rows), tuple(sorted(left_out)))


def _read_text(content: bytes, path: Path) -> tuple[list[RawSheet], tuple[str, ...]]:
    decoded = decode_bytes(content)
    if not decoded.certain:
        raise UserError(texts.FILE_UNCERTAIN.format(encoding=decoded.encoding))
    sheet = _make_sheet("", _split_text(decoded.text))
    if decoded.encoding in (Encoding.UTF8, Encoding.UTF16):
        return [sheet], ()
    return [sheet], (texts.LIST_CONVERTED.format(encoding=decoded.encoding),)


def _split_text(text: str) -> Iterator[tuple[str, ...]]:
    first, _, rest = text.lstrip().partition("\n")
    if named := re.fullmatch(r'"?sep=(.)"?', first.strip(), re.IGNORECASE):
        # Excel's own line; kept as an empty one, so that rows keep their numbers.
        text, delimiter = f"\n{rest}", named[1]
    else:
        # Titles above the table have no separator, and there may be any number of them.
        parted = (line for line in text.splitlines(keepends=True) if set(line) & set(",;\t"))
        head = "".join(islice(parted, SNIFFED_LINES))
        delimiter = max(",;\t", key=head.count)
    # newline="": line ends within quotes are text, and an old Mac's lone \r ends a line.
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from map(tuple, lines)
    except csv.Error as error:
        raise UserError(texts.FILE_NOT_CSV.format(row=lines.line_num)) from error


def _repair_fonts(sheets: list[RawSheet]) -> tuple[list[RawSheet], tuple[str, ...]]:
    """Return the sheets with cells of old fonts as Unicode, and what is said about it."""
    repaired: list[RawSheet] = []
    remarks: list[str] = []
    for sheet in sheets:
        cells = [cell for _, line in sheet.lines for cell in line]
        result = repair_cells(cells)
        if result.encoding is None:
            repaired.append(_normalize_sheet(sheet))
            continue
        texts_left = iter(result.texts)
        lines = tuple(
            (number, tuple(_keep_number(cell, next(texts_left)) for cell in line))
            for number, line in sheet.lines
        )
        repaired.append(_normalize_sheet(replace(sheet, lines=lines)))
        remarks.append(
            texts.LIST_FONT.format(
                sheet=sheet.name, encoding=result.encoding, count=result.changed
            ).replace(" «»", "")
        )
        if result.doubtful:
            shown = ", ".join(f"«{cell}»" for cell in result.doubtful[:DOUBTFUL_SHOWN])
            remarks.append(texts.LIST_DOUBTFUL.format(count=len(result.doubtful), cells=shown))
    return repaired, tuple(remarks)


def _keep_number(cell: str, decoded: str) -> str:
    return cell if decoded == cell else decoded


def _normalize_sheet(sheet: RawSheet) -> RawSheet:
    """Return the sheet with its text in NFC; numbers stay marked as numbers."""
    lines = tuple(
        (number, tuple(cell if isinstance(cell, NumericCell) else nfc(cell) for cell in line))
        for number, line in sheet.lines
    )
    return replace(sheet, lines=lines)
