"""Official documents (`office_form`) as PDF: embedded letters, real text, its language named."""

import io
from collections.abc import Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    LongTable,
    PageBreak,
    PageTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Paragraph as PdfParagraph
from reportlab.platypus import Table as PdfTable

from bot import texts
from bot.documents import office_form as form
from bot.documents import typeface
from bot.documents.office_form import (
    Align,
    Annex,
    Block,
    Heading,
    Letterhead,
    OfficeDocument,
    Paragraph,
    Signer,
    Table,
    Tone,
)
from bot.vietnamese.letters import nfc

ALIGNMENT = {Align.LEFT: TA_LEFT, Align.CENTER: TA_CENTER, Align.RIGHT: TA_RIGHT}
LEADING = 1.3  # of the size: single spacing of this face times LINE_SPACING
SIGNATURE_GAP = 62.0  # points for the signature and the stamp
RULE = 0.7  # points
KEPT_LINES = 7  # a question, the headings of its table, its first rows
CELL_GAPS = 7.0  # points above and below the words of a cell
PLAIN = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), "Tinos"),  # reportlab's own is in no file
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
)


@cache
def register_fonts() -> None:
    """Make the four faces known to reportlab under the names of `typeface.FACES`."""
    for name, file in typeface.FACES.items():
        pdfmetrics.registerFont(TTFont(name, str(typeface.FOLDER / file)))
    pdfmetrics.registerFontFamily("Tinos", *typeface.FACES)


@cache
def make_style(
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    align: int = TA_LEFT,
    indent: float = 0.0,
    before: float = 0.0,
    after: float = 0.0,
) -> ParagraphStyle:
    """Return a style; `size`, `before` and `after` in points, `indent` of the first line too."""
    register_fonts()
    face = {
        (0, 0): "Tinos",
        (1, 0): "Tinos-Bold",
        (0, 1): "Tinos-Italic",
        (1, 1): "Tinos-BoldItalic",
    }
    return ParagraphStyle(
        "office",
        fontName=face[bold, italic],
        fontSize=size,
        leading=size * LEADING,
        alignment=align,
        firstLineIndent=indent,
        spaceBefore=before,
        spaceAfter=after,
        allowWidows=0,
        allowOrphans=0,
    )


def make_line(text: str, style: ParagraphStyle) -> PdfParagraph:
    """Return a paragraph of plain text, never markup; line breaks are kept."""
    return PdfParagraph(escape(nfc(text)).replace("\n", "<br/>"), style)


class Rule(Flowable):  # type: ignore[misc]
    """A thin line `length` points long, centred in its frame, `above` points below the text."""

    def __init__(self, length: float, *, above: float = 2.0) -> None:
        super().__init__()
        self._length, self.height = length, above + RULE

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Take the whole width, so that the line is centred in cells too."""
        self.width = width
        return width, self.height

    def draw(self) -> None:
        """Draw the line; called by reportlab with the canvas in place."""
        left = (self.width - self._length) / 2
        self.canv.setLineWidth(RULE)
        self.canv.line(left, 0, left + self._length, 0)


def render_pdf(document: OfficeDocument) -> bytes:
    """Return the document as PDF. The same document is the same file."""
    register_fonts()
    sink = io.BytesIO()
    sides = (
        (form.LONG_SIDE, form.SHORT_SIDE)
        if document.is_sideways
        else (form.SHORT_SIDE, form.LONG_SIDE)
    )
    width, height = (side * mm for side in sides)
    template = BaseDocTemplate(
        sink,
        pagesize=(width, height),
        title=nfc(document.title),
        author=nfc(document.letterhead.name),
        subject=nfc(document.summary),
        lang=form.LANGUAGE,
        displayDocTitle=True,
        initialFontName="Tinos",
        invariant=1,
    )
    frame = Frame(
        form.MARGIN_LEFT * mm,
        form.MARGIN_BOTTOM * mm,
        document.text_width * mm,
        height - (form.MARGIN_TOP + form.MARGIN_BOTTOM) * mm,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    template.addPageTemplates([PageTemplate("page", [frame], onPage=_draw_page_number)])
    template.build(_tell_story(document))
    return sink.getvalue()


def _draw_page_number(canvas: Any, template: Any) -> None:
    """Write the number in the middle of the margin above, on every page but the first."""
    if template.page == 1:
        return
    width, height = template.pagesize
    middle = (form.MARGIN_LEFT * mm + width - form.MARGIN_RIGHT * mm) / 2
    canvas.setFont("Tinos", form.PAGE_NUMBER_SIZE)
    canvas.drawCentredString(
        middle, height - form.PAGE_NUMBER_AT * mm - form.PAGE_NUMBER_SIZE * 0.7, str(template.page)
    )


def _tell_story(document: OfficeDocument) -> list[Flowable]:
    width = document.text_width * mm
    numbered = {"number_line": document.number_line, "date_line": document.date_line}
    story = [make_head(document.letterhead, width, **numbered), *_make_title(document)]
    main, annexes = form.split_annexes(document.blocks)
    flowables = [flowable for block in main for flowable in _make_block(block, document)]
    end = [*_make_end(document, width)]
    # The signature never stands on a page of its own: the last words go with it.
    with_end = flowables[-1:] if flowables and isinstance(flowables[-1], PdfParagraph) else []
    story += flowables[: len(flowables) - len(with_end)]
    story.append(KeepTogether([*with_end, *end]) if end else Spacer(0, 0))
    story += [] if end else with_end
    for block in annexes:
        story += _make_block(block, document)
    return story


def make_head(
    letterhead: Letterhead, width: float, *, number_line: str = "", date_line: str = ""
) -> Flowable:
    """Return the head: the body at the left, state and motto at the right, number and date."""
    left = width * form.LEFT_SHARE
    superior = make_style(form.BODY_NAME_SIZE, align=TA_CENTER)
    bold = make_style(form.BODY_NAME_SIZE, bold=True, align=TA_CENTER)
    body = letterhead.body.upper()
    body_cell: list[Flowable] = (
        [make_line(letterhead.superior.upper(), superior)] if letterhead.superior else []
    )
    length = form.rule_length(body, form.BODY_NAME_SIZE, left)
    body_cell += [make_line(body, bold), Rule(length)]
    motto = typeface.measure(texts.STATE_MOTTO, form.MOTTO_SIZE, bold=True)
    state_cell: list[Flowable] = [
        make_line(texts.STATE_NAME, make_style(form.STATE_SIZE, bold=True, align=TA_CENTER)),
        make_line(texts.STATE_MOTTO, make_style(form.MOTTO_SIZE, bold=True, align=TA_CENTER)),
        Rule(motto),
    ]
    rows: list[list[Any]] = [[body_cell, state_cell]]
    if number_line or date_line:
        number = make_style(form.NUMBER_SIZE, align=TA_CENTER)
        day = make_style(form.DATE_SIZE, italic=True, align=TA_CENTER)
        rows.append([make_line(number_line, number), make_line(date_line, day)])
    table = PdfTable(rows, colWidths=[left, width - left], style=PLAIN)
    table.setStyle(TableStyle([("TOPPADDING", (0, 1), (-1, -1), 8)]))
    return table


def _make_title(document: OfficeDocument) -> list[Flowable]:
    kind = make_style(form.KIND_SIZE, bold=True, align=TA_CENTER, before=18)
    summary = make_style(form.SUMMARY_SIZE, bold=True, align=TA_CENTER)
    title: list[Flowable] = [make_line(document.kind.upper(), kind)]
    if document.summary:
        length = form.rule_length(document.summary, form.SUMMARY_SIZE, document.text_width * mm)
        title += [make_line(document.summary, summary), Rule(length, above=3)]
    return [KeepTogether(title), Spacer(0, 12)]


def _make_block(block: Block, document: OfficeDocument) -> list[Flowable]:
    match block:
        case Paragraph(text=text, tone=tone):
            line = make_line(_dash(text, tone), _paragraph_style(tone, document.size))
            return [*([_keep(document)] if block.keep_with_next else []), line]
        case Heading(text):
            style = make_style(
                document.size,
                bold=True,
                indent=form.INDENT * mm,
                before=4,
                after=form.PARAGRAPH_GAP,
            )
            return [_keep(document), make_line(text, style)]
        case Annex():
            return _make_annex(block, document.text_width * mm)
        case Table():
            return [make_grid(block, document.text_width * mm), Spacer(0, 8)]
    raise TypeError(block)


def _keep(document: OfficeDocument) -> Flowable:
    """Return a page break for where a line would stand without the next ones below it."""
    return CondPageBreak(document.size * LEADING * KEPT_LINES)


def _dash(text: str, tone: Tone) -> str:
    return texts.DOCUMENT_ITEM.format(text=text) if tone is Tone.ITEM else text


def _paragraph_style(tone: Tone, size: float) -> ParagraphStyle:
    if tone is Tone.NOTE:
        size = min(size, form.SUMMARY_SIZE)
        return make_style(size, italic=True, align=TA_CENTER, after=form.PARAGRAPH_GAP * 1.5)
    if tone is Tone.LINE:
        return make_style(size, after=size * 0.6)
    return make_style(
        size,
        italic=tone is Tone.BASIS,
        align=TA_JUSTIFY,
        indent=form.INDENT * mm,
        after=form.PARAGRAPH_GAP,
    )


def _make_annex(annex: Annex, width: float) -> list[Flowable]:
    label = make_style(form.ANNEX_SIZE, bold=True, align=TA_CENTER)
    note = make_style(form.BODY_SIZE, italic=True, align=TA_CENTER, after=3)
    lines: list[Flowable] = [make_line(annex.label, label), make_line(annex.title.upper(), label)]
    length = form.rule_length(annex.title.upper(), form.ANNEX_SIZE, width)
    if annex.reference:
        lines.append(make_line(annex.reference, note))
    return [PageBreak(), *lines, Rule(length), Spacer(0, 12)]


def make_grid(table: Table, width: float) -> Flowable:
    """Return a table with a border; its headings are repeated on every page."""
    size = form.TABLE_SIZE
    widths = typeface.fit_columns(
        [nfc(column.heading) for column in table.columns],
        table.rows,
        [column.width * mm for column in table.columns],
        total=width,
        size=size,
    )
    head_style = make_style(size, bold=True, align=TA_CENTER)
    head = [make_line(column.heading, head_style) for column in table.columns]
    rows = [
        [
            _make_cell(text, column.align, room, size)
            for text, column, room in zip(row, table.columns, widths, strict=True)
        ]
        for row in table.rows
    ]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, "#000000"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("FONT", (0, 0), (-1, -1), "Tinos", size, size * 1.2),
        ("LEFTPADDING", (0, 0), (-1, -1), typeface.CELL_PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), typeface.CELL_PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 0 if table.is_tight else CELL_GAPS - 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2 if table.is_tight else 4),
        *(
            ("ALIGN", (at, 1), (at, -1), column.align.upper())
            for at, column in enumerate(table.columns)
        ),
    ]
    heights = [None, *(_row_height(row, widths, table.row_height * mm) for row in rows)]
    return LongTable(
        [head, *rows], widths, heights, style=TableStyle(style), repeatRows=1, splitInRow=1
    )


def _row_height(cells: Sequence[Any], widths: Sequence[float], least: float) -> float | None:
    """Return the height of a row that a hand writes in, more if its words need more."""
    if not least:
        return None
    rooms = (width - 2 * typeface.CELL_PADDING for width in widths)
    heights = [
        cell.wrap(room, form.LONG_SIDE * mm)[1] + CELL_GAPS
        for cell, room in zip(cells, rooms, strict=True)
        if isinstance(cell, PdfParagraph)
    ]
    return max(least, *heights) if heights else least


def _make_cell(text: str, align: Align, width: float, size: float) -> Any:
    """Return plain text where it fits one line, which is ten times faster than a paragraph."""
    text = nfc(text)
    room = width - 2 * typeface.CELL_PADDING
    if "\n" not in text and typeface.measure(text, size) <= room:
        return text
    return make_line(text, make_style(size, align=ALIGNMENT[align]))


def _make_end(document: OfficeDocument, width: float) -> list[Flowable]:
    """Return who gets the document (left) and who signs it (right, or side by side)."""
    signers = [_make_signer(signer) for signer in document.signers]
    recipients = _make_recipients(document.recipients)
    if not signers and not recipients:
        return []
    rows = [signers] if len(signers) > 1 else [[recipients, *(signers or [[]])]]
    count = len(rows[0])
    end: list[Flowable] = [
        Spacer(0, 12),
        PdfTable(rows, colWidths=[width / count] * count, style=PLAIN),
    ]
    return [*end, Spacer(0, 8), *recipients] if len(signers) > 1 else end


def _make_recipients(names: Sequence[str]) -> list[Flowable]:
    if not names:
        return []
    title = make_style(form.RECIPIENTS_SIZE, bold=True, italic=True)
    line = make_style(form.RECIPIENT_SIZE)
    return [
        make_line(texts.DOCUMENT_RECIPIENTS, title),
        *(make_line(texts.DOCUMENT_RECIPIENT.format(name=name), line) for name in names),
    ]


def _make_signer(signer: Signer) -> list[Flowable]:
    bold = make_style(form.SIGNER_SIZE, bold=True, align=TA_CENTER)
    note = make_style(form.SIGNER_SIZE - 1, italic=True, align=TA_CENTER)
    lines = [(signer.authority, bold), (signer.position, bold), (signer.note, note)]
    return [
        *(make_line(text, style) for text, style in lines if text),
        Spacer(0, SIGNATURE_GAP),
        *([make_line(signer.name, bold)] if signer.name else []),
    ]
