"""A4 posters with a QR code: an announcement, or an invitation to a village's chat."""

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from bot import texts
from bot.documents import pdf

RED, GREY = "#a01c1c", "#444444"
SIZES = ((160, 34), (300, 28), (500, 23), (900, 19), (1500, 15))  # characters of the text → points
SMALLEST = 13
TOP = TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE")])


def announcement(unit: str, text: str, *, link: str = "", code: str = "", day: str = "") -> bytes:
    """Return the poster of an announcement as PDF.

    Long texts are set in smaller type, then run onto a second page.
    """
    size = next((points for limit, points in SIZES if len(text) <= limit), SMALLEST)
    story: list[Flowable] = [
        pdf.paragraph(unit.upper(), size=15, align="center", color=GREY, after=6),
        pdf.paragraph(texts.POSTER_TITLE, size=44, bold=True, align="center", color=RED, after=4),
        pdf.paragraph(day, size=13, align="center", color=GREY, after=16),
    ]
    story += [pdf.paragraph(part, size=size, after=size / 2) for part in _parts(text)]
    story.append(Spacer(1, 10 * mm))
    story.append(_foot(link, code))
    return pdf.build(story, title=texts.POSTER_TITLE, margin=20, on_page=_frame)


def _parts(text: str) -> Sequence[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _foot(link: str, code: str) -> Flowable:
    words: list[Flowable] = []
    if code:
        words.append(pdf.paragraph(texts.POSTER_CODE.format(code=code), size=13, after=6))
    if link:
        words.append(pdf.paragraph(texts.POSTER_SCAN, size=13, bold=True, after=2))
        words.append(pdf.paragraph(link, size=11, color=GREY))
    code_of = [pdf.QrCode(link, width=42)] if link else []
    return Table([[words, code_of]], colWidths=[118 * mm, 50 * mm], style=TOP)


def village(unit: str, commune: str, link: str) -> bytes:
    """Return the poster that invites to a village's chat: a QR code and what the bot does."""
    story: list[Flowable] = [
        pdf.paragraph(commune.upper(), size=15, align="center", color=GREY, after=6),
        pdf.paragraph(texts.BOT_NAME, size=54, bold=True, align="center", color=RED, after=2),
        pdf.paragraph(unit, size=24, bold=True, align="center", after=10),
        pdf.paragraph(texts.POSTER_VILLAGE, size=18, align="center", after=12),
        pdf.QrCode(link, width=96),
        Spacer(1, 4 * mm),
        pdf.paragraph(link, size=13, align="center", color=GREY, after=14),
    ]
    story += [pdf.paragraph(line, size=16, align="center", after=5) for line in texts.POSTER_USES]
    story.append(Spacer(1, 5 * mm))
    story.append(pdf.paragraph(texts.POSTER_NEVER, size=14, bold=True, align="center", color=RED))
    return pdf.build(story, title=f"{texts.BOT_NAME}, {unit}", margin=18, on_page=_frame)


def _frame(canvas: Any, document: Any) -> None:
    width, height = document.pagesize
    canvas.setStrokeColor(RED)
    canvas.setLineWidth(3)
    canvas.roundRect(8 * mm, 8 * mm, width - 16 * mm, height - 16 * mm, 5 * mm)
    if document.page > 1:
        canvas.setFont("Body", 10)
        canvas.drawCentredString(width / 2, 12 * mm, str(document.page))
