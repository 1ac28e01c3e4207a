"""Builds files as offices keep them: titles, merged cells, hidden rows, .ods, old encodings."""

import unicodedata
import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from bot.vietnamese.legacy_encodings import _TCVN3

Cells = Sequence[object]


def make_xlsx(
    path: Path,
    sheets: dict[str, Sequence[Cells]],
    *,
    merged: dict[str, Sequence[tuple[int, int, int, int]]] | None = None,
    hidden_rows: Collection[int] = (),
    hidden_columns: Collection[int] = (),
    hidden_sheets: Collection[str] = (),
) -> Path:
    """Write the sheets; places of merged areas, rows and columns count from 0."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
            for first_row, first, last_row, last in (merged or {}).get(name, ()):
                value = rows[first_row][first]
                sheet.merge_range(first_row, first, last_row, last, value)
            for at in hidden_rows:
                sheet.set_row(at, None, None, {"hidden": True})
            for at in hidden_columns:
                sheet.set_column(at, at, None, None, {"hidden": True})
            if name in hidden_sheets:
                sheet.hide()
            else:
                sheet.activate()
                sheet.set_first_sheet()
    return path


def make_ods(path: Path, sheets: dict[str, Sequence[Cells]], hidden_rows: Collection[int]) -> Path:
    """Write an OpenDocument file as LibreOffice does, with some rows hidden."""
    tables = []
    for name, rows in sheets.items():
        lines = []
        for at, row in enumerate(rows):
            cells = "".join(
                '<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>'
                f"{escape(str(cell))}</text:p></table:table-cell>"
                if cell != ""
                else "<table:table-cell/>"
                for cell in row
            )
            shown = ' table:visibility="collapse"' if at in hidden_rows else ""
            lines.append(f"<table:table-row{shown}>{cells}</table:table-row>")
        # What LibreOffice writes below: a million rows of paint.
        lines.append(
            '<table:table-row table:number-rows-repeated="1048000">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        )
        tables.append(f'<table:table table:name="{escape(name)}">{"".join(lines)}</table:table>')
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
        f' office:version="1.3"><office:body><office:spreadsheet>{"".join(tables)}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mimetype}"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("mimetype", mimetype)
        parts.writestr("META-INF/manifest.xml", manifest)
        parts.writestr("content.xml", content)
    return path


def encode_tcvn3(text: str) -> str:
    """Return the text as a TCVN3 font keeps it, in Western European letters."""
    places = {letter: western for western, letter in _TCVN3.items()}
    lower = {letter.lower(): western for letter, western in places.items() if letter.islower()}
    return "".join(places.get(letter) or lower.get(letter.lower(), letter) for letter in text)


_MARKS = {
    "\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï",
    "\u0302": "â", "\u0302\u0301": "á", "\u0302\u0300": "à", "\u0302\u0309": "å",
    "\u0302\u0303": "ã", "\u0302\u0323": "ä",
    "\u0306": "ê", "\u0306\u0301": "é", "\u0306\u0300": "è", "\u0306\u0309": "ú",
    "\u0306\u0303": "ü", "\u0306\u0323": "ë",
}  # fmt: skip
_WHOLE = {"đ": "ñ", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "ơ": "ô", "ư": "ö"}


def encode_vni(text: str) -> str:
    """Return the text as a VNI font keeps it, in Western European letters."""
    written = []
    for letter in unicodedata.normalize("NFC", text):
        lower = letter.lower()
        if lower in ("í", "ì"):
            code = lower
        elif lower in _WHOLE:
            code = _WHOLE[lower]
        else:
            parts = unicodedata.normalize("NFD", lower)
            horn = parts.replace("\u031b", "")
            base = {"o": "ô", "u": "ö"}[parts[0]] if horn != parts else parts[0]
            marks = "".join(sorted(horn[1:], key=lambda mark: mark not in "\u0302\u0306"))
            code = base + _MARKS.get(marks, "")
        written.append(code.upper() if letter.isupper() else code)
    return "".join(written)
