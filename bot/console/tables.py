"""Tables of the console: columns with kinds, sorting in the address, and the same table as a file.

A page makes its rows by a query that is paged by key; what is shown can be kept as .xlsx.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.console.context import ConsoleRequest
from bot.console.rendering import format_day, format_number
from bot.documents.cells import ListTable
from bot.documents.list_files import write_xlsx
from bot.vietnamese.letters import natural_sort_key

Row = Mapping[str, Any]


class Kind(StrEnum):
    """What a column holds; it decides alignment, sorting and the type of a file's cells."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key of its value in a row, and its heading.

    `link` returns the address of a row's cell, `tag` the kind of a status (ok, wait, bad, info).
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    sortable: bool = True
    link: Callable[[Row], str] | None = None
    tag: Callable[[Row], str] | None = None

    @property
    def is_number(self) -> bool:
        """Whether its cells stand to the right."""
        return self.kind is Kind.NUMBER


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows."""

    text: str
    address: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows as a page shows them."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: str
    format_moment: Callable[[datetime | None], str]
    caption: str = ""
    address: str = ""  # of the page, without its query
    query: Mapping[str, str] = field(default_factory=dict)
    next_address: str = ""

    @property
    def export_address(self) -> str:
        """The address of the same table as a file."""
        return self._address(xlsx="1") if self.address else ""

    def cell(self, row: Row, column: Column) -> Cell:
        """Return what stands in a cell."""
        return Cell(
            self._format(row.get(column.key)),
            column.link(row) if column.link else "",
            column.tag(row) if column.tag else "",
        )

    def sort_of(self, column: Column) -> str:
        """Return "ascending", "descending" or "" as aria-sort has it."""
        match self.query.get("sort", ""):
            case column.key:
                return "ascending"
            case written if written == f"-{column.key}":
                return "descending"
        return ""

    def sort_url(self, column: Column) -> str:
        """Return the address of the page sorted by a column; twice is the other way round."""
        is_ascending = self.sort_of(column) == "ascending"
        return self._address(sort=f"-{column.key}" if is_ascending else column.key)

    def _address(self, **changed: str) -> str:
        kept = {name: value for name, value in self.query.items() if name not in ("xlsx", "after")}
        return f"{self.address}?{urlencode(kept | changed)}"

    def _format(self, value: object) -> str:
        match value:
            case None:
                return ""
            case datetime():
                return self.format_moment(value)
            case date():
                return format_day(value)
            case bool() | str():
                return str(value)
            case int() | float():
                return format_number(value)
        return str(value)


def make_table(
    request: ConsoleRequest,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    empty: str,
    caption: str = "",
    next_address: str = "",
    sorts: bool = True,
) -> Table:
    """Return a table of all its rows, sorted as the page's address says.

    Of a table that is paged by key (`next_address`) give `sorts=False` and columns that are not
    sortable: a page of it can not be sorted by itself.
    """
    if not sorts:
        columns = [replace(column, sortable=False) for column in columns]
    table = Table(
        columns,
        rows,
        empty,
        request.renderer.format_moment,
        caption,
        request.http.path,
        dict(request.query),
        next_address,
    )
    return replace(table, rows=sort_rows(table)) if sorts else table


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_table(request: ConsoleRequest, table: Table, *, title: str, name: str) -> web.Response:
    """Return the table as a workbook called `name`; its cells keep their types."""
    rows = [[row.get(column.key) for column in table.columns] for row in table.rows]
    headings = [column.label for column in table.columns]
    workbook = write_xlsx(ListTable(title, headings, rows, zone=request.policy.zone))
    return request.download(workbook, f"{name}.xlsx", XLSX)


def wants_export(request: ConsoleRequest) -> bool:
    """Whether the table is asked for as a file: then the page gives all rows, not its first."""
    return request.query.get("xlsx") == "1"


def sort_rows(table: Table) -> Sequence[Row]:
    """Return the rows in the order the address asks for; empty cells stand last."""
    column = next((column for column in table.columns if table.sort_of(column)), None)
    if column is None:
        return table.rows
    filled = [row for row in table.rows if row.get(column.key) not in (None, "")]
    blank = [row for row in table.rows if row.get(column.key) in (None, "")]
    filled.sort(key=lambda row: _sort_key(row[column.key]))
    if table.sort_of(column) == "descending":
        filled.reverse()
    return [*filled, *blank]


def _sort_key(value: Any) -> Any:
    return natural_sort_key(value) if isinstance(value, str) else value
