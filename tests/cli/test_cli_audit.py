"""`bot audit list`: who did what, in words; what the commands of officers leave behind."""

import ast
import csv
import io
import re

import pytest

from bot import texts
from bot.core.audit import record_action
from bot.core.clock import utc_now
from tests.cli.machine import ROOT, Machine

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\ny,Xã Khác,xã,\n"
TEAM = "Mã đơn vị,Họ tên,Điện thoại,Vai trò\nx,Ngô Thị Lan,0900111001,cán bộ\n"


@pytest.fixture
def office(machine: Machine) -> Machine:
    """Two communes, one officer; a code and a fact."""
    machine.bot("units", "import", machine.file("x.csv", UNITS))
    machine.bot("team", "import", machine.file("to.csv", TEAM))
    machine.bot("team", "link", "0900111001")
    machine.bot("facts", "set", "x", "centre_phone", "0900 000 000")
    return machine


def test_every_deed_is_told_in_words_newest_first(office: Machine) -> None:
    lines = [line.split("\t") for line in office.bot("audit", "list").out.splitlines()]
    assert [line[2] for line in lines] == [
        "điền thông tin của xã vào câu trả lời",
        "cấp mã nối khung chat",
        "nhập danh sách",
        "giao vai trò",
        "nhập danh sách",
    ]
    fact, code, team, role, units = lines
    assert fact[3:] == ["Xã Mẫu", "centre_phone: 0900 000 000"]
    assert code[3] == "người 1 «Ngô Thị Lan»" and role[4] == "cán bộ, x"
    assert (team[3], units[3]) == ("danh sách Tổ và cán bộ", "danh sách đơn vị")
    assert units[4].startswith("x.csv: ")
    assert all(line[1] == "người quản trị máy hoặc đồng hồ" for line in lines)


def test_the_public_page_of_service_levels_is_switched_and_told(office: Machine) -> None:
    told = f"{texts.LEVELS_PUBLISHED}\n"
    assert office.bot("units", "levels", "x").out == told
    assert office.bot("units", "levels", "x").out == told  # twice changes nothing
    assert office.bot("units", "levels", "x", "--off").out == f"{texts.LEVELS_HIDDEN}\n"
    rows = office.bot("audit", "list", "--action", "unit.service_levels", "--json").rows
    assert len(rows) == 2 and {row["person"] for row in rows} == {None}
    assert office.bot("units", "levels", "z").code == 1


def test_filters_leave_what_was_asked_for(office: Machine) -> None:
    office.write(
        lambda session: record_action(
            session, "poll.open", "poll:1", person_id=1, note="=1+1", now=utc_now()
        )
    )
    assert len(office.bot("audit", "list", "--action", "sheet", "--json").rows) == 2
    (row,) = office.bot("audit", "list", "--person", "ngo thi lan", "--json").rows
    assert (row["who"], row["what"], row["person"]) == ("Ngô Thị Lan", "mở cuộc lấy ý kiến", 1)
    assert {row["action"] for row in office.bot("audit", "--unit", "x", "--json").rows} == {
        *("poll.open", "fact.set", "link.code", "role.give"),
    }
    assert office.bot("audit", "list", "--unit", "y").out == "Không có việc nào được ghi.\n"
    assert office.bot("audit", "list", "--until", "hôm qua", "--json").rows == []
    table = list(csv.reader(io.StringIO(office.bot("audit", "list", "--csv").out)))
    assert table[0] == ["Lúc", "Ai", "Việc", "Đối với", "Ghi chú"]
    assert table[1][4] == "'=1+1" and len(table) == 7


def test_an_erased_resident_is_a_number(office: Machine) -> None:
    office.write(
        lambda session: record_action(
            session, "contact.erase", "contact:99", person_id=None, now=utc_now()
        )
    )
    assert "khung chat 99" in office.bot("audit", "list").out


def test_every_audited_deed_has_words() -> None:
    """The names that events declare: as a class variable, or as a property."""
    declared = {
        node.value
        for path in (ROOT / "bot").rglob("*events.py")
        for statement in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(statement, ast.FunctionDef) and statement.name == "action")
        or (isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) == "action")
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+\.[a-z]+", node.value)
    }
    assert len(declared) >= 8
    assert declared <= texts.AUDIT_ACTIONS.keys()
