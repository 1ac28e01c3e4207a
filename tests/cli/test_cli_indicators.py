"""`bot indicators`: listing, showing, entering, checking the files."""

import shutil

import pytest

from tests.cli.machine import Machine
from tests.conftest import DATA

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def commune(machine: Machine) -> Machine:
    """A machine with one commune."""
    file = machine.folder / "don-vi.csv"
    file.write_text("Mã,Tên,Cấp,Thuộc\nan-phu,Xã An Phú,xã,\n", encoding="utf-8")
    ran = machine.bot("units", "import", str(file))
    assert ran.code == 0, ran.err
    return machine


def test_a_value_is_set_shown_and_corrected(commune: Machine) -> None:
    machine = commune
    ran = machine.bot("indicators", "list")
    assert ran.code == 0 and "serving_people_766\t" in ran.out and "hằng tháng" in ran.out
    proof = machine.folder / "bc.pdf"
    proof.write_bytes(PDF)
    place = ("serving_people_766", "3.1", "19,5", "--unit", "an-phu", "--source", "Cổng DVC")
    ran = machine.bot("indicators", "set", *place, "--evidence", str(proof))
    assert (ran.code, ran.err) == (0, ""), ran.err
    ran = machine.bot("indicators", "set", *place)
    assert ran.code == 1 and "vì sao đổi" in ran.err
    ran = machine.bot("indicators", "set", *place, "--reason", "Cổng sửa")
    assert ran.code == 0
    ran = machine.bot("indicators", "show", "serving_people_766", "--unit", "an-phu")
    assert "3.1\tĐiểm số hóa hồ sơ trên Cổng\t19,5 điểm\t19,5" in ran.out
    assert "chưa có số" in ran.out and "Cộng 19,5/100 điểm" in ran.out
    book = machine.folder / "ct.xlsx"
    ran = machine.bot("indicators", "show", "serving_people_766", "--out", str(book))
    assert ran.code == 0 and book.stat().st_size > 1000


def test_mistakes_are_told_in_a_sentence(commune: Machine) -> None:
    machine = commune
    start = ("indicators", "set", "serving_people_766")
    for words, said in (
        (("9.9", "1"), "không có chỉ tiêu «9.9»"),
        (("1.1", "abc"), "phải là số"),
        (("1.2", "80"), "máy tự tính"),
        (("1.1", "1", "--period", "2026"), "Không rõ kỳ «2026»"),
        (("1.1", "1", "--unit", "nowhere"), "nowhere"),
        (("1.1", "1", "--evidence", "khong-co.pdf"), "khong-co.pdf"),
    ):
        ran = machine.bot(*start, *words, "--source", "Cổng")
        assert ran.code == 1 and said in ran.err and "Traceback" not in ran.err, ran.err
    ran = machine.bot("indicators", "show", "x")
    assert ran.code == 1 and "serving_people_766" in ran.err


def test_the_files_are_checked(machine: Machine) -> None:
    assert "2 tệp chỉ tiêu đều đúng" in machine.bot("indicators", "check").out
    data = machine.folder / "other"
    shutil.copytree(DATA / "indicators", data / "indicators")
    file = data / "indicators" / "serving_people_766.toml"
    file.write_text(file.read_text("utf-8").replace("total = 100", "total = 90"), "utf-8")
    ran = machine.bot("indicators", "check", "--data", str(data))
    assert ran.code == 1 and "serving_people_766.toml" in ran.err and "bộ ghi 90" in ran.err
