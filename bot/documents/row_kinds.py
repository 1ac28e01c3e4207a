"""What a line below the headings is: a row, a group's name, a total, a signature. Pure."""

import re
from collections.abc import Sequence
from enum import StrEnum

from bot import texts
from bot.documents.headings import Heading
from bot.documents.sheet_cells import NumericCell
from bot.documents.workbooks import MergedArea
from bot.vietnamese.letters import normalize_for_match


class RowKind(StrEnum):
    """What a line is; all but DATA are left out, and said."""

    DATA = "data"
    SECTION = "section"
    TOTAL = "total"
    SIGNATURE = "signature"
    NOTE = "note"
    REPEATED = "repeated"
    NUMBERING = "numbering"
    HIDDEN = "hidden"


_TOTAL = re.compile(
    r"(?:tong cong|tong so|cong)(?: (?:chung|\d+|toan (?:xa|phuong|thon)|nguoi|ho|thon|to)\b.*)?"
    r"|tong(?: \d.*)?"
)
_SIGNATURE = re.compile(
    r"(?:nguoi lap|nguoi tong hop|nguoi ky|ke toan|thu truong|noi nhan|nhu tren|luu |xac nhan cua"
    r"|uy ban nhan dan|ubnd|tm |tl |kt |tuq ).*"
    r"|(?:pho )?chu tich|da ky|ky(?: ten)?(?: va| ghi)?(?: ghi)? ro ho ten|ky ten.*"
    r"|(?:.* )?ngay (?:\d+ )?thang (?:\d+ )?nam(?: \d+)?"
)
_NOTE = re.compile(r"(?:ghi chu|luu y|chu thich)\b.*")
_MARKER = re.compile(r"(?:[IVXLC]+|[^\W\d_])[.)]?|\d+(?:\.\d+)*[.)]")
_LEADING_MARKER = re.compile(r"^(?:[IVXLC]+|[^\W\d_]|\d+(?:\.\d+)*)\s*[.)/:–-]+\s*")
_DIGITS = re.compile(r"\d+(?:\.0)?")


def strip_marker(text: str) -> str:
    """Return a group's name without its number: «I. Tổ thôn 1» is «Tổ thôn 1»."""
    return _LEADING_MARKER.sub("", text).strip()


def names_group(text: str) -> bool:
    """Whether a text begins as groups of a list do: a word for a village or a team, and a name."""
    words = strip_marker(text).lower().split()
    if len(words) < 2:
        return False
    plain = normalize_for_match(words[0])
    return words[0] in texts.LIST_GROUP_WORDS or (
        plain in map(normalize_for_match, texts.LIST_GROUP_WORDS) and words[-1].isdigit()
    )


class RowReader:
    """Tells what each line of one table is, from top to bottom."""

    def __init__(
        self, heading: Heading, merged: Sequence[MergedArea], required: Sequence[str]
    ) -> None:
        self._heading = heading
        self._places = heading.places
        self._number_at = heading.number_at
        self._required = [name for name in required if name in heading.places]
        self._spread = {
            area.first_row: area for area in merged if area.last_column > area.first_column
        }
        self._is_signed = False
        self._is_first = True

    def classify(self, number: int, cells: Sequence[str]) -> RowKind:
        """Return what the line is."""
        is_first, self._is_first = self._is_first, False
        filled = [cell for cell in cells if cell]
        if is_first and _is_numbering(filled):
            return RowKind.NUMBERING
        if tuple(cells) == self._heading.labels[: len(cells)] and len(filled) > 1:
            return RowKind.REPEATED
        if self._is_numbered(cells):
            self._is_signed = False
            return RowKind.SECTION if self._is_spread(number, cells) else RowKind.DATA
        if kind := self._classify_ending(filled, cells):
            return kind
        return RowKind.SECTION if self._is_section(number, cells) else RowKind.DATA

    def _classify_ending(self, filled: Sequence[str], cells: Sequence[str]) -> RowKind | None:
        keys = [normalize_for_match(cell) for cell in filled]
        if any(map(_TOTAL.fullmatch, keys[:2])):
            return RowKind.TOTAL
        if _NOTE.fullmatch(keys[0]) and len(keys) <= 2:
            return RowKind.NOTE
        is_short = len(keys) <= 3 and (len(keys) == 1 or not self._fills_required(cells))
        if is_short and any(map(_SIGNATURE.fullmatch, keys)):
            self._is_signed = True
            return RowKind.SIGNATURE
        if self._is_signed and (self._number_at is not None or len(keys) <= 3):
            return RowKind.SIGNATURE
        return None

    def _is_numbered(self, cells: Sequence[str]) -> bool:
        at = self._number_at
        return at is not None and at < len(cells) and bool(_DIGITS.fullmatch(cells[at]))

    def _fills_required(self, cells: Sequence[str]) -> bool:
        return bool(self._required) and all(
            self._places[name] < len(cells) and cells[self._places[name]] for name in self._required
        )

    def _is_spread(self, number: int, cells: Sequence[str]) -> bool:
        """Whether the line is one merged cell, but for its number."""
        area = self._spread.get(number)
        if area is None:
            return False
        outside = [
            cell
            for at, cell in enumerate(cells)
            if cell and not area.first_column <= at <= area.last_column and at != self._number_at
        ]
        return not outside and area.last_column - area.first_column >= 1

    def _is_section(self, number: int, cells: Sequence[str]) -> bool:
        words = [
            (at, cell)
            for at, cell in enumerate(cells)
            if cell and not (at == self._number_at and _MARKER.fullmatch(cell))
        ]
        spoken = [(at, cell) for at, cell in words if not isinstance(cell, NumericCell)]
        if len({cell for _, cell in spoken}) != 1:
            return False
        at, cell = spoken[0]
        if len(words) == len(spoken) and self._is_spread(number, cells):
            return True
        has_marker = len(words) < sum(map(bool, cells))
        if self._fills_required(cells) and not self._is_group_of_people(at, cell):
            return False
        is_elsewhere = at not in self._places.values()
        return has_marker or is_elsewhere or names_group(cell) or strip_marker(cell) != cell

    def _is_group_of_people(self, at: int, cell: str) -> bool:
        """Whether a village's name stands where the names of people do."""
        people = (self._places.get("label"),)
        return at in people and names_group(cell)


def _is_numbering(filled: Sequence[str]) -> bool:
    """Whether a line only numbers the columns: (1) (2) (3), or 1 2 3, or A B 1 2."""
    stripped = [cell.strip("()") for cell in filled]
    digits = [int(cell) for cell in stripped if cell.isdecimal()]
    letters = [cell for cell in stripped if not cell.isdecimal()]
    return (
        len(filled) >= 3
        and digits == list(range(digits[0], digits[0] + len(digits)) if digits else [])
        and all(len(letter) == 1 and letter.isalpha() for letter in letters)
    )
