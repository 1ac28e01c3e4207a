"""Lists of teams: what becomes of each row, who is whom, and where they are."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot.core.db import Database
from bot.documents.import_plans import ImportPlan
from bot.people.actor import OPERATOR
from bot.people.models import Person, Role, RoleKind
from bot.people.team_imports import import_team
from bot.people.unit_imports import import_units
from tests.people.test_unit_imports import UNITS, a_csv, reasons

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TEAM_HEADINGS = "Mã thôn,Họ tên,SĐT,Vai trò,Kỹ năng\n"


@pytest.fixture
async def settled(db: Database, tmp_path: Path) -> Database:
    """A database with the five units of UNITS."""
    await db.write(import_units, a_csv(tmp_path, UNITS), actor=OPERATOR, now=NOW)
    return db


async def import_row(db: Database, folder: Path, row: str) -> ImportPlan:
    """A team's sheet with one row."""
    return await db.write(
        import_team,
        a_csv(folder, f"{TEAM_HEADINGS}{row}\n"),
        actor=OPERATOR,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0912345678", "0912345678"),
        ("0912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("(091) 234-5678", "0912345678"),
        ("912345678", "0912345678"),  # Excel ate the zero
        ("+84912345678", "0912345678"),
        ("84912345678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("0841234567", "0841234567"),  # 084 is also a network
        ("841234567", "0841234567"),
        ("+84841234567", "0841234567"),
        ("02083123456", "02083123456"),
        ("2083123456", "02083123456"),
        ("O912 345 678", "0912345678"),  # the letter
        ("ĐT: 0912.345.678", "0912345678"),
        ("+84 (0)912 345 678", "0912345678"),
        ("0912\u00a0345\u00a0678", "0912345678"),
        ("0912345678 / 0987654321", "0912345678"),
        ("0912345678 - 0987654321", "0912345678"),
        ("0912345678 0987654321", "0912345678"),
    ],
)
async def test_a_phone_however_it_is_written(
    settled: Database, tmp_path: Path, written: str, kept: str
) -> None:
    report = await import_row(settled, tmp_path, f"th-1,Chị Lan,{written},thành viên,")
    assert reasons(report) == []
    people = await settled.read(lambda session: session.exec(select(Person)).all())
    assert [person.phone for person in people] == [kept]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("th-1,Chị Lan,09123,thành viên,", "số điện thoại «09123» không đúng"),
        ("th-1,Chị Lan,9.12E+08,thành viên,", "số điện thoại «9.12E+08» không đúng"),
        ("th-1,Chị Lan,chưa có,thành viên,", "số điện thoại «chưa có» không đúng"),
        ("th-1,Chị Lan,٠٩١٢٣٤٥٦٧٨,thành viên,", "không đúng"),
        ("th-1,Chị Lan,84123456789,thành viên,", "không đúng"),
        ("th-1,Chị Lan,,thành viên,", "thiếu Điện thoại"),
        ("th-9,Chị Lan,0912345678,thành viên,", "không có đơn vị mã «th-9»"),
        ("th-1,Chị Lan,0912345678,bí thư,", "vai trò «bí thư» không có; dùng: thành viên"),
        (f"th-1,{'L' * 121},0912345678,thành viên,", "tên dài quá 120 ký tự"),
        ("th-1,,0912345678,thành viên,", "thiếu Họ tên"),
    ],
)
async def test_a_bad_member_is_refused_with_the_reason(
    settled: Database, tmp_path: Path, row: str, reason: str
) -> None:
    report = await import_row(settled, tmp_path, row)
    assert report.as_json() == {
        "total": 1,
        "created": 0,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "rejected": 1,
    }
    assert reason in reasons(report)[0]
    assert await settled.read(lambda session: session.exec(select(Person)).all()) == []


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Tổ trưởng", RoleKind.LEADER),
        ("TRUONG THON", RoleKind.LEADER),
        ("thành viên", RoleKind.MEMBER),
        ("cán bộ", RoleKind.OFFICER),
        ("Phó Chủ tịch", RoleKind.APPROVER),
        ("ban chỉ đạo", RoleKind.COMMITTEE),
        ("officer", RoleKind.OFFICER),
    ],
)
async def test_the_words_for_a_role(
    settled: Database, tmp_path: Path, written: str, kind: RoleKind
) -> None:
    report = await import_row(settled, tmp_path, f"th-1,Chị Lan,0912345678,{written},")
    assert reasons(report) == []
    roles = await settled.read(lambda session: session.exec(select(Role)).all())
    assert [role.kind for role in roles] == [kind]


async def test_skills_are_a_list_and_may_change(settled: Database, tmp_path: Path) -> None:
    row = "th-1,Chị Lan,0912345678,thành viên,"
    first = await import_row(settled, tmp_path, f"{row}VNeID; eTax")
    again = await import_row(settled, tmp_path, f"{row}VNeID ;eTax;")
    changed = await import_row(settled, tmp_path, f"{row}Zalo")
    counts = [report.counts for report in (first, again, changed)]
    assert counts == [Counter(created=1), Counter(unchanged=1), Counter(updated=1)]
    roles = await settled.read(lambda session: session.exec(select(Role)).all())
    assert [role.skills for role in roles] == [["Zalo"]]


async def test_the_same_member_twice_in_a_sheet_is_taken_once(
    settled: Database, tmp_path: Path
) -> None:
    row = "th-1,Chị Lan,0912345678,thành viên,"
    report = await import_row(settled, tmp_path, f"{row}\n{row}")
    assert reasons(report) == ["trùng với dòng 2"]
