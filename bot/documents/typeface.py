"""The typeface of official documents: Tinos, as wide as Times New Roman, and its measures."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FOLDER = Path(__file__).parent / "fonts"
OFFICE_NAME = "Times New Roman"  # what Word files name; every office PC has it
FACES = {
    "Tinos": "Tinos-Regular.ttf",
    "Tinos-Bold": "Tinos-Bold.ttf",
    "Tinos-Italic": "Tinos-Italic.ttf",
    "Tinos-BoldItalic": "Tinos-BoldItalic.ttf",
}
MEASURED_AT = 1000  # points; widths are scaled from it
MEASURED_CELLS = 60  # of a column: the longest, which decide its width
POINTS_PER_MM = 72 / 25.4
LIMIT_STEPS = 20  # of halving: a thousandth of a point
CELL_PADDING = 4.0  # points at each side of a cell


@cache
def _load_face(name: str) -> "FreeTypeFont":
    from PIL import ImageFont

    path = FOLDER / FACES[name]
    return ImageFont.truetype(str(path), MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in points."""
    face = _load_face("Tinos-Bold" if bold else "Tinos")
    return face.getlength(text) * size / MEASURED_AT


def fit_columns(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    fixed: Sequence[float],
    *,
    total: float,
    size: float,
) -> list[float]:
    """Return the columns' widths, which sum up to `total`, all in points.

    `fixed` are given widths, 0 for a column that is fitted to its longest line. Where the lines do
    not fit, short columns stay whole, long ones share what is left, and no word is broken as long
    as that is possible.
    """
    least: list[float] = []
    most: list[float] = []
    for at, heading in enumerate(headings):
        word, line = _measure_column(heading, [row[at] for row in rows], size)
        least.append(fixed[at] or word)
        most.append(fixed[at] or max(word, line))
    if sum(most) <= total:
        free = sum(width for width, given in zip(most, fixed, strict=True) if not given)
        spare = (total - sum(most)) / free if free else 0.0
        widths = [
            width if given else width * (1 + spare)
            for width, given in zip(most, fixed, strict=True)
        ]
    else:
        widths = limit_widths(least, most, total)
    scale = total / sum(widths)
    return [width * scale for width in widths]


def _measure_column(heading: str, cells: Sequence[str], size: float) -> tuple[float, float]:
    """Return the widths of the longest word and of the longest line, with the cell's padding."""
    longest = sorted(cells, key=len, reverse=True)[:MEASURED_CELLS]
    words = [measure(word, size, bold=True) for word in heading.split()]
    words += [measure(word, size) for cell in longest for word in cell.split()]
    lines = [measure(heading, size, bold=True)]
    lines += [measure(line, size) for cell in longest for line in cell.split("\n")]
    room = 2 * CELL_PADDING + 3  # points: Word and LibreOffice take the borders off a cell
    return max(words, default=0.0) + room, max(lines) + room


def limit_widths(least: Sequence[float], most: Sequence[float], total: float) -> list[float]:
    """Return the widths under the highest limit for all columns under which they fit `total`."""
    low, high = 0.0, max(most)
    for _ in range(LIMIT_STEPS):
        limit = (low + high) / 2
        widths = [max(word, min(line, limit)) for word, line in zip(least, most, strict=True)]
        low, high = (limit, high) if sum(widths) <= total else (low, limit)
    return [max(word, min(line, low)) for word, line in zip(least, most, strict=True)]
