"""Slips with the codes of households: many to an A4 page, with lines to cut along. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, Table, TableStyle

from bot import texts
from bot.documents import pdf

COLUMNS, ROWS = 2, 7
MARGIN, PADDING = 10.0, 3.0  # millimetres
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0  # millimetres
SPARE = 1.0  # millimetres that keep the last row on the page
FRAME_PADDING = 6 / mm  # millimetres that reportlab keeps free within every frame
GRID = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), "Body"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("GRID", (0, 0), (-1, -1), 0.5, "#888888", 0, (4, 3)),
        *((f"{side}PADDING", (0, 0), (-1, -1), PADDING * mm) for side in ("LEFT", "RIGHT", "TOP")),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
)


@dataclass(frozen=True, slots=True)
class HouseholdSlip:
    """What one slip says."""

    label: str
    address: str
    code: str


def print_household_slips(unit: str, slips: Sequence[HouseholdSlip]) -> bytes:
    """Return the slips of a village as PDF, each page a table of cells to cut out."""
    width = (PAGE_WIDTH - 2 * MARGIN) / COLUMNS
    height = (PAGE_HEIGHT - 2 * MARGIN - SPARE) / ROWS
    cells: list[list[Flowable]] = [_build_slip(unit, slip, width, height) for slip in slips]
    cells += [[] for _ in range(-len(cells) % COLUMNS)]
    rows = [cells[at : at + COLUMNS] for at in range(0, len(cells), COLUMNS)]
    pages: list[Flowable] = [
        Table(page, [width * mm] * COLUMNS, [height * mm] * len(page), style=GRID)
        for page in (rows[at : at + ROWS] for at in range(0, len(rows), ROWS))
    ]
    title = texts.HOUSEHOLD_SLIPS_TITLE.format(unit=unit)
    return pdf.build_pdf(pages, title=title, author=unit, margin=MARGIN - FRAME_PADDING)


def _build_slip(unit: str, slip: HouseholdSlip, width: float, height: float) -> list[Flowable]:
    place = f"{slip.address}, {unit}" if slip.address else unit
    content: list[Flowable] = [
        pdf.make_paragraph(slip.label, size=12, bold=True, after=0),
        pdf.make_paragraph(place, size=9, after=3),
        pdf.make_paragraph(texts.HOUSEHOLD_SLIP_HEAD, size=9, after=0),
        pdf.make_paragraph(slip.code, size=17, bold=True, after=3),
        pdf.make_paragraph(texts.HOUSEHOLD_SLIP_USE.format(code=slip.code), size=8.5, after=0),
    ]
    inside = (width - 2 * PADDING) * mm, (height - PADDING - 1) * mm
    return [KeepInFrame(*inside, content, mode="shrink")]
