"""Sheets of units and teams: what becomes of each row, and that a broken file leaves nothing."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.cli.terminal import RollBackDryRun
from bot.core.db import Database
from bot.core.errors import UserError
from bot.documents import sheets
from bot.documents.sheets import ImportReport
from bot.people.actor import OPERATOR
from bot.people.imports import UNIT_COLUMNS, import_team, import_units
from bot.people.models import Person, Role, RoleKind
from bot.people.units import Unit, UnitKind, get_unit, list_subtree, list_units, upsert_unit
from bot.schedule.demo import load_demo
from tests.conftest import DATA

UNITS = """Mã,Tên,Cấp,Mã cấp trên,Tên gọi khác
t,Tỉnh Mẫu,tỉnh,,
x1,Xã Một,xã,t,Xã Cũ; Xã Xưa
x2,Phường Hai,phường,t,
th-1,Thôn 1,thôn,x1,Xóm Đông
th-2,Khu phố 2,khu phố,x2,
"""
TEAM_HEADINGS = "Mã thôn,Họ tên,SĐT,Vai trò,Kỹ năng\n"


def a_csv(folder: Path, content: str) -> Path:
    """A sheet with this content."""
    path = folder / "sheet.csv"
    path.write_text(content, "utf-8")
    return path


@pytest.fixture
async def settled(db: Database, tmp_path: Path) -> Database:
    """A database with the five units of UNITS."""
    report = await db.write(
        import_units, a_csv(tmp_path, UNITS), actor=OPERATOR, now=datetime(2026, 11, 23, tzinfo=UTC)
    )
    assert report.as_json()["created"] == 5
    return db


def reasons(report: ImportReport) -> list[str]:
    """Why rows were refused."""
    return [rejected.reason for rejected in report.rejected]


async def test_units_are_made_with_their_names_and_old_names(settled: Database) -> None:
    commune = await settled.read(get_unit, "x1")
    assert (commune.name, commune.kind, commune.aliases) == (
        "Xã Một",
        "commune",
        ["Xã Cũ", "Xã Xưa"],
    )
    assert len(await settled.read(list_units, UnitKind.VILLAGE)) == 2


async def test_the_second_time_nothing_changes(settled: Database, tmp_path: Path) -> None:
    report = await settled.write(
        import_units, a_csv(tmp_path, UNITS), actor=OPERATOR, now=datetime(2026, 11, 23, tzinfo=UTC)
    )
    assert report.as_json() == {
        "total": 5,
        "created": 0,
        "updated": 0,
        "unchanged": 5,
        "rejected": 0,
    }


async def test_a_parent_may_stand_below_its_children(db: Database, tmp_path: Path) -> None:
    heading, *rows = UNITS.splitlines()
    upside_down = "\n".join([heading, *reversed(rows)])
    report = await db.write(
        import_units,
        a_csv(tmp_path, upside_down),
        actor=OPERATOR,
        now=datetime(2026, 11, 23, tzinfo=UTC),
    )
    assert report.as_json()["created"] == 5
    assert len(await db.read(lambda session: list_subtree(session, get_unit(session, "t")))) == 5


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Thôn 9,Thôn 9,thôn,x1,", "mã «Thôn 9» chỉ được gồm"),
        ("a_b,Thôn 9,thôn,x1,", "mã «a_b» chỉ được gồm"),
        ("-a,Thôn 9,thôn,x1,", "mã «-a» chỉ được gồm"),
        (f"{'a' * 41},Thôn 9,thôn,x1,", "tối đa 40 ký tự"),
        ("th-9,Thôn 9,huyện,x1,", "loại «huyện» không phải tỉnh, xã hay thôn"),
        ("th-9,Thôn 9,thôn,x9,", "không có đơn vị cấp trên mã «x9»"),
        ("th-9,Thôn 9,thôn,,", "thôn phải thuộc xã"),
        ("th-9,Thôn 9,thôn,t,", "thôn phải thuộc xã"),
        ("th-9,Thôn 9,thôn,th-1,", "thôn phải thuộc xã"),
        ("x9,Xã 9,xã,x1,", "xã phải thuộc tỉnh"),
        ("x9,Xã 9,xã,x9,", "không có đơn vị cấp trên mã «x9»"),
        ("t9,Tỉnh 9,tỉnh,t,", "tỉnh phải thuộc không đơn vị nào"),
        (f"th-9,{'T' * 121},thôn,x1,", "tên dài quá 120 ký tự"),
        ("th-9,,thôn,x1,", "thiếu Tên"),
        (",Thôn 9,thôn,x1,", "thiếu Mã"),
        ("th-9,Thôn 9,,x1,", "thiếu Cấp"),
        ("x1,Xã Một,thôn,x2,", "«x1» đang có đơn vị bên dưới"),
    ],
)
async def test_a_bad_row_is_refused_with_its_reason(
    settled: Database, tmp_path: Path, row: str, reason: str
) -> None:
    heading = UNITS.splitlines()[0]
    good = "th-8,Thôn 8,thôn,x1,"
    report = await settled.write(
        import_units,
        a_csv(tmp_path, f"{heading}\n{row}\n{good}\n"),
        actor=OPERATOR,
        now=datetime(2026, 11, 23, tzinfo=UTC),
    )
    assert report.as_json() == {
        "total": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
    }
    assert reason in reasons(report)[0]
    assert report.rejected[0].number == 2
    assert len(await settled.read(list_units)) == 6


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Tỉnh", UnitKind.PROVINCE),
        ("thành phố", UnitKind.PROVINCE),
        ("PHƯỜNG", UnitKind.COMMUNE),
        ("đặc khu", UnitKind.COMMUNE),
        ("commune", UnitKind.COMMUNE),
        ("xom", UnitKind.VILLAGE),
        ("Bản", UnitKind.VILLAGE),
        ("buôn", UnitKind.VILLAGE),
        ("khu phố", UnitKind.VILLAGE),
        ("Tổ dân phố", UnitKind.VILLAGE),
    ],
)
async def test_the_words_for_a_level(
    settled: Database, tmp_path: Path, written: str, kind: UnitKind
) -> None:
    parent = {UnitKind.PROVINCE: "", UnitKind.COMMUNE: "t", UnitKind.VILLAGE: "x1"}[kind]
    sheet = a_csv(tmp_path, f"code,name,kind,parent\nnew,Tên Mới,{written},{parent}\n")
    assert (
        reasons(
            await settled.write(
                import_units, sheet, actor=OPERATOR, now=datetime(2026, 11, 23, tzinfo=UTC)
            )
        )
        == []
    )
    assert (await settled.read(get_unit, "new")).kind == kind


async def test_a_commune_may_be_the_top(db: Database, tmp_path: Path) -> None:
    sheet = a_csv(tmp_path, "Mã,Tên,Cấp,Thuộc\nx,Xã Một,xã,\nth,Thôn 1,thôn,x\n")
    assert (
        await db.write(import_units, sheet, actor=OPERATOR, now=datetime(2026, 11, 23, tzinfo=UTC))
    ).as_json()["created"] == 2


async def test_a_code_that_stands_twice_is_taken_once(db: Database, tmp_path: Path) -> None:
    sheet = a_csv(tmp_path, "Mã,Tên,Cấp\nx,Xã Một,xã\nX,Xã Hai,xã\n")
    report = await db.write(
        import_units, sheet, actor=OPERATOR, now=datetime(2026, 11, 23, tzinfo=UTC)
    )
    assert reasons(report) == ["trùng với dòng 2"]
    assert (await db.read(get_unit, "x")).name == "Xã Một"


async def test_a_village_that_moves_takes_its_path_along(settled: Database, tmp_path: Path) -> None:
    sheet = a_csv(tmp_path, "Mã,Tên,Cấp,Thuộc,Tên cũ\nth-1,Thôn 1,thôn,x2,Xóm Đông\n")
    report = await settled.write(
        import_units, sheet, actor=OPERATOR, now=datetime(2026, 11, 23, tzinfo=UTC)
    )
    assert report.as_json()["updated"] == 1
    village, commune = await settled.read(get_unit, "th-1"), await settled.read(get_unit, "x2")
    assert village.path == f"{commune.path}{village.id}/"


@pytest.mark.parametrize(
    ("sheet", "aliases"),
    [
        ("Mã,Tên,Cấp,Thuộc,Tên cũ\nth-1,Thôn Một,thôn,x1,\n", []),
        ("Mã,Tên,Cấp,Thuộc\nth-1,Thôn Một,thôn,x1\n", ["Xóm Đông"]),
        ("Mã,Tên,Cấp\nth-1,Thôn Một,thôn\n", ["Xóm Đông"]),
    ],
    ids=["empty", "no column", "no parents either"],
)
async def test_an_empty_cell_clears_and_a_missing_column_leaves(
    settled: Database, tmp_path: Path, sheet: str, aliases: list[str]
) -> None:
    report = await settled.write(
        import_units, a_csv(tmp_path, sheet), actor=OPERATOR, now=datetime(2026, 11, 23, tzinfo=UTC)
    )
    assert (reasons(report), report.counts) == ([], Counter(updated=1))
    village, commune = await settled.read(get_unit, "th-1"), await settled.read(get_unit, "x1")
    assert (village.name, village.aliases, village.parent_id) == ("Thôn Một", aliases, commune.id)


async def test_a_new_village_needs_to_be_said_where(settled: Database, tmp_path: Path) -> None:
    sheet = a_csv(tmp_path, "Mã,Tên,Cấp\nth-9,Thôn 9,thôn\n")
    assert reasons(
        await settled.write(
            import_units, sheet, actor=OPERATOR, now=datetime(2026, 11, 23, tzinfo=UTC)
        )
    ) == ["thôn phải thuộc xã"]


async def test_a_file_without_a_needed_column_leaves_nothing(db: Database, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Thiếu cột «Cấp»"):
        await db.write(
            import_units,
            a_csv(tmp_path, "Mã,Tên\nx,Xã Một\n"),
            actor=OPERATOR,
            now=datetime(2026, 11, 23, tzinfo=UTC),
        )
    assert await db.read(list_units) == []


async def test_what_breaks_half_way_leaves_nothing(db: Database, tmp_path: Path) -> None:
    """A bug, a full disk: the rows before it are gone as well."""
    sheet = sheets.read_sheet(a_csv(tmp_path, UNITS))

    def breaks(session: Session) -> ImportReport:
        def take(row: sheets.Row) -> str:
            if row["code"] == "th-1":
                raise RuntimeError("the disk is full")
            return upsert_unit(session, row["code"], row["name"], UnitKind.PROVINCE, parent=None)

        return sheets.import_rows(sheet, UNIT_COLUMNS, take, key=("code",))

    with pytest.raises(RuntimeError, match="the disk is full"):
        await db.write(breaks)
    assert await db.read(list_units) == []


async def test_a_dry_run_leaves_nothing(db: Database, tmp_path: Path) -> None:
    path = a_csv(tmp_path, UNITS)

    def dry(session: Session) -> None:
        raise RollBackDryRun(
            import_units(session, path, actor=OPERATOR, now=datetime(2026, 11, 23, tzinfo=UTC))
        )

    with pytest.raises(RollBackDryRun) as over:
        await db.write(dry)
    assert isinstance(over.value.result, ImportReport)
    assert over.value.result.as_json()["created"] == 5
    assert await db.read(list_units) == []


async def import_row(db: Database, folder: Path, row: str) -> ImportReport:
    """A team's sheet with one row."""
    return await db.write(
        import_team,
        a_csv(folder, f"{TEAM_HEADINGS}{row}\n"),
        actor=OPERATOR,
        now=datetime(2026, 11, 23, tzinfo=UTC),
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
        ("th-1,Chị Lan,0912345678 / 0987654321,thành viên,", "không đúng"),
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


async def test_the_demo_is_loaded_once_and_whole(db: Database) -> None:
    assert await db.write(load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC)) is True
    assert await db.write(load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC)) is False
    kinds = Counter(unit.kind for unit in await db.read(list_units))
    assert kinds == {"province": 1, "commune": 2, "village": 17}
    assert await db.read(villages_of, "an-phu") == 12
    assert await db.read(villages_of, "hoa-lac") == 5


def villages_of(session: Session, code: str) -> int:
    """How many villages are under a commune."""
    return len(list_subtree(session, get_unit(session, code))) - 1


async def test_every_demo_village_has_a_leader_and_helpers(db: Database) -> None:
    await db.write(load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC))

    def teams(session: Session) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        rows = session.exec(select(Unit.code, Role.kind).join(Role, col(Role.unit_id) == Unit.id))
        for code, kind in rows:
            found.setdefault(code, Counter())[kind] += 1
        return found

    by_unit = await db.read(teams)
    villages = await db.read(list_units, UnitKind.VILLAGE)
    assert len(villages) == 17
    for village in villages:
        assert by_unit[village.code]["leader"] == 1
        assert by_unit[village.code]["member"] >= 2
    for commune in ("an-phu", "hoa-lac"):
        assert by_unit[commune]["officer"] == 1


async def test_the_demo_names_only_invented_people(db: Database) -> None:
    await db.write(load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC))
    people = await db.read(lambda session: session.exec(select(Person)).all())
    assert len(people) == 55
    assert all(person.phone.startswith("09000000") for person in people)
