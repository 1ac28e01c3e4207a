"""An officer's sheet of classes: every row is counted, and a bad one says why."""

from pathlib import Path

import xlsxwriter
from sqlmodel import Session, select

from bot.reminders import imports, weekly
from bot.reminders.models import ClassSession
from bot.reminders.series import Weekly
from bot.sheets import Report
from bot.units import get_unit
from tests.reminders.scene import Scene, local

HEAD = ["Mã thôn", "Ngày", "Giờ", "Chủ đề", "Nơi học", "Người dạy", "Số chỗ"]
ROWS = [
    ["v1", 46351, 0.8125, "VNeID", "Nhà văn hóa", "Cô Hoa", 30],  # Excel's own numbers
    ["v1", "26/11/2026", "19h30", "eTax", "Nhà văn hóa", "Cô Hoa", ""],
    ["v2", "25/11/2026", "20:00", "VNeID", "Nhà văn hóa", "Cô Hoa", 30],  # she is in v1
    ["v2", "31/2/2027", "19:30", "VNeID", "Nhà văn hóa", "", ""],
    ["v9", "26/11/2026", "19:30", "VNeID", "Nhà văn hóa", "", ""],
    ["v2", "1/11/2026", "19:30", "VNeID", "Nhà văn hóa", "", ""],
    ["v2", "27/11/2026", "19:30", "VNeID", "", "", ""],
    ["v2", "27/11/2026", "19:30", "VNeID", "Đình", "", "nhiều"],
]


def write(path: Path) -> Path:
    """The sheet as an officer's Excel keeps it."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEAD, *ROWS]):
            sheet.write_row(number, 0, row)
    return path


async def test_a_sheet_of_numbers_and_texts_adds_up(scene: Scene, tmp_path: Path) -> None:
    path = write(tmp_path / "lop.xlsx")
    report: Report = await scene.do(imports.import_classes, path, rules=scene.rules)
    assert report.as_json() == {
        "total": 8, "created": 2, "updated": 0, "unchanged": 0, "rejected": 6,
    }  # fmt: skip
    reasons = [(one.number, one.reason) for one in report.rejected]
    assert reasons == [
        (4, "Cô Hoa đã có lớp lúc 19 giờ 30 thứ Tư ngày 25/11"),
        (5, "ngày «31/2/2027» không có hoặc không đọc được; viết như 20/12/2026"),
        (6, "không có đơn vị mã «v9»"),
        (7, "19 giờ 30 Chủ nhật ngày 1/11 đã qua"),
        (8, "thiếu Nơi học"),
        (9, "số «nhiều» không đúng; từ 1 đến 1000"),
    ]
    again: Report = await scene.do(imports.import_classes, path, rules=scene.rules)
    assert again.as_json()["unchanged"] == 2


def starts(session: Session) -> list[str]:
    """Every session's start by the commune's clock."""
    found = session.exec(select(ClassSession.starts_at))
    return sorted(f"{one.astimezone(local(1, 0).astimezone().tzinfo):%m-%d}" for one in found)


async def test_a_series_opens_four_weeks_and_rests_when_paused(scene: Scene) -> None:
    def add(session: Session) -> int:
        what = weekly.What("VNeID", "Nhà văn hóa")
        return weekly.add(
            session, get_unit(session, "v1"), Weekly.parse("T3 19:30"), what,
            first_on=local(23, 8).date(), last_on=None, now=scene.clock.now, rules=scene.rules,
        ).id  # fmt: skip

    number = await scene.db.write(add)
    assert len(await scene.db.read(starts)) == 4
    assert await scene.do(weekly.open_due, rules=scene.rules) == 0
    await scene.db.write(weekly.pause, number, now=scene.clock.now)
    scene.later(days=7)
    assert await scene.do(weekly.open_due, rules=scene.rules) == 0
    await scene.db.write(weekly.pause, number, now=None)
    assert await scene.do(weekly.open_due, rules=scene.rules) == 1
