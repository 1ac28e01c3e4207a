"""Tables of a report's file, before they are written as .xlsx or .csv."""

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: headings, rows that begin with a label, and how many last rows are sums."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    formats: Sequence[str]  # of the columns behind the label
    sums: int = 0
    is_course: bool = False  # by week or month: a chart stands below
