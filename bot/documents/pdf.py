"""PDF generation on A4 with Vietnamese letters: fonts, styles, QR codes and `build_pdf`.

Text is normalized to NFC: reportlab would print a loose accent beside its letter.
"""

import io
from collections.abc import Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import fontpkg
import segno
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

from bot.documents.office_form import LANGUAGE
from bot.vietnamese.letters import nfc

FAMILY = "Be Vietnam Pro"
FONTS = {
    "Body": (400, "normal"),
    "Body-Bold": (700, "normal"),
    "Body-Italic": (400, "italic"),
    "Body-BoldItalic": (700, "italic"),
}
ALIGNMENT = {"left": TA_LEFT, "center": TA_CENTER, "justify": TA_JUSTIFY}
QUIET_ZONE = 4  # modules of white around a QR code (ISO/IEC 18004)


@cache
def register_fonts() -> None:
    """Make the faces known to reportlab, before anything is measured in them."""
    for name, (weight, style) in FONTS.items():
        path = fontpkg.path(FAMILY, weight=weight, style=style)
        pdfmetrics.registerFont(TTFont(name, str(path)))
    pdfmetrics.registerFontFamily("Body", *FONTS)


def make_paragraph(
    text: str,
    *,
    size: float = 12,
    bold: bool = False,
    align: str = "left",
    after: float = 6,
    color: str = "#000000",
) -> Paragraph:
    """Return a paragraph of plain text (never markup) at `size` points, `after` points below it."""
    register_fonts()
    style = ParagraphStyle(
        "text",
        fontName="Body-Bold" if bold else "Body",
        fontSize=size,
        leading=size * 1.35,
        alignment=ALIGNMENT[align],
        spaceAfter=after,
        textColor=color,
    )
    return Paragraph(escape(nfc(text)).replace("\n", "<br/>"), style)


class QrCode(Flowable):  # type: ignore[misc]
    """A QR code `width` millimetres wide, drawn as vectors, centred in its frame."""

    def __init__(self, content: str, *, width: float = 60) -> None:
        super().__init__()
        self._modules = tuple(segno.make(content, error="m", micro=False).matrix)
        self.width = self.height = width * mm
        self.hAlign = "CENTER"

    def draw(self) -> None:
        """Draw the code; called by reportlab with the canvas in place."""
        count = len(self._modules) + 2 * QUIET_ZONE
        size = self.width / count
        for y, row in enumerate(self._modules):
            for x, dark in enumerate(row):
                if dark:
                    left, top = (x + QUIET_ZONE) * size, self.height - (y + QUIET_ZONE) * size
                    self.canv.rect(left, top - size, size, size, stroke=0, fill=1)


def build_pdf(
    story: Sequence[Flowable],
    *,
    title: str,
    author: str = "",
    face: str = "Body",
    margin: float = 20,
    sideways: bool = False,
    on_page: Any = None,
) -> bytes:
    """Return the PDF of these flowables on A4, `margin` millimetres all around. Deterministic.

    `face` is the registered face that the pages begin with. `on_page(canvas, document)` draws what
    every page carries: a frame, a page number.
    """
    register_fonts()
    sink = io.BytesIO()
    document = SimpleDocTemplate(
        sink,
        pagesize=landscape(A4) if sideways else A4,
        leftMargin=margin * mm,
        rightMargin=margin * mm,
        topMargin=margin * mm,
        bottomMargin=margin * mm,
        title=nfc(title),
        author=nfc(author),
        lang=LANGUAGE,
        displayDocTitle=True,
        initialFontName=face,  # nothing of a face that is not within the file
        invariant=1,
    )
    drawn = {"onFirstPage": on_page, "onLaterPages": on_page} if on_page else {}
    document.build(list(story), **drawn)
    return sink.getvalue()
