"""Route sheets: the households of a village with boxes to tick by hand, in large letters. Pure.

A4 upright; as many households to a page as fit with letters of 14 points, never fewer letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable, KeepInFrame, PageBreak, Spacer, Table, TableStyle

from bot import texts
from bot.documents import pdf
from bot.vietnamese.letters import nfc

MARGIN = 11.0  # millimetres
FRAME_PADDING = 6 / mm  # millimetres that reportlab keeps free within every frame
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0  # millimetres
HEAD_HEIGHT = 36.0  # millimetres, of what stands above the households
FOOT = 8.0  # millimetres below, for the page's number
LETTERS = 14.0  # points: read without glasses on a veranda
BOX = 11.0  # points
LINE = 19.5  # points from one line of boxes to the next
GAP = 10.0  # points between two boxes with their words
NAME_SIZE, NAME_LEADING = 15.0, 20.25  # points
NAME_HEIGHT = 2 * NAME_LEADING + 1  # points: a long name with its address takes two lines
INSIDE = (PAGE_WIDTH - 2 * MARGIN) * mm - 12  # points, the width within a household's frame
ROOM = (PAGE_HEIGHT - 2 * MARGIN - HEAD_HEIGHT - FOOT) * mm  # points, the height of all households
BLOCKS = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), "Body"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BOX", (0, 0), (-1, -1), 0.8, "#000000"),
        ("LINEBELOW", (0, 0), (-1, -2), 0.8, "#000000"),
        *((f"{side}PADDING", (0, 0), (-1, -1), 6) for side in ("LEFT", "RIGHT")),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
)


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One household: its number on the sheet, its name, where it is."""

    number: int
    label: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class RouteSheet:
    """What a sheet says: whose village, which plan and days, who goes, what can be ticked."""

    unit: str
    title: str
    days: str
    visitor: str  # "" leaves a line for a hand
    outcomes: Sequence[str]
    setups: Sequence[str]
    rows: Sequence[RouteRow]


def print_route_sheet(sheet: RouteSheet) -> bytes:
    """Return the sheet as PDF."""
    per_page = count_rows_per_page(sheet)
    pages = [sheet.rows[at : at + per_page] for at in range(0, len(sheet.rows), per_page)] or [()]
    story: list[Flowable] = []
    for number, rows in enumerate(pages):
        if number:
            story.append(PageBreak())
        story += _lay_out_page(sheet, rows, per_page)
    return pdf.build_pdf(
        story,
        title=texts.ROUTE_SHEET_TITLE.format(unit=sheet.unit),
        author=sheet.unit,
        margin=MARGIN - FRAME_PADDING,
        on_page=_make_foot(sheet, len(pages)),
    )


def count_rows_per_page(sheet: RouteSheet) -> int:
    """Return how many households fit on a page."""
    lines = [TickLines(sheet.outcomes, INSIDE), _make_setup_lines(sheet)]
    needed = NAME_HEIGHT + sum(line.height for line in lines) + LINE + 8
    return max(1, int(ROOM // needed))


def _make_setup_lines(sheet: RouteSheet) -> "TickLines":
    return TickLines(sheet.setups, INSIDE, head=texts.ROUTE_SHEET_SETUPS)


def _lay_out_page(sheet: RouteSheet, rows: Sequence[RouteRow], per_page: int) -> list[Flowable]:
    width = (PAGE_WIDTH - 2 * MARGIN) * mm
    visitor = sheet.visitor or "………………………………"
    head: list[Flowable] = [
        pdf.make_paragraph(
            texts.ROUTE_SHEET_HEAD.format(unit=sheet.unit), size=17, bold=True, after=1
        ),
        pdf.make_paragraph(f"{sheet.title} ({sheet.days})", size=LETTERS, after=2),
        pdf.make_paragraph(
            texts.ROUTE_SHEET_WHO.format(visitor=visitor), size=LETTERS, bold=True, after=2
        ),
    ]
    if not rows:
        return [*head, pdf.make_paragraph(texts.ROUTE_SHEET_EMPTY, size=LETTERS)]
    height = ROOM / per_page
    cells = [[_build_row(sheet, row, height - 4)] for row in rows]
    return [
        KeepInFrame(width, HEAD_HEIGHT * mm, head, mode="shrink"),
        Spacer(1, 2),
        Table(cells, [width], [height] * len(rows), style=BLOCKS),
    ]


def _build_row(sheet: RouteSheet, row: RouteRow, height: float) -> list[Flowable]:
    named = texts.ROUTE_SHEET_HOUSE.format(number=row.number, label=row.label)
    if row.address:
        named = texts.ROUTE_SHEET_HOUSE_AT.format(house=named, address=row.address)
    name = pdf.make_paragraph(named, size=NAME_SIZE, bold=True, after=0)
    _, name_height = name.wrap(INSIDE, NAME_HEIGHT)
    content: list[Flowable] = [
        KeepInFrame(INSIDE, NAME_HEIGHT, [name], mode="shrink"),
        TickLines(sheet.outcomes, INSIDE),
        _make_setup_lines(sheet),
        NoteLine(),
    ]
    if name_height <= NAME_LEADING:
        content.append(NoteLine(is_second=True))
    return [KeepInFrame(INSIDE, height, content, mode="shrink")]


class TickLines(Flowable):  # type: ignore[misc]
    """Boxes with words behind them, on as many lines as they need."""

    def __init__(self, labels: Sequence[str], width: float, *, head: str = "") -> None:
        super().__init__()
        self.width = width
        self._lines = _break_lines([nfc(label) for label in labels], width, nfc(head))
        self.height = LINE * len(self._lines) + 2

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size; called by reportlab."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw boxes and words; called by reportlab with the canvas in place."""
        for place, line in enumerate(self._lines):
            y = self.height - LINE * (place + 1) + 5
            for x, label, has_box in line:
                self.canv.setFont("Body", LETTERS)
                if has_box:
                    self.canv.setLineWidth(1)
                    self.canv.rect(x, y - 1, BOX, BOX, stroke=1, fill=0)
                self.canv.drawString(x + (BOX + 5 if has_box else 0), y, label)


def _break_lines(
    labels: Sequence[str], width: float, head: str
) -> list[list[tuple[float, str, bool]]]:
    """Return each line's pieces: where it stands, the words, whether a box is before them."""
    lines: list[list[tuple[float, str, bool]]] = [[]]
    at = 0.0
    if head:
        lines[0].append((0.0, head, False))
        at = _measure(head) + GAP / 2
    for label in labels:
        piece = BOX + 5 + _measure(label)
        if at and at + piece > width:
            lines.append([])
            at = 0.0
        lines[-1].append((at, label, True))
        at += piece + GAP
    return lines


def _measure(text: str) -> float:
    pdf.register_fonts()
    return float(pdfmetrics.stringWidth(text, "Body", LETTERS))


class NoteLine(Flowable):  # type: ignore[misc]
    """A box for consent, then a line to write on; or a second such line alone."""

    def __init__(self, *, is_second: bool = False) -> None:
        super().__init__()
        self._is_second = is_second
        self.width, self.height = INSIDE, LINE + 2

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size; called by reportlab."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw box, words and dots; called by reportlab with the canvas in place."""
        at = 0.0 if self._is_second else self._draw_words()
        self.canv.setLineWidth(0.8)
        self.canv.setDash(1, 3)
        self.canv.line(at, 4, self.width, 4)
        self.canv.setDash()

    def _draw_words(self) -> float:
        """Draw the box and the words; return where the line begins."""
        consent, note = nfc(texts.ROUTE_SHEET_CONSENT), nfc(texts.ROUTE_SHEET_NOTE)
        self.canv.setFont("Body", LETTERS)
        self.canv.setLineWidth(1)
        self.canv.rect(0, 4, BOX, BOX, stroke=1, fill=0)
        self.canv.drawString(BOX + 5, 5, consent)
        at = BOX + 5 + _measure(consent) + GAP
        self.canv.drawString(at, 5, note)
        return at + _measure(note) + 6


def _make_foot(sheet: RouteSheet, count: int) -> Any:
    def draw(canvas: Any, document: Any) -> None:
        canvas.setFont("Body", 12)
        text = texts.ROUTE_SHEET_PAGE.format(page=document.page, count=count, unit=sheet.unit)
        canvas.drawCentredString(PAGE_WIDTH / 2 * mm, MARGIN * mm - 2, nfc(text))

    return draw
