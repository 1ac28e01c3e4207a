"""Files as offices keep them, and files made to hurt: read in bounded memory, or refused."""

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from bot import texts
from bot.core.errors import UserError
from bot.documents.columns import Column
from bot.documents.sheet_layout import MAX_UNPACKED_BYTES
from bot.documents.tables import Row, find_tables
from bot.documents.workbooks import MAX_BYTES, read_workbook

COLUMNS = (Column("unit", ("Mã đơn vị",)), Column("name", ("Họ tên",)))
TITLE = [["ỦY BAN NHÂN DÂN"], ["XÃ MẪU"], [], ["DANH SÁCH TỔ"]]
TABLE = [["TT", "Mã đơn vị", "Họ tên"], ["1", "ap-01", "Bùi Văn Thử"]]


def book(path: Path, *tables: list[list[str]], hidden: tuple[int, ...] = ()) -> Path:
    made = xlsxwriter.Workbook(path)
    for number, table in enumerate(tables):
        sheet = made.add_worksheet()
        for at, line in enumerate(table):
            sheet.write_row(at, 0, line)
        if number in hidden:
            sheet.very_hidden()
        else:
            sheet.activate()
            sheet.set_first_sheet()
    made.close()
    return path


def taken(path: Path) -> list[tuple[int, Row]]:
    """The rows of the list in a file, with their numbers."""
    found = find_tables(read_workbook(path), COLUMNS)
    return [(row.number, row.values) for table in found.tables for row in table.rows]


def one_row(path: Path) -> bool:
    return [row for _, row in taken(path)] == [{"unit": "ap-01", "name": "Bùi Văn Thử"}]


def test_the_headings_may_stand_below_a_title(tmp_path: Path) -> None:
    assert one_row(book(tmp_path / "a.xlsx", [*TITLE, *TABLE]))
    lines = "\n".join(",".join((*line, "", "")) for line in [*TITLE, *TABLE])
    (tmp_path / "a.csv").write_text(lines, "utf-8")
    assert one_row(tmp_path / "a.csv")


@pytest.mark.parametrize("above", [8, 10, 300])
def test_they_are_looked_for_wherever_they_stand(tmp_path: Path, above: int) -> None:
    path = book(tmp_path / "a.xlsx", [[f"dòng {number}"] for number in range(above)] + TABLE)
    assert one_row(path)


def test_they_may_stand_on_a_later_sheet_and_hidden_ones_are_not_read(tmp_path: Path) -> None:
    assert one_row(book(tmp_path / "a.xlsx", [["Tổng hợp"], ["17 tổ"]], TABLE))
    old = [TABLE[0], ["1", "ap-09", "Người Cũ"]]
    assert one_row(book(tmp_path / "b.xlsx", old, TABLE, hidden=(0,)))


def test_rows_keep_their_numbers_in_the_file(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [*TITLE, TABLE[0], ["1", "", "Không mã"]])
    assert [number for number, _ in taken(path)] == [6]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_excels_own_line_names_what_separates(tmp_path: Path, separator: str) -> None:
    lines = [f"sep={separator}", *(separator.join(line) for line in TABLE)]
    (tmp_path / "a.csv").write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    assert one_row(tmp_path / "a.csv")


def cell_at(path: Path, row: int, column: int) -> Path:
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet()
    for at, line in enumerate(TABLE):
        sheet.write_row(at, 0, line)
    sheet.write(row, column, " ")
    made.close()
    return path


@pytest.mark.parametrize(
    ("row", "column", "cell"),
    [(1_048_575, 16_383, "XFD1048576"), (1_048_575, 4, "E1048576"), (500, 16_383, "XFD501")],
)
def test_a_cell_far_away_is_named(tmp_path: Path, row: int, column: int, cell: str) -> None:
    with pytest.raises(UserError, match=cell):
        taken(cell_at(tmp_path / "a.xlsx", row, column))


def test_a_cell_not_so_far_away_is_nothing(tmp_path: Path) -> None:
    assert one_row(cell_at(tmp_path / "a.xlsx", 9_000, 20))


def test_painted_columns_are_no_table(tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = made.add_worksheet()
    for at, line in enumerate(TABLE):
        sheet.write_row(at, 0, line)
    sheet.write_blank(1_048_575, 16_383, None, made.add_format({"bold": True}))
    made.close()
    assert one_row(tmp_path / "a.xlsx")


def repacked(source: Path, target: Path, part: str, content: bytes) -> Path:
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return target


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_what_unpacks_to_very_much_is_refused(tmp_path: Path, part: str) -> None:
    good = book(tmp_path / "good.xlsx", TABLE)
    bomb = repacked(good, tmp_path / "bomb.xlsx", part, b" " * (MAX_UNPACKED_BYTES + 1))
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(UserError, match="quá lớn"):
        read_workbook(bomb)


@pytest.mark.parametrize(
    "content",
    [b"PK", b"PK\x03\x04" + b"\0" * 100, b"<html>", b"\xd0\xcf\x11\xe0" + b"\0" * 600],
)
def test_what_is_no_workbook_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(UserError, match=texts.FILE_NOT_EXCEL[:30]):
        read_workbook(tmp_path / "a.xlsx")


def test_a_damaged_part_is_said(tmp_path: Path) -> None:
    good = book(tmp_path / "good.xlsx", TABLE)
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        bad = repacked(good, tmp_path / "bad.xlsx", part, b"<worksheet><sheetData><row")
        with pytest.raises(UserError):
            read_workbook(bad)
    whole = good.read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match=texts.FILE_NOT_EXCEL[:30]):
        read_workbook(tmp_path / "cut.xlsx")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook as it was sent."""
    return book(tmp_path_factory.mktemp("sent") / "whole.xlsx", TABLE)


@given(
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
    st.floats(0.1, 1),
)
def test_bytes_that_changed_on_the_way_end_in_one_sentence(
    whole: Path, changes: list[tuple[float, int]], kept: float
) -> None:
    content = bytearray(whole.read_bytes())
    for place, byte in changes:
        content[int(place * len(content))] = byte
    damaged = whole.with_name("damaged.xlsx")
    damaged.write_bytes(content[: int(kept * len(content))])
    with suppress(UserError):
        read_workbook(damaged)


def test_a_part_that_is_locked_is_said(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", TABLE)
    content = bytearray(path.read_bytes())
    content[content.find(b"PK\x01\x02") + 8] |= 1  # the flag of an encrypted part
    path.write_bytes(content)
    with pytest.raises(UserError, match=texts.FILE_NOT_EXCEL[:30]):
        read_workbook(path)


def test_a_file_too_large_is_not_even_read(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(UserError, match="quá lớn"):
        read_workbook(tmp_path / "a.csv")
