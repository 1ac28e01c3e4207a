"""The page of figures: whose, of which days, beside what; files; days that are mistyped."""

import csv
import io
import re
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session

from bot.console.assets import Assets
from bot.console.pages.report_charts import FigureLine
from bot.console.rendering import Renderer
from bot.core.policy import Policy
from bot.people.models import RoleKind
from bot.people.units import get_unit
from bot.reports.counters import add_count
from bot.reports.models import CountName, DailyCount
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene

APPROVER, OFFICER, LEADER, VIEWER = (
    RoleKind.APPROVER,
    RoleKind.OFFICER,
    RoleKind.LEADER,
    RoleKind.COMMITTEE,
)
PAGE = "/console/reports"
# The scene's clock shows Monday 23/11/2026.
COUNTS = (
    ("ap-01", date(2026, 11, 23), CountName.ANSWERED, "vneid-quen-mat-khau", 40),
    ("ap-01", date(2026, 11, 23), CountName.MISSED, "", 10),
    ("ap-02", date(2026, 11, 20), CountName.ANSWERED, "vneid-quen-mat-khau", 1200),
    ("ap-02", date(2026, 11, 16), CountName.ANSWERED, "", 25),
    ("ap-02", date(2026, 11, 17), CountName.ANSWERED, "", 300),
    ("ap-01", date(2026, 10, 5), CountName.ANSWERED, "", 7),
    ("ap-01", date(2026, 11, 23), CountName.TICKET_OPENED, "", 4),
    ("ap-01", date(2026, 11, 23), CountName.FIRST_RESPONSE, "5", 3),
    ("hl-01", date(2026, 11, 23), CountName.ANSWERED, "", 777),
)


@pytest.fixture
async def counts(console: ConsoleScene) -> None:
    """Counters of two communes."""

    def plant(session: Session) -> None:
        for code, day, name, detail, count in COUNTS:
            unit_id = get_unit(session, code).id
            add_count(session, name, unit_id, day, detail=detail, amount=count)

    await console.db.write(plant)


def read_line(page: str, label: str) -> list[str]:
    """Return the cells of the first row that begins with the label."""
    row = next(row for row in re.findall(r"<tr.*?</tr>", page, re.S) if f">{label}<" in row)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


@pytest.mark.usefixtures("counts")
async def test_a_week_that_is_not_over_stands_beside_the_same_days(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    page = (await officer.get(f"{PAGE}?period=week")).text
    assert "đến hết <strong>23/11/2026</strong>" in page
    assert "từ 16/11/2026 đến hết 16/11/2026" in page
    assert read_line(page, "Câu hỏi") == ["Câu hỏi", "50", "25", "tăng 25 (100%)"]
    assert read_line(page, "Tỷ lệ trả lời ngay")[1:] == ["80%", "100%", "giảm 20 điểm %"]
    assert "777" not in page


@pytest.mark.usefixtures("counts")
async def test_villages_add_up_and_lead_to_their_own_figures(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    page = (await officer.get(f"{PAGE}?period=month&page=questions")).text
    assert read_line(page, "Thôn 1")[1:4] == ["50", "40", "0"]
    assert read_line(page, "Thôn 2")[1] == "1.525"
    assert read_line(page, "Cộng")[1] == "1.575"
    assert page.count("<svg") == 2 and "<title" in page
    village = re.search(r'href="([^"]+unit=ap-01[^"]*)"', page)
    assert village is not None
    inside = (await officer.get(village[1].replace("&amp;", "&"))).text
    assert "Báo cáo: Thôn 1" in inside and inside.count("<svg") == 1
    assert read_line(inside, "Cộng")[1] == "50"


@pytest.mark.usefixtures("counts")
async def test_a_leader_sees_one_village_and_a_province_its_communes(
    console: ConsoleScene,
) -> None:
    leader = await console.sign_in(LEADER, "ap-01")
    page = (await leader.get(f"{PAGE}?period=month")).text
    assert "Báo cáo: Thôn 1" in page and read_line(page, "Câu hỏi")[1] == "50"
    for code in ("ap-02", "an-phu", "hl-01", "khong-co"):
        assert (await leader.get(f"{PAGE}?unit={code}")).status == 404, code
    viewer = await console.sign_in(VIEWER, "demo")
    page = (await viewer.get(f"{PAGE}?period=month&page=questions")).text
    assert read_line(page, "Xã An Phú Đông")[1] == "1.575"
    assert read_line(page, "Xã Hòa Lạc Trung")[1] == "777"
    deeper = await viewer.get(f"{PAGE}?period=month&page=questions&unit=hoa-lac")
    assert read_line(deeper.text, "Thôn Tân Tiến")[1] == "777"
    assert "tickets" not in deeper.text


@pytest.mark.usefixtures("counts")
async def test_few_askers_of_a_village_are_not_told_by_topic(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)

    def ask(session: Session) -> None:
        unit_id = get_unit(session, "ap-03").id
        day, topic = date(2026, 11, 23), "vneid-quen-mat-khau"
        row = DailyCount(unit_id=unit_id, day=day, name=CountName.ANSWERED, detail=topic, count=2)
        session.add(row)

    await console.db.write(ask)
    page = (await officer.get(f"{PAGE}?page=questions&unit=ap-03")).text
    assert read_line(page, "Quên mật khẩu VNeID")[1] == "dưới 5"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=2026-11-20&until=2026-11-02", "Ngày cuối đứng trước ngày đầu"),
        ("since=hôm+kia", "Chưa rõ ngày này"),
        ("since=2012-01-01&until=2026-11-02", "nhiều nhất 3 năm"),
        ("since=<script>", "Chưa rõ ngày này"),
    ],
)
@pytest.mark.usefixtures("counts")
async def test_days_that_are_wrong_stay_typed(
    console: ConsoleScene, query: str, sentence: str
) -> None:
    officer = await console.sign_in(OFFICER)
    page = await officer.get(f"{PAGE}?{query}")
    assert page.status == 400
    assert sentence in page.text and "error-summary" in page.text
    assert "<script>" not in page.text
    assert 'aria-invalid="true"' in page.text


@pytest.mark.usefixtures("counts")
async def test_days_are_taken_as_a_hand_writes_them(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    page = await officer.get(f"{PAGE}?since=16/11/2026&until=17/11/2026")
    assert page.status == 200
    assert read_line(page.text, "Câu hỏi")[1] == "325"


@pytest.mark.usefixtures("counts")
async def test_the_files_hold_what_the_page_shows(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    page = (await officer.get(f"{PAGE}?period=week")).text
    links = [href.replace("&amp;", "&") for href in re.findall(r'href="([^"]+)"', page)]
    book = await officer.get(next(link for link in links if "xlsx=1" in link))
    assert 'filename="bao-cao-20261123-20261123.xlsx"' in book.headers["Content-Disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.body)).get_sheet_by_index(0).to_python()
    assert sheet[2][0] == "Kỳ trước: từ 16/11/2026 đến 16/11/2026"
    assert ["Thôn 1", 50.0] in [row[:2] for row in sheet]
    text = await officer.get(next(link for link in links if "csv=1" in link))
    rows = list(csv.reader(io.StringIO(text.body.decode("utf-8-sig"))))
    assert ["Thôn 1", "50"] in [row[:2] for row in rows]


@pytest.mark.usefixtures("counts")
async def test_a_commune_of_which_nothing_is_counted_is_taught(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER, "hoa-lac")
    page = (await officer.get(f"{PAGE}?since=2026-01-01&until=2026-01-31")).text
    assert "Trong hai kỳ này chưa đếm được gì" in page and "period=year" in page


@pytest.mark.usefixtures("counts")
async def test_the_page_asks_the_database_little_and_is_small(console: ConsoleScene) -> None:
    viewer = await console.sign_in(VIEWER, "demo")
    for page in ("all", "questions", "people", "learning", "reach"):
        path = f"{PAGE}?period=year&page={page}&unit=an-phu"
        statements = await list_queries(viewer, path)
        assert 0 < len(statements) <= 12, (page, statements)
        assert len((await viewer.get(path)).body) < 100_000


@pytest.mark.usefixtures("counts")
async def test_odd_addresses_show_the_page(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    for query in ("period=x", "page=x", "sort=answered&page=questions", "page=reach&sort=-zzz"):
        assert (await officer.get(f"{PAGE}?{query}")).status == 200, query


def test_the_week_can_be_included_elsewhere() -> None:
    line = FigureLine("Câu hỏi <b>", "50", "25", "tăng 25 (100%)", "")
    page = Renderer(Policy(), Assets(), {}).render(
        "reports/_week.html", {"week_lines": [line], "week_address": "/console/reports?period=week"}
    )
    assert read_line(page, "Câu hỏi &lt;b&gt;")[1:] == ["50", "25", "tăng 25 (100%)"]
    assert 'href="/console/reports?period=week"' in page
