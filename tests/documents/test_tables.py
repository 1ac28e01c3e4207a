"""Lists as offices keep them: found wherever they stand, and what is left out is said."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.documents.column_mapping import ColumnMapping, parse_mapping
from bot.documents.columns import Column
from bot.documents.row_kinds import RowKind
from bot.documents.tables import FoundTables, Table, find_tables
from bot.documents.workbooks import RawWorkbook, parse_pasted, parse_workbook, read_workbook
from tests.documents.office_files import encode_tcvn3, encode_vni, make_ods, make_xlsx

COLUMNS = (
    Column("name", ("Họ tên", "Họ và tên")),
    Column("phone", ("Số điện thoại", "Điện thoại")),
    Column("unit", ("Thôn",), required=False, fills_down=True),
    Column("role", ("Chức danh trong Tổ",), required=False, weak=("Chức vụ",)),
)
TITLE = (
    ("ỦY BAN NHÂN DÂN\nXÃ LỘC MẪU", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (),
    ("DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG",),
    (),
)
HEAD = ("STT", "Họ và tên", "Chức vụ", "Số điện thoại", "Ghi chú")
PEOPLE = (("Bùi Văn Thử", "Tổ trưởng", "0900111001"), ("Hồ Thị Mẫu", "Tổ viên", "0900111002"))
ROWS = tuple((at, *person, "") for at, person in enumerate(PEOPLE, 1))
END = (
    ("", "Tổng cộng: 2 người"),
    (),
    ("", "", "", "Lộc Mẫu, ngày 20 tháng 11 năm 2026"),
    ("", "NGƯỜI LẬP", "", "TM. ỦY BAN NHÂN DÂN"),
    ("", "", "", "CHỦ TỊCH"),
    ("", "", "", "Trần Văn Ký"),
)


def found_in(path: Path) -> FoundTables:
    """The lists of a file."""
    return find_tables(read_workbook(path), COLUMNS)


def people_of(table: Table) -> list[tuple[str, str]]:
    """The names and phones of a list."""
    return [(row.values["name"], row.values["phone"]) for row in table.rows]


EVERYBODY = [(name, phone) for name, _, phone in PEOPLE]


def kinds_of(table: Table) -> list[tuple[int, str]]:
    """What was left out, by its row."""
    return [(line.number, str(line.kind)) for line in table.skipped]


def test_titles_totals_and_signatures_are_no_rows(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"DS": [*TITLE, HEAD, *ROWS, *END]})
    (table,) = found_in(path).tables
    assert people_of(table) == EVERYBODY
    assert (table.heading_row, [row.number for row in table.rows]) == (5, [6, 7])
    assert kinds_of(table) == [
        (8, "total"), (10, "signature"), (11, "signature"), (12, "signature"), (13, "signature"),
    ]  # fmt: skip
    assert table.title[1] == "DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"


def test_headings_in_two_lines_with_a_merged_one(tmp_path: Path) -> None:
    head = [
        ("STT", "Họ và tên", "Chức vụ", "Liên hệ", "", "Ghi chú"),
        ("", "", "", "Số điện thoại", "Zalo", ""),
    ]
    rows = [(at, *person, "x", "") for at, person in enumerate(PEOPLE, 1)]
    path = make_xlsx(tmp_path / "a.xlsx", {"DS": [*head, *rows]}, merged={"DS": [(0, 3, 0, 4)]})
    (table,) = found_in(path).tables
    assert people_of(table) == EVERYBODY and table.height == 2
    assert table.unused == ("Liên hệ Zalo",)


def test_the_same_saved_as_text() -> None:
    text = (
        "STT,Họ và tên,Liên hệ,,Ghi chú\n,,Số điện thoại,Zalo,\n"
        "1,Bùi Văn Thử,0900111001,x,\n2,Hồ Thị Mẫu,0900111002,,\n"
    )
    (table,) = find_tables(parse_pasted(text), COLUMNS).tables
    assert people_of(table) == EVERYBODY


def test_columns_that_are_numbered_and_headings_that_come_again(tmp_path: Path) -> None:
    rows = [HEAD, ("(1)", "(2)", "(3)", "(4)", "(5)"), ROWS[0], HEAD, ROWS[1]]
    (table,) = found_in(make_xlsx(tmp_path / "a.xlsx", {"DS": rows})).tables
    assert people_of(table) == EVERYBODY
    assert kinds_of(table) == [(2, "numbering"), (4, "repeated")]


@pytest.mark.parametrize(
    "line",
    [
        ("TỔ CNSCĐ THÔN 1", "", "", "", ""),
        ("I", "Tổ CNSCĐ thôn Lộc An", "", "", ""),
        ("", "Thôn 1", "", "", ""),
        ("I. Tổ CNSCĐ thôn Lộc An", "", "", "", ""),
        ("A", "TỔ SỐ 1", "", "", "7 người"),
    ],
)
def test_the_name_of_a_group_stands_with_its_rows(tmp_path: Path, line: tuple[str, ...]) -> None:
    rows = [HEAD, line, *ROWS]
    (table,) = found_in(make_xlsx(tmp_path / "a.xlsx", {"DS": rows})).tables
    spoken = max(line[:2], key=len)
    if line[4]:
        assert kinds_of(table) in ([(2, "section")], [])
        return
    assert [row.section for row in table.rows] == [spoken, spoken]
    assert kinds_of(table) == [(2, "section")]


def test_a_row_that_lacks_its_phone_is_a_row_and_no_group(tmp_path: Path) -> None:
    rows = [HEAD, (1, "Bùi Văn Thử", "", "", ""), (2, "Hồ Thị Mẫu", "Tổ viên", "", "")]
    (table,) = found_in(make_xlsx(tmp_path / "a.xlsx", {"DS": rows})).tables
    assert people_of(table) == [("Bùi Văn Thử", ""), ("Hồ Thị Mẫu", "")]


def test_hidden_rows_columns_and_sheets_are_left_out_and_counted(tmp_path: Path) -> None:
    head = (*HEAD[:4], "Mật")
    rows = [head, *((*row[:4], "x") for row in ROWS), (3, "Người Cũ", "Tổ viên", "0900111003", "x")]
    path = make_xlsx(
        tmp_path / "a.xlsx",
        {"DS": rows, "Cũ": rows},
        hidden_rows=[3],
        hidden_columns=[4],
        hidden_sheets=["Cũ"],
    )
    found = found_in(path)
    (table,) = found.tables
    assert people_of(table) == EVERYBODY and kinds_of(table) == [(4, "hidden")]
    said = " ".join(found.remarks)
    assert "1 trang đang ẩn: «Cũ»" in said and "1 cột đang ẩn" in said


def test_every_sheet_with_the_headings_is_read_and_the_summary_is_named(tmp_path: Path) -> None:
    summary = [("STT", "Thôn", "Số tổ", "Số thành viên", "Ghi chú"), (1, "Thôn 1", 1, 2, "")]
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "Hướng dẫn": [("Nhập ở trang sau",)],
        "Tổng hợp": summary,
        "Thôn 1": [HEAD, *ROWS],
        "Thôn 2": [HEAD, *ROWS],
    }
    path = make_xlsx(tmp_path / "a.xlsx", sheets)
    found = found_in(path)
    assert [table.sheet for table in found.tables] == ["Thôn 1", "Thôn 2"]
    assert "«Tổng hợp» không phải danh sách này" in " ".join(found.remarks)


def test_a_cell_merged_downward_speaks_for_all_its_rows(tmp_path: Path) -> None:
    head = ("Thôn", "Họ và tên", "Số điện thoại")
    rows = [head, ("Thôn 1", "Bùi Văn Thử", "0900111001"), ("", "Hồ Thị Mẫu", "0900111002")]
    path = make_xlsx(tmp_path / "a.xlsx", {"DS": rows}, merged={"DS": [(1, 0, 2, 0)]})
    (table,) = found_in(path).tables
    assert [row.values["unit"] for row in table.rows] == ["Thôn 1", "Thôn 1"]


def test_the_same_saved_as_text_only_where_most_are_empty() -> None:
    head = "Thôn,Họ và tên,Số điện thoại\n"
    merged = "Thôn 1,A B,0900111001\n,C D,0900111002\n,E F,0900111003\n"
    (table,) = find_tables(parse_pasted(head + merged), COLUMNS).tables
    assert [row.values["unit"] for row in table.rows] == ["Thôn 1"] * 3
    forgotten = "Thôn 1,A B,0900111001\nThôn 2,C D,0900111002\n,E F,0900111003\n"
    (table,) = find_tables(parse_pasted(head + forgotten), COLUMNS).tables
    assert [row.values["unit"] for row in table.rows] == ["Thôn 1", "Thôn 2", ""]


def test_an_open_document_is_read_like_excel(tmp_path: Path) -> None:
    path = make_ods(tmp_path / "a.ods", {"DS": [*TITLE, HEAD, *ROWS, *END]}, hidden_rows=[6])
    (table,) = found_in(path).tables
    assert people_of(table) == EVERYBODY[:1]
    assert (7, "hidden") in kinds_of(table)


CSV = "\n".join(",".join(map(str, row)) for row in (HEAD, *ROWS))
NAMES = (
    "Nguyễn Thị Hằng,Trần Quốc Đạt,Lê Hữu Phước,Phạm Thị Mỹ,Đỗ Thị Ngọc Ánh,Huỳnh Văn Tỵ,"
    "Võ Thị Kim Cương,Bùi Thị Xuyến,Hồ Đức Ưng,Ngô Ỷ Lan"
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CSV.encode(), ""),
        (CSV.encode("utf-8-sig"), ""),
        (CSV.encode("utf-16"), ""),
        (CSV.encode("utf-16-le"), ""),
        (unicodedata.normalize("NFD", CSV).encode(), ""),
        (("sep=;\n" + CSV.replace(",", ";")).encode("utf-8-sig"), ""),
        (encode_tcvn3(CSV).encode("cp1252"), "TCVN3"),
        (encode_vni(CSV).encode("cp1252"), "VNI"),
        (encode_tcvn3(CSV).encode(), "TCVN3"),  # the font's letters, saved as Unicode
    ],
)
def test_text_in_any_encoding(content: bytes, said: str) -> None:
    found = find_tables(parse_workbook(content, Path("a.csv")), COLUMNS)
    (table,) = found.tables
    names = [name.lower() for name, _ in people_of(table)]
    assert names == [name.lower() for name, _ in EVERYBODY]  # TCVN3 has no capitals with tones
    assert said in " ".join(found.remarks)


def test_a_table_that_no_encoding_explains_is_refused_by_name() -> None:
    content = (
        "STT,Họ tên,Số điện thoại\n".encode("ascii", "ignore") + bytes([*range(0xC0, 0xD0), 10]) * 3
    )
    with pytest.raises(UserError, match="Không chắc tệp này lưu theo bảng mã nào"):
        parse_workbook(content, Path("a.csv"))


@pytest.mark.parametrize("encode", [encode_tcvn3, encode_vni])
def test_a_workbook_typed_with_an_old_font(tmp_path: Path, encode: object) -> None:
    assert callable(encode)
    rows = [[encode(str(cell)) for cell in row] for row in (HEAD, *ROWS)]
    found = found_in(make_xlsx(tmp_path / "a.xlsx", {"DS": rows}))
    names = [name.lower() for name, _ in people_of(found.tables[0])]
    assert names == [name.lower() for name, _ in EVERYBODY]
    assert "gõ theo phông" in " ".join(found.remarks)


def test_a_mapping_goes_to_a_form_and_back(tmp_path: Path) -> None:
    rows = [("Tên gọi", "Số máy", "Số nhà"), ("Bùi Văn Thử", "0900111001", "5")]
    book = read_workbook(make_xlsx(tmp_path / "a.xlsx", {"DS": rows}))
    with pytest.raises(UserError, match="Thiếu cột «Họ tên»"):
        find_tables(book, COLUMNS)
    chosen = '{"tables": [{"sheet": "DS", "row": 1, "columns": {"name": 0, "phone": 1}}]}'
    found = find_tables(book, COLUMNS, parse_mapping(chosen))
    assert people_of(found.tables[0]) == [("Bùi Văn Thử", "0900111001")]
    assert parse_mapping(found.mapping.to_json()) == ColumnMapping(
        tuple(table.mapping for table in found.tables)
    )


@pytest.mark.parametrize(
    "written",
    [
        *("", "[]", "null", '{"tables": 5}', '{"tables": [{"sheet": "a"}]}', "[" * 100_000),
        '{"tables": [{"sheet": "a", "row": 1, "columns": {"name": 0, "phone": 0}}]}',
    ],
)
def test_what_is_no_mapping_is_refused_in_words(written: str) -> None:
    with pytest.raises(UserError, match="Cách ghép cột"):
        parse_mapping(written)


JUNK = st.sampled_from(
    [(), ("DANH SÁCH",), ("", "", "Độc lập - Tự do - Hạnh phúc"), ("(Kèm theo QĐ số 5)",)]
)


@given(
    st.permutations(range(5)),
    st.lists(JUNK, max_size=12),
    st.lists(st.just(()), max_size=2),
    st.booleans(),
)
@example([0, 1, 2, 3, 4], [("DANH SÁCH",)] * 12, [], False)
def test_wherever_it_stands_and_in_whatever_order_the_rows_are_the_same(
    order: list[int], above: list[tuple[str, ...]], gaps: list[tuple[str, ...]], ends: bool
) -> None:
    body = [HEAD, *gaps, ROWS[0], *gaps, ROWS[1]]
    placed = [tuple(str(row[at]) for at in order) if row else () for row in body]
    lines = [*above, *placed, *(END[:1] if ends else ())]
    text = "\n".join("\t".join(line) for line in lines)
    (table,) = find_tables(parse_pasted(text), COLUMNS).tables
    assert people_of(table) == EVERYBODY
    assert all(line.kind is RowKind.TOTAL for line in table.skipped)


@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=8))
def test_any_table_is_read_or_refused_in_words(lines: list[list[str]]) -> None:
    text = "\n".join("\t".join(line) for line in lines)
    try:
        book: RawWorkbook = parse_pasted(text)
        found = find_tables(book, COLUMNS)
    except UserError as error:
        assert str(error)
        return
    assert all(row.number >= 1 for table in found.tables for row in table.rows)
