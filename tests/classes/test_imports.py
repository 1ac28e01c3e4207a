"""An officer's sheet of classes: every row is counted, and a bad one says why."""

from pathlib import Path

import pytest
import xlsxwriter
from sqlmodel import Session, col, select

from bot.classes import class_series, imports
from bot.classes.imports import find_class_tables, plan_class_import
from bot.classes.models import ClassSession
from bot.classes.weekly_pattern import WeeklyPattern
from bot.core.errors import UserError
from bot.documents.date_cells import parse_time_span
from bot.documents.import_plans import ImportPlan
from bot.documents.workbooks import read_workbook
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from tests.documents.office_files import make_xlsx
from tests.reminders.scene import ZONE, Scene, local

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
    report: ImportPlan = await scene.do(
        imports.import_classes, path, actor=OPERATOR, policy=scene.policy
    )
    assert report.as_json() == {
        "total": 8, "created": 2, "updated": 0, "unchanged": 0, "skipped": 0, "rejected": 6,
    }  # fmt: skip
    reasons = [(rejected.number, rejected.reason) for rejected in report.rejected]
    assert reasons == [
        (4, "Cô Hoa đã có lớp lúc 19 giờ 30 thứ Tư ngày 25/11"),
        (5, "ngày «31/2/2027» không có hoặc không đọc được; viết như 20/12/2026"),
        (6, "không có đơn vị mã «v9»"),
        (7, "19 giờ 30 Chủ nhật ngày 1/11 đã qua"),
        (8, "thiếu Nơi học"),
        (9, "số «nhiều» không đúng; từ 1 đến 1000"),
    ]
    again: ImportPlan = await scene.do(
        imports.import_classes, path, actor=OPERATOR, policy=scene.policy
    )
    assert again.as_json()["unchanged"] == 2


def starts(session: Session) -> list[str]:
    """Every session's start by the commune's clock."""
    found = session.exec(select(ClassSession.starts_at))
    return sorted(f"{one.astimezone(local(1, 0).astimezone().tzinfo):%m-%d}" for one in found)


async def test_a_series_opens_four_weeks_and_rests_when_paused(scene: Scene) -> None:
    def add(session: Session) -> int:
        what = class_series.SessionTemplate("VNeID", "Nhà văn hóa")
        return class_series.create_series(
            session, get_unit(session, "v1"), WeeklyPattern.parse("T3 19:30"), what,
            actor=OPERATOR, first_on=local(23, 8).date(), last_on=None,
            now=scene.clock.now, policy=scene.policy,
        ).id  # fmt: skip

    number = await scene.db.write(add)
    assert len(await scene.db.read(starts)) == 4
    assert await scene.do(class_series.open_sessions_due, policy=scene.policy) == 0
    await scene.db.write(class_series.pause_series, number, actor=OPERATOR, now=scene.clock.now)
    scene.later(days=7)
    assert await scene.do(class_series.open_sessions_due, policy=scene.policy) == 0
    await scene.db.write(class_series.resume_series, number, actor=OPERATOR, now=scene.clock.now)
    assert await scene.do(class_series.open_sessions_due, policy=scene.policy) == 1


SHORT = ["Mã thôn", "Ngày", "Giờ", "Chủ đề", "Nơi học"]


async def brings(scene: Scene, tmp_path: Path, *rows: list[str], **how: bool) -> ImportPlan:
    """An officer imports a sheet of these rows; a sixth cell is the class's code."""
    path = tmp_path / "lop.csv"
    lines = [[*SHORT, "Mã lớp"], *([*row, ""][:6] for row in rows)]
    path.write_text("\n".join(",".join(line) for line in lines), "utf-8")
    report: ImportPlan = await scene.do(
        imports.import_classes, path, actor=OPERATOR, policy=scene.policy, **how
    )
    return report


def classes_of(session: Session) -> list[str]:
    """Every class: when, title, place."""
    query = select(ClassSession).order_by(col(ClassSession.starts_at), col(ClassSession.id))
    class_sessions = session.exec(query)
    return [
        f"{held.starts_at.astimezone(ZONE):%d/%m %H:%M} {held.topic}, {held.place}"
        for held in class_sessions
    ]


EVENING = ["v1", "25/11/2026", "19:30", "eTax", "Nhà văn hóa"]
ROWS_AT_ONE_HOUR = (
    ["v1", "25/11/2026", "19:30", "Cài VNeID", "Tầng 1"],
    ["v1", "25/11/2026", "19:30", "Bán hàng", "Tầng 2"],
)


async def test_two_classes_at_one_hour_stay_two(scene: Scene, tmp_path: Path) -> None:
    for status in ("created", "unchanged"):
        report = await brings(scene, tmp_path, *ROWS_AT_ONE_HOUR)
        assert report.as_json()[status] == 2
    assert await scene.db.read(classes_of) == [
        "25/11 19:30 Cài VNeID, Tầng 1",
        "25/11 19:30 Bán hàng, Tầng 2",
    ]


async def test_a_class_that_comes_later_takes_nobody_s_words(scene: Scene, tmp_path: Path) -> None:
    first, second = ROWS_AT_ONE_HOUR
    await brings(scene, tmp_path, first)
    lesson = await scene.db.read(lambda session: session.get_one(ClassSession, 1))
    await scene.joins("tu", lesson)
    assert (await brings(scene, tmp_path, second)).as_json()["created"] == 1
    assert await scene.told("tu") == []
    assert (await scene.db.read(classes_of))[0] == "25/11 19:30 Cài VNeID, Tầng 1"


async def test_titles_that_differ_in_their_tones_are_two_classes(
    scene: Scene, tmp_path: Path
) -> None:
    rows = (["v1", "25/11/2026", "19:30", name, f"Phòng {name}"] for name in ("Bán", "Bạn"))
    assert (await brings(scene, tmp_path, *rows)).as_json()["created"] == 2


@pytest.mark.parametrize(
    "row",
    [
        ["v1", "25/11/2026", "20:00", "eTax", "Nhà văn hóa"],  # another hour
        ["v1", "27/11/2026", "19:30", "eTax", "Nhà văn hóa"],  # another day
        ["v1", "25/11/2026", "19:30", "Khai thuế", "Nhà văn hóa"],  # another title
        ["v1", "25/11/2026", "20:00", "ETAX", "Đình"],  # another hour and place
    ],
)
async def test_what_looks_moved_or_renamed_is_asked_about(
    scene: Scene, tmp_path: Path, row: list[str]
) -> None:
    await brings(scene, tmp_path, EVENING)
    lesson = await scene.db.read(lambda session: session.get_one(ClassSession, 1))
    await scene.joins("tu", lesson)
    report = await brings(scene, tmp_path, row)
    (refused,) = report.rejected
    assert "trông giống lớp đã có" in refused.reason
    assert "«eTax», thứ Tư 25/11, 19 giờ 30, Mã lớp v1-261125-1930" in refused.reason
    assert (len(await scene.db.read(classes_of)), await scene.told("tu")) == (1, [])
    report = await brings(scene, tmp_path, row, moved=True)
    assert report.as_json()["updated"] == 1
    (told,) = await scene.told("tu")
    assert "có thay đổi" in told and "Trước đây: " in told
    assert len(await scene.db.read(classes_of)) == 1


async def test_a_row_with_the_code_moves_its_class_and_one_said_to_be_new_is_new(
    scene: Scene, tmp_path: Path
) -> None:
    await brings(scene, tmp_path, EVENING)
    moved = ["v1", "26/11/2026", "20:00", "eTax", "Nhà văn hóa"]
    assert (await brings(scene, tmp_path, [*moved, "v1-261125-1930"])).as_json()["updated"] == 1
    assert await scene.db.read(classes_of) == ["26/11 20:00 eTax, Nhà văn hóa"]
    assert (await brings(scene, tmp_path, EVENING, new=True)).as_json()["created"] == 1


async def test_a_second_date_added_under_the_first_is_a_new_class(
    scene: Scene, tmp_path: Path
) -> None:
    await brings(scene, tmp_path, EVENING)
    next_week = ["v1", "2/12/2026", "19:30", "eTax", "Nhà văn hóa"]
    report = await brings(scene, tmp_path, EVENING, next_week)
    assert report.as_json() | {"total": 0} == {
        "total": 0, "created": 1, "updated": 0, "unchanged": 1, "skipped": 0, "rejected": 0,
    }  # fmt: skip


async def test_a_code_added_to_the_sheet_later_names_the_same_class(
    scene: Scene, tmp_path: Path
) -> None:
    await brings(scene, tmp_path, EVENING)
    assert (await brings(scene, tmp_path, [*EVENING, "L1"])).as_json()["updated"] == 1
    moved = ["v1", "26/11/2026", "19:30", "eTax", "Nhà văn hóa", "L1"]
    assert (await brings(scene, tmp_path, moved)).as_json()["updated"] == 1
    assert await scene.db.read(classes_of) == ["26/11 19:30 eTax, Nhà văn hóa"]


async def test_two_rows_of_one_class_are_not_both_taken(scene: Scene, tmp_path: Path) -> None:
    other = ["v1", "25-11-2026", "19h30", "eTax", "Đình"]
    report = await brings(scene, tmp_path, EVENING, other)
    (refused,) = report.rejected
    assert refused.reason == "trùng với một dòng ở trên: cùng là lớp «eTax»"


async def test_the_report_says_each_hour_back_in_words(scene: Scene, tmp_path: Path) -> None:
    rows = [
        ["v1", "10/12/2026", "19.30", "eTax", "Đình"],
        ["v1", "T6 11/12", "7 rưỡi tối", "VNeID", "Đình"],
        ["v1", "12/12/2026", "7.5", "BHYT", "Đình"],
        ["v1", "thứ 6 ngày 03/12", "19:30", "Ví", "Đình"],
        ["v1", "13/12/2026", "19:30", "Ôn tập thứ 6 ngày 3/12", "Đình"],
    ]
    report = await brings(scene, tmp_path, *rows)
    assert [(row.number, row.subject) for row in report.changed] == [
        (2, "thứ Năm 10/12, 19 giờ 30: eTax"),
        (3, "thứ Sáu 11/12, 19 giờ 30: VNeID"),
    ]
    assert [(rejected.number, rejected.reason[:22]) for rejected in report.rejected] == [
        (4, "giờ «7.5» không đọc đư"),
        (5, "thứ Sáu không khớp với"),
        (6, "thứ Sáu không khớp với"),
    ]


async def test_an_office_s_list_names_the_hours_in_one_cell_and_the_village_in_the_place(
    scene: Scene, tmp_path: Path
) -> None:
    path = make_xlsx(
        tmp_path / "lich.xlsx",
        {
            "Tháng 12": [
                ("LỊCH LỚP BÌNH DÂN HỌC VỤ SỐ",),
                (),
                ("TT", "Thời gian", "Nội dung", "Địa điểm", "Đối tượng", "Số lượng"),
                (1, "19h30-21h00, thứ 5 ngày 03/12/2026", "VNeID", "NVH thôn 1", "Nhân dân", 25),
                (2, "Tối 05/12", "eTax", "NVH thôn 1", "Nhân dân", ""),
                (3, "từ 8h đến 10h30 ngày 06/12/2026", "BHYT", "NVH thôn 99", "Nhân dân", "nhiều"),
            ]
        },
    )
    plan: ImportPlan = await scene.db.write(
        plan_class_import,
        find_class_tables(read_workbook(path)),
        actor=OPERATOR,
        now=scene.clock.now,
        policy=scene.policy,
    )
    assert await scene.db.read(classes_of) == []
    report: ImportPlan = await scene.do(
        imports.import_classes, path, actor=OPERATOR, policy=scene.policy
    )
    assert plan.fingerprint == report.fingerprint
    assert await scene.db.read(classes_of) == ["03/12 19:30 VNeID, NVH thôn 1"]
    kept = await scene.db.read(lambda session: session.exec(select(ClassSession)).one())
    assert (kept.minutes, kept.seats) == (90, 25)
    first, second = (rejected.reason for rejected in report.rejected)
    assert "chưa ghi giờ" in first
    assert "không có thôn nào tên «thôn 99»" in second and "số «nhiều» không đúng" in second


async def test_a_list_without_a_column_keeps_what_is_stored(scene: Scene, tmp_path: Path) -> None:
    path = make_xlsx(
        tmp_path / "a.xlsx",
        {"A": [[*SHORT, "Người dạy", "Số chỗ", "Mã lớp"], [*EVENING, "Cô Hoa", 12, "L1"]]},
    )
    await scene.do(imports.import_classes, path, actor=OPERATOR, policy=scene.policy)
    report = await brings(scene, tmp_path, [*EVENING[:3], "eTax", "Đình", "L1"])
    assert [change.name for change in report.changed[0].changes] == ["nơi học"]
    kept = await scene.db.read(lambda session: session.exec(select(ClassSession)).one())
    assert (kept.teacher, kept.seats, kept.place) == ("Cô Hoa", 12, "Đình")


@pytest.mark.parametrize(
    ("cell", "start", "minutes"),
    [
        ("08:00 - 10:00", "08:00", 120),
        ("từ 8h đến 10h30", "08:00", 150),
        ("2h-4h chiều", "14:00", 120),
        ("8.00 – 10.30", "08:00", 150),
        ("7-9h tối", "19:00", 120),
        ("19h30 -> 21h", "19:30", 90),
        ("19.30", "19:30", None),
    ],
)
def test_a_span_of_hours(cell: str, start: str, minutes: int | None) -> None:
    begins, length = parse_time_span(cell)
    assert (f"{begins:%H:%M}", length) == (start, minutes)


@pytest.mark.parametrize("cell", ["2h-4h", "19h - 19h05", "sáng - tối", "8h-25h", "22h - 21h59"])
def test_a_span_in_doubt_is_refused(cell: str) -> None:
    with pytest.raises(UserError):
        parse_time_span(cell)
