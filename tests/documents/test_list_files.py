"""Any list as a file: values stay values, words stay words, and it prints well."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest
from python_calamine import CalamineWorkbook

from bot.documents import workbooks
from bot.documents.cells import ListTable
from bot.documents.list_files import LINE_HEIGHT, LIST_WRITERS, MAX_WIDTH, write_csv, write_xlsx
from tests.documents.papers import TEAM, pages_of

FORMULAS = ["=1+1", "+84912345678", "-2", "@SUM(A1)", "\t=1", " =cmd", "＝1+1"]
TABLE = ListTable(
    "Người chờ",
    ("Họ tên", "Điện thoại", "Số lần", "Tỷ lệ", "Ngày", "Lúc"),
    [
        (
            "Bùi Thị Mẫu",
            "0912345678",
            12345,
            0.5,
            date(2026, 2, 5),
            datetime(2026, 2, 5, 1, tzinfo=UTC),
        ),
        ("=1+1", "", None, None, None, None),
    ],
    note="Tuần này",
    zone=ZoneInfo("Asia/Ho_Chi_Minh"),
)


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read(name).decode()


def test_numbers_and_days_are_values() -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx(TABLE))).get_sheet_by_index(0)
    title, note, _, headings, row, other = sheet.to_python()
    assert title[0] == "Người chờ" and note[0] == "Tuần này"
    assert tuple(headings) == TABLE.headings
    assert row == [
        "Bùi Thị Mẫu",
        "0912345678",
        12345.0,
        0.5,
        date(2026, 2, 5),
        datetime(2026, 2, 5, 8),  # noqa: DTZ001
    ]
    assert other[0] == "=1+1"


def test_it_is_ready_to_be_filtered_and_printed() -> None:
    content = write_xlsx(TABLE)
    sheet, book = part(content, "xl/worksheets/sheet1.xml"), part(content, "xl/workbook.xml")
    assert 'paperSize="9"' in sheet and 'orientation="landscape"' in sheet
    assert "fitToPage" in sheet and 'fitToHeight="0"' in sheet
    assert '<autoFilter ref="A4:F6"/>' in sheet
    assert 'state="frozen"' in sheet and 'topLeftCell="A5"' in sheet
    assert "_xlnm.Print_Titles" in book and "$4:$4" in book
    styles = part(content, "xl/styles.xml")
    assert "Times New Roman" in styles and '<sz val="13"/>' in styles


def test_long_words_are_broken_so_that_a_printed_page_can_be_read() -> None:
    long = "Tỷ lệ hồ sơ được giải quyết đúng hạn trên tổng số hồ sơ đã nhận trong kỳ"
    table = ListTable("Chỉ tiêu", tuple("ABCDEF"), [(long, long, long, long, long, "có")])
    sheet = part(write_xlsx(table), "xl/worksheets/sheet1.xml")
    columns = re.findall(r'<col min="(\d)" max="(\d)" width="([\d.]+)"', sheet)
    widths = [
        float(width) for first, last, width in columns for _ in range(int(first), int(last) + 1)
    ]
    assert len(widths) == 6 and 0.9 * MAX_WIDTH < sum(widths) <= MAX_WIDTH + 6
    heights = {
        row: float(height) for row, height in re.findall(r'<row r="(\d+)"[^>]* ht="([^"]+)"', sheet)
    }
    assert heights["4"] >= 2 * LINE_HEIGHT and "3" not in heights
    few = part(write_xlsx(TABLE), "xl/worksheets/sheet1.xml")
    assert "customHeight" not in few


def test_the_headings_come_first_without_a_title() -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx(TABLE, has_title=False)))
    assert tuple(sheet.get_sheet_by_index(0).to_python()[0]) == TABLE.headings


def test_what_people_typed_is_never_a_formula() -> None:
    table = ListTable("Tên: [a/b]*?" * 5, ("=A",), [(formula,) for formula in FORMULAS])
    sheet = part(write_xlsx(table), "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet and 't="s"' in sheet
    lines = list(csv.reader(io.StringIO(write_csv(table).decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 1 + len(FORMULAS)
    assert all(cell.startswith("'") for line in lines for cell in line)


def test_csv_is_read_by_excel_and_by_us(tmp_path: Path) -> None:
    content = write_csv(TABLE)
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    (sheet,) = workbooks.read_workbook(path).sheets
    headings, first = sheet.lines[0], sheet.lines[1]
    assert tuple(headings[1]) == tuple(TABLE.headings)
    assert tuple(first[1]) == (
        "Bùi Thị Mẫu",
        "0912345678",
        "12345",
        "0,5",
        "05/02/2026",
        "05/02/2026 08:00",
    )


def test_the_same_list_is_the_same_file() -> None:
    assert write_xlsx(TABLE) == write_xlsx(TABLE)


def test_an_empty_list_is_a_file_too() -> None:
    empty = ListTable("Trống", ("A", "B"), [])
    for kind, write in LIST_WRITERS.items():
        assert write(empty, TEAM, date(2026, 2, 5)), kind
    assert "Không có dòng nào." in pages_of(LIST_WRITERS["pdf"](empty, TEAM, None))[0]


def test_a_list_is_an_official_document_in_word_and_pdf() -> None:
    day = date(2026, 2, 5)
    (page,) = pages_of(LIST_WRITERS["pdf"](TABLE, TEAM, day))
    word = docx.Document(io.BytesIO(LIST_WRITERS["docx"](TABLE, TEAM, day)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    for words in ("Bùi Thị Mẫu", "12.345", "05/02/2026 08:00", "0912345678"):
        assert words in page and words in cells
    assert "DANH SÁCH Người chờ" in page and "TỔ TRƯỞNG" in page


@pytest.mark.parametrize("kind", ["xlsx", "csv", "pdf"])
def test_a_long_list_is_written(kind: str) -> None:
    rows = [(f"Bùi Thị Mẫu {number}", "0912345678", number) for number in range(2000)]
    table = ListTable("Dài", ("Họ tên", "Điện thoại", "Số"), rows)
    assert len(LIST_WRITERS[kind](table, TEAM, None)) > 20_000
