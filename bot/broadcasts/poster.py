"""A4 posters with a QR code: an announcement, or an invitation to a village's chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer, Table, TableStyle

from bot import texts
from bot.documents import pdf

RED, GREY = "#a01c1c", "#444444"
FONT_SIZES = (
    (160, 34),
    (300, 28),
    (500, 23),
    (900, 19),
    (1500, 15),
)  # characters of the text → points
MIN_FONT_SIZE = 13
FOOTER_STYLE = TableStyle(
    [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("FONTNAME", (0, 0), (-1, -1), "Body")]
)


def print_announcement(
    unit: str, text: str, *, link: str = "", code: str = "", day: str = ""
) -> bytes:
    """Return the poster of an announcement as PDF.

    Long texts are set in smaller type, then run onto a second page.
    """
    size = next((points for limit, points in FONT_SIZES if len(text) <= limit), MIN_FONT_SIZE)
    story: list[Flowable] = [
        pdf.make_paragraph(unit.upper(), size=15, align="center", color=GREY, after=6),
        pdf.make_paragraph(
            texts.POSTER_TITLE, size=44, bold=True, align="center", color=RED, after=4
        ),
        pdf.make_paragraph(day, size=13, align="center", color=GREY, after=16),
    ]
    story += [pdf.make_paragraph(part, size=size, after=size / 2) for part in _split_lines(text)]
    story.append(Spacer(1, 10 * mm))
    story.append(_render_footer(link, code))
    return pdf.build_pdf(story, title=texts.POSTER_TITLE, margin=20, on_page=_draw_frame)


def _split_lines(text: str) -> Sequence[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _render_footer(link: str, code: str) -> Flowable:
    text_cell: list[Flowable] = []
    if code:
        text_cell.append(pdf.make_paragraph(texts.POSTER_CODE.format(code=code), size=13, after=6))
    if link:
        text_cell.append(pdf.make_paragraph(texts.POSTER_SCAN, size=13, bold=True, after=2))
        text_cell.append(pdf.make_paragraph(link, size=11, color=GREY))
    qr_cell = [pdf.QrCode(link, width=42)] if link else []
    return Table([[text_cell, qr_cell]], colWidths=[118 * mm, 50 * mm], style=FOOTER_STYLE)


@dataclass(frozen=True, slots=True)
class VillagePoster:
    """A poster that invites to a village's chat: a QR code and what the bot does.

    `others` are the chat's addresses on other platforms, written out.
    """

    unit: str
    commune: str
    link: str
    others: Sequence[str] = ()


def print_village_posters(villages: Sequence[VillagePoster]) -> bytes:
    """Return the posters of several villages, a page each."""
    story: list[Flowable] = []
    for village in villages:
        story += [*_tell_village(village), PageBreak()]
    title = f"{texts.BOT_NAME}, {', '.join(village.unit for village in villages)}"
    return pdf.build_pdf(story[:-1], title=title, margin=18, on_page=_draw_frame)


def _tell_village(village: VillagePoster) -> list[Flowable]:
    others = " · ".join(village.others)
    story: list[Flowable] = [
        pdf.make_paragraph(village.commune.upper(), size=15, align="center", color=GREY, after=6),
        pdf.make_paragraph(texts.BOT_NAME, size=54, bold=True, align="center", color=RED, after=2),
        pdf.make_paragraph(village.unit, size=24, bold=True, align="center", after=10),
        pdf.make_paragraph(texts.POSTER_VILLAGE, size=18, align="center", after=12),
        pdf.QrCode(village.link, width=96),
        Spacer(1, 4 * mm),
        pdf.make_paragraph(village.link, size=13, align="center", color=GREY, after=4),
        pdf.make_paragraph(others, size=13, align="center", color=GREY, after=10),
    ]
    story += [
        pdf.make_paragraph(line, size=16, align="center", after=5) for line in texts.POSTER_USES
    ]
    story.append(Spacer(1, 5 * mm))
    story.append(
        pdf.make_paragraph(texts.POSTER_NEVER, size=14, bold=True, align="center", color=RED)
    )
    return story


def _draw_frame(canvas: Any, document: Any) -> None:
    width, height = document.pagesize
    canvas.setStrokeColor(RED)
    canvas.setLineWidth(3)
    canvas.roundRect(8 * mm, 8 * mm, width - 16 * mm, height - 16 * mm, 5 * mm)
    if document.page > 1:
        canvas.setFont("Body", 10)
        canvas.drawCentredString(width / 2, 12 * mm, str(document.page))
