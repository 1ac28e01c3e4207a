"""Imports of lists that somebody looks at before they count: the same steps for every kind.

A list is kept (`keep_pending`), its columns are shown and may be changed, its plan is shown, and it
is imported when the plan still says what was shown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.documents.column_mapping import ColumnMapping, TableMapping, parse_mapping
from bot.documents.headings import find_headings, make_heading_at
from bot.documents.import_plans import ImportPlan, RowOutcome, RowStatus
from bot.documents.rejected_rows import write_rejected_rows
from bot.documents.tables import FoundTables
from bot.documents.workbooks import SUFFIXES, RawSheet, RawWorkbook, parse_pasted, parse_workbook
from bot.people import pending_imports
from bot.people.actor import Actor
from bot.people.pending_imports import PendingImport
from bot.people.units import Unit
from bot.usecases.import_kinds import IMPORT_KINDS, ImportKind

SHOWN_LINES = 5  # of each sheet, below its headings
MOST_TABLES = 40  # tables whose columns are shown


def read_content(content: bytes, file: str) -> RawWorkbook:
    """Parse a list as it came; `file` "" means it was pasted. Raises UserError."""
    if not file:
        return parse_pasted(content.decode())
    path = Path(file)  # a label that is shown, never opened
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(texts.FILE_KIND.format(path=file))
    return parse_workbook(content, path)


@dataclass(frozen=True, slots=True)
class TableView:
    """A table's columns as they are shown and changed, with its first lines."""

    sheet: str
    row: int
    height: int
    labels: tuple[str, ...]
    columns: Mapping[str, int]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    is_used: bool = True

    @property
    def places(self) -> list[tuple[int, str]]:
        """The place of each column of the sheet, with its letter and heading."""
        width = max((len(cells) for _, cells in self.lines), default=0)
        width = max(width, len(self.labels))
        labels = (*self.labels, *[""] * (width - len(self.labels)))
        return [
            (at, f"{name_column(at)}: {' '.join(label.split())}" if label else name_column(at))
            for at, label in enumerate(labels)
            if label or any(at < len(cells) and cells[at] for _, cells in self.lines)
        ]


def name_column(at: int) -> str:
    """Return a column's letters as Excel has them.

    >>> name_column(0), name_column(27)
    ('A', 'AB')
    """
    letters, at = "", at + 1
    while at:
        at, left = divmod(at - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was found in a list: its tables, or why there is none, and the views of all sheets."""

    found: FoundTables | None
    error: str = ""
    views: tuple[TableView, ...] = ()


def understand(kind: ImportKind, book: RawWorkbook, mapping: ColumnMapping | None) -> Understanding:
    """Find the tables of a list; what is not found can still be pointed at."""
    try:
        found = kind.find(book, mapping)
    except UserError as error:
        tables = mapping.tables if mapping else tuple(_guess_tables(kind, book))
        return Understanding(None, str(error), tuple(_view_tables(kind, book, tables)))
    tables = mapping.tables if mapping else found.mapping.tables
    return Understanding(found, "", tuple(_view_tables(kind, book, tables)))


def _guess_tables(kind: ImportKind, book: RawWorkbook) -> list[TableMapping]:
    """Return the likeliest headings of each sheet: nothing had all the columns."""
    guesses = []
    for sheet in book.sheets:
        if not sheet.lines:
            continue
        headings = find_headings(sheet, kind.columns)
        if headings:
            heading = headings[0]
            row = sheet.lines[heading.index][0]
            guesses.append(TableMapping(sheet.name, row, heading.height, heading.places))
        else:
            number, _ = max(sheet.lines[:15], key=lambda line: sum(map(bool, line[1])))
            guesses.append(TableMapping(sheet.name, number))
    return guesses


def _view_tables(
    kind: ImportKind, book: RawWorkbook, tables: Sequence[TableMapping]
) -> list[TableView]:
    sheets = {sheet.name: sheet for sheet in book.sheets}
    return [
        _view_table(kind, sheets[table.sheet], table)
        for table in tables[:MOST_TABLES]
        if table.sheet in sheets
    ]


def _view_table(kind: ImportKind, sheet: RawSheet, table: TableMapping) -> TableView:
    indexes = {number: index for index, (number, _) in enumerate(sheet.lines)}
    if table.row not in indexes:
        return TableView(sheet.name, table.row, 1, (), {}, sheet.lines[:SHOWN_LINES], table.is_used)
    index = indexes[table.row]
    heading = make_heading_at(sheet, index, table.height, dict(table.columns), kind.columns)
    below = index + table.height
    lines = sheet.lines[below : below + SHOWN_LINES]
    return TableView(
        sheet.name, table.row, table.height, heading.labels, table.columns, lines, table.is_used
    )


def parse_stored_mapping(row: PendingImport) -> ColumnMapping | None:
    """Return the columns as their owner changed them, or None for the guess."""
    return parse_mapping(row.mapping) if row.mapping else None


def plan_pending(
    session: Session,
    row: PendingImport,
    found: FoundTables,
    *,
    actor: Actor,
    policy: Policy,
    now: datetime,
) -> ImportPlan:
    """Return what importing a pending list would do; writes nothing."""
    unit = session.get(Unit, row.unit_id) if row.unit_id else None
    kind = IMPORT_KINDS[row.kind]
    return kind.plan(session, found, actor=actor, now=now, policy=policy, unit=unit)


def apply_pending(
    session: Session,
    kind: ImportKind,
    number: int,
    found: FoundTables,
    *,
    shown: str,
    actor: Actor,
    policy: Policy,
    now: datetime,
) -> None:
    """Import a pending list once; a second press finds it done.

    Raises NotFound, and UserError when the plan is no longer the one that was `shown`.
    """
    options: dict[str, Any] = {"actor": actor, "now": now}
    row = pending_imports.get_pending(session, kind.name, number, lock=True, **options)
    if row.applied_at is not None:
        return
    unit = session.get(Unit, row.unit_id) if row.unit_id else None
    plan = kind.apply(session, found, policy=policy, unit=unit, shown=shown, **options)
    pending_imports.close_pending(row, _describe_plan(plan), now=now)


def _describe_plan(plan: ImportPlan) -> dict[str, Any]:
    return {
        "counts": plan.as_json(),
        "missing": list(plan.missing),
        "headings": list(plan.headings),
        "rejected": [[row.sheet, row.number, list(row.reasons), list(row.cells)]
                     for row in plan.rejected],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: how many rows of each kind, who was not listed, and the refused rows."""

    counts: Mapping[str, int] = field(default_factory=dict)
    missing: Sequence[str] = ()
    plan: ImportPlan = field(default_factory=lambda: ImportPlan("", "", ()))


def read_report(row: PendingImport) -> ImportReport:
    """Return what was imported of a list."""
    stored = json.loads(row.report)
    rejected = tuple(
        RowOutcome(sheet, number, RowStatus.REJECTED, reasons=tuple(reasons), cells=tuple(cells))
        for sheet, number, reasons, cells in stored["rejected"]
    )
    plan = ImportPlan(row.kind, row.file, rejected, tuple(stored["headings"]))
    return ImportReport(stored["counts"], stored["missing"], plan)


def write_rejected(plan: ImportPlan) -> bytes:
    """Return the refused rows with their reasons as .xlsx."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        write_rejected_rows(path, plan)
        return path.read_bytes()
