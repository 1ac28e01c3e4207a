"""Files that are not what their names say, hide something, or are no lists at all."""

import unicodedata
import zipfile
from pathlib import Path

import pytest

from bot import texts
from bot.core.errors import UserError
from bot.documents import xls_layout
from bot.documents.columns import Column, find_twins
from bot.documents.tables import FoundTables, find_tables
from bot.documents.workbooks import parse_workbook, read_workbook
from tests.documents.office_files import encode_tcvn3, make_xlsx

COLUMNS = (
    Column("name", ("Họ và tên",)),
    Column("phone", ("Số điện thoại",)),
    Column("unit", ("Thôn",), required=False, fills_down=True),
)
# Made with xlwt: rows 4 (hidden) and 5 (no height), the last column and the sheet «Cũ» are hidden.
OLD_EXCEL = Path(__file__).with_name("an-dong.xls")
LINES = (
    "Họ và tên;Số điện thoại;Thôn",
    "Đinh Thị Mẫu;0900000901;Thôn Hạ",
    "Nguyễn Thị Thử;0900000902;Thôn Đông",
    "Lý Văn Thử;0900000903;Thôn Thượng",
)
NAMES = ["Đinh Thị Mẫu", "Nguyễn Thị Thử", "Lý Văn Thử"]
PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8>
<style>td {mso-number-format:"\\@"}</style><title>Tờ 1</title></head><body><table border=1>
<tr><td colspan=3>DANH SÁCH TỔ</td></tr>
<tr><th>Họ và tên<th>Số điện thoại<th>Thôn</tr>
<tr><td>Đinh Thị<br>Mẫu</td><td>0900000901</td><td rowspan=2>Thôn Hạ</td></tr>
<tr><td>Nguyễn Thị Thử</td><td>0900000902</td></tr></table></body></html>"""


def find(content: bytes, name: str) -> FoundTables:
    return find_tables(parse_workbook(content, Path(name)), COLUMNS)


def names_in(found: FoundTables) -> list[str]:
    return [row.values["name"] for table in found.tables for row in table.rows]


def test_hidden_rows_columns_and_sheets_of_an_old_excel_are_left_out_and_said() -> None:
    found = find_tables(read_workbook(OLD_EXCEL), COLUMNS)
    (table,) = found.tables
    assert names_in(found) == ["Đinh Thị Mẫu", "Lý Văn Mẫu"]
    assert [(line.number, line.kind) for line in table.skipped] == [(4, "hidden"), (5, "hidden")]
    said = " ".join(found.remarks)
    assert "1 trang đang ẩn: «Cũ»" in said and "1 cột đang ẩn" in said
    assert texts.LIST_HIDDEN_UNKNOWN not in found.remarks


def test_an_old_excel_that_does_not_say_what_it_hides_says_so() -> None:
    content = bytearray(OLD_EXCEL.read_bytes())
    assert xls_layout.read_xls_layouts(bytes(content[:600])) is None
    assert xls_layout.read_xls_layouts(b"\xd0\xcf\x11\xe0" + b"\0" * 600) is None


def test_a_column_that_is_lacking_because_it_is_hidden_is_told(tmp_path: Path) -> None:
    rows = [("Họ và tên", "Số điện thoại"), ("Đinh Thị Mẫu", "0900000901")]
    path = make_xlsx(tmp_path / "a.xlsx", {"DS": rows}, hidden_columns=[1])
    with pytest.raises(UserError, match=r"Số điện thoại.*1 cột đang ẩn"):
        find_tables(read_workbook(path), COLUMNS)
    path = make_xlsx(tmp_path / "b.xlsx", {"DS": rows, "Nháp": []}, hidden_sheets=["DS"])
    with pytest.raises(UserError, match="1 trang đang ẩn: «DS»"):
        find_tables(read_workbook(path), COLUMNS)


def test_a_column_split_by_sex_is_one() -> None:
    labels = ("Chủ hộ", "Năm sinh Nam", "Năm sinh Nữ", "Địa chỉ")
    assert find_twins(labels, {"label": 0, "year": 1}) == {"year": 2}
    assert find_twins(labels, {"label": 0, "year": 2}) == {"year": 1}
    assert find_twins(("Họ tên Nam", "Nữ"), {"label": 0}) == {}


@pytest.mark.parametrize("name", ["ds.xls", "ds.xlsx", "ds.csv", "ds.txt"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_a_text_file_is_read_whatever_it_is_called_or_coded(name: str, encoding: str) -> None:
    text = "\r\n".join(LINES)
    content = to_windows_1258(text) if encoding == "cp1258" else text.encode(encoding)
    assert names_in(find(content, name)) == NAMES


TONES = "\u0300\u0301\u0303\u0309\u0323"


def to_windows_1258(text: str) -> bytes:
    """As Windows stores Vietnamese: a letter, its tone behind it where they have no one code."""
    stored = []
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        apart = base + "".join(mark for mark in marks if mark in TONES)
        stored.append(apart.encode("cp1258"))
    return b"".join(stored)


def test_a_text_file_of_an_old_font_is_read() -> None:
    content = encode_tcvn3("\n".join(LINES)).encode("cp1252")
    found = find(content, "ds.xls")
    assert names_in(found) == NAMES and "TCVN3" in " ".join(found.remarks)


def test_a_web_page_named_xls_is_read_and_said() -> None:
    found = find(PAGE.encode(), "xuat-bao-cao.xls")
    (table,) = found.tables
    assert [row.values for row in table.rows] == [
        {"name": "Đinh Thị Mẫu", "phone": "0900000901", "unit": "Thôn Hạ"},
        {"name": "Nguyễn Thị Thử", "phone": "0900000902", "unit": "Thôn Hạ"},
    ]
    assert texts.LIST_WEB_PAGE in found.remarks


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", texts.FILE_EMPTY),
        (b" \r\n\t", texts.FILE_EMPTY),
        (b"<html><body><table><tr><td>" + b"x<td>" * 300_000, texts.FILE_NOT_EXCEL),
        (b'<?xml version="1.0"?><Workbook></Workbook>', texts.FILE_NOT_EXCEL),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;,", texts.FILE_NOT_EXCEL),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", texts.FILE_NOT_EXCEL),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 99, texts.FILE_NOT_EXCEL),
    ],
)
def test_what_is_no_list_is_said_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        find(content, "ds.xls")
    assert str(refused.value) == sentence


def test_an_old_excel_that_was_cut_off_is_refused_in_one_sentence() -> None:
    """The reader does not raise over these: it panics, which is no `Exception`."""
    whole = OLD_EXCEL.read_bytes()
    for length in range(8, len(whole) - 1, 251):
        with pytest.raises(UserError) as refused:
            find(whole[:length], "ds.xls")
        assert str(refused.value) == texts.FILE_NOT_EXCEL


def test_a_file_with_a_password_is_said(tmp_path: Path) -> None:
    directory = "EncryptedPackage".encode("utf-16-le")
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + directory + b"\0" * 900
    for name in ("ds.xlsx", "ds.xls"):
        with pytest.raises(UserError) as refused:
            find(content, name)
        assert str(refused.value) == texts.FILE_LOCKED


def test_two_hundred_megabytes_in_a_small_file_are_refused_unread(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"DS": [("Họ và tên", "Số điện thoại")]})
    bomb = tmp_path / "bom.xlsx"
    with (
        zipfile.ZipFile(path) as whole,
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
    ):
        for part in whole.namelist():
            packed.writestr(part, whole.read(part))
        with packed.open("xl/media/anh.bin", "w", force_zip64=True) as stream:
            for _ in range(200):
                stream.write(b"\0" * 1_000_000)
    assert bomb.stat().st_size < 2_000_000
    with pytest.raises(UserError, match="quá lớn"):
        read_workbook(bomb)
