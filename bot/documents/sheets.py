"""Import of tables that officers send (.xlsx, .csv), with a report of every row.

Headings are matched without tones and case, so "Mã đơn vị", "ma don vi" and "MA_DON_VI" are one
column. Nothing here knows what the rows mean.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import xlsxwriter
import xlsxwriter.exceptions

from bot import texts
from bot.core.errors import UserError
from bot.documents import workbooks
from bot.messages.masking.mask import mask
from bot.vietnamese.letters import bare, name_key, nfc

Row = Mapping[str, str]


class Number(str):
    """A cell that Excel keeps as a number: 19.3 of a typed 19.30, 20.1 of 20.10."""

    __slots__ = ()


# Columns taken as they stand: phones, codes, days, hours and numbers. Every other one is words, in
# which secrets are covered.
_CODES = "unit code kind parent role phone skills day days time seats minutes map year"
AS_WRITTEN = frozenset(_CODES.split())
EXCEL_CELL = 32_767  # characters a cell can hold
HEADINGS_WITHIN = 10  # rows


@dataclass(frozen=True, slots=True)
class Column:
    """A column: our name for it, and the headings officers write (the first is shown to them)."""

    name: str
    headings: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not imported: its number in the file, its cells, and why."""

    number: int
    cells: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The status of an imported row and how it was understood, for the report."""

    status: str  # created, updated, unchanged
    words: str


@dataclass(slots=True)
class Report:
    """The result of an import: created + updated + unchanged + rejected = total."""

    headings: tuple[str, ...] = ()
    read: list[tuple[int, str]] = field(default_factory=list)  # rows taken, as they were understood
    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many rows the file had."""
        return sum(self.counts.values()) + len(self.rejected)

    def as_json(self) -> dict[str, int]:
        """Return the five counts."""
        taken = {name: self.counts[name] for name in ("created", "updated", "unchanged")}
        return {"total": self.total, **taken, "rejected": len(self.rejected)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: headings, rows with their numbers in the file, and the file's other sheets."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    others: tuple["Sheet", ...] = ()


def read(path: Path) -> Sheet:
    """Read a .xlsx or .csv file. Raises UserError saying what is wrong with it."""
    tables = [table for lines in workbooks.read_lines(path) if (table := _table(lines))]
    if not tables:
        raise UserError(texts.IMPORT_NO_ROWS)
    first, *others = tables
    return replace(first, others=tuple(others))


def _table(lines: Iterable[tuple[object, ...]]) -> Sheet | None:
    """Return the non-empty lines with their numbers; None without a line below the first."""
    numbered = [
        (number, cells)
        for number, line in enumerate(lines, 1)
        if any(cells := tuple(map(_cell, line)))
    ]
    return Sheet(numbered[0][1], tuple(numbered[1:])) if len(numbered) > 1 else None


def find_headings(sheet: Sheet, columns: Sequence[Column]) -> Sheet:
    """Return the sheet from its row of headings on: it may be below a title, or on a later sheet.

    Every list of an office begins with its name and the list's; the sheet itself when no row among
    the first ten has all required headings.
    """
    for table in (sheet, *sheet.others):
        lines = ((0, table.headings), *table.rows)
        for at, (_, cells) in enumerate(lines[:HEADINGS_WITHIN]):
            if not _missing(cells, columns) and lines[at + 1 :]:
                return Sheet(cells, lines[at + 1 :])
    return sheet


def _cell(value: object) -> str:
    """Return a cell's text; Excel stores phone numbers and codes as decimals: 912345678.0."""
    if isinstance(value, float):
        return Number(int(value) if value.is_integer() else value)
    return nfc(str(value))


def take_rows(
    sheet: Sheet,
    columns: Sequence[Column],
    take: Callable[[Row], str | Taken],
    *,
    key: Sequence[str],
) -> Report:
    """Call `import_row` for each row and count what it returns ("created", "updated", "unchanged").

    A row is rejected, with its reason, when a required cell is empty, when an earlier row had the
    same `key` (tones count), or when `import_row` raises UserError. A column the file lacks is not
    in the row either, so that the stored value is kept. Cells of free text are masked.
    """
    sheet = find_headings(sheet, columns)
    places = _places(sheet.headings, columns)
    free = [column.name for column in columns if column.name not in AS_WRITTEN]
    report = Report(headings=sheet.headings)
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in sheet.rows:
        row = {name: _cell_at(cells, at) for name, at in places.items()}
        row.update({name: mask(row[name]).text for name in free if name in row})
        try:
            same = tuple(name_key(row.get(name, "")) for name in key)
            _check_row(row, columns, seen.get(same))
            taken = take(row)
            if isinstance(taken, Taken):
                report.read.append((number, taken.words))
                taken = taken.status
            report.counts[taken] += 1
            seen[same] = number
        except UserError as error:
            report.rejected.append(Rejected(number, cells, str(error)))
    report.rejected.sort(key=lambda one: one.number)
    return report


def _cell_at(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _missing(headings: Sequence[str], columns: Sequence[Column]) -> bool:
    try:
        _places(headings, columns)
    except UserError:
        return True
    return False


def _places(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Return the position of each column. Raises UserError when a required one is missing."""
    folded = [bare(heading.replace("_", " ")) for heading in headings]
    places: dict[str, int] = {}
    for column in columns:
        wanted = {bare(heading) for heading in column.headings} | {bare(column.name)}
        found = next((at for at, heading in enumerate(folded) if heading in wanted), None)
        if found is not None:
            places[column.name] = found
        elif column.required:
            names = ", ".join(one.headings[0] for one in columns if one.required)
            raise UserError(texts.IMPORT_NO_COLUMN.format(column=column.headings[0], columns=names))
    return places


def _check_row(row: Row, columns: Sequence[Column], before: int | None) -> None:
    for column in columns:
        if column.required and not row[column.name]:
            raise UserError(texts.IMPORT_EMPTY.format(column=column.headings[0]))
    if before is not None:
        raise UserError(texts.IMPORT_TWICE.format(row=before))


def write_rejected(path: Path, report: Report) -> None:
    """Write the rejected rows, with their numbers and reasons, to a .xlsx an officer can correct.

    All cells are written as text, so that no formula of somebody's sheet is evaluated in another's.
    """
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    lines = [
        (texts.IMPORT_ROW, texts.IMPORT_REASON, *report.headings),
        *((str(one.number), one.reason, *one.cells) for one in report.rejected),
    ]
    for number, line in enumerate(lines):
        for at, cell in enumerate(line):
            sheet.write_string(number, at, cell[:EXCEL_CELL])
    sheet.autofit()
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise UserError(texts.FILE_UNWRITABLE.format(path=path)) from error
