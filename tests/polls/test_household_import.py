"""Lists of households: a sheet for each village, lines between, and only what is needed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.core.db import Database
from bot.documents.import_plans import ImportPlan
from bot.people.actor import OPERATOR
from bot.people.models import Household
from bot.people.unit_imports import import_units
from bot.people.units import Unit
from bot.polls.household_import import import_households
from tests.documents.office_files import make_xlsx

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEAD = ("STT", "Họ và tên chủ hộ", "Năm sinh", "Xóm/Đội", "Số nhân khẩu", "Diện hộ (nghèo)")
VILLAGES = [("Tên", "Cấp"), ("Xã Lộc Mẫu", "xã"), ("Thôn 1", "thôn"), ("Tổ dân phố 3", "thôn")]


@pytest.fixture
async def settled(db: Database, tmp_path: Path) -> Database:
    """A commune of two villages."""
    path = make_xlsx(tmp_path / "thon.xlsx", {"DS": VILLAGES})
    report = await db.write(import_units, path, actor=OPERATOR, now=NOW)
    assert report.as_json()["created"] == 3
    return db


async def brings(db: Database, path: Path) -> ImportPlan:
    """A list of households is imported."""
    return await db.write(import_households, path, actor=OPERATOR, now=NOW)


async def kept(db: Database) -> list[tuple[str, str, str, str]]:
    """Every household: village, name, year, address."""
    rows = await db.read(
        lambda session: session.exec(
            select(Unit.name, Household.label, Household.year, Household.address)
            .join(Household, col(Household.unit_id) == Unit.id)
            .order_by(Unit.name, Household.label, Household.year)
        ).all()
    )
    return [(unit, label, year, address) for unit, label, year, address in rows]


async def test_one_sheet_a_village(settled: Database, tmp_path: Path) -> None:
    first = [
        ("DANH SÁCH HỘ GIA ĐÌNH THÔN 1",),
        (),
        HEAD,
        (1, "Bùi Văn Cả", 1950, "Đội 1", 4, "Hộ nghèo"),
        (2, "BÙI VĂN CẢ", "02/03/1972", "Đội 2", 4, ""),
    ]
    second = [HEAD, (1, "Trần Thị Đào", "", "", 2, "")]
    path = make_xlsx(tmp_path / "ho.xlsx", {"Thôn 1": first, "TDP 3": second})
    report = await brings(settled, path)
    assert report.as_json()["created"] == 3
    assert "«Số nhân khẩu», «Diện hộ (nghèo)»" in report.remarks[0]
    assert await kept(settled) == [
        ("Thôn 1", "Bùi Văn Cả", "1950", "Đội 1"),
        ("Thôn 1", "Bùi Văn Cả", "1972", "Đội 2"),
        ("Tổ dân phố 3", "Trần Thị Đào", "", ""),
    ]
    assert (await brings(settled, path)).as_json()["unchanged"] == 3


async def test_a_part_of_a_village_keeps_it_and_an_unknown_village_takes_nobody(
    settled: Database, tmp_path: Path
) -> None:
    rows = [
        HEAD[:3],
        ("I", "Thôn 1", ""),
        ("", "Đội 2", ""),
        (1, "Bùi Văn Cả", 1950),
        ("II", "Thôn 9", ""),
        (1, "Trần Thị Đào", 1960),
    ]
    report = await brings(settled, make_xlsx(tmp_path / "ho.xlsx", {"DS": rows}))
    assert (report.as_json()["created"], report.as_json()["skipped"]) == (1, 3)
    assert "không có thôn nào tên «thôn 9»; gần giống: Thôn 1" in report.rejected[0].reason


async def test_codes_of_the_office_name_the_same_household(
    settled: Database, tmp_path: Path
) -> None:
    head = ("Mã hộ", "Chủ hộ", "Địa chỉ", "Thôn")
    path = make_xlsx(tmp_path / "a.xlsx", {"DS": [head, ("LM-0001", "Bùi Văn Cả", "Ngõ 1", "1")]})
    assert (await brings(settled, path)).as_json()["created"] == 1
    other = make_xlsx(
        tmp_path / "b.xlsx", {"DS": [head, ("LM-0001", "Trần Thị Đào", "", "TDP số 3")]}
    )
    (refused,) = (await brings(settled, other)).rejected
    assert refused.reason == "mã hộ «LM0001» đã dùng cho hộ khác"


async def test_the_first_team_of_a_village_is_not_that_of_the_one_before(
    settled: Database, tmp_path: Path
) -> None:
    rows: list[tuple[object, ...]] = [HEAD[:3]]
    for village, name in (("Thôn 1", "Bùi Văn Cả"), ("Tổ dân phố 3", "Trần Thị Đào")):
        rows += [("I", village, ""), ("", "Đội 1", ""), (1, name, 1950)]
    await brings(settled, make_xlsx(tmp_path / "ho.xlsx", {"DS": rows}))
    assert [(unit, name) for unit, name, *_ in await kept(settled)] == [
        ("Thôn 1", "Bùi Văn Cả"),
        ("Tổ dân phố 3", "Trần Thị Đào"),
    ]


async def test_the_year_stands_in_the_column_of_the_sex(settled: Database, tmp_path: Path) -> None:
    rows = [
        ("STT", "Chủ hộ", "Năm sinh", "", "Thôn"),
        ("", "", "Nam", "Nữ", ""),
        (1, "Bùi Văn Cả", 1950, "", "Thôn 1"),
        (2, "Trần Thị Đào", "", 1960, ""),
        (3, "Lê Thị Mận", 1950, 1960, ""),
        ("", "Tổng cộng: 3 hộ"),
        ("", "Người lập biểu"),
    ]
    merged = [(0, 2, 0, 3), (2, 4, 4, 4)]
    book = make_xlsx(tmp_path / "ho.xlsx", {"Hộ": rows}, merged={"Hộ": merged})
    report = await brings(settled, book)
    assert [(row.number, row.reason) for row in report.rejected] == [
        (5, "năm sinh «1950 / 1960» phải là bốn chữ số, như 1960")
    ]
    assert [(label, year) for _, label, year, _ in await kept(settled)] == [
        ("Bùi Văn Cả", "1950"), ("Trần Thị Đào", "1960")
    ]  # fmt: skip
    assert report.as_json()["skipped"] == 2 and not any("Nữ" in said for said in report.remarks)


async def test_a_day_that_excel_shows_as_a_number_is_a_day(
    settled: Database, tmp_path: Path
) -> None:
    rows = [("Chủ hộ", "Ngày sinh", "Thôn"), ("Bùi Văn Cả", 20_000, "Thôn 1"),
            ("Trần Thị Đào", 1960, "Thôn 1"), ("Lê Thị Mận", "20000", "Thôn 1")]  # fmt: skip
    report = await brings(settled, make_xlsx(tmp_path / "ho.xlsx", {"Hộ": rows}))
    assert [row.number for row in report.rejected] == [4]
    assert [year for _, _, year, _ in await kept(settled)] == ["1954", "1960"]
