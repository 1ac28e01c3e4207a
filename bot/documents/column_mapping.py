"""Which column of which table holds what: guessed, and changed by the officer who looks at it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot import texts
from bot.core.errors import UserError


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A table's headings and columns: the sheet, the first row of headings and how many there are.

    `columns` holds the place of each column, from 0. `is_used` is False for a table to leave out.
    """

    sheet: str
    row: int
    height: int = 1
    columns: Mapping[str, int] = field(default_factory=dict)
    is_used: bool = True


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The mappings of a file's tables, in the file's order; what a form posts back."""

    tables: tuple[TableMapping, ...] = ()

    def find(self, sheet: str, row: int) -> TableMapping | None:
        """Return the mapping of the table whose headings begin in this row, or None."""
        return next(
            (table for table in self.tables if (table.sheet, table.row) == (sheet, row)), None
        )

    def to_json(self) -> str:
        """Return the mapping as JSON."""
        tables = [
            {
                "sheet": table.sheet,
                "row": table.row,
                "height": table.height,
                "columns": dict(table.columns),
                "is_used": table.is_used,
            }
            for table in self.tables
        ]
        return json.dumps({"tables": tables}, ensure_ascii=False)


def parse_mapping(written: str) -> ColumnMapping:
    """Return the mapping that `ColumnMapping.to_json` wrote. Raises UserError for anything else."""
    try:
        tables = json.loads(written)["tables"]
        return ColumnMapping(tuple(map(_parse_table, tables)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UserError(texts.LIST_BAD_MAPPING) from error


def _parse_table(table: Mapping[str, Any]) -> TableMapping:
    row, height = int(table["row"]), int(table.get("height", 1))
    columns = {str(name): int(at) for name, at in table.get("columns", {}).items() if int(at) >= 0}
    if row < 1 or height < 1 or len(set(columns.values())) < len(columns):
        raise ValueError("no such table")
    return TableMapping(str(table["sheet"]), row, height, columns, bool(table.get("is_used", True)))
