"""Lists of units: what becomes of each row, and that a broken file leaves nothing."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import UserError
from bot.documents.import_plans import ImportPlan
from bot.documents.workbooks import read_workbook
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import RoleKind
from bot.people.unit_imports import find_unit_tables, import_units, plan_units_import
from bot.people.units import UnitKind, get_unit, list_subtree, list_units

NOW = datetime(2026, 11, 23, tzinfo=UTC)
UNITS = """Mã,Tên,Cấp,Mã cấp trên,Tên gọi khác
t,Tỉnh Mẫu,tỉnh,,
x1,Xã Một,xã,t,Xã Cũ; Xã Xưa
x2,Phường Hai,phường,t,
th-1,Thôn 1,thôn,x1,Xóm Đông
th-2,Khu phố 2,khu phố,x2,
"""


def a_csv(folder: Path, content: str) -> Path:
    """A sheet with this content."""
    path = folder / "sheet.csv"
    path.write_text(content, "utf-8")
    return path


@pytest.fixture
async def settled(db: Database, tmp_path: Path) -> Database:
    """A database with the five units of UNITS."""
    report = await db.write(import_units, a_csv(tmp_path, UNITS), actor=OPERATOR, now=NOW)
    assert report.as_json()["created"] == 5
    return db


def reasons(report: ImportPlan) -> list[str]:
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
    report = await settled.write(import_units, a_csv(tmp_path, UNITS), actor=OPERATOR, now=NOW)
    assert report.as_json() == {
        "total": 5,
        "created": 0,
        "updated": 0,
        "unchanged": 5,
        "skipped": 0,
        "rejected": 0,
    }


async def test_a_parent_may_stand_below_its_children(db: Database, tmp_path: Path) -> None:
    heading, *rows = UNITS.splitlines()
    upside_down = "\n".join([heading, *reversed(rows)])
    report = await db.write(
        import_units,
        a_csv(tmp_path, upside_down),
        actor=OPERATOR,
        now=NOW,
    )
    assert report.as_json()["created"] == 5
    assert len(await db.read(lambda session: list_subtree(session, get_unit(session, "t")))) == 5


@pytest.mark.parametrize(
    ("row", "reason"),
    [
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
        now=NOW,
    )
    assert report.as_json() == {
        "total": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "rejected": 1,
    }
    assert reason in reasons(report)[0]
    assert report.rejected[0].number == 2
    assert len(await settled.read(list_units)) == 6


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Thôn 9,Thôn 9,thôn,x1,", "thon-9"),
        ("a_b,Thôn 9,thôn,x1,", "a-b"),
        ("-a,Thôn 9,thôn,x1,", "a"),
        ("T09,Thôn 9,thôn,x1,", "t09"),
        (",Thôn 9,thôn,x1,", "x1-thon-9"),
        ("th-9,Thôn 9,,x1,", "th-9"),
        ("TH-9,Thôn 9,Thôn/xóm,Xã Một,", "th-9"),
        ("TH-9,Thôn 9,Thôn/xóm,XA CU,", "th-9"),
    ],
)
async def test_codes_and_levels_as_people_write_them(
    settled: Database, tmp_path: Path, row: str, code: str
) -> None:
    sheet = a_csv(tmp_path, f"{UNITS.splitlines()[0]}\n{row}\n")
    report = await settled.write(import_units, sheet, actor=OPERATOR, now=NOW)
    assert (reasons(report), report.counts) == ([], Counter(created=1))
    village = await settled.read(get_unit, code)
    assert (village.name, village.kind) == ("Thôn 9", "village")
    again = await settled.write(import_units, sheet, actor=OPERATOR, now=NOW)
    assert (reasons(again), again.counts) == ([], Counter(unchanged=1))


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
    assert reasons(await settled.write(import_units, sheet, actor=OPERATOR, now=NOW)) == []
    assert (await settled.read(get_unit, "new")).kind == kind


async def test_a_commune_may_be_the_top(db: Database, tmp_path: Path) -> None:
    sheet = a_csv(tmp_path, "Mã,Tên,Cấp,Thuộc\nx,Xã Một,xã,\nth,Thôn 1,thôn,x\n")
    assert (await db.write(import_units, sheet, actor=OPERATOR, now=NOW)).as_json()["created"] == 2


async def test_a_code_that_stands_twice_is_taken_once(db: Database, tmp_path: Path) -> None:
    sheet = a_csv(tmp_path, "Mã,Tên,Cấp\nx,Xã Một,xã\nX,Xã Hai,xã\n")
    report = await db.write(import_units, sheet, actor=OPERATOR, now=NOW)
    assert reasons(report) == ["trùng với dòng 2"]
    assert (await db.read(get_unit, "x")).name == "Xã Một"


async def test_a_village_that_moves_takes_its_path_along(settled: Database, tmp_path: Path) -> None:
    sheet = a_csv(tmp_path, "Mã,Tên,Cấp,Thuộc,Tên cũ\nth-1,Thôn 1,thôn,x2,Xóm Đông\n")
    report = await settled.write(import_units, sheet, actor=OPERATOR, now=NOW)
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
    report = await settled.write(import_units, a_csv(tmp_path, sheet), actor=OPERATOR, now=NOW)
    assert (reasons(report), report.counts) == ([], Counter(updated=1))
    village, commune = await settled.read(get_unit, "th-1"), await settled.read(get_unit, "x1")
    assert (village.name, village.aliases, village.parent_id) == ("Thôn Một", aliases, commune.id)


async def test_a_new_village_needs_to_be_said_where(settled: Database, tmp_path: Path) -> None:
    sheet = a_csv(tmp_path, "Mã,Tên,Cấp\nth-9,Thôn 9,thôn\n")
    assert reasons(await settled.write(import_units, sheet, actor=OPERATOR, now=NOW)) == [
        "thôn phải thuộc xã"
    ]


async def test_a_file_without_a_needed_column_leaves_nothing(db: Database, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Thiếu cột «Tên»"):
        await db.write(import_units, a_csv(tmp_path, "Mã,Cấp\nx,xã\n"), actor=OPERATOR, now=NOW)
    assert await db.read(list_units) == []


async def test_what_breaks_half_way_leaves_nothing(db: Database, tmp_path: Path) -> None:
    """A bug, a full disk: the rows before it are gone as well."""
    found = find_unit_tables(read_workbook(a_csv(tmp_path, UNITS)))

    def breaks(session: Session) -> None:
        plan = plan_units_import(session, found, actor=OPERATOR, now=NOW)
        for deed in plan.deeds[:3]:
            deed()
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="the disk is full"):
        await db.write(breaks)
    assert await db.read(list_units) == []


async def test_a_plan_writes_nothing_and_may_be_read_only(db: Database, tmp_path: Path) -> None:
    found = find_unit_tables(read_workbook(a_csv(tmp_path, UNITS)))
    plan = await db.read(plan_units_import, found, actor=OPERATOR, now=NOW)
    assert plan.as_json()["created"] == 5
    assert await db.read(list_units) == []


COMMUNES = "Tên,Cấp\nXã Lộc Mẫu,xã\nXã An Mẫu,xã\n"


async def list_places(db: Database) -> list[tuple[str, str | None]]:
    """The villages, each with its commune."""

    def read(session: Session) -> list[tuple[str, str | None]]:
        everything = list_units(session)
        names = {unit.id: unit.name for unit in everything}
        return [
            (unit.name, names.get(unit.parent_id or 0))
            for unit in everything
            if unit.kind == UnitKind.VILLAGE
        ]

    return await db.read(read)


@pytest.mark.parametrize(
    "rows",
    [
        "Tên thôn,Xã\nThôn 1,Xã Lộc Mẫu\nThôn 1,Xã An Mẫu\n",
        "STT,Tên thôn,Số hộ\nI,XÃ LỘC MẪU,\n1,THÔN 1,120\nII,XÃ AN MẪU,\n1,THÔN 1,130\n",
        "STT,Tên thôn,Số hộ\n,Xã Lộc Mẫu,\n1,Thôn 1,120\n,Xã An Mẫu,\n1,Thôn 1,130\n",
    ],
)
async def test_a_list_of_several_communes(db: Database, tmp_path: Path, rows: str) -> None:
    await db.write(import_units, a_csv(tmp_path, COMMUNES), actor=OPERATOR, now=NOW)
    report = await db.write(import_units, a_csv(tmp_path, rows), actor=OPERATOR, now=NOW)
    assert reasons(report) == [] and report.as_json()["created"] == 2
    assert sorted(await list_places(db)) == [("Thôn 1", "Xã An Mẫu"), ("Thôn 1", "Xã Lộc Mẫu")]
    again = await db.write(import_units, a_csv(tmp_path, rows), actor=OPERATOR, now=NOW)
    assert again.changed == []


async def test_communes_that_are_named_first_take_no_village(db: Database, tmp_path: Path) -> None:
    rows = f"{COMMUNES}Thôn 1,thôn\nThôn 2,thôn\n"
    report = await db.write(import_units, a_csv(tmp_path, rows), actor=OPERATOR, now=NOW)
    assert reasons(report) == ["thôn phải thuộc xã"] * 2


async def test_a_list_without_the_province_takes_no_commune_out_of_it(
    settled: Database, tmp_path: Path
) -> None:
    rows = "Mã,Tên,Cấp,Mã cấp trên\nx1,Xã Một,xã,\nth-1,Thôn 1,thôn,x1\n"
    report = await settled.write(import_units, a_csv(tmp_path, rows), actor=OPERATOR, now=NOW)
    assert report.changed == [] and reasons(report) == []
    assert (await settled.read(get_unit, "x1")).parent_id is not None


@pytest.mark.parametrize(
    "rows",
    [
        "STT,Tên thôn\nI,XÃ LỘC MẪU\n1,Thôn 1\nII,XÃ AN MẪU\n1,Thôn 2\n",
        "STT,,Tên thôn\n,I. XÃ LỘC MẪU,\n1,,Thôn 1\n,II. XÃ AN MẪU,\n1,,Thôn 2\n",
    ],
)
async def test_no_village_of_another_commune_becomes_ones_own(
    db: Database, tmp_path: Path, rows: str
) -> None:
    await db.write(import_units, a_csv(tmp_path, COMMUNES), actor=OPERATOR, now=NOW)
    scope = (await db.read(get_unit, "loc-mau")).path
    officer = Actor(None, scope, RoleKind.OFFICER, Hand.CONSOLE)
    report = await db.write(import_units, a_csv(tmp_path, rows), actor=officer, now=NOW)
    assert report.as_json()["created"] == 1 and reasons(report)
    assert await list_places(db) == [("Thôn 1", "Xã Lộc Mẫu")]
