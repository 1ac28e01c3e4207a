"""The other pages of figures: the sheet and its files, the radar, lists, and who sees what."""

import io
from datetime import date

import docx
import pypdf
import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session

from bot import texts
from bot.people.models import Contact, RoleKind
from bot.people.service import list_team
from bot.people.units import Unit, get_unit
from bot.reports.models import CountName
from bot.tickets.models import SupportLog, SupportWay, TicketOutcome
from tests.console.pages.test_reports import read_line
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene
from tests.reports.counts import add_counts

OFFICER, LEADER, VIEWER = RoleKind.OFFICER, RoleKind.LEADER, RoleKind.COMMITTEE
PAGES = ("sheet", "radar", "steps", "needs", "helpers", "communes")
STEP = "vneid-quen-mat-khau#2"
# The scene's clock shows Monday 23/11/2026.
DAY = date(2026, 11, 20)
COUNTS = (
    ("ap-01", DAY, CountName.ANSWERED, "vneid-quen-mat-khau", 40),
    ("ap-01", DAY, CountName.MISSED, "", 12),
    ("ap-02", DAY, CountName.MISSED, "", 2),
    ("ap-01", DAY, CountName.STEP_SHOWN, STEP, 30),
    ("ap-01", DAY, CountName.STEP_STUCK, STEP, 9),
    ("ap-01", DAY, CountName.TICKET_OPENED, "", 10),
    ("ap-01", DAY, CountName.TICKET_RESOLVED, "", 8),
    ("ap-02", date(2026, 10, 5), CountName.ANSWERED, "", 7),
    ("hl-01", DAY, CountName.ANSWERED, "", 777),
)


@pytest.fixture
async def figures(console: ConsoleScene) -> None:
    """Counters of two communes; sixty chats in one village, two in the next."""

    def plant(session: Session) -> None:
        add_counts(session, COUNTS)
        first = get_unit(session, "ap-01")
        at = console.bot.clock()
        for code in ("ap-01", "ap-02"):
            unit = get_unit(session, code)
            unit.households_count, unit.counted_on = 100, date(2026, 1, 5)
        for number in range(62):
            session.add(
                Contact(
                    account="telegram",
                    address=f"c-{number}",
                    unit_id=first.id if number < 60 else get_unit(session, "ap-02").id,
                    created_at=at,
                    seen_at=at,
                )
            )
        session.add(
            SupportLog(
                person_id=get_person_id(session, first.id),
                unit_id=first.id,
                way=SupportWay.FACE,
                outcome=TicketOutcome.HELPED,
                at=at,
            )
        )

    await console.db.write(plant)


def get_person_id(session: Session, unit_id: int) -> int:
    """The first member of a village's team."""
    return list_team(session, session.get_one(Unit, unit_id))[0][0].id


@pytest.mark.usefixtures("figures")
async def test_the_sheet_is_beside_last_month_and_says_what_it_does_not_know(
    console: ConsoleScene,
) -> None:
    officer = await console.sign_in(OFFICER)
    page = (await officer.get("/console/reports/sheet?period=month")).text
    none = texts.REPORT_NO_FIGURE
    assert read_line(page, "Lượt hỏi")[1:] == ["54", "7", "–", none, "–"]
    assert "Số liệu chỉ có từ ngày 05/10/2026." in page
    assert read_line(page, "Điểm hài lòng (1–5 sao)")[1] == none
    assert "tickets" in page and "777" not in page


@pytest.mark.usefixtures("figures")
async def test_the_sheet_as_word_pdf_and_workbook(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    path = "/console/reports/sheet?since=2026-11-01&until=2026-11-30&file="
    word = await officer.get(f"{path}docx")
    assert 'filename="bao-cao-20261101-20261130.docx"' in word.headers["Content-Disposition"]
    cells = [cell.text for cell in docx.Document(io.BytesIO(word.body)).tables[1].columns[1].cells]
    assert cells[1] == "54"
    printed = pypdf.PdfReader(io.BytesIO((await officer.get(f"{path}pdf")).body))
    assert len(printed.pages) == 1
    assert "tháng 11 năm 2026" in printed.pages[0].extract_text()
    book = CalamineWorkbook.from_filelike(io.BytesIO((await officer.get(f"{path}xlsx")).body))
    assert book.sheet_names[0] == texts.SHEET_SHEET
    table = (await officer.get(f"{path}csv")).body.decode("utf-8-sig")
    assert table.startswith(texts.REPORT_UNIT)
    assert (await officer.get(f"{path}exe")).status == 200  # an odd kind shows the page


@pytest.mark.usefixtures("figures")
async def test_the_radar_names_the_village_why_and_where_to_mend_it(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    page = (await officer.get("/console/reports/radar?period=month")).text
    assert "Ít hộ có khung chat với Tổ Số (giữ kín, cả xã 31%)." in page
    assert texts.RADAR_CAUSES["no-chat"][0] in page and texts.RADAR_CAUSES["few-linked"][1] in page
    assert 'href="/console/teams/' in page
    assert "xã ghi, 05/01/2026" in page and texts.RADAR_BASES["none"] in page
    second = read_line(page, "Thôn 2")
    assert second[1:5] == ["Cần quan tâm", "100", "xã ghi, 05/01/2026", "giữ kín"]
    viewer = await console.sign_in(VIEWER, "demo")
    choose = (await viewer.get("/console/reports/radar?period=month")).text
    assert texts.REPORT_RADAR_PICK in choose
    seen = (await viewer.get("/console/reports/radar?period=month&unit=an-phu")).text
    assert "Cần quan tâm" in seen and 'href="/console/teams/' not in seen


@pytest.mark.usefixtures("figures")
async def test_stuck_steps_and_needs_tell_nothing_of_few(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    steps = (await officer.get("/console/reports/steps?period=month")).text
    row = read_line(steps, "Quên mật khẩu VNeID")
    assert row == ["Quên mật khẩu VNeID", "2", "30", "9", "30", "Thôn 1: 9"]
    needs = (await officer.get("/console/reports/needs?period=month")).text
    # Two of the second village: with the first one shown the sum would tell them.
    assert read_line(needs, "Thôn 1")[1] == texts.REPORT_HIDDEN
    assert read_line(needs, "Thôn 2")[1] == texts.REPORT_HIDDEN
    assert "/console/answers" in needs
    viewer = await console.sign_in(VIEWER, "demo")
    above = (await viewer.get("/console/reports/needs?period=month&unit=an-phu")).text
    assert 'href="/console/answers' not in above


@pytest.mark.usefixtures("figures")
async def test_helpers_are_named_within_the_commune_only(console: ConsoleScene) -> None:
    officer, viewer = await console.sign_in(OFFICER), await console.sign_in(VIEWER, "demo")
    path = "/console/reports/helpers?period=month"
    page = (await officer.get(path)).text
    assert "Thôn 1" in page and texts.REPORT_MILESTONES[1] in page
    above = (await viewer.get(path)).text
    assert "<table" not in above and "chỉ xem được trong xã" in above


@pytest.mark.usefixtures("figures")
async def test_a_province_sees_its_communes_with_places(console: ConsoleScene) -> None:
    viewer = await console.sign_in(VIEWER, "demo")
    page = (await viewer.get("/console/reports/communes?period=month&by=answered")).text
    first = page.index("Xã Hòa Lạc Trung</a>")
    assert first < page.index("Xã An Phú Đông</a>")
    assert "100%" in page and "thiếu số hộ của 10/12 thôn" in page
    for by in ("assisted", "resolved", "reached", "x"):
        assert (await viewer.get(f"/console/reports/communes?by={by}")).status == 200
    quiet = (await viewer.get("/console/reports/communes?since=2026-01-01&until=2026-01-31")).text
    assert "Chưa có số liệu trong kỳ" in quiet


@pytest.mark.usefixtures("figures")
async def test_who_sees_which_pages(console: ConsoleScene) -> None:
    leader = await console.sign_in(LEADER, "ap-01")
    page = (await leader.get("/console/reports?period=month")).text
    assert "Một trang A4" in page
    assert "Thôn cần quan tâm" not in page and ">Các xã<" not in page
    for name in PAGES:
        assert (await leader.get(f"/console/reports/{name}?unit=ap-02")).status == 404, name
        assert (await leader.get(f"/console/reports/{name}?unit=hoa-lac")).status == 404, name
        assert (await console.stranger().get(f"/console/reports/{name}")).status != 200, name
    assert (await leader.get("/console/reports/sheet?file=docx&unit=hoa-lac")).status == 404


@pytest.mark.usefixtures("figures")
async def test_the_pages_ask_the_database_little(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    for name in PAGES:
        statements = await list_queries(officer, f"/console/reports/{name}?period=month")
        assert 0 < len(statements) <= 12, (name, len(statements), statements)
    for query in ("period=x", "since=hôm+kia", "since=2026-11-20&until=2026-11-02"):
        for name in PAGES:
            status = (await officer.get(f"/console/reports/{name}?{query}")).status
            assert status in (200, 400), (name, query)
