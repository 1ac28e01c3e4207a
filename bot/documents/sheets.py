"""Import of tables that officers send (.xlsx, .csv), with a report of every row.

Headings are matched without tones and case, so "Mã đơn vị", "ma don vi" and "MA_DON_VI" are one
column. Nothing here knows what the rows mean.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import texts
from bot.core.errors import UserError
from bot.documents import workbooks
from bot.messages.masking.mask import mask
from bot.vietnamese.letters import name_key, nfc, normalize_for_match

Row = Mapping[str, str]


class NumericCell(str):
    """A cell that Excel keeps as a number: 19.3 of a typed 19.30, 20.1 of 20.10."""

    __slots__ = ()


# Columns taken as they stand: phones, codes, days, hours and numbers. Every other one is words, in
# which secrets are covered.
_UNMASKED = "unit code kind parent role phone skills day days time seats minutes map year"
UNMASKED_COLUMNS = frozenset(_UNMASKED.split())
EXCEL_CELL = 32_767  # characters a cell can hold
HEADING_SEARCH_ROWS = 10  # rows


@dataclass(frozen=True, slots=True)
class Column:
    """A column: our name for it, and the headings officers write (the first is shown to them)."""

    name: str
    headings: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not imported: its number in the file, its cells, and why."""

    number: int
    cells: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """The status of an imported row and how it was understood, for the report."""

    status: str  # created, updated, unchanged
    description: str


@dataclass(slots=True)
class ImportReport:
    """The result of an import: created + updated + unchanged + rejected = total."""

    headings: tuple[str, ...] = ()
    understood: list[tuple[int, str]] = field(
        default_factory=list
    )  # rows taken, as they were understood
    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[RejectedRow] = field(default_factory=list)

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


def read_sheet(path: Path) -> Sheet:
    """Read a .xlsx or .csv file. Raises UserError saying what is wrong with it."""
    tables = [table for lines in workbooks.read_lines(path) if (table := _make_sheet(lines))]
    if not tables:
        raise UserError(texts.IMPORT_NO_ROWS)
    first, *others = tables
    return replace(first, others=tuple(others))


def _make_sheet(lines: Iterable[tuple[object, ...]]) -> Sheet | None:
    """Return the non-empty lines with their numbers; None without a line below the first."""
    numbered = [
        (number, cells)
        for number, line in enumerate(lines, 1)
        if any(cells := tuple(map(_cell_text, line)))
    ]
    return Sheet(numbered[0][1], tuple(numbered[1:])) if len(numbered) > 1 else None


def trim_to_headings(sheet: Sheet, columns: Sequence[Column]) -> Sheet:
    """Return the sheet from its row of headings on: it may be below a title, or on a later sheet.

    Every list of an office begins with its name and the list's; the sheet itself when no row among
    the first ten has all required headings.
    """
    for table in (sheet, *sheet.others):
        lines = ((0, table.headings), *table.rows)
        for at, (_, cells) in enumerate(lines[:HEADING_SEARCH_ROWS]):
            if not _lacks_columns(cells, columns) and lines[at + 1 :]:
                return Sheet(cells, lines[at + 1 :])
    return sheet


def _cell_text(value: object) -> str:
    """Return a cell's text; Excel stores phone numbers and codes as decimals: 912345678.0."""
    if isinstance(value, float):
        return NumericCell(int(value) if value.is_integer() else value)
    return nfc(str(value))


def import_rows(
    sheet: Sheet,
    columns: Sequence[Column],
    import_row: Callable[[Row], str | ImportedRow],
    *,
    key: Sequence[str],
) -> ImportReport:
    """Call `import_row` for each row and count what it returns ("created", "updated", "unchanged").

    A row is rejected, with its reason, when a required cell is empty, when an earlier row had the
    same `key` (tones count), or when `import_row` raises UserError. A column the file lacks is not
    in the row either, so that the stored value is kept. Cells of free text are masked.
    """
    sheet = trim_to_headings(sheet, columns)
    places = _locate_columns(sheet.headings, columns)
    free = [column.name for column in columns if column.name not in UNMASKED_COLUMNS]
    report = ImportReport(headings=sheet.headings)
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in sheet.rows:
        row = {name: _cell_at(cells, at) for name, at in places.items()}
        row.update({name: mask(row[name]).text for name in free if name in row})
        try:
            same = tuple(name_key(row.get(name, "")) for name in key)
            _check_row(row, columns, seen.get(same))
            taken = import_row(row)
            if isinstance(taken, ImportedRow):
                report.understood.append((number, taken.description))
                taken = taken.status
            report.counts[taken] += 1
            seen[same] = number
        except UserError as error:
            report.rejected.append(RejectedRow(number, cells, str(error)))
    report.rejected.sort(key=lambda rejected: rejected.number)
    return report


def _cell_at(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _lacks_columns(headings: Sequence[str], columns: Sequence[Column]) -> bool:
    try:
        _locate_columns(headings, columns)
    except UserError:
        return True
    return False


def _locate_columns(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Return the position of each column. Raises UserError when a required one is missing."""
    folded = [normalize_for_match(heading.replace("_", " ")) for heading in headings]
    places: dict[str, int] = {}
    for column in columns:
        wanted = {normalize_for_match(heading) for heading in column.headings} | {
            normalize_for_match(column.name)
        }
        position = next((at for at, heading in enumerate(folded) if heading in wanted), None)
        if position is not None:
            places[column.name] = position
        elif column.required:
            names = ", ".join(candidate.headings[0] for candidate in columns if candidate.required)
            raise UserError(texts.IMPORT_NO_COLUMN.format(column=column.headings[0], columns=names))
    return places


def _check_row(row: Row, columns: Sequence[Column], before: int | None) -> None:
    for column in columns:
        if column.required and not row[column.name]:
            raise UserError(texts.IMPORT_EMPTY.format(column=column.headings[0]))
    if before is not None:
        raise UserError(texts.IMPORT_TWICE.format(row=before))


def write_rejected_rows(path: Path, report: ImportReport) -> None:
    """Write the rejected rows, with their numbers and reasons, to a .xlsx an officer can correct.

    All cells are written as text, so that no formula of somebody's sheet is evaluated in another's.
    """
    import xlsxwriter  # by who writes a sheet, not by every process that knows of sheets
    import xlsxwriter.exceptions

    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    lines = [
        (texts.IMPORT_ROW, texts.IMPORT_REASON, *report.headings),
        *((str(rejected.number), rejected.reason, *rejected.cells) for rejected in report.rejected),
    ]
    for number, line in enumerate(lines):
        for at, cell in enumerate(line):
            sheet.write_string(number, at, cell[:EXCEL_CELL])
    sheet.autofit()
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise UserError(texts.FILE_UNWRITABLE.format(path=path)) from error
