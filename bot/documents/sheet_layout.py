"""What the XML of a .xlsx or .ods sheet says beside its cells: extent, hidden rows and columns.

Read chunk by chunk before anything is built of the file: one space in the last cell of a sheet made
a table of seventeen thousand million cells, and the process died of it.
"""

import re
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from bot import texts
from bot.core.errors import UserError

MAX_UNPACKED_BYTES = 150_000_000
MAX_CELLS = 2_000_000  # from the first to the last that is filled; 100 columns of 20,000 rows
MAX_COLUMN = 16_384

_CHUNK = 1 << 20
_OVERLAP = 4_000  # a tag may stand across two chunks
_WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_XLSX_TAG = re.compile(rb"<(?:\w+:)?(c|row|col)\s([^<>]*?)(/?)>")
_CELL_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_ODS_TAG = re.compile(
    rb"<table:(table|table-row|table-column|table-cell|covered-table-cell)(?=[\s/>])([^<>]*?)(/?)>"
)
_ATTRIBUTE = re.compile(rb'([\w:.-]+)="([^"]*)"')


@dataclass(slots=True)
class Layout:
    """Hidden rows and columns of a sheet, numbered from 1."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def read_layouts(parts: zipfile.ZipFile, path: Path) -> dict[str, Layout]:
    """Unpack everything once and return each sheet's layout by its name.

    Raises UserError for what unpacks to too much or holds a cell too far away: a file's stated size
    may be a lie.
    """
    left = MAX_UNPACKED_BYTES
    by_part: dict[str, Layout] = {}
    by_name: dict[str, Layout] = {}
    for part in parts.infolist():
        scan: _XlsxScan | _OdsScan | None = None
        if _WORKSHEET.fullmatch(part.filename):
            scan = _XlsxScan(path)
            by_part[part.filename] = scan.layout
        elif part.filename == "content.xml":
            scan = _OdsScan(path, by_name)
        with parts.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise UserError(texts.FILE_TOO_BIG.format(path=path))
                if scan is not None:
                    scan.add_chunk(chunk)
    for name, target in _list_worksheets(parts):
        if target in by_part:
            by_name[name] = by_part[target]
    return by_name


def _list_worksheets(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield each worksheet's name and its part of the file."""
    names = set(parts.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    targets = {}
    for tag in re.findall(rb"<Relationship\s[^<>]*>", parts.read("xl/_rels/workbook.xml.rels")):
        attributes = _read_attributes(tag)
        targets[attributes.get("Id", "")] = attributes.get("Target", "")
    for tag in re.findall(rb"<(?:\w+:)?sheet\s[^<>]*>", parts.read("xl/workbook.xml")):
        attributes = _read_attributes(tag)
        target = targets.get(attributes.get("id", ""), "")
        yield (
            attributes.get("name", ""),
            (target.removeprefix("/") if target.startswith("/") else f"xl/{target}"),
        )


def _read_attributes(tag: bytes) -> dict[str, str]:
    """Return a tag's attributes without their prefixes."""
    return {
        name.decode().rpartition(":")[2]: unescape(value.decode("utf-8", "replace"))
        for name, value in _ATTRIBUTE.findall(tag)
    }


class _TagScan(ABC):
    """Yields the tags of a stream of chunks, also one that stands across two."""

    tag: re.Pattern[bytes]

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tail = b""

    def add_chunk(self, chunk: bytes) -> None:
        """Read the tags of a chunk."""
        text = self._tail + chunk
        end = 0
        for match in self.tag.finditer(text):
            end = match.end()
            self.read_tag(match[1], match[2], closed=bool(match[3]))
        # What was read is not read again: cells are counted, not only compared.
        self._tail = text[max(end, len(text) - _OVERLAP) :]

    @abstractmethod
    def read_tag(self, name: bytes, attributes: bytes, *, closed: bool) -> None:
        """Read one tag, in the order of the file."""


class _XlsxScan(_TagScan):
    """The extent of a worksheet and what is hidden in it."""

    tag = _XLSX_TAG

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.layout = Layout()
        self._row = self._column = 0

    def read_tag(self, name: bytes, attributes: bytes, *, closed: bool) -> None:
        """Note a cell's place, a hidden row or hidden columns."""
        if name == b"c":
            # An empty cell closes itself, however far away it was painted.
            if not closed and (place := _CELL_PLACE.search(attributes)):
                self._extend(place[1], int(place[2]))
            return
        if b"hidden" not in attributes:
            return
        read = _read_attributes(b"<x " + attributes + b">")
        if read.get("hidden") not in ("1", "true"):
            return
        if name == b"row":
            self.layout.hidden_rows.add(int(read.get("r", "0")))
        else:
            first, last = int(read.get("min", "1")), int(read.get("max", "0"))
            self.layout.hidden_columns.update(range(first, min(last, MAX_COLUMN) + 1))

    def _extend(self, letters: bytes, row: int) -> None:
        self._row = max(self._row, row)
        self._column = max(self._column, _column_number(letters))
        if self._row * self._column > MAX_CELLS:
            raise UserError(texts.FILE_FAR_CELL.format(cell=f"{letters.decode()}{row}"))


def _column_number(letters: bytes) -> int:
    """Return a column's number: 1 for A, 16384 for XFD."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


class _OdsScan(_TagScan):
    """The same of an OpenDocument sheet, which tells rows and cells by how often they repeat."""

    tag = _ODS_TAG

    def __init__(self, path: Path, layouts: dict[str, Layout]) -> None:
        super().__init__(path)
        self._layouts = layouts
        self._layout = Layout()
        self._row = self._repeated = self._column = self._columns = 0

    def read_tag(self, name: bytes, attributes: bytes, *, closed: bool) -> None:
        """Count rows and cells; note what is hidden."""
        read = _read_attributes(b"<x " + attributes + b">")
        hidden = read.get("visibility", "visible") != "visible"
        repeated = int(read.get("number-columns-repeated", "1") or 1)
        if name == b"table":
            self._layout = self._layouts.setdefault(read.get("name", ""), Layout())
            self._row = self._repeated = self._column = self._columns = 0
        elif name == b"table-column":
            if hidden:
                first = self._columns + 1
                self._layout.hidden_columns.update(range(first, min(first + repeated, MAX_COLUMN)))
            self._columns += repeated
        elif name == b"table-row":
            self._row += self._repeated
            self._repeated = int(read.get("number-rows-repeated", "1") or 1)
            self._column = 0
            if hidden and self._repeated <= MAX_CELLS:
                first = self._row + 1
                self._layout.hidden_rows.update(range(first, first + self._repeated))
        else:
            self._column += repeated
            # A cell without a value is only paint, and so is a row of them, however long.
            if not closed and (self._row + self._repeated) * self._column > MAX_CELLS:
                cell = f"R{self._row + self._repeated}C{self._column}"
                raise UserError(texts.FILE_FAR_CELL.format(cell=cell))
