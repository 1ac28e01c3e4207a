"""Certificates of observed skills as a PDF: A4 landscape, one page a learner.

The head is that of an official document; the frame and the colour are a certificate's.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer, Table, TableStyle

from bot import texts
from bot.classes.skills import CertificateSheet
from bot.documents import office_pdf, pdf, typeface
from bot.documents.office_form import Letterhead, format_date_line
from bot.documents.office_pdf import make_line, make_style
from bot.vietnamese.letters import nfc

LONG_NAME = 28  # characters; a longer one is set smaller
MANY_SKILLS = 8  # from here on the lines are set closer
MARGIN = 20  # millimetres
WIDTH = 297 - 2 * MARGIN  # millimetres
FRAME = 8  # millimetres from the edge
SPARE, LEAST_SPARE, LINE = 34.0, 4.0, 6.0  # millimetres between the skills and the signature
COLUMN_GAP = 14.0  # millimetres
RED = "#a01c1c"
FACE = "Tinos"
TOP = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("FONTNAME", (0, 0), (-1, -1), FACE)])
SIGNED = TableStyle([("VALIGN", (0, 0), (0, 0), "BOTTOM")], parent=TOP)


def render_certificates(
    sheets: Sequence[CertificateSheet],
    letterhead: Letterhead,
    printed_on: date,
    *,
    link: str = "",
) -> bytes:
    """Return the PDF.

    The QR code holds `link` followed by the sheet's code; no link, no QR code.
    """
    office_pdf.register_fonts()
    story: list[Flowable] = []
    for sheet in sheets:
        if story:
            story.append(PageBreak())
        story += _build_page(sheet, letterhead, printed_on, link)
    return pdf.build_pdf(
        story,
        title=texts.CERTIFICATE_TITLE,
        author=letterhead.name,
        face=FACE,
        margin=MARGIN,
        sideways=True,
        on_page=_draw_frame,
    )


def _build_page(
    sheet: CertificateSheet, letterhead: Letterhead, printed_on: date, link: str
) -> list[Flowable]:
    size = 32 if len(sheet.name) <= LONG_NAME else 24
    middle = make_style(15, align=TA_CENTER, after=3)
    title = ParagraphStyle(
        "title", make_style(30, bold=True, align=TA_CENTER, before=10, after=6), textColor=RED
    )
    name = make_style(size, bold=True, align=TA_CENTER, after=2)
    certifies = texts.CERTIFICATE_FOR.format(team=letterhead.name)
    return [
        office_pdf.make_head(letterhead, WIDTH * mm),
        make_line(texts.CERTIFICATE_TITLE.upper(), title),
        make_line(certifies, middle),
        make_line(sheet.name, name),
        make_line(sheet.unit.name, make_style(15, italic=True, align=TA_CENTER, after=6)),
        make_line(texts.CERTIFICATE_CAN, middle),
        _build_skills(sheet.skills),
        Spacer(1, max(SPARE - LINE * len(sheet.skills) / 2, LEAST_SPARE) * mm),
        _build_footer(sheet, letterhead, printed_on, link),
    ]


def _build_skills(skills: Sequence[str]) -> Flowable:
    """Return the skills in two columns; a single one stands in the middle."""
    many = len(skills) >= MANY_SKILLS
    style = make_style(13 if many else 14, after=1 if many else 3)
    if len(skills) == 1:
        return make_line(skills[0], make_style(16, bold=True, align=TA_CENTER, after=3))
    half = (len(skills) + 1) // 2
    lines = [texts.CERTIFICATE_SKILL.format(skill=skill) for skill in skills]
    longest = max(typeface.measure(nfc(line), style.fontSize) for line in lines)
    width = min(longest + COLUMN_GAP * mm, WIDTH / 2 * mm)
    columns = [[make_line(line, style) for line in part] for part in (lines[:half], lines[half:])]
    return Table([columns], colWidths=[width] * 2, style=TOP)


def _build_footer(
    sheet: CertificateSheet, letterhead: Letterhead, printed_on: date, link: str
) -> Flowable:
    check = texts.CERTIFICATE_CHECK.format(code=sheet.code)
    left: list[Flowable] = [make_line(check, make_style(11, italic=True))]
    middle: list[Flowable] = [pdf.QrCode(link + sheet.code, width=30)] if link else []
    bold = make_style(14, bold=True, align=TA_CENTER)
    signer = letterhead.signer
    position = signer.position if signer else texts.TEAM_POSITION
    right: list[Flowable] = [
        make_line(
            format_date_line(letterhead.place, printed_on),
            make_style(14, italic=True, align=TA_CENTER),
        ),
        make_line(position, bold),
        make_line(texts.DOCUMENT_SIGN, make_style(12, italic=True, align=TA_CENTER)),
        Spacer(1, 14 * mm),
        make_line(signer.name if signer else "", bold),
    ]
    widths = [96 * mm, 56 * mm, (WIDTH - 152) * mm]
    return Table([[left, middle, right]], colWidths=widths, style=SIGNED)


def _draw_frame(canvas: Any, document: Any) -> None:
    width, height = document.pagesize
    canvas.saveState()
    for inset, line in ((FRAME * mm, 2.2), ((FRAME + 1.6) * mm, 0.6)):
        canvas.setLineWidth(line)
        canvas.setStrokeColor(RED)
        canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)
    canvas.restoreState()
