"""Lists of teams: what becomes of each row, who is whom, and where they are."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.core.db import Database
from bot.core.errors import UserError
from bot.documents.import_plans import ImportPlan
from bot.documents.workbooks import read_workbook
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Person, Role, RoleKind
from bot.people.team_imports import (
    apply_team_import,
    find_team_tables,
    import_team,
    plan_team_import,
)
from bot.people.unit_imports import import_units
from bot.people.units import Unit, get_unit
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


def kept(report: ImportPlan) -> dict[str, int]:
    """The counts that are not nothing."""
    return {name: count for name, count in report.as_json().items() if count}


async def team(db: Database) -> list[tuple[str, str, str, str]]:
    """Everybody: unit, name, phone, role."""
    rows = await db.read(
        lambda session: session.exec(
            select(Unit.code, Person.name, Person.phone, Role.kind)
            .join(Role, col(Role.unit_id) == Unit.id)
            .join(Person, col(Person.id) == Role.person_id)
            .order_by(Unit.code, Person.phone)
        ).all()
    )
    return [(unit, name, phone, kind) for unit, name, phone, kind in rows]


async def brings(db: Database, folder: Path, *rows: str, actor: Actor = OPERATOR) -> ImportPlan:
    """A team's list with these rows is imported."""
    sheet = a_csv(folder, "\n".join((TEAM_HEADINGS.strip(), *rows)))
    return await db.write(import_team, sheet, actor=actor, now=NOW)


LAN = "th-1,Nguyễn Thị Lan,0912345678"


async def test_a_corrected_phone_is_the_same_person_and_that_is_said(
    settled: Database, tmp_path: Path
) -> None:
    await brings(settled, tmp_path, f"{LAN},tổ phó,")
    report = await brings(settled, tmp_path, "Thôn 1,Nguyễn Thị Lan,0912345679,tổ phó,")
    assert kept(report) == {"total": 1, "updated": 1}
    assert report.rows[0].notes == ("sửa số điện thoại của Nguyễn Thị Lan",)
    assert await team(settled) == [("th-1", "Nguyễn Thị Lan", "0912345679", "leader")]


async def test_a_corrected_name_is_the_same_person(settled: Database, tmp_path: Path) -> None:
    await brings(settled, tmp_path, f"{LAN},thành viên,")
    report = await brings(settled, tmp_path, "thon 01,Nguyễn Thị Lân,0912345678,thành viên,")
    assert kept(report) == {"total": 1, "updated": 1}
    assert await team(settled) == [("th-1", "Nguyễn Thị Lân", "0912345678", "member")]


async def test_a_leader_steps_down_and_a_member_steps_up(settled: Database, tmp_path: Path) -> None:
    await brings(settled, tmp_path, f"{LAN},tổ trưởng,VNeID")
    report = await brings(settled, tmp_path, f"{LAN},thành viên,VNeID")
    assert kept(report) == {"total": 1, "updated": 1}
    assert await team(settled) == [("th-1", "Nguyễn Thị Lan", "0912345678", "member")]
    await brings(settled, tmp_path, f"{LAN},trưởng thôn,VNeID")
    assert [kind for *_, kind in await team(settled)] == ["leader"]


async def test_relatives_share_a_phone_and_namesakes_have_their_own(
    settled: Database, tmp_path: Path
) -> None:
    rows = (f"{LAN},tổ trưởng,", "th-1,Trần Văn Bình,0912345678,thành viên,")
    await brings(settled, tmp_path, *rows, "th-1,Nguyễn Thị Lan,0912345600,thành viên,")
    assert len(await team(settled)) == 3
    again = await brings(settled, tmp_path, *rows, "th-1,Nguyễn Thị Lan,0912345600,thành viên,")
    assert kept(again) == {"total": 3, "unchanged": 3}
    unclear = await brings(settled, tmp_path, "th-1,Nguyễn Thị Lan,0912345611,thành viên,")
    assert "đã có 2 người tên Nguyễn Thị Lan" in reasons(unclear)[0]


async def test_a_team_over_several_villages_and_a_member_of_two_teams(
    db: Database, tmp_path: Path
) -> None:
    units = "Mã,Tên,Cấp\nx,Xã Một,xã\n" + "".join(f"t{n},Thôn {n},thôn\n" for n in range(1, 5))
    await db.write(import_units, a_csv(tmp_path, units), actor=OPERATOR, now=NOW)
    report = await brings(
        db,
        tmp_path,
        '"Thôn 1, 2 và 3",Nguyễn Thị Lan,0912345678,tổ trưởng,',
        "Thôn 4,Nguyễn Thị Lan,0912345678,tổ viên,",
        "Thôn 1-3,Trần Văn Bình,0912345679,tổ viên,",
        "Thôn 5,Lê Văn Cường,0912345670,tổ viên,",
    )
    assert kept(report) == {"total": 4, "created": 2, "rejected": 2}
    assert [(code, kind) for code, _, _, kind in await team(db)] == [
        ("t1", "leader"), ("t2", "leader"), ("t3", "leader"), ("t4", "member"),
    ]  # fmt: skip
    assert "hai thôn hay cả các thôn ở giữa" in reasons(report)[0]
    assert "không có thôn nào tên «Thôn 5»; gần giống: Thôn" in reasons(report)[1]


async def test_spellings_of_one_person_are_one_person(settled: Database, tmp_path: Path) -> None:
    report = await brings(
        settled,
        tmp_path,
        "th-1,NGUYỄN VĂN HOA,0911111111,Trưởng thôn - Tổ trưởng,",
        "th-1,Đ/c Nguyễn Văn Hoa (TT),0911 111 111,Tổ trưởng,",
        "th-1,Nguyễn Văn Hoa,0911111111,Tổ viên,",
    )
    assert kept(report) == {"total": 3, "created": 1, "rejected": 2}
    assert await team(settled) == [("th-1", "Nguyễn Văn Hoa", "0911111111", "leader")]
    assert reasons(report) == [
        "trùng với dòng 2",
        "trùng với dòng 2: Nguyễn Văn Hoa đã là tổ trưởng, tổ phó ở Thôn 1",
    ]


async def test_all_reasons_of_a_row_are_said(settled: Database, tmp_path: Path) -> None:
    report = await brings(settled, tmp_path, "th-99,,123,bí thư,")
    (reason,) = reasons(report)
    for said in ("mã «th-99»", "thiếu Họ tên", "số điện thoại «123»", "vai trò «bí thư»"):
        assert said in reason


async def test_who_is_not_in_the_list_is_named_and_stays(settled: Database, tmp_path: Path) -> None:
    await brings(settled, tmp_path, f"{LAN},tổ trưởng,", "th-1,Trần Văn Bình,0912345670,tổ viên,")
    report = await brings(settled, tmp_path, f"{LAN},tổ trưởng,")
    assert report.missing == ("Trần Văn Bình",)
    assert len(await team(settled)) == 2


async def test_another_commune_does_not_exist_for_an_officer(
    settled: Database, tmp_path: Path
) -> None:
    commune = await settled.read(get_unit, "x1")
    officer = Actor(1, commune.path, RoleKind.OFFICER, Hand.CONSOLE)
    await brings(settled, tmp_path, "x1,Bà Hai,0912345679,chủ tịch,")  # from now on she decides
    rows = (
        "th-2,Trần Văn Bình,0912345670,tổ viên,",
        f"{LAN},tổ viên,",
        "x1,Bà Cả,0912345671,cán bộ,",
    )
    report = await brings(settled, tmp_path, *rows, actor=officer)
    assert kept(report) == {"total": 3, "created": 1, "rejected": 2}
    assert "không có đơn vị mã «th-2»" in reasons(report)[0]
    assert "chỉ người duyệt của xã hoặc người quản trị máy giao được" in reasons(report)[1]


async def test_what_is_not_as_it_was_shown_is_not_done(settled: Database, tmp_path: Path) -> None:
    found = find_team_tables(read_workbook(a_csv(tmp_path, f"{TEAM_HEADINGS}{LAN},tổ viên,\n")))
    shown = await settled.read(plan_team_import, found, actor=OPERATOR, now=NOW)
    await brings(settled, tmp_path, f"{LAN},tổ trưởng,")
    with pytest.raises(UserError, match="đã khác lúc anh/chị xem trước"):
        await settled.write(
            apply_team_import, found, actor=OPERATOR, now=NOW, shown=shown.fingerprint
        )
    assert [kind for *_, kind in await team(settled)] == ["leader"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("nguyễn văn hoa", "Nguyễn Văn Hoa"),
        ("NGUYỄN VĂN HOA", "Nguyễn Văn Hoa"),
        ("Nguye\u0302\u0303n Va\u0306n Hoa", "Nguyễn Văn Hoa"),
        ("Nguyễn Văn Hoa (bà Ba)", "Nguyễn Văn Hoa"),
    ],
)
async def test_a_name_is_kept_as_names_are_written(
    settled: Database, tmp_path: Path, written: str, kept: str
) -> None:
    report = await import_row(settled, tmp_path, f"th-1,{written},912345678.0,thành viên,")
    assert reasons(report) == []
    person = (await settled.read(lambda session: session.exec(select(Person)).all()))[0]
    assert (person.name, person.phone) == (kept, "0912345678")


@pytest.mark.parametrize("written", ["0", "=HYPERLINK", "+Lan", "-Lan", "@Lan Thị Mẫu", "#REF!"])
async def test_what_is_no_name_is_refused(settled: Database, tmp_path: Path, written: str) -> None:
    report = await import_row(settled, tmp_path, f"th-1,{written},0912345678,thành viên,")
    assert reasons(report) == [f"«{written}» không phải họ tên: họ tên bắt đầu bằng chữ cái"]
