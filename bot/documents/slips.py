"""Link slips (phiếu mời): one slip a member, six to an A4 page, with lines to cut along. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, Table, TableStyle

from bot import texts
from bot.documents import pdf
from bot.documents.cells import format_cell

COLUMNS, ROWS = 2, 3
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0  # millimetres
PADDING = 7.0  # millimetres, so that no printer cuts a letter off
QR_WIDTH = 38.0  # millimetres
FRAME_PADDING = 6 / mm  # millimetres that reportlab keeps free within every frame
GREY = "#555555"
CELLS = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), "Body"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *(
            (f"{side}PADDING", (0, 0), (-1, -1), PADDING * mm)
            for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")
        ),
    ]
)
INSIDE = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), "Body"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]
)


@dataclass(frozen=True, slots=True)
class SlipAddress:
    """Where the chat is: the channel's name, and the address as it is typed."""

    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What one slip says.

    `link` is what the QR code holds: it opens the chat and brings the code along.
    """

    name: str
    role: str
    code: str
    valid_until: date
    link: str
    addresses: Sequence[SlipAddress] = ()


def print_slips(unit: str, slips: Sequence[Slip]) -> bytes:
    """Return the slips of a village as PDF."""
    return print_slips_of_units([(unit, slips)])


def print_slips_of_units(groups: Sequence[tuple[str, Sequence[Slip]]]) -> bytes:
    """Return the slips of several villages as PDF, each beginning on a page of its own."""
    sheets = [sheet for unit, slips in groups for sheet in _lay_out(unit, slips)]
    author = groups[0][0] if groups else ""
    title = texts.SLIPS_TITLE.format(unit=", ".join(unit for unit, _ in groups))
    return pdf.build_pdf(
        sheets, title=title, author=author, margin=-FRAME_PADDING, on_page=_draw_cut_lines
    )


def _lay_out(unit: str, slips: Sequence[Slip]) -> list[Flowable]:
    cells = [_build_slip(unit, slip) for slip in slips]
    cells += [[] for _ in range(-len(cells) % COLUMNS)]
    rows = [cells[at : at + COLUMNS] for at in range(0, len(cells), COLUMNS)]
    width, height = PAGE_WIDTH / COLUMNS * mm, PAGE_HEIGHT / ROWS * mm
    return [
        Table(page, [width] * COLUMNS, [height - 0.01] * len(page), style=CELLS)
        for page in (rows[at : at + ROWS] for at in range(0, len(rows), ROWS))
    ]


def _build_slip(unit: str, slip: Slip) -> list[Flowable]:
    width = PAGE_WIDTH / COLUMNS - 2 * PADDING
    small = [
        texts.SLIP_ADDRESS.format(channel=address.channel, address=address.address)
        for address in slip.addresses
    ]
    code = [
        pdf.make_paragraph(texts.SLIP_CODE, size=9, color=GREY, after=1),
        pdf.make_paragraph(_group(slip.code), size=15, bold=True, after=4),
        pdf.make_paragraph(
            texts.SLIP_UNTIL.format(day=format_cell(slip.valid_until)), size=9, after=0
        ),
    ]
    qr = [pdf.QrCode(slip.link, width=QR_WIDTH)] if slip.link else []
    content: list[Flowable] = [
        pdf.make_paragraph(texts.SLIP_TITLE, size=10, bold=True, color="#a01c1c", after=1),
        pdf.make_paragraph(slip.name, size=14, bold=True, after=0),
        pdf.make_paragraph(f"{slip.role}, {unit}", size=9, after=3),
        pdf.make_paragraph(texts.SLIP_USE, size=9, color=GREY, after=2),
        Table([[code, qr]], [(width - QR_WIDTH - 2) * mm, (QR_WIDTH + 2) * mm], style=INSIDE),
        pdf.make_paragraph(_tell_how(slip), size=9, after=2),
        *(pdf.make_paragraph(line, size=9, after=1) for line in small),
    ]
    # A long name or a fourth address makes all of it a little smaller.
    height = PAGE_HEIGHT / ROWS - 2 * PADDING
    return [KeepInFrame(width * mm, height * mm, content, mode="shrink")]


def _tell_how(slip: Slip) -> str:
    """Say how to join: a link that brings the code along saves typing it."""
    words = {"command": texts.SAID_LINK, "code": _group(slip.code)}
    if slip.code in slip.link:
        return texts.SLIP_HOW.format(**words)
    return texts.SLIP_HOW_TYPED.format(**words)


def _group(code: str) -> str:
    """Return a code in groups of four, as it is easily read and typed."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _draw_cut_lines(canvas: Any, document: Any) -> None:
    """Draw dashed lines between the slips."""
    width, height = document.pagesize
    canvas.setDash(4, 3)
    canvas.setLineWidth(0.5)
    canvas.setStrokeColor("#888888")
    for at in range(1, COLUMNS):
        canvas.line(width * at / COLUMNS, 0, width * at / COLUMNS, height)
    for at in range(1, ROWS):
        canvas.line(0, height * at / ROWS, width, height * at / ROWS)
