"""The official report: one A4 page whatever is told on it, and no 0 for what is not known."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pypdf
import pytest
from sqlmodel import Session

from bot import texts
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.core.policy import POLICY
from bot.documents.office_files import DOCUMENT_WRITERS
from bot.people.actor import OPERATOR
from bot.people.units import Unit, get_unit
from bot.reports.bases import NO_BASE, BaseSource, HouseholdBase
from bot.reports.office_report import (
    OfficeReport,
    load_office_report,
    make_report_document,
    tell_causes,
)
from bot.reports.periods import Period, compare_period, month_of
from bot.reports.radar import Radar, RadarVillage, VillageRate
from bot.reports.radar_causes import Cause
from bot.reports.village_households import Measure
from bot.reports.wording import name_period
from tests.reports.counts import act_in
from tests.reports.test_league import plant

NOW = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
NOVEMBER = compare_period(month_of(date(2026, 11, 5)))


async def load(db: Database, code: str) -> OfficeReport:
    """The report of a unit in the planted November."""
    await db.write(plant)

    def read(session: Session) -> OfficeReport:
        unit = get_unit(session, code)
        given = {"actor": OPERATOR, "policy": POLICY, "now": NOW}
        return load_office_report(session, NOVEMBER, unit=unit, **given)  # type: ignore[arg-type]

    return await db.read(read)


def read_pages(report: OfficeReport) -> list[str]:
    """The words on each page of the PDF."""
    content = DOCUMENT_WRITERS["pdf"](make_report_document(report, on=date(2026, 11, 30)))
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def make_weak_village(number: int) -> RadarVillage:
    """A village with a long name that lies behind in all, for every reason."""
    unit = Unit(
        id=number, code="x", name=f"Tổ dân phố Nguyễn Thị Minh Khai {number}", kind="village"
    )
    rates = {measure: VillageRate(is_hidden=True, is_weak=True) for measure in Measure}
    base = HouseholdBase(100, BaseSource.LIST) if number < 5 else NO_BASE
    return RadarVillage(unit, base, rates, tuple(Cause))


async def test_a_communes_report_is_one_page_also_when_much_is_wrong(db: Database) -> None:
    report = await load(db, "an-phu")
    villages = [make_weak_village(number) for number in range(1, 8)]
    shares = dict.fromkeys(Measure, 0.123)
    radar = Radar(report.unit, NOVEMBER.period, 400, shares, villages)
    (page,) = read_pages(replace(report, radar=radar))
    assert texts.SHEET_WEAK in page and "Còn 5 thôn nữa" in page
    assert "Kết quả hoạt động của trợ lý Tổ Số tháng 11 năm 2026" in page
    assert "Lượt hỏi 100 không có số – không có số –" in page
    assert "Phiếu lấy ý kiến 0 không có số" in page
    (plain,) = read_pages(report)
    assert "BC-UBND" in plain and "CHỦ TỊCH" in plain
    assert "Nơi nhận: - UBND" in plain and texts.SHEET_ARCHIVE in plain


async def test_a_province_has_its_communes_in_an_annex_and_a_village_its_team(db: Database) -> None:
    first, annex = read_pages(await load(db, "tinh"))
    assert texts.LEAGUE_ANNEX in annex and "Nơi im-lang" in annex
    assert texts.SHEET_WEAK not in first
    village = await load(db, "ap-02")
    (page,) = read_pages(village)
    assert "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG" in page
    assert texts.SHEET_ARCHIVE_TEAM in page and texts.SHEET_ARCHIVE in first


async def test_the_word_file_holds_the_same_table(db: Database) -> None:
    report = await load(db, "an-phu")
    document = make_report_document(report, on=date(2026, 11, 30))
    word = docx.Document(io.BytesIO(DOCUMENT_WRITERS["docx"](document)))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    (figures,) = [table for table in tables if table[0][0] == texts.SHEET_FIGURE]
    assert figures[1] == ["Lượt hỏi", "100", "không có số", "–", "không có số", "–"]
    assert len(figures) == 1 + len(report.sheet.lines)
    assert tell_causes(make_weak_village(1))[0] == texts.RADAR_CAUSES["no-member"][0]


async def test_whose_report_must_be_known_and_ones_own(db: Database) -> None:
    await db.write(plant)

    def check(session: Session) -> None:
        given = {"policy": POLICY, "now": NOW}
        with pytest.raises(UserError, match="--unit"):
            load_office_report(session, NOVEMBER, unit=None, actor=OPERATOR, **given)  # type: ignore[arg-type]
        actor, other = act_in(get_unit(session, "an-phu")), get_unit(session, "hoa-lac")
        with pytest.raises(NotFound):
            load_office_report(session, NOVEMBER, unit=other, actor=actor, **given)  # type: ignore[arg-type]

    await db.read(check)


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "tháng 11 năm 2026"),
        (date(2026, 10, 1), date(2026, 12, 31), "quý 4 năm 2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "năm 2026"),
        (date(2026, 11, 2), date(2026, 11, 8), "từ ngày 02/11/2026 đến ngày 08/11/2026"),
    ],
)
def test_periods_have_their_names(first: date, last: date, name: str) -> None:
    assert name_period(Period(first, last)) == name
