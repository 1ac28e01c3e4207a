"""Officers' tables as they really come: from Excel, from an old Excel, by hand, broken."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot import texts
from bot.core.errors import UserError
from bot.documents.sheets import (
    Column,
    ImportReport,
    RejectedRow,
    Row,
    Sheet,
    import_rows,
    read_sheet,
    write_rejected_rows,
)

COLUMNS = (
    Column("code", ("Mã", "Mã đơn vị")),
    Column("name", ("Tên",)),
    Column("note", ("Ghi chú",), required=False),
)
HEADINGS = ("Mã", "Tên", "Ghi chú")
Cells = tuple[str, ...]


def an_xlsx(path: Path, rows: list[list[object]]) -> Path:
    """An Excel file with numbers as numbers and dates as dates."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def a_csv(path: Path, content: str | bytes) -> Path:
    """A file with exactly this content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def taking(
    answer: Callable[[Row], str] = lambda _row: "created",
) -> Callable[[Sheet], ImportReport]:
    """take_rows with the columns of these tests."""
    return lambda sheet: import_rows(sheet, COLUMNS, answer, key=("code",))


@pytest.mark.parametrize(
    "content",
    [
        "Mã,Tên\nv1,Thôn Đông\n",
        "Mã;Tên\nv1;Thôn Đông\n",
        "Mã\tTên\nv1\tThôn Đông\n",
        "\ufeffMã,Tên\nv1,Thôn Đông",  # Excel's mark at the start
        "Mã,Tên\r\nv1,Thôn Đông\r\n",
        "Mã,Tên\rv1,Thôn Đông\r",  # an old Mac
        '"Mã","Tên"\n"v1","Thôn Đông"\n',
        "Mã , Tên \n v1 ,  Thôn   Đông \n",
        "Ma\u0303,Te\u0302n\nv1,Tho\u0302n Đo\u0302ng\n",  # letters and marks apart
        "\n\nMã,Tên\n\nv1,Thôn Đông\n,\n",
    ],
    ids=["comma", "semicolon", "tab", "bom", "windows", "mac", "quotes", "spaces", "nfd", "blanks"],
)
def test_a_csv_however_it_was_saved(tmp_path: Path, content: str) -> None:
    sheet = read_sheet(a_csv(tmp_path / "a.csv", content))
    assert sheet.headings == ("Mã", "Tên")
    assert [cells for _, cells in sheet.rows] == [("v1", "Thôn Đông")]


def test_what_is_quoted_stays_whole(tmp_path: Path) -> None:
    sheet = read_sheet(a_csv(tmp_path / "a.csv", 'Mã,Tên\nv1,"Thôn ""Đông"", xóm\nChợ"\n'))
    assert sheet.rows == ((2, ("v1", 'Thôn "Đông", xóm\nChợ')),)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Thôn Đông", "Thôn Đông"),
        ("0912345678", "0912345678"),
        (912345678, "912345678"),  # the zero is lost, but no ".0" is gained
        (1.5, "1.5"),
        (True, "True"),
        (date(2026, 11, 23), "2026-11-23"),
        (datetime(2026, 11, 23, 8, 30), "2026-11-23 08:30:00"),  # noqa: DTZ001  Excel knows no zones
        ("  hai  đầu  ", "hai đầu"),
        ("Tho\u0302n", "Thôn"),
    ],
)
def test_an_excel_cell_as_text(tmp_path: Path, cell: object, expected: str) -> None:
    path = an_xlsx(tmp_path / "a.xlsx", [["Mã", "Tên"], ["v1", cell]])
    assert read_sheet(path).rows == ((2, ("v1", expected)),)


def test_a_formula_is_read_by_its_value(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Mã"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
    assert read_sheet(path).rows == ((2, ("2",)),)


def test_rows_have_the_numbers_excel_shows(tmp_path: Path) -> None:
    rows: list[list[object]] = [[], ["Mã", "Tên"], [], ["v1", "Một"], [], ["v2", "Hai"]]
    sheet = read_sheet(an_xlsx(tmp_path / "a.xlsx", rows))
    assert [number for number, _ in sheet.rows] == [4, 6]


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    assert read_sheet(a_csv(tmp_path / "A.CSV", "Mã\nv1\n")).headings == ("Mã",)
    assert read_sheet(an_xlsx(tmp_path / "A.XLSX", [["Mã"], ["v1"]])).headings == ("Mã",)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "", "không có dòng nào"),
        ("a.csv", "Mã,Tên\n", "không có dòng nào"),
        ("a.csv", "\n\n,,\n", "không có dòng nào"),
        ("a.csv", "Mã,Tên\nv1,Thôn Đông\n".encode("utf-16"), "UTF-8"),
        ("a.csv", "Mã,Tên\nv1,é\n".encode("latin-1"), "UTF-8"),
        ("a.csv", "Mã\n" + "x" * 200_000 + "\n", "hỏng ở dòng 2"),
        ("a.xlsx", "", "không phải Excel"),
        ("a.xlsx", "Mã,Tên\nv1,Thôn Đông\n", "không phải Excel"),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "không phải Excel"),
        ("a.docx", "Mã,Tên\nv1,Thôn Đông\n", ".xlsx hoặc .csv"),
        ("a", "Mã,Tên\nv1,Thôn Đông\n", ".xlsx hoặc .csv"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        read_sheet(a_csv(tmp_path / name, content))


@pytest.mark.parametrize("name", ["none.csv", "none.xlsx", ""])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=f"Không mở được tệp {tmp_path / name}"):
        read_sheet(tmp_path / name)


@pytest.mark.parametrize(
    "headings", [("Mã", "Tên"), ("ma", "TEN"), ("MÃ_ĐƠN_VỊ", " tên "), ("code", "name")]
)
def test_headings_are_known_however_they_are_written(headings: Cells) -> None:
    taken: list[Row] = []

    def take(row: Row) -> str:
        taken.append(row)
        return "created"

    report = taking(take)(Sheet(headings, ((2, ("v1", "Một")),)))
    assert report.as_json()["created"] == 1
    # A column the file does not have is not in the row: what is stored stays.
    assert taken == [{"code": "v1", "name": "Một"}]


def test_columns_may_stand_in_any_order_among_others() -> None:
    taken: list[Row] = []
    sheet = Sheet(("STT", "Ghi chú", "Tên", "Mã"), ((2, ("1", "xa", "Một", "v1")),))
    taking(lambda row: (taken.append(row), "created")[1])(sheet)  # type: ignore[func-returns-value]
    assert taken == [{"code": "v1", "name": "Một", "note": "xa"}]


def test_a_missing_column_is_named_with_those_that_are_needed() -> None:
    with pytest.raises(UserError, match=r"Thiếu cột «Tên»\. Cần các cột: Mã, Tên"):
        taking()(Sheet(("Mã", "Ghi chú"), ((2, ("v1", "")),)))


def test_cells_beyond_the_headings_are_no_column() -> None:
    taken: list[Row] = []
    sheet = Sheet(("Mã", "Tên"), ((2, ("v1", "Một", "lạc", "đi", "đâu")),))
    taking(lambda row: (taken.append(row), "created")[1])(sheet)  # type: ignore[func-returns-value]
    assert taken == [{"code": "v1", "name": "Một"}]


def refuse_bad(row: Row) -> str:
    """Takes all but one."""
    if row["name"] == "hỏng":
        raise UserError("tên hỏng")
    return "updated" if row["name"] == "cũ" else "created"


def test_each_row_is_counted_once_and_says_why_it_was_refused() -> None:
    sheet = Sheet(
        HEADINGS,
        (
            (2, ("v1", "mới", "")),
            (3, ("v2", "cũ", "")),
            (4, ("v3", "hỏng", "")),
            (5, ("", "mới", "")),
            (6, ("v4",)),
            (7, ("V1", "mới", "")),
            (8, ("v3", "mới", "")),  # the first v3 was refused, so this is no repetition
        ),
    )
    report = taking(refuse_bad)(sheet)
    assert report.as_json() == {
        "total": 7,
        "created": 2,
        "updated": 1,
        "unchanged": 0,
        "rejected": 4,
    }
    assert [(rejected.number, rejected.reason) for rejected in report.rejected] == [
        (4, "tên hỏng"),
        (5, "thiếu Mã"),
        (6, "thiếu Tên"),
        (7, "trùng với dòng 2"),
    ]


CELL = st.sampled_from(["", "v1", "V1", "v2", "hỏng", "cũ", "mới"]) | st.text(max_size=4)


@given(st.lists(st.lists(CELL, max_size=5).map(tuple), max_size=20))
def test_the_report_adds_up_whatever_the_rows(rows: list[Cells]) -> None:
    numbered = tuple(enumerate(rows, 2))
    report = taking(refuse_bad)(Sheet(HEADINGS, numbered))
    counts = report.as_json()
    added = counts["created"] + counts["updated"] + counts["unchanged"] + counts["rejected"]
    assert added == counts["total"] == len(rows)
    assert [rejected.number for rejected in report.rejected] == sorted(
        {rejected.number for rejected in report.rejected}
    )


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=4), min_size=1, max_size=8))
def test_any_csv_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]]
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(lines)
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(file.getvalue(), "utf-8", "replace", newline="")
    try:
        assert read_sheet(path).rows
    except UserError as error:
        assert str(error) == texts.IMPORT_NO_ROWS


def cells_of(path: Path) -> list[list[object]]:
    """Every cell of the first sheet as Excel sees it."""
    book = CalamineWorkbook.from_path(str(path))
    return [list(row) for row in book.get_sheet_by_index(0).to_python()]


def test_rejected_rows_come_back_with_their_reasons(tmp_path: Path) -> None:
    report = ImportReport(
        headings=HEADINGS, rejected=[RejectedRow(3, ("v1", "Một", ""), "thiếu Tên")]
    )
    write_rejected_rows(tmp_path / "no.xlsx", report)
    assert cells_of(tmp_path / "no.xlsx") == [
        ["Dòng", "Lý do từ chối", "Mã", "Tên", "Ghi chú"],
        ["3", "thiếu Tên", "v1", "Một", ""],
    ]


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "{=1+1}", "=cmd|' /C calc'!A0", "+84912345678", "-1", "@a", "https://a.vn", "1e5"],
)
def test_what_looks_like_a_formula_comes_back_as_text(tmp_path: Path, cell: str) -> None:
    report = ImportReport(headings=("Mã",), rejected=[RejectedRow(2, (cell,), "sai")])
    write_rejected_rows(tmp_path / "no.xlsx", report)
    assert cells_of(tmp_path / "no.xlsx")[1] == ["2", "sai", cell]
    assert b"<f>" not in _sheet_xml(tmp_path / "no.xlsx")


def _sheet_xml(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_a_mended_file_can_be_sent_again(tmp_path: Path) -> None:
    report = ImportReport(headings=HEADINGS, rejected=[RejectedRow(3, ("v1", "Một", "xa"), "sai")])
    write_rejected_rows(tmp_path / "no.xlsx", report)
    again = taking()(read_sheet(tmp_path / "no.xlsx"))
    assert again.as_json()["created"] == 1


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "no.xlsx").mkdir()
    with pytest.raises(UserError, match="Không ghi được tệp"):
        write_rejected_rows(tmp_path / "no.xlsx", ImportReport(headings=HEADINGS))
