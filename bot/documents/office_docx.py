"""Official documents (`office_form`) as Word files that an officer can go on writing in.

Everything is a style (Title, Subtitle, Heading 1, Body Text, List, Table Grid and ours beside
them), so that changing one changes all that it is used for.
"""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from bot import texts
from bot.documents import docx_styles as styles
from bot.documents import office_form as form
from bot.documents import typeface
from bot.documents.docx_rows import RowShape, add_rows
from bot.documents.office_form import (
    Annex,
    Block,
    Heading,
    OfficeDocument,
    Paragraph,
    Signer,
    Table,
    Tone,
)
from bot.vietnamese.letters import nfc

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable

TONES = {
    Tone.BODY: styles.BODY,
    Tone.ITEM: styles.ITEM,
    Tone.BASIS: texts.STYLE_BASIS,
    Tone.NOTE: texts.STYLE_NOTE,
    Tone.LINE: texts.STYLE_LINE,
}
SIGNATURE_GAP = 60  # points for the signature and the stamp
RULE_EIGHTHS = "6"  # eighths of a point
TWIPS_PER_POINT = 20


def render_docx(document: OfficeDocument) -> bytes:
    """Return the document as a Word file."""
    word = docx.Document()
    styles.set_properties(word, document)
    styles.set_styles(word, document.size)
    styles.set_up_page(word, document)
    _add_head(word, document)
    _add_title(word, document)
    main, annexes = form.split_annexes(document.blocks)
    for block in main:
        _add_block(word, block, document)
    _add_end(word, document)
    for block in annexes:
        _add_block(word, block, document)
    sink = io.BytesIO()
    word.save(sink)
    return sink.getvalue()


def _write(place: Any, text: str, style: str, *, fresh: bool = True) -> Any:
    """Write a paragraph into a document or a cell; `fresh` False takes the cell's empty one."""
    paragraph = place.add_paragraph() if fresh else place.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(nfc(text))
    return paragraph


def _fill(cell: Any, lines: Sequence[tuple[str, str]]) -> None:
    """Write lines, each with its style, into an empty cell."""
    for at, (text, style) in enumerate(lines):
        _write(cell, text, style, fresh=at > 0)


def _add_rule(place: Any, width: float, length: float) -> None:
    """Add a centred line `length` points long to a place `width` points wide."""
    paragraph = _write(place, "", texts.STYLE_RULE)
    side = Pt(max((width - length) / 2, 0))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.space_before = Pt(2)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (
        ("val", "single"),
        ("sz", RULE_EIGHTHS),
        ("space", "1"),
        ("color", "000000"),
    ):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _add_plain_table(word: "Document", rows: int, widths: Sequence[float]) -> "WordTable":
    """Add a table without borders, `widths` in points, and no space beside its cells."""
    table: WordTable = word.add_table(rows=rows, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Pt(width)
    _set_widths(table, widths, padding=0.0)
    return table


def _set_widths(table: "WordTable", widths: Sequence[float], *, padding: float) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(round(padding * TWIPS_PER_POINT)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _add_head(word: "Document", document: OfficeDocument) -> None:
    width = document.text_width * typeface.POINTS_PER_MM
    widths = [width * form.LEFT_SHARE, width * (1 - form.LEFT_SHARE)]
    table = _add_plain_table(word, 2, widths)
    (left, right), (number, day) = (row.cells for row in table.rows)
    letterhead = document.letterhead
    body = letterhead.body.upper()
    names = [(letterhead.superior.upper(), texts.STYLE_SUPERIOR)] if letterhead.superior else []
    names += [(line, texts.STYLE_BODY_NAME) for line in body.split("\n")]
    _fill(left, names)
    _add_rule(left, widths[0], form.rule_length(body, form.BODY_NAME_SIZE, widths[0]))
    _fill(right, [(texts.STATE_NAME, texts.STYLE_STATE), (texts.STATE_MOTTO, texts.STYLE_MOTTO)])
    motto = typeface.measure(texts.STATE_MOTTO, form.MOTTO_SIZE, bold=True)
    _add_rule(right, widths[1], motto)
    _fill(number, [(document.number_line, texts.STYLE_NUMBER)])
    _fill(day, [(document.date_line, texts.STYLE_DATE)])


def _add_title(word: "Document", document: OfficeDocument) -> None:
    width = document.text_width * typeface.POINTS_PER_MM
    _write(word, document.kind.upper(), styles.TITLE)
    if document.summary:
        _write(word, document.summary, styles.SUMMARY)
        length = form.rule_length(document.summary, form.SUMMARY_SIZE, width)
        _add_rule(word, width, length)
    _write(word, "", styles.NORMAL)


def _add_block(word: "Document", block: Block, document: OfficeDocument) -> None:
    match block:
        case Paragraph(text=text, tone=tone):
            text = texts.DOCUMENT_ITEM.format(text=text) if tone is Tone.ITEM else text
            line = _write(word, text, TONES[tone])
            line.paragraph_format.keep_with_next = True if block.keep_with_next else None
        case Heading(text):
            _write(word, text, styles.HEADING)
        case Annex():
            _add_annex(word, block, document)
        case Table():
            _add_grid(word, block, document.text_width * typeface.POINTS_PER_MM)
            _write(word, "", styles.NORMAL)


def _add_annex(word: "Document", annex: Annex, document: OfficeDocument) -> None:
    label = _write(word, annex.label, texts.STYLE_ANNEX)
    label.paragraph_format.page_break_before = True
    _write(word, annex.title.upper(), texts.STYLE_ANNEX)
    if annex.reference:
        _write(word, annex.reference, texts.STYLE_NOTE)
    width = document.text_width * typeface.POINTS_PER_MM
    _add_rule(word, width, form.rule_length(annex.title.upper(), form.ANNEX_SIZE, width))
    _write(word, "", styles.NORMAL)


def _add_grid(word: "Document", table: Table, width: float) -> None:
    """Add a table with a border; its headings are repeated, and no row is torn."""
    widths = typeface.fit_columns(
        [nfc(column.heading) for column in table.columns],
        table.rows,
        [column.width * typeface.POINTS_PER_MM for column in table.columns],
        total=width,
        size=form.TABLE_SIZE,
    )
    grid = word.add_table(rows=0, cols=len(widths), style=styles.TABLE)
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    shape = RowShape(
        [round(column_width * TWIPS_PER_POINT) for column_width in widths],
        [column.align for column in table.columns],
        word.styles[texts.STYLE_CELL].style_id,
        round(table.row_height * typeface.POINTS_PER_MM * TWIPS_PER_POINT),
    )
    add_rows(grid, [column.heading for column in table.columns], table.rows, shape)
    _set_widths(grid, widths, padding=typeface.CELL_PADDING)


def _mark_row(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _add_end(word: "Document", document: OfficeDocument) -> None:
    """Add who gets the document (left) and who signs it (right, or side by side)."""
    signers, width = document.signers, document.text_width * typeface.POINTS_PER_MM
    if not signers and not document.recipients:
        return
    word.paragraphs[-1].paragraph_format.keep_with_next = True
    recipients = _recipient_lines(document.recipients)
    count = max(len(signers), 2)
    table = _add_plain_table(word, 1, [width / count] * count)
    _mark_row(table.rows[0], "w:cantSplit")
    cells = list(table.rows[0].cells)
    if len(signers) < 2:
        _fill(cells[0], recipients)
        cells = cells[1:]
    for cell, signer in zip(cells, signers, strict=False):
        _add_signer(cell, signer)
    if len(signers) > 1:
        _write(word, "", styles.NORMAL)
        for text, style in recipients:
            _write(word, text, style)


def _recipient_lines(names: Sequence[str]) -> list[tuple[str, str]]:
    if not names:
        return []
    return [
        (texts.DOCUMENT_RECIPIENTS, texts.STYLE_RECIPIENTS),
        *((texts.DOCUMENT_RECIPIENT.format(name=name), texts.STYLE_RECIPIENT) for name in names),
    ]


def _add_signer(cell: Any, signer: Signer) -> None:
    lines = [
        (signer.authority, texts.STYLE_SIGNER),
        (signer.position, texts.STYLE_SIGNER),
        (signer.note, texts.STYLE_SIGN_NOTE),
    ]
    _fill(cell, [line for line in lines if line[0]])
    name = _write(cell, signer.name, texts.STYLE_SIGNER)
    name.paragraph_format.space_before = Pt(SIGNATURE_GAP)
