"""The sheet that volunteers carry: every household once, large letters, nothing beside the page."""

import io

import pypdf
import pytest

from bot import texts
from bot.documents.route_sheets import (
    LETTERS,
    RouteRow,
    RouteSheet,
    count_rows_per_page,
    print_route_sheet,
)

SETUPS = ("VNeID mức 2", "Dịch vụ công", "eTax Mobile", "Chuyển khoản, QR", "VssID")


def make_sheet(
    count: int, *, setups: tuple[str, ...] = SETUPS, label: str = "Bà Mẫu"
) -> RouteSheet:
    """A sheet of a village with so many households."""
    rows = [
        RouteRow(number, f"{label} {number}", f"Ngõ {number}") for number in range(1, count + 1)
    ]
    outcomes = list(texts.ROUTE_SHEET_OUTCOMES.values())
    return RouteSheet("Thôn 1, xã Mẫu", "Đợt 1", "từ 1/11 đến 9/11", "", outcomes, setups, rows)


def read_pages(sheet: RouteSheet) -> list[str]:
    """The words of each page."""
    reader = pypdf.PdfReader(io.BytesIO(print_route_sheet(sheet)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 23])
def test_every_household_stands_once_in_order(count: int) -> None:
    sheet = make_sheet(count)
    pages = read_pages(sheet)
    assert len(pages) == max(1, -(-count // count_rows_per_page(sheet)))
    words = " ".join(pages)
    places = [words.index(f"{number}. Bà Mẫu {number} – Ngõ") for number in range(1, count + 1)]
    assert places == sorted(places)
    assert all(f"Trang {at}/{len(pages)}" in page for at, page in enumerate(pages, 1))
    assert words.count("VssID") == count


def test_letters_are_large_enough_to_read_on_a_veranda() -> None:
    sizes: list[float] = []

    def note(text: str, _matrix: object, matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.append(size)

    page = pypdf.PdfReader(io.BytesIO(print_route_sheet(make_sheet(4)))).pages[0]
    page.extract_text(visitor_text=note)
    assert min(size for size in sizes if size != 12) >= LETTERS  # 12: the number of the page


def test_more_to_tick_means_fewer_households_and_a_long_name_two_lines() -> None:
    many = tuple(f"Việc cài đặt thứ {number}" for number in range(12))
    assert count_rows_per_page(make_sheet(1, setups=many)) < count_rows_per_page(make_sheet(1))
    long_name = "Hộ bà Nguyễn Thị Ví Dụ ở cuối ngõ cạnh giếng làng sau đình"
    assert long_name in read_pages(make_sheet(2, label=long_name))[0]
