"""Typed cells of a list, and how they are written in Vietnamese. Pure.

A list is the same whether it goes to a screen, to Word or to Excel: numbers 1.234,5, days
dd/mm/yyyy, hours of 24.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot import texts
from bot.vietnamese.letters import nfc

Cell = str | int | float | Decimal | bool | date | datetime | time | None
"""A value; codes and telephone numbers are `str`, so that no zero at their front is lost."""


@dataclass(frozen=True, slots=True)
class ListTable:
    """A list: a title, headings, and rows as long as the headings.

    `note` is a line below the title: the filter, the day. Aware instants are shown in `zone`.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    zone: ZoneInfo | None = None

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the headings: ValueError, naming the first of them."""
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.headings):
                raise ValueError(f"row {number} has {len(row)} cells, not {len(self.headings)}")

    def numbered(self) -> "ListTable":
        """Return the list with a first column that counts the rows: STT."""
        rows = [(number, *row) for number, row in enumerate(self.rows, 1)]
        return replace(self, headings=(texts.LIST_NUMBER, *self.headings), rows=rows)


def to_wall_time(value: Cell, zone: ZoneInfo | None) -> Cell:
    """Return an aware instant as naive wall time in `zone`; anything else unchanged.

    Raises ValueError for an aware instant without a zone: nobody reads UTC off a list.
    """
    if not isinstance(value, datetime) or value.tzinfo is None:
        return value
    if zone is None:
        raise ValueError("an aware instant needs the zone it is shown in")
    return value.astimezone(zone).replace(tzinfo=None)


def format_cell(value: Cell, zone: ZoneInfo | None = None) -> str:
    """Return a cell as it is written: "1.234,5", "05/12/2026", "05/12/2026 19:30", "Có"."""
    match to_wall_time(value, zone):
        case None:
            return ""
        case bool(is_true):
            return texts.CELL_YES if is_true else texts.CELL_NO
        case int() | float() | Decimal() as number:
            return format_number(number)
        case datetime() as at:
            return f"{at:%d/%m/%Y %H:%M}"
        case date() as day:
            return f"{day:%d/%m/%Y}"
        case time() as hour:
            return f"{hour:%H:%M}"
        case str(words):
            return nfc(words)
    raise TypeError(value)


def format_number(number: int | float | Decimal) -> str:
    """Return a number with points for thousands and a comma: 1234.5 is "1.234,5"."""
    text = f"{number:,}"
    return text.translate({ord(","): texts.THOUSANDS_POINT, ord("."): texts.DECIMAL_COMMA})


def is_number(value: Cell) -> bool:
    """Whether a cell is a number, to be aligned at its right; True and False are words."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
