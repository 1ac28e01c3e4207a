"""What a true .xls (BIFF) says beside its cells: which rows and columns are hidden."""

import io
import logging
import struct

import xlrd

from bot.documents.sheet_layout import MAX_COLUMN, Layout

log = logging.getLogger(__name__)

# What xlrd raises of a file that was cut, altered or is of an unusual program: few are its own.
_UNREADABLE = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    MemoryError,
)


def read_xls_layouts(content: bytes) -> dict[str, Layout] | None:
    """Return each sheet's hidden rows and columns by its name; None when they cannot be told.

    A row or a column without any height or width is as hidden as one that says so.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except _UNREADABLE as error:
        kind = type(error).__name__
        log.info("lists: no layout of an .xls: %s", kind, extra={"action": "xls_layout_unread"})
        return None
    return {sheet.name: _read_layout(sheet) for sheet in book.sheets()}


def _read_layout(sheet: xlrd.sheet.Sheet) -> Layout:
    rows = {at + 1 for at, row in sheet.rowinfo_map.items() if row.hidden or row.height == 0}
    columns = {
        at + 1
        for at, column in sheet.colinfo_map.items()
        if at < MAX_COLUMN and (column.hidden or column.width == 0)
    }
    return Layout(rows, columns)
