"""`bot units`, `bot team`, `bot facts`, `bot tickets`: what goes in, what is said, what is kept."""

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.machine import Machine

UNCOUNTED = {"households": None, "persons": None, "counted_on": None}
UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"


def test_units_are_imported_and_listed(machine: Machine) -> None:
    ran = machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "Tổng 2 dòng: thêm 2, sửa 0, giữ nguyên 0, bỏ qua 0, từ chối 0.\n"
    assert (
        machine.bot("units", "list").out
        == "x\tXã Mẫu\tcommune\t-\t0\nth-1\tThôn 1\tvillage\tx\t0\n"
    )
    assert machine.bot("units", "list", "--json").rows == [
        {"code": "x", "name": "Xã Mẫu", "kind": "commune", "parent": None, "reachable": 0}
        | UNCOUNTED,
        {"code": "th-1", "name": "Thôn 1", "kind": "village", "parent": "x", "reachable": 0}
        | UNCOUNTED,
    ]


def test_the_counts_as_json(machine: Machine) -> None:
    path = machine.file("don-vi.csv", UNITS)
    machine.bot("units", "import", path)
    assert machine.bot("units", "import", path, "--json").rows == [
        {"total": 2, "created": 0, "updated": 0, "unchanged": 2, "skipped": 0, "rejected": 0}
    ]


def test_rejected_rows_come_with_reasons_on_screen_and_in_a_file(machine: Machine) -> None:
    ran = machine.bot("units", "import", machine.file("don-vi.csv", f"{UNITS}th-2,,thôn,x\n"))
    assert ran.code == 1
    path = machine.folder / "don-vi-tu-choi.xlsx"
    assert ran.out.splitlines() == [
        "Tổng 3 dòng: thêm 2, sửa 0, giữ nguyên 0, bỏ qua 0, từ chối 1.",
        "Dòng 4: thiếu Tên",
        f"Các dòng bị từ chối và lý do: {path}",
    ]
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["4", "thiếu Tên", "th-2", "", "thôn", "x"]


def test_a_dry_run_says_everything_and_keeps_nothing(machine: Machine) -> None:
    path = machine.file("don-vi.csv", UNITS)
    ran = machine.bot("units", "import", path, "--dry-run")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "Tổng 2 dòng: thêm 2, sửa 0, giữ nguyên 0, bỏ qua 0, từ chối 0.",
        "Dòng 2: Xã Mẫu",
        "Dòng 3: Thôn 1",
        "Chạy thử, chưa ghi gì.",
    ]
    assert machine.bot("units", "list").out == ""


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "Mã,Tên\n", "không có dòng nào"),
        ("a.csv", "Mã,Cấp\nx,Xã\n", "Thiếu cột «Tên»"),
        ("a.xlsx", "not excel", "không phải Excel"),
        ("a.pdf", "x", "phải là .xlsx, .xls, .ods hoặc .csv"),
    ],
)
def test_a_file_that_cannot_be_imported(
    machine: Machine, name: str, content: str, said: str
) -> None:
    ran = machine.bot("units", "import", machine.file(name, content))
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err and ran.err.count("\n") == 1


def test_a_file_that_is_not_there(machine: Machine) -> None:
    ran = machine.bot("team", "import", "none.xlsx")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "Không mở được tệp none.xlsx" in ran.err


def test_a_team_is_imported(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    team = ["Mã thôn,Họ tên,SĐT,Vai trò", "th-1,Chị Lan,912345678,tổ trưởng"]
    lost = "th-9,Anh Nam,0912345679,cán bộ"
    ran = machine.bot("team", "import", machine.file("to.csv", "\n".join([*team, lost])))
    assert ran.code == 1
    assert "thêm 1" in ran.out and "Dòng 3: không có đơn vị mã «th-9»" in ran.out


def test_facts_are_set_listed_and_cleared(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))

    def listed(unit: str) -> dict[str, str]:
        lines = machine.bot("facts", "list", unit).out.splitlines()
        return dict(line.split("\t") for line in lines)

    assert set(listed("x").values()) == {"-"}
    assert machine.bot("facts", "set", "x", "centre_phone", " 0900 000 000 ").code == 0
    assert listed("x")["centre_phone"] == "0900 000 000"
    assert listed("th-1")["centre_phone"] == "0900 000 000"  # the commune's holds below it
    assert machine.bot("facts", "set", "x", "centre_phone", "").code == 0
    assert listed("x")["centre_phone"] == "-"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "nowhere"), "không có đơn vị mã «nowhere»; `bot units list` cho xem các mã."),
        (("set", "nowhere", "centre_phone", "1"), "không có đơn vị mã «nowhere»"),
        (("set", "x", "shoe_size", "1"), "Không có mục «shoe_size»"),
    ],
)
def test_facts_of_nobody_or_nothing(
    machine: Machine, arguments: tuple[str, ...], said: str
) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    ran = machine.bot("facts", *arguments)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert said in ran.err


def test_tickets_are_listed_and_answered(machine: Machine) -> None:
    assert machine.bot("tickets", "list").out == "Không có yêu cầu nào đang chờ.\n"
    assert machine.bot("tickets", "list", "--json").out == ""
    number = machine.ask_for_person("ba-tu")

    (row,) = machine.bot("tickets", "list", "--json").rows
    assert (row["ticket"], row["channel"], row["text"]) == (number, "fake", "")
    assert machine.bot("tickets", "list").out.startswith(f"{number}\t08:00 23/11/2026")

    answered = machine.bot("tickets", "answer", str(number), "--text", "Mời bác ra xã ạ.")
    assert (answered.code, answered.err) == (0, "")
    assert machine.bot("tickets", "list", "--json").out == ""
    again = machine.bot("tickets", "answer", str(number), "--text", "Mời bác ra xã ạ.")
    assert (again.code, again.err) == (1, f"bot: Không có yêu cầu số {number} đang chờ.\n")


def test_the_tree_is_listed_as_people_count(machine: Machine) -> None:
    rows = [f"th-{number},Thôn {number},thôn,x" for number in (10, 2, 1)]
    machine.bot(
        "units", "import", machine.file("x.csv", "\n".join(["Mã,Tên,Cấp,Thuộc", "x,Xã,xã,", *rows]))
    )
    assert [row["code"] for row in machine.bot("units", "list", "--json").rows] == [
        *("x", "th-1", "th-2", "th-10")
    ]


def test_people_read_local_times_and_programs_exact_ones(machine: Machine) -> None:
    machine.ask_for_person("ba-tu")
    assert "\t08:00 23/11/2026\t" in machine.bot("tickets", "list").out
    assert machine.bot("tickets", "list", "--json").rows[0]["opened_at"] == (
        "2026-11-23T01:00:00+00:00"
    )
