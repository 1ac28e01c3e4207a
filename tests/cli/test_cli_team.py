"""`bot team link`, `bot duty`, `bot tickets reveal`."""

import pytest

from tests.cli.machine import Machine

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"
TEAM = (
    "Mã đơn vị,Họ tên,Điện thoại,Vai trò\n"
    "th-1,Lê Thị Hoa,0900000001,thành viên\nx,Trần Văn Cán,0900000002,cán bộ\n"
    "x,Ngô Thị Duyệt,0900000003,chủ tịch\n"
)


@pytest.fixture(autouse=True)
def commune(machine: Machine) -> None:
    """One village with one member; an officer, and who approves."""
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    machine.bot("team", "import", machine.file("to.csv", TEAM))


def test_a_code_for_one_person(machine: Machine) -> None:
    ran = machine.bot("team", "link", "0900000001", "--json")
    (row,) = ran.rows
    assert (ran.code, row["name"], row["start"]) == (0, "Lê Thị Hoa", f"link-{row['code']}")
    assert len(row["code"]) == 12


def test_codes_for_everybody_without_a_chat(machine: Machine) -> None:
    lines = machine.bot("team", "link", "--all").out.splitlines()
    assert [line.split("\t")[0] for line in lines] == [
        "Lê Thị Hoa",
        "Trần Văn Cán",
        "Ngô Thị Duyệt",
    ]


def test_a_phone_nobody_has_is_said(machine: Machine) -> None:
    ran = machine.bot("team", "link", "0999999999")
    assert (ran.code, ran.out) == (1, "")
    assert "không có ai số điện thoại «0999999999»" in ran.err


def test_hours_are_read_and_said_back(machine: Machine) -> None:
    ran = machine.bot("duty", "hours", "x", "T2-T6 7h30-11h30 13h30-17h; T7 8h-10h")
    assert (ran.code, ran.out) == (0, "T2-T6 7:30-11:30 13:30-17:00; T7 8:00-10:00\n")


@pytest.mark.parametrize("hours", ["", "T2-T6", "T2 25:99-26:00", "T2 nghỉ"])
def test_hours_that_are_none_are_refused(machine: Machine, hours: str) -> None:
    ran = machine.bot("duty", "hours", "x", hours)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bot: ")


def test_days_off_and_on(machine: Machine) -> None:
    for day in ("2098-12-24", "24/12/2098", "24-12-2098"):
        ran = machine.bot("duty", "off", "x", day)
        assert (ran.code, ran.out) == (0, "Đã ghi: thứ Tư 24/12/2098, x nghỉ.\n")
    assert machine.bot("duty", "on", "x", "2026-12-24").code == 0
    assert "không có đơn vị mã «y»" in machine.bot("duty", "off", "y", "2026-12-24").err
    refused = machine.bot("duty", "off", "x", "31/2/2098")
    assert refused.code == 2 and "ngày «31/2/2098» không có" in refused.err


def test_revealing_needs_a_reason(machine: Machine) -> None:
    number = machine.ask_for_person("ba-tu")
    assert machine.bot("tickets", "reveal", str(number), "--by", "An").code == 2
    ran = machine.bot("tickets", "reveal", str(number), "--by", "An", "--reason", "117")
    assert (ran.code, ran.out) == (0, "fake\tba-tu\t-\n")
