"""Certificates of observed skills as a PDF: A4 landscape, one page a learner."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer, Table, TableStyle

from bot import texts
from bot.classes.skills import CertificateSheet
from bot.documents import pdf

LONG_NAME = 28  # characters; a longer one is set smaller
FRAME = 8  # millimetres from the edge
TOP = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])


def render_certificates(
    sheets: Sequence[CertificateSheet], commune: str, printed_on: date, *, link: str = ""
) -> bytes:
    """Return the PDF.

    The QR code holds `link` followed by the sheet's code; no link, no QR code.
    """
    story: list[Flowable] = []
    for sheet in sheets:
        if story:
            story.append(PageBreak())
        story += _build_page(sheet, commune, printed_on, link)
    return pdf.build_pdf(
        story, title=texts.CERTIFICATE_TITLE, margin=18, sideways=True, on_page=_draw_frame
    )


def _build_page(
    sheet: CertificateSheet, commune: str, printed_on: date, link: str
) -> list[Flowable]:
    size = 34 if len(sheet.name) <= LONG_NAME else 24
    half = (len(sheet.skills) + 1) // 2
    lines = [f"•  {skill}" for skill in sheet.skills]
    columns = [
        [pdf.make_paragraph(line, size=13, after=4) for line in part]
        for part in (lines[:half], lines[half:])
    ]
    rows: Any = [columns if len(lines) > 1 else [columns[0]]]
    width = 122 * mm
    return [
        pdf.make_paragraph(commune.upper(), size=13, align="center", after=6),
        pdf.make_paragraph(
            texts.CERTIFICATE_TITLE.upper(), size=26, bold=True, align="center", color="#a01c1c"
        ),
        pdf.make_paragraph(texts.CERTIFICATE_FOR, size=13, align="center", after=6),
        pdf.make_paragraph(sheet.name, size=size, bold=True, align="center", after=6),
        pdf.make_paragraph(sheet.unit.name, size=13, align="center", after=14),
        pdf.make_paragraph(texts.CERTIFICATE_CAN, size=13, align="center", after=10),
        Table(rows, colWidths=[width] * len(rows[0]), style=TOP),
        Spacer(1, 10 * mm),
        _build_footer(sheet, printed_on, link),
    ]


def _build_footer(sheet: CertificateSheet, printed_on: date, link: str) -> Flowable:
    check = texts.CERTIFICATE_CHECK.format(code=sheet.code)
    day = texts.CERTIFICATE_DAY.format(
        day=printed_on.day, month=printed_on.month, year=printed_on.year
    )
    left: list[Flowable] = [pdf.make_paragraph(check, size=10)]
    middle: list[Flowable] = [pdf.QrCode(link + sheet.code, width=30)] if link else []
    right: list[Flowable] = [
        pdf.make_paragraph(day, size=12, align="center", after=2),
        pdf.make_paragraph(texts.CERTIFICATE_SIGNED, size=12, bold=True, align="center"),
    ]
    return Table([[left, middle, right]], colWidths=[90 * mm, 60 * mm, 94 * mm], style=TOP)


def _draw_frame(canvas: Any, document: Any) -> None:
    width, height = document.pagesize
    for inset, line in ((FRAME * mm, 2.2), ((FRAME + 1.6) * mm, 0.6)):
        canvas.setLineWidth(line)
        canvas.setStrokeColor("#a01c1c")
        canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)
