"""Cells are written as an office writes them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.documents.cells import Cell, ListTable, format_cell

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "Có"),
        (False, "Không"),
        (1234567, "1.234.567"),
        (-1234.5, "-1.234,5"),
        (Decimal("0.25"), "0,25"),
        (date(2026, 2, 5), "05/02/2026"),
        (datetime(2026, 12, 5, 19, 30), "05/12/2026 19:30"),  # noqa: DTZ001
        (datetime(2026, 12, 5, 17, 30, tzinfo=UTC), "06/12/2026 00:30"),
        (time(7, 5), "07:05"),
        ("0912345678", "0912345678"),
        ("Thu\u031b\u0301", "Thứ"),
    ],
)
def test_a_cell_is_written(value: Cell, expected: str) -> None:
    assert format_cell(value, ZONE) == expected


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        format_cell(datetime(2026, 1, 1, tzinfo=UTC))


def test_a_row_fits_its_headings() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells, not 2"):
        ListTable("Thử", ("A", "B"), [("a", "b"), ("a",)])


def test_rows_are_counted_on_demand() -> None:
    table = ListTable("Thử", ("A",), [("a",), ("b",)]).numbered()
    assert table.headings == ("STT", "A") and table.rows == [(1, "a"), (2, "b")]
