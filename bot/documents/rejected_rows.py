"""Writes the refused rows to a .xlsx an officer can correct and send again."""

from pathlib import Path

from bot import texts
from bot.core.errors import UserError
from bot.documents.import_plans import ImportPlan

EXCEL_CELL = 32_767  # characters a cell can hold


def write_rejected_rows(path: Path, plan: ImportPlan) -> None:
    """Write the refused rows with their numbers, sheets and all their reasons.

    The reason stands in the first column, so that the file can be mended and imported again. All
    cells are written as text, so that no formula of somebody's sheet is evaluated in another's.
    """
    import xlsxwriter  # by who writes a sheet, not by every process that knows of sheets
    import xlsxwriter.exceptions

    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    has_sheets = len({row.sheet for row in plan.rejected}) > 1
    first = [texts.IMPORT_ROW, *([texts.IMPORT_SHEET] if has_sheets else []), texts.IMPORT_REASON]
    lines = [
        (*first, *plan.headings),
        *(
            (str(row.number), *([row.sheet] if has_sheets else []), row.reason, *row.cells)
            for row in plan.rejected
        ),
    ]
    for number, line in enumerate(lines):
        for at, cell in enumerate(line):
            sheet.write_string(number, at, str(cell)[:EXCEL_CELL])
    sheet.autofit()
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise UserError(texts.FILE_UNWRITABLE.format(path=path)) from error
