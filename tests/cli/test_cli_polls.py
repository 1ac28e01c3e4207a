"""`bot polls`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from tests.cli.machine import Machine, an_approver, what_approvers_are_told

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"
HOUSEHOLDS = (
    "Mã thôn,Chủ hộ,Mã hộ\nth-1,Hộ mẫu A,ABCD12\nth-1,Hộ mẫu B,\nth-1,Hộ mẫu C,ABCD12\n"
    "th-9,Hộ mẫu D,\nth-1,Hộ mẫu E,a b\n"
)
CLOSES = (datetime.now(UTC) + timedelta(days=2)).isoformat(timespec="seconds")
POLL = f"""
title = "Làm đường"
per = "household"
closes = {CLOSES}
[[question]]
text = "Đường nào trước?"
options = ["Trục", "Ngõ"]
[[question]]
text = "Ngõ nào?"
kind = "multiple"
options = ["Một", "Hai"]
only_if = [1, 2]
[[question]]
text = "Hiến đất không?"
kind = "yesno"
"""


@pytest.fixture(autouse=True)
def commune(machine: Machine) -> None:
    """One village with a resident."""
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    machine.write(_resident)
    machine.bot("live", "x")


def _resident(session: Session) -> None:
    now = datetime(2026, 11, 23, 1, tzinfo=UTC)
    get_or_create_contact(session, "telegram", "tu", now=now).unit_id = get_unit(session, "th-1").id


def test_households_get_a_code_and_the_report_adds_up(machine: Machine) -> None:
    path = machine.file("ho.csv", HOUSEHOLDS)
    (row,) = machine.bot("polls", "households", "import", path, "--json").rows
    assert row == {
        "total": 5,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "rejected": 3,
    }
    (again,) = machine.bot("polls", "households", "import", path, "--json").rows
    assert (again["unchanged"], again["rejected"]) == (2, 3)
    rows = machine.bot("polls", "households", "list", "x", "--json").rows
    assert [one["household"] for one in rows] == ["Hộ mẫu A", "Hộ mẫu B"]
    assert rows[0]["code"] == "ABCD12" and len(rows[1]["code"]) == 6


def test_from_the_draft_to_the_minutes(machine: Machine, tmp_path: Path) -> None:
    machine.bot("polls", "households", "import", machine.file("ho.csv", HOUSEHOLDS))
    assert (
        "3 câu hỏi"
        in machine.bot("polls", "draft", machine.file("a.toml", POLL), "--unit", "x").out
    )
    assert "mời 1 người" in machine.bot("polls", "open", "1").out
    (row,) = machine.bot("polls", "status", "1", "--json").rows
    assert (row["state"], row["ballots"], row["eligible"]) == ("open", 0, 2)
    assert "Thôn 1\t0/2\t0%" in machine.bot("polls", "status", "1").out
    assert "20 giờ" in machine.bot("polls", "remind", "1").err
    assert machine.bot("polls", "close", "1").out == "Đã đóng cuộc số 1.\n"
    assert "Chưa đủ 5 phiếu" in machine.bot("polls", "result", "1").out
    assert machine.bot("polls", "result", "1", "--json").rows == []
    assert "Làm đường" in machine.bot("polls", "list", "x").out
    for name in ("bien-ban.docx", "bien-ban.pdf"):
        assert machine.bot("polls", "minutes", "1", "--out", str(tmp_path / name)).code == 0
        assert (tmp_path / name).stat().st_size > 1000
    assert "1 người" in machine.bot("polls", "tell", "1").out


@pytest.mark.parametrize(
    "text",
    [
        "title = 1",
        'title = "a"\ncloses = 2020-01-01T00:00:00\n[[question]]\ntext = "b"\nkind = "yesno"\n',
        'title = "a"\ncloses = 2099-01-01T00:00:00\n[[question]]\ntext = "b"\nkind = "what"\n',
        'title = "a"\ncloses = "mai"\n[[question]]\ntext = "b"\nkind = "yesno"\n',
        'title = "a"\ncloses = 2099-01-01T00:00:00\nper = "cat"\n[[question]]\ntext = "b"\n',
        'title = "a"\ncloses = 2099-01-01T00:00:00\n[[question]]\ntext = "b"\noptions = ["x"]\n',
        "not toml",
    ],
)
def test_a_file_that_cannot_be_says_why(machine: Machine, text: str) -> None:
    ran = machine.bot("polls", "draft", machine.file("a.toml", text), "--unit", "x")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bot: ") and ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("polls", "open", "99"),
        ("polls", "draft", "khong-co.toml", "--unit", "x"),
        ("polls", "list", "y"),
        ("polls", "minutes", "99", "--out", "a.docx"),
        ("polls", "minutes", "99", "--out", "a.txt"),
        ("polls", "households", "list", "y"),
    ],
)
def test_a_mistake_is_one_sentence(machine: Machine, arguments: tuple[str, ...]) -> None:
    ran = machine.bot(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bot: ") and ran.err.count("\n") == 1


def test_a_second_person_is_asked(machine: Machine) -> None:
    machine.bot("polls", "draft", machine.file("y-kien.toml", POLL), "--unit", "x")
    none = machine.bot("polls", "ask", "1")
    assert (none.code, "chưa hộ nào có mã" in none.err) == (1, True)
    machine.bot("polls", "households", "import", machine.file("ho.csv", HOUSEHOLDS))
    machine.write(an_approver)
    assert "đã gửi tới 1 người duyệt" in machine.bot("polls", "ask", "1").out
    (told,) = machine.write(what_approvers_are_told)
    assert told.startswith("Mời anh/chị duyệt cuộc lấy ý kiến này.") and "Hiến đất không?" in told
    again = machine.bot("polls", "ask", "1")
    assert (again.code, "đang chờ duyệt" in again.err) == (1, True)


TWINS = (
    "Mã thôn,Chủ hộ,Năm sinh,Địa chỉ\nth-1,Lê Văn An,1950,\nth-1,Lê Văn An,1972,Ngõ 2\n"
    "th-1,Lê Văn Ân,,\nth-1,Trần Thị Thúy,,Ngõ 1\nth-1,Trần Thị Thúy,,Ngõ 3\n"
    "th-1,Lê Văn An,1950,\nth-1,Bùi Văn Cả,50,\n"
)


def test_heads_of_one_name_are_told_apart_by_year_or_address(machine: Machine) -> None:
    path = machine.file("ho.csv", TWINS)
    imported = machine.bot("polls", "households", "import", path)
    assert "thêm 5" in imported.out and "từ chối 2" in imported.out
    (again,) = machine.bot("polls", "households", "import", path, "--json").rows
    assert (again["unchanged"], again["rejected"]) == (5, 2)
    rows = machine.bot("polls", "households", "list", "x", "--json").rows
    assert len({row["code"] for row in rows}) == 5


def test_a_household_known_by_its_name_alone_gets_its_year(machine: Machine) -> None:
    head = "Mã thôn,Chủ hộ,Năm sinh\n"
    machine.bot("polls", "households", "import", machine.file("a.csv", f"{head}th-1,Lê Văn An,\n"))
    two = f"{head}th-1,Lê Văn An,1950\nth-1,Lê Văn An,1972\n"
    (report,) = machine.bot(
        "polls", "households", "import", machine.file("b.csv", two), "--json"
    ).rows
    assert (report["updated"], report["created"]) == (1, 1)
    which = machine.bot(
        "polls", "households", "import", machine.file("c.csv", f"{head}th-1,Lê Văn An,\n"), "--json"
    )
    assert which.rows[0]["rejected"] == 1


def test_the_operator_answers_for_a_page_and_undoes_a_slip(machine: Machine) -> None:
    def waits(session: Session) -> None:
        page = get_or_create_contact(session, "webchat", "p", now=datetime.now(UTC))
        page.unit_id, page.vouch_code = get_unit(session, "th-1").id, "K7M2PQ"

    machine.write(waits)
    assert "Đã xác nhận" in machine.bot("polls", "confirm", "k7m2pq").out
    assert machine.bot("polls", "confirm", "K7M2PQ").code != 0
    machine.bot("polls", "households", "import", machine.file("ho.csv", HOUSEHOLDS))
    machine.bot("polls", "draft", machine.file("a.toml", POLL), "--unit", "x")
    machine.bot("polls", "open", "1")
    assert "chưa đóng" in machine.bot("polls", "result", "1").err
    machine.bot("polls", "close", "1")
    assert machine.bot("polls", "reopen", "1").out.startswith("Đã mở lại.")
