"""Finds the lists in a file: their headings, columns, rows, groups, and what was left out. Pure.

The officer may change what was guessed (`ColumnMapping`); nothing here knows what the rows mean.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot import texts
from bot.core.errors import UserError
from bot.documents.column_mapping import ColumnMapping, TableMapping
from bot.documents.columns import UNMASKED_COLUMNS, Column, find_twins, is_number_heading
from bot.documents.headings import Heading, find_headings, make_heading_at
from bot.documents.row_kinds import RowKind, RowReader
from bot.documents.workbooks import Line, MergedArea, RawSheet, RawWorkbook
from bot.messages.masking.mask import mask

TITLE_LINES = 8  # kept above the headings
SHOWN_SHEETS = 6
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a list: its number in the sheet, its cells, the group it stands in, its values.

    A column the list lacks is not in `values`, so that what is stored is kept. Free text is masked.
    """

    number: int
    cells: tuple[str, ...]
    section: str
    values: Row


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A line that is no row of the list, and what it is."""

    number: int
    kind: RowKind
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A list in a sheet, with the lines above its headings and the columns nobody asked for."""

    sheet: str
    heading_row: int
    height: int
    labels: tuple[str, ...]
    columns: dict[str, int]
    scores: dict[str, int]
    title: tuple[str, ...]
    rows: tuple[TableRow, ...]
    skipped: tuple[SkippedRow, ...]
    unused: tuple[str, ...]

    def preview(self, count: int = 5) -> list[TableRow]:
        """Return the first rows."""
        return list(self.rows[:count])

    @property
    def mapping(self) -> TableMapping:
        """The table's columns, to be shown and changed."""
        return TableMapping(self.sheet, self.heading_row, self.height, self.columns)


@dataclass(frozen=True, slots=True)
class FoundTables:
    """The lists of a file, sentences about what was left out, and the columns as understood."""

    file: str
    tables: tuple[Table, ...]
    remarks: tuple[str, ...]

    @property
    def mapping(self) -> ColumnMapping:
        """The columns of all tables, as JSON for a form (`to_json`)."""
        return ColumnMapping(tuple(table.mapping for table in self.tables))


def find_tables(
    book: RawWorkbook, columns: Sequence[Column], mapping: ColumnMapping | None = None
) -> FoundTables:
    """Find the lists with these columns, on every sheet; `mapping` says what an officer changed.

    Raises UserError when no sheet has them, naming what is missing where.
    """
    tables: list[Table] = []
    lacking: list[tuple[RawSheet, Heading]] = []
    others: list[str] = []
    for sheet in book.sheets:
        headings = _choose_headings(sheet, columns, mapping)
        whole = [heading for heading in headings if not heading.missing]
        tables.extend(_build_tables(sheet, whole, columns))
        if headings and not whole:
            lacking.append((sheet, headings[0]))
        elif not headings and sheet.lines:
            others.append(sheet.name)
    tables = [table for table in tables if table.rows or table.skipped]
    if not any(table.rows for table in tables):
        reason = _explain_nothing(book, tables, lacking, columns)
        # What is lacking may stand where nobody sees it.
        raise UserError(" ".join((reason, *book.remarks, *_describe_hidden_columns(book))))
    remarks = [*book.remarks, *_describe_sheets(book, lacking, others)]
    return FoundTables(book.file, tuple(tables), (*remarks, *_describe_columns(tables)))


def _choose_headings(
    sheet: RawSheet, columns: Sequence[Column], mapping: ColumnMapping | None
) -> list[Heading]:
    chosen = [table for table in mapping.tables if table.sheet == sheet.name] if mapping else []
    if not chosen:
        return [] if mapping and mapping.tables else find_headings(sheet, columns)
    indexes = {number: index for index, (number, _) in enumerate(sheet.lines)}
    return [
        make_heading_at(sheet, indexes[table.row], table.height, dict(table.columns), columns)
        for table in sorted(chosen, key=lambda table: table.row)
        if table.is_used and table.row in indexes
    ]


def _build_tables(
    sheet: RawSheet, headings: Sequence[Heading], columns: Sequence[Column]
) -> Iterator[Table]:
    """Yield a table for each heading; one that only repeats the last is a line of that table."""
    begins: list[Heading] = []
    for heading in headings:
        if not begins or heading.labels != begins[-1].labels:
            begins.append(heading)
    section = ""
    for order, heading in enumerate(begins):
        end = begins[order + 1].index if order + 1 < len(begins) else len(sheet.lines)
        lines = sheet.lines[heading.index + heading.height : end]
        table, section = _build_table(sheet, heading, lines, columns, section)
        if order == 0 and sheet.hidden_rows:
            table = replace(table, skipped=(*table.skipped, *_list_hidden(sheet, heading)))
        yield table


def _list_hidden(sheet: RawSheet, heading: Heading) -> Iterator[SkippedRow]:
    first = sheet.lines[heading.index][0]
    return (
        SkippedRow(number, RowKind.HIDDEN, "") for number in sheet.hidden_rows if number > first
    )


def _build_table(
    sheet: RawSheet,
    heading: Heading,
    lines: Sequence[Line],
    columns: Sequence[Column],
    section: str,
) -> tuple[Table, str]:
    """Return the table, and the group that its last lines began."""
    required = [column.name for column in columns if column.required]
    reader = RowReader(heading, sheet.merged, required)
    rows: list[TableRow] = []
    skipped: list[SkippedRow] = []
    for number, cells in _spread_down(lines, sheet.merged):
        kind = reader.classify(number, cells)
        if kind is RowKind.DATA:
            rows.append(TableRow(number, cells, section, {}))
            continue
        text = " ".join(dict.fromkeys(cell for cell in cells if cell))
        skipped.append(SkippedRow(number, kind, text))
        if kind is RowKind.SECTION:
            section = _name_section(heading, cells)
    table = Table(
        sheet.name,
        sheet.lines[heading.index][0],
        heading.height,
        heading.labels,
        heading.places,
        heading.scores,
        _list_title(sheet, heading),
        tuple(_read_values(rows, heading, columns)),
        tuple(skipped),
        _list_unused(rows, heading),
    )
    return table, section


def _name_section(heading: Heading, cells: Sequence[str]) -> str:
    """Return the words of a group's line, without its running number."""
    spoken = [cell for at, cell in enumerate(cells) if cell and at != heading.number_at]
    return max(spoken or [cell for cell in cells if cell], key=len)


def _spread_down(lines: Sequence[Line], merged: Sequence[MergedArea]) -> Iterator[Line]:
    """Yield the lines with each cell that is merged over several rows written in all of them."""
    tall = [area for area in merged if area.last_row > area.first_row]
    by_row: dict[int, list[MergedArea]] = {}
    for area in tall:
        if area.last_row - area.first_row <= len(lines):
            for number in range(area.first_row, area.last_row + 1):
                by_row.setdefault(number, []).append(area)
    values: dict[MergedArea, str] = {}
    for number, cells in lines:
        written = list(cells)
        for area in by_row.get(number, ()):
            at = area.first_column
            if at >= len(written):
                continue
            if number == area.first_row or area not in values:
                values[area] = written[at]
            written[at] = written[at] or values[area]
        yield number, tuple(written)


def _list_title(sheet: RawSheet, heading: Heading) -> tuple[str, ...]:
    above = sheet.lines[max(0, heading.index - TITLE_LINES) : heading.index]
    return tuple(" ".join(dict.fromkeys(cell for cell in cells if cell)) for _, cells in above)


def _read_values(
    rows: Sequence[TableRow], heading: Heading, columns: Sequence[Column]
) -> Iterator[TableRow]:
    places, twins = heading.places, find_twins(heading.labels, heading.places)
    free = {column.name for column in columns if column.name not in UNMASKED_COLUMNS}
    downward = [
        column.name
        for column in columns
        if column.fills_down
        and column.name in places
        and _is_mostly_empty(rows, places[column.name])
    ]
    last: Row = {}
    for row in rows:
        values = {name: _cell_at(row.cells, at) for name, at in places.items()}
        for name, at in twins.items():
            values[name] = " / ".join(filter(None, (values[name], _cell_at(row.cells, at))))
        for name in downward:
            values[name] = last[name] = values[name] or last.get(name, "")
        values.update({name: mask(values[name]).text for name in free & values.keys()})
        yield replace(row, values=values)


def _is_mostly_empty(rows: Sequence[TableRow], at: int) -> bool:
    filled = sum(bool(_cell_at(row.cells, at)) for row in rows)
    return 0 < filled <= len(rows) / 2


def _list_unused(rows: Sequence[TableRow], heading: Heading) -> tuple[str, ...]:
    """Return the labels of columns that hold something and that nobody asked for."""
    used = {*heading.places.values(), *find_twins(heading.labels, heading.places).values()}
    return tuple(
        label
        for at, label in enumerate(heading.labels)
        if label
        and at not in used
        and not is_number_heading(label)
        and any(_cell_at(row.cells, at) for row in rows)
    )


def _cell_at(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _explain_nothing(
    book: RawWorkbook,
    tables: Sequence[Table],
    lacking: Sequence[tuple[RawSheet, Heading]],
    columns: Sequence[Column],
) -> str:
    """Return why nothing of the file can be imported."""
    needed = ", ".join(column.headings[0] for column in columns if column.required)
    if tables or not any(len(sheet.lines) > 1 for sheet in book.sheets):
        return texts.IMPORT_NO_ROWS
    if not lacking:
        first = next(column for column in columns if column.required)
        return texts.IMPORT_NO_COLUMN.format(column=first.headings[0], columns=needed)
    sheet, heading = max(lacking, key=lambda pair: pair[1].weight)
    missing = ", ".join(f"«{column.headings[0]}»" for column in heading.missing)
    if len(book.sheets) == 1:
        return texts.IMPORT_NO_COLUMN.format(column=missing[1:-1], columns=needed)
    return texts.LIST_NO_SHEET.format(sheet=sheet.name, missing=missing, columns=needed)


def _describe_sheets(
    book: RawWorkbook, lacking: Sequence[tuple[RawSheet, Heading]], others: Sequence[str]
) -> Iterator[str]:
    for sheet, heading in lacking:
        missing = ", ".join(f"«{column.headings[0]}»" for column in heading.missing)
        yield texts.LIST_SHEET_LACKS.format(sheet=sheet.name, missing=missing)
    if others:
        names = ", ".join(f"«{name}»" for name in others[:SHOWN_SHEETS])
        yield texts.LIST_SHEETS_OTHER.format(count=len(others), names=names)
    yield from _describe_hidden_columns(book)


def _describe_hidden_columns(book: RawWorkbook) -> Iterator[str]:
    if columns := sum(len(sheet.hidden_columns) for sheet in book.sheets):
        yield texts.LIST_HIDDEN_COLUMNS.format(count=columns)


def _describe_columns(tables: Sequence[Table]) -> Iterator[str]:
    unused = list(dict.fromkeys(label for table in tables for label in table.unused))
    if unused:
        names = ", ".join(f"«{' '.join(label.split())}»" for label in unused)
        yield texts.LIST_UNUSED.format(columns=names)
