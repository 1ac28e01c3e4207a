"""Indicators in the console: seen, entered, corrected, proved, withdrawn, ranked; as a file."""

import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from aiohttp import FormData
from python_calamine import CalamineWorkbook
from sqlmodel import Session, select

from bot.core.audit import Audit
from bot.messages.content import StoredFile
from bot.people.models import RoleKind
from bot.people.units import get_unit
from bot.reports.indicators.models import IndicatorValue
from bot.reports.models import CountName, DailyCount
from tests.console.queries import list_queries
from tests.console.scene import Answer, ConsoleScene, Visitor

OFFICER, VIEWER, LEADER = RoleKind.OFFICER, RoleKind.COMMITTEE, RoleKind.LEADER
START = "/console/reports/indicators"
SERVING, COMMUNE = f"{START}/serving_people_766", f"{START}/commune_digital_transformation"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
RIGHT = {"value": "16,25", "source": "Cổng Dịch vụ công", "measured_on": "2026-11-20"}


async def enter(
    visitor: Visitor, path: str, fields: Mapping[str, str], proof: tuple[str, bytes] | None = None
) -> Answer:
    """Send the form of an indicator as a browser does."""
    form = FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    content = proof[1] if proof else b""
    name = proof[0] if proof else ""
    form.add_field("evidence", content, filename=name, content_type="application/octet-stream")
    return await visitor.post(path, form)


@pytest.fixture
async def counts(console: ConsoleScene) -> None:
    """Counters of three villages and their numbers of households."""

    def plant(session: Session) -> None:
        for number, delivered in ((1, 80), (2, 60), (3, 3)):
            unit = get_unit(session, f"ap-{number:02}")
            unit.households_count, unit.counted_on = 100 * number, date(2026, 6, 30)
            for name, count in ((CountName.DELIVERED, delivered), (CountName.ADDRESSED, 100)):
                row = DailyCount(
                    unit_id=unit.id, day=date(2026, 11, 10), name=name, detail="",
                    count=count if number != 3 or name is CountName.DELIVERED else 4,
                )  # fmt: skip
                session.add(row)

    await console.db.write(plant)


def list_files(console: ConsoleScene) -> list[Path]:
    """All files that are kept."""
    return list(console.bot.files.path(StoredFile(f"{'0' * 32}.pdf")).parent.glob("*"))


def plain(page: str) -> str:
    """The words of a page in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.usefixtures("counts")
async def test_a_set_shows_values_targets_points_and_first_what_is_missing(
    console: ConsoleScene,
) -> None:
    viewer = await console.sign_in(VIEWER, "demo")
    page = (await viewer.get(f"{START}?set=commune_digital_transformation&unit=an-phu")).text
    said = plain(page)
    assert "Chỉ tiêu: Xã An Phú Đông" in said and "Năm 2026, chưa hết kỳ" in said
    assert said.index("Còn thiếu") < said.index("1. Nhận thức số")
    assert "mẫu để xã sửa theo văn bản của tỉnh" in said
    assert "70,1%" in said and "Bằng 87% mục tiêu" in said and "26,29/30" in said
    assert "chưa có số" in said and "rank/new" not in page
    reports = (await viewer.get("/console/reports")).text
    assert START in reports


@pytest.mark.usefixtures("counts")
async def test_one_indicator_shows_its_numbers_by_village_and_hides_few(
    console: ConsoleScene,
) -> None:
    viewer = await console.sign_in(VIEWER, "demo")
    page = await viewer.get(f"{COMMUNE}/1.2?period=2026&unit=an-phu")
    said = plain(page.text)
    assert "«Lượt người đã được gửi» chia cho «Lượt người cần nhận»" in said
    assert "Tử số 143, mẫu số 204" in said
    assert "Thôn 1 80 100 80%" in said and "dưới 5, không nêu" in said
    assert "Đạt 80% thì được đủ 30 điểm" in said and "<form" not in page.text.split("<main")[1]
    rows = re.search(r'href="(/console/reports\?[^"]*)"', page.text)
    assert rows is not None
    assert (await viewer.get(rows[1].replace("&amp;", "&"))).status == 200


async def test_an_officer_enters_proves_corrects_and_withdraws(console: ConsoleScene) -> None:
    officer, viewer = await console.sign_in(OFFICER), await console.sign_in(VIEWER, "demo")
    saved = await enter(officer, f"{SERVING}/1.1", RIGHT | {"self_score": "16"}, ("bc45.pdf", PDF))
    assert saved.status == 303
    page = (await officer.follow(saved)).text
    assert "Đã ghi số." in page and "16,25 điểm" in page and "Sửa số" in page
    file = re.search(r'href="([^"]*/values/(\d+)/file)"', page)
    assert file is not None
    got = await viewer.get(file[1])
    assert got.body == PDF and got.headers["Content-Type"] == "application/octet-stream"
    assert 'attachment; filename="minh-chung-' in got.headers["Content-Disposition"]
    again = await enter(officer, f"{SERVING}/1.1", RIGHT | {"value": "17"})
    assert again.status == 400 and "đã có số trong kỳ này" in again.text
    fixed = {**RIGHT, "value": "17", "value_id": file[2]}
    no_reason = await enter(officer, f"{SERVING}/1.1", fixed)
    assert no_reason.status == 400 and "vì sao đổi" in no_reason.text
    assert (await enter(officer, f"{SERVING}/1.1", fixed | {"reason": "Cổng sửa"})).status == 303
    stale = await enter(officer, f"{SERVING}/1.1", fixed | {"reason": "tab cũ"})
    assert stale.status == 400 and "vừa có người đổi" in stale.text
    page = (await officer.get(f"{SERVING}/1.1")).text
    assert "Cổng sửa" in page and page.count("bc45.pdf") == 3
    withdraw = re.search(r'href="([^"]*/withdraw)"', page)
    assert withdraw is not None
    assert "17 điểm" in (await officer.get(withdraw[1])).text
    assert (await officer.post(withdraw[1], {"reason": ""})).status == 400
    done = await officer.follow(await officer.post(withdraw[1], {"reason": "nhầm tháng"}))
    assert "Chưa ai nhập số này" in done.text and "nhầm tháng" in done.text
    assert (await officer.post(withdraw[1], {"reason": "lần nữa"})).status in (400, 404)
    actions = await console.db.read(
        lambda session: [row.action for row in session.exec(select(Audit)).all()]
    )
    assert [action for action in actions if action.startswith("indicator")] == [
        "indicator.enter", "indicator.correct", "indicator.withdraw",
    ]  # fmt: skip
    audit = await officer.get("/console/audit")
    assert "sửa số của một chỉ tiêu" in audit.text


WRONG: tuple[tuple[dict[str, str], tuple[str, bytes] | None, str], ...] = (
    ({"value": "nhiều"}, None, "Giá trị phải là số"),
    ({"value": ""}, None, "Xin ghi giá trị"),
    ({"source": ""}, None, "lấy từ đâu"),
    ({"measured_on": "31/2/2026"}, None, "Ngày của số liệu"),
    ({"measured_on": "2026-12-24"}, None, "Ngày của số liệu"),
    ({"self_score": "19"}, ("a.pdf", PDF), "từ 0 đến 18"),
    ({}, ("a.exe", b"MZ"), "không dùng làm minh chứng"),
    ({}, ("a.pdf", b"MZ"), "không phải là .pdf"),
)


async def test_a_wrong_form_keeps_what_was_typed_and_nothing_else(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    for changed, proof, said in WRONG:
        fields = {**RIGHT, "note": "<script>alert(1)</script>", **changed}
        answer = await enter(officer, f"{SERVING}/1.1", fields, proof)
        assert answer.status == 400 and said in answer.text, said
        assert "&lt;script&gt;" in answer.text and "<script>alert" not in answer.text
    rows = await console.db.read(lambda session: session.exec(select(IndicatorValue)).all())
    assert rows == []
    assert list_files(console) == []


async def test_who_is_not_an_officer_there_may_not(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    saved = await enter(officer, f"{SERVING}/1.1", RIGHT, ("a.pdf", PDF))
    file = re.search(r"/values/\d+/file", (await officer.follow(saved)).text)
    assert file is not None
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert (await other.get(START + file[0])).status == 404
    assert (await other.get(f"{SERVING}/1.1?unit=an-phu")).status == 404
    assert (await enter(other, f"{SERVING}/1.1?unit=an-phu", RIGHT)).status == 404
    for role, unit in ((VIEWER, "demo"), (LEADER, "ap-01")):
        visitor = await console.sign_in(role, unit)
        assert (await enter(visitor, f"{SERVING}/2.1", RIGHT)).status in (403, 404)
        assert (await visitor.get(f"{SERVING}/rank/new")).status in (403, 404)
    leader = await console.sign_in(LEADER, "ap-01")
    assert (await leader.get(START + file[0])).status == 404
    assert "Chỉ tiêu: Thôn 1" in (await leader.get(START)).text
    assert (await console.stranger().get(START + file[0])).status in (303, 401, 403, 404)


async def test_a_rank_is_entered(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    path = f"{SERVING}/rank/new?period=2026-10"
    wrong = {"group": "1", "place": "127", "places": "126", "source": "Tỉnh"}
    answer = await officer.post(path, wrong)
    assert answer.status == 400 and "hạng 10 trong 126" in answer.text and "127" in answer.text
    answer = await officer.post(path, wrong | {"place": "10"})
    assert answer.status == 303
    page = (await officer.follow(answer)).text
    assert "Đã ghi thứ hạng." in page and "hạng 10/126 (Tỉnh)" in page and "Tháng 10/2026" in page


@pytest.mark.usefixtures("counts")
async def test_the_file_has_numbers_in_its_cells(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    await enter(officer, f"{SERVING}/1.1", RIGHT)
    got = await officer.get(f"{START}?set=serving_people_766&xlsx=1")
    assert "chi-tieu-serving_people_766-2026-11.xlsx" in got.headers["Content-Disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(got.body)).get_sheet_by_index(0).to_python()
    assert any(row[1:3] == ["1.1", "Điểm công khai, minh bạch trên Cổng"] for row in sheet)
    row = next(row for row in sheet if row[1] == "1.1")
    assert row[4:8] == [16.25, 18.0, 16.25, 18.0]


async def test_odd_addresses(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    for query in ("period=2026-11&set=commune_digital_transformation", "period=x", "unit=ap-01"):
        assert (await officer.get(f"{START}?{query}")).status == 200, query
    for path in (
        f"{START}?set=x", f"{START}?unit=hoa-lac", f"{SERVING}/9.9", f"{START}/x/1.1",
        f"{SERVING}/1.1?period=2027-01", f"{START}/values/999/file", f"{START}/values/x/withdraw",
    ):  # fmt: skip
        assert (await officer.get(path)).status == 404, path


@pytest.mark.usefixtures("counts")
async def test_the_pages_ask_the_database_little_and_are_small(console: ConsoleScene) -> None:
    viewer = await console.sign_in(VIEWER, "demo")
    for path in (f"{START}?unit=an-phu", f"{COMMUNE}/1.2?unit=an-phu", START):
        statements = await list_queries(viewer, path)
        assert 0 < len(statements) <= 12, (path, statements)
        assert len((await viewer.get(path)).body) < 100_000
