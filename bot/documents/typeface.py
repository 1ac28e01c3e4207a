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
    not fit, columns of many words give way, and no word is broken as long as that is possible.
    """
    wanted: list[tuple[float, float]] = []  # the longest word, the longest line
    for at, heading in enumerate(headings):
        if fixed[at]:
            wanted.append((fixed[at], fixed[at]))
            continue
        cells = sorted((row[at] for row in rows), key=len, reverse=True)[:MEASURED_CELLS]
        words = [measure(word, size, bold=True) for word in heading.split()]
        words += [measure(word, size) for cell in cells for word in cell.split()]
        lines = [measure(line, size) for cell in cells for line in cell.split("\n")]
        room = 2 * CELL_PADDING + 1
        longest_word = max(words, default=0.0) + room
        wanted.append((longest_word, max(max(lines, default=0.0) + room, longest_word)))
    return _share_width(wanted, [bool(width) for width in fixed], total)


def _share_width(
    wanted: Sequence[tuple[float, float]], is_fixed: Sequence[bool], total: float
) -> list[float]:
    least, most = (sum(pair[at] for pair in wanted) for at in (0, 1))
    if most <= total:
        free = sum(line for (_, line), fixed in zip(wanted, is_fixed, strict=True) if not fixed)
        spare = (total - most) / free if free else 0.0
        widths = [
            line if fixed else line * (1 + spare)
            for (_, line), fixed in zip(wanted, is_fixed, strict=True)
        ]
    elif least <= total:
        part = (total - least) / (most - least)
        widths = [word + (line - word) * part for word, line in wanted]
    else:
        widths = [word for word, _ in wanted]
    scale = total / sum(widths)
    return [width * scale for width in widths]
