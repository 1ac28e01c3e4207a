"""Finds the rows of headings of a sheet, wherever they stand: below titles, in two lines, again.

A row of headings is known by its words, not by its place. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.documents.columns import (
    WEAK,
    Column,
    is_known_heading,
    is_number_heading,
    list_missing,
    match_columns,
)
from bot.documents.sheet_cells import NumericCell
from bot.documents.workbooks import RawSheet

MAX_LABEL = 80  # characters; a longer cell is a sentence
MAX_HEIGHT = 3  # lines of one row of headings


@dataclass(frozen=True, slots=True)
class Heading:
    """A row of headings: the lines of the sheet it takes, its labels and what they mean."""

    index: int  # of its first line among the sheet's lines
    height: int
    labels: tuple[str, ...]
    places: dict[str, int]
    scores: dict[str, int]
    missing: tuple[Column, ...]

    @property
    def number_at(self) -> int | None:
        """The place of the running number, or None."""
        return next((at for at, label in enumerate(self.labels) if is_number_heading(label)), None)

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return sum(self.scores.values()) - 100 * len(self.missing)


def find_headings(sheet: RawSheet, columns: Sequence[Column]) -> list[Heading]:
    """Return the rows of headings with all required columns; else the best one, if any."""
    candidates: list[Heading] = []
    index = 0
    while index < len(sheet.lines):
        heading = read_heading(sheet, index, columns)
        if heading is None:
            index += 1
            continue
        candidates.append(heading)
        index += heading.height
    whole = [heading for heading in candidates if not heading.missing]
    if whole or not candidates:
        return whole or _find_lone_heading(sheet, columns)
    return [max(candidates, key=lambda heading: heading.weight)]


def _find_lone_heading(sheet: RawSheet, columns: Sequence[Column]) -> list[Heading]:
    """Return the heading of a list of one column, such as names pasted from a sheet."""
    for index, (_, cells) in enumerate(sheet.lines):
        if sum(map(bool, cells)) > 1:
            continue
        heading = _make_heading(index, 1, cells, columns)
        if heading.places and not heading.missing and max(heading.scores.values()) >= WEAK:
            return [heading]
    return []


def read_heading(sheet: RawSheet, index: int, columns: Sequence[Column]) -> Heading | None:
    """Return the heading that begins with this line, with as many lines as it takes, or None."""
    labels = sheet.lines[index][1]
    if not _may_be_labels(labels) or not any(
        is_known_heading(label) or any(column.score(label) for column in columns)
        for label in labels
        if label
    ):
        return None
    height = 1
    while height < MAX_HEIGHT and index + height < len(sheet.lines):
        further = _join_line(sheet, index, height, labels)
        if further is None:
            break
        labels, height = further, height + 1
    heading = _make_heading(index, height, labels, columns)
    return heading if _is_credible(heading) else None


def make_heading_at(
    sheet: RawSheet, index: int, height: int, places: dict[str, int], columns: Sequence[Column]
) -> Heading:
    """Return the heading an officer pointed at, with their columns."""
    labels = sheet.lines[index][1]
    for line in range(1, height):
        if index + line < len(sheet.lines):
            labels = _join_line(sheet, index, line, labels, is_sure=True) or labels
    known = {column.name for column in columns}
    chosen = {name: at for name, at in places.items() if name in known}
    scores = dict.fromkeys(chosen, 100)
    return Heading(index, height, labels, chosen, scores, tuple(list_missing(chosen, columns)))


def _make_heading(
    index: int, height: int, labels: Sequence[str], columns: Sequence[Column]
) -> Heading:
    places, scores = match_columns(labels, columns)
    missing = tuple(list_missing(places, columns))
    return Heading(index, height, tuple(labels), places, scores, missing)


def _may_be_labels(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and not any(
        isinstance(cell, NumericCell) or len(cell) > MAX_LABEL or cell.strip("()").isdigit()
        for cell in filled
    )


def _is_credible(heading: Heading) -> bool:
    labels = {label for label in heading.labels if label}
    known = len(heading.places) + sum(
        is_known_heading(label)
        for at, label in enumerate(heading.labels)
        if label and at not in heading.places.values()
    )
    return bool(heading.places) and known >= 2 and (known * 2 >= len(labels) or known >= 4)


def _join_line(
    sheet: RawSheet, index: int, height: int, labels: Sequence[str], *, is_sure: bool = False
) -> tuple[str, ...] | None:
    """Return the labels with those of the next line below them; None when it is no heading.

    It is one when it only fills what the line above left open: places below a merged heading, or
    beside one.
    """
    number, below = sheet.lines[index + height]
    if not is_sure and not _may_be_labels(below):
        return None
    first_number = sheet.lines[index][0]
    if not is_sure and number != first_number + height:
        return None
    parents = _list_parents(sheet, first_number, sheet.lines[index][1])
    width = max(len(labels), len(below))
    joined = [*labels, *[""] * (width - len(labels))]
    is_open = False
    for at, label in enumerate(below):
        if not label:
            continue
        parent = parents[at] if at < len(parents) else ""
        if not is_sure and not parent:
            return None
        is_open = True
        joined[at] = label if _says_more(label) else f"{parent} {label}".strip()
    return tuple(joined) if is_open else None


def _says_more(label: str) -> bool:
    """Whether a lower heading says enough by itself: «Số điện thoại» below «Liên hệ»."""
    return len(label.split()) > 1


def _list_parents(sheet: RawSheet, number: int, labels: Sequence[str]) -> list[str]:
    """Return, by place, the heading that is spread over several columns; "" where there is none."""
    spread: dict[int, str] = {}
    for area in sheet.merged:
        is_here = area.first_row == number and area.last_column > area.first_column
        if is_here and area.first_column < len(labels):
            columns = range(area.first_column, area.last_column + 1)
            spread.update(dict.fromkeys(columns, labels[area.first_column]))
    if spread or sheet.merged:
        return [spread.get(at, "") for at in range(max((*spread, len(labels) - 1), default=-1) + 1)]
    # Saved as text, a merged cell is followed by empty ones.
    parents: list[str] = []
    for at, label in enumerate(labels):
        follows = at + 1 < len(labels) and not labels[at + 1]
        parents.append(label if label and follows else parents[-1] if not label and parents else "")
    return parents
