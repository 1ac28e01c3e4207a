"""Reads officers' files with bounded memory: the visible sheets of a .xlsx, or a .csv.

What is unpacked is counted before anything is built of it: one space in the last cell of a sheet
made a table of seventeen thousand million cells, and the process died of it.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from bot import texts
from bot.core.errors import UserError

Lines = list[tuple[object, ...]]

MAX_BYTES = 20_000_000  # of a file; a commune's 8,000 households take 0.5 MB
MAX_UNPACKED_BYTES = 150_000_000
MAX_CELLS = 2_000_000  # from the first to the last that is filled; 100 columns of 20,000 rows
SNIFFED_LINES = 10  # lines looked at for what separates the columns

# A cell with something in it: an empty one closes itself, however far away it was painted.
_CELL = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*?(?<!/)>')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CHUNK = 1 << 20
_OVERLAP = 200  # a cell's tag may stand across two chunks
_ZIP = b"PK"
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


def read_lines(path: Path) -> list[Lines]:
    """Return the lines of each non-empty sheet. Raises UserError saying what is wrong."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(texts.FILE_TOO_BIG.format(path=path))
        content = path.read_bytes()
    except OSError as error:
        raise UserError(texts.FILE_UNREADABLE.format(path=path)) from error
    match path.suffix.lower():
        case ".xlsx":
            return list(_read_xlsx(content, path))
        case ".csv":
            return [_read_csv(content)]
    raise UserError(texts.FILE_KIND.format(path=path))


def _read_xlsx(content: bytes, path: Path) -> Iterator[Lines]:
    """Yield the visible sheets in order."""
    try:
        if content.startswith(_ZIP):
            _check_size(content, path)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in book.sheets_metadata:
            shown = sheet.visible == SheetVisibleEnum.Visible
            if not shown or sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            table = book.get_sheet_by_name(sheet.name)
            if table.total_height * table.total_width > MAX_CELLS:
                raise UserError(texts.FILE_TOO_BIG.format(path=path))
            yield [tuple(line) for line in table.to_python(skip_empty_area=False)]
    except (CalamineError, *_DAMAGED) as error:
        raise UserError(texts.FILE_NOT_EXCEL) from error


def _check_size(content: bytes, path: Path) -> None:
    """Unpack everything once, discarding it: a file's stated size may be a lie."""
    left = MAX_UNPACKED_BYTES
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for part in parts.infolist():
            with parts.open(part) as stream:
                cells = _CellExtent(path) if _SHEET.fullmatch(part.filename) else None
                while chunk := stream.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise UserError(texts.FILE_TOO_BIG.format(path=path))
                    if cells is not None:
                        cells.check_chunk(chunk)


class _CellExtent:
    """The extent of a sheet's cells, computed chunk by chunk from its XML."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._row = self._column = 0
        self._tail = b""

    def check_chunk(self, chunk: bytes) -> None:
        """Add a chunk. Raises UserError naming the cell that makes the table too large."""
        text = self._tail + chunk
        for match in _CELL.finditer(text):
            self._row = max(self._row, int(match[2]))
            self._column = max(self._column, _column_number(match[1]))
            if self._row * self._column > MAX_CELLS:
                cell = (match[1] + match[2]).decode()
                raise UserError(texts.FILE_FAR_CELL.format(cell=cell))
        self._tail = text[-_OVERLAP:]


def _column_number(letters: bytes) -> int:
    """Return a column's number: 1 for A, 16384 for XFD."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _read_csv(content: bytes) -> Lines:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(texts.FILE_NOT_UTF8) from error
    first, _, rest = text.lstrip().partition("\n")
    if named := re.fullmatch(r'"?sep=(.)"?', first.strip(), re.IGNORECASE):
        # Excel's own line; kept as an empty one, so that rows keep their numbers.
        text, delimiter = f"\n{rest}", named[1]
    else:
        head = "".join(text.splitlines(keepends=True)[:SNIFFED_LINES])
        delimiter = max(",;\t", key=head.count)
    # newline="": line ends within quotes are text, and an old Mac's lone \r ends a line.
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [tuple(line) for line in lines]
    except csv.Error as error:
        raise UserError(texts.FILE_NOT_CSV.format(row=lines.line_num)) from error
