"""`bot classes` and `bot remind`."""

import pytest

from tests.cli.machine import Machine

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"
CLASSES = (
    "Mã thôn,Ngày,Giờ,Chủ đề,Nơi học\n"
    "th-1,1/12/2098,19h30,VNeID,Nhà văn hóa\nth-1,31/2/2098,19h30,VNeID,Nhà văn hóa\n"
)
WEEKLY = ("classes", "weekly", "th-1", "T3 19:30", "--topic", "VNeID", "--place", "Nhà văn hóa")


@pytest.fixture(autouse=True)
def commune(machine: Machine) -> None:
    """One village."""
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))


def test_a_sheet_is_tried_taken_and_listed(machine: Machine) -> None:
    path = machine.file("lop.csv", CLASSES)
    for _ in range(2):
        tried = machine.bot("classes", "import", path, "--dry-run", "--json")
        assert tried.rows == [
            {"total": 2, "created": 1, "updated": 0, "unchanged": 0, "skipped": 0, "rejected": 1}
        ]
    assert machine.bot("classes", "import", path).code == 1
    (row,) = machine.bot("classes", "list", "x", "--json").rows
    assert (row["starts_at"], row["joined"], row["join"]) == (
        "2098-12-01T19:30+07:00",
        0,
        "class-1",
    )
    assert "VNeID" in machine.bot("classes", "list", "th-1").out
    cancelling = ("classes", "cancel", "1", "--reason", "mất điện")
    asked = machine.bot(*cancelling)
    assert (asked.code, asked.out) == (
        1,
        "Hủy lớp VNeID, 19 giờ 30 thứ Hai ngày 1/12/2098: 0 khung chat đã đăng ký sẽ được báo."
        " Lý do: mất điện\nChưa hủy. Đúng thì chạy lại lệnh, thêm --yes.\n",
    )
    cancelled = machine.bot(*cancelling, "--yes")
    assert (cancelled.code, cancelled.out) == (0, "Đã hủy lớp VNeID; 0 khung chat được báo.\n")
    assert machine.bot(*cancelling, "--yes").code == 1
    other = machine.bot("classes", "cancel", "1")
    assert other.code == 1 and "đã hủy" in other.err


def test_a_sheet_is_said_back_row_by_row_and_a_moved_class_is_asked_about(
    machine: Machine,
) -> None:
    head = "Mã thôn,Ngày,Giờ,Chủ đề,Nơi học\n"
    path = machine.file("lop.csv", head + "th-1,1/12/2098,19.30,VNeID,Nhà văn hóa\n")
    assert (
        "Dòng 2: thứ Hai 1/12/2098, 19 giờ 30: VNeID" in machine.bot("classes", "import", path).out
    )
    moved = machine.file("dời.csv", head + "th-1,2/12/2098,14.00,VNeID,Nhà văn hóa\n")
    asked = machine.bot("classes", "import", moved)
    assert (
        asked.code == 1 and "thêm --moved" in asked.out and "Mã lớp th-1-981201-1930" in asked.out
    )
    assert machine.bot("classes", "import", moved, "--moved").code == 0
    (row,) = machine.bot("classes", "list", "x", "--json").rows
    assert row["starts_at"] == "2098-12-02T14:00+07:00"
    assert machine.bot("classes", "import", moved, "--moved", "--new").code == 2


def test_a_series_takes_its_days_as_they_are_written_here(machine: Machine) -> None:
    shown = machine.bot(*WEEKLY, "--from", "1/12/2098", "--to", "31/12/2098")
    assert shown.code == 0 and "ngày 2/12/2098" in shown.out
    refused = machine.bot(*WEEKLY, "--from", "31/2/2098")
    assert refused.code == 2 and "ngày «31/2/2098» không có" in refused.err
    assert "isoformat" not in refused.err


def test_a_series_shows_its_dates_before_it_is_kept(machine: Machine) -> None:
    shown = machine.bot(*WEEKLY)
    assert (shown.code, shown.out.count("\n- ")) == (0, 5)
    assert machine.bot("classes", "list", "x").out == ""
    kept = machine.bot(*WEEKLY, "--yes")
    assert "Đã ghi lịch lớp số 1." in kept.out
    assert len(machine.bot("classes", "list", "x", "--json").rows) == 4
    assert machine.bot("classes", "pause", "1").code == 0
    assert machine.bot("classes", "resume", "1").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("classes", "cancel", "99", "--reason", "mưa"),
        ("classes", "pause", "99"),
        ("classes", "cancel", "1"),
        ("classes", "list", "y"),
        ("classes", "weekly", "th-1", "mai", "--topic", "a", "--place", "b"),
        ("classes", "import", "khong-co.xlsx"),
    ],
)
def test_a_mistake_is_one_sentence(machine: Machine, arguments: tuple[str, ...]) -> None:
    ran = machine.bot(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bot: ") and ran.err.count("\n") == 1


def test_due_work_is_done_once_by_hand(machine: Machine) -> None:
    (row,) = machine.bot("remind", "--now").rows
    names = "overdue reminders deadlines digests returns classes followed make_ups"
    assert row == dict.fromkeys(names.split(), 0)
    assert machine.bot("remind").code == 2
    assert "BOT_REMINDER_LEADS" in machine.bot("remind", "--now", BOT_REMINDER_LEADS="soon").err
