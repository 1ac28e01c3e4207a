"""What annex I of the decree fixes about words and numbers."""

from datetime import date

import pytest

from bot.documents import office_form as form
from bot.documents.cells import ListTable
from bot.documents.office_form import Align, format_date_line, make_list_document
from tests.documents.papers import TEAM, a_document


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 5), "An Phú, ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 15), "An Phú, ngày 15 tháng 3 năm 2026"),
        (date(2026, 12, 9), "An Phú, ngày 09 tháng 12 năm 2026"),
    ],
)
def test_small_days_and_the_first_months_have_two_digits(day: date, expected: str) -> None:
    assert format_date_line("An Phú", day) == expected


def test_without_a_place_or_a_day_the_line_is_still_one() -> None:
    assert format_date_line("", date(2026, 2, 5)) == "Ngày 05 tháng 02 năm 2026"
    assert format_date_line("An Phú", None, year=2026) == "An Phú, ngày … tháng … năm 2026"


@pytest.mark.parametrize(
    ("number", "expected"),
    [("", "Số: ……/BB-TCNSCĐ"), ("5", "Số: 05/BB-TCNSCĐ"), ("117", "Số: 117/BB-TCNSCĐ")],
)
def test_the_number_stands_before_the_symbol(number: str, expected: str) -> None:
    assert a_document(number=number).number_line == expected
    assert a_document(number=number, kind_symbol="").number_line == ""


def test_the_margins_are_those_of_the_annex() -> None:
    assert 20 <= form.MARGIN_TOP <= 25 and 20 <= form.MARGIN_BOTTOM <= 25
    assert 30 <= form.MARGIN_LEFT <= 35 and 15 <= form.MARGIN_RIGHT <= 20
    assert 13 <= form.BODY_SIZE <= 14 and 10 <= form.INDENT <= 12.7
    assert 1 / 3 <= form.RULE_SHARE <= 1 / 2 and 1 <= form.LINE_SPACING <= 1.5


def test_a_list_is_a_document_with_its_numbers_at_the_right() -> None:
    rows = [("Thôn 1", 1200, date(2026, 2, 5), "0912345678"), ("Thôn 2", None, None, "")]
    table = ListTable("Người chờ", ("Thôn", "Số", "Ngày", "Điện thoại"), rows, note="Tuần này")
    document = make_list_document(TEAM, table.numbered(), day=date(2026, 2, 5))
    note, grid, count = document.blocks
    assert isinstance(note, form.Paragraph) and note.text == "Tuần này"
    assert isinstance(grid, form.Table) and isinstance(count, form.Paragraph)
    aligned = [column.align for column in grid.columns]
    assert aligned == [Align.CENTER, Align.LEFT, Align.RIGHT, Align.CENTER, Align.LEFT]
    assert grid.rows[0] == ["1", "Thôn 1", "1.200", "05/02/2026", "0912345678"]
    assert "2 dòng" in count.text and document.signers == (TEAM.signer,)
    assert not document.is_sideways


def test_a_wide_list_lies_on_its_side() -> None:
    table = ListTable("Rộng", ["A"] * 8, [])
    assert make_list_document(TEAM, table).is_sideways
    assert not make_list_document(TEAM, table, is_sideways=False).is_sideways
