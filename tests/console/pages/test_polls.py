"""Polls in the console: questions, two persons, papers, turnout, results, minutes."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from bot.people.models import Household, RoleKind
from bot.people.units import get_unit
from bot.polls.models import Ballot
from bot.schedule.demo import go_live
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene, Visitor

OFFICER, APPROVER, LEADER = RoleKind.OFFICER, RoleKind.APPROVER, RoleKind.LEADER
MAX_QUERIES = 12
FORM = {
    "title": "Làm đường Thôn 3",
    "per": "household",
    "closes_day": "25/11/2026",
    "closes_hour": "17:00",
    "count": "3",
    "q0-text": "Thôn làm đường nào trước?",
    "q0-kind": "single",
    "q0-options": "Đường trục\nĐường ngõ",
    "q1-text": "Ngõ nào trước?",
    "q1-kind": "multiple",
    "q1-options": "Ngõ 1\nNgõ 2\nNgõ 3",
    "q1-if": "câu 1 ý 2",
    "q2-text": "Nhà mình có hiến đất không?",
    "q2-kind": "yesno",
}


@pytest.fixture(autouse=True)
async def commune(console: ConsoleScene) -> None:
    """Live; officer and approver have chats; eight households in Thôn 3, two in Thôn Đoài."""
    bot = console.bot
    await bot.db.write(go_live, now=bot.clock())
    await bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")
    await bot.link("lanh-dao", "Trần Văn Lãnh Đạo Mẫu")
    await bot.hears("tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("tu", "1")

    def add(session: Session) -> None:
        for code, unit, count in (("A", "ap-03", 8), ("B", "ap-05", 2)):
            for number in range(count):
                session.add(
                    Household(
                        unit_id=get_unit(session, unit).id,
                        label=f"Hộ mẫu {code}{number}",
                        code=f"{code}2345{number + 2}",
                    )
                )

    await bot.db.write(add)


async def unit_id(console: ConsoleScene, code: str) -> int:
    return await console.db.read(lambda session: get_unit(session, code).id)


async def confirmed(console: ConsoleScene) -> Visitor:
    """An approver who has typed the code of this session."""
    approver = await console.sign_in(APPROVER)
    await approver.post("/console/confirm/send")
    code = re.search(r"\b\d{6}\b", await console.latest("lanh-dao"))
    assert code is not None
    await approver.post("/console/confirm", {"code": code[0], "next": "/console/"})
    return approver


async def drafted(console: ConsoleScene, **changed: Any) -> tuple[Visitor, str]:
    officer = await console.sign_in(OFFICER)
    unit = str(await unit_id(console, "an-phu"))
    saved = await officer.post("/console/polls/new", {**FORM, "unit": unit, **changed})
    assert saved.status == 303, saved.text
    return officer, saved.location


async def opened(console: ConsoleScene, **changed: Any) -> tuple[Visitor, Visitor, str]:
    officer, page = await drafted(console, **changed)
    assert (await officer.post(f"{page}/submit")).location == page
    approver = await confirmed(console)
    answer = await approver.post(f"{page}/approve", {"asks": "1"})
    assert answer.location == page, answer.text
    return officer, approver, page


def paper(row: int, code: str, first: int, *ngo: int, land: int | None = 0) -> dict[str, Any]:
    cells: dict[str, Any] = {f"r{row}": code, f"r{row}q0": str(first)}
    if ngo:
        cells[f"r{row}q1"] = str(ngo[0])
    if land is not None:
        cells[f"r{row}q2"] = str(land)
    return cells


SEVEN: Mapping[str, Any] = {
    name: value
    for number in range(1, 8)
    for name, value in paper(number, f"a2345{number + 1}", number % 2).items()
}


async def count_ballots(console: ConsoleScene) -> int:
    return await console.db.read(
        lambda session: session.exec(select(func.count(col(Ballot.id)))).one()
    )


async def test_from_the_questions_to_the_minutes(console: ConsoleScene) -> None:
    officer, page = await drafted(console)
    shown = (await officer.get(page)).text
    for words in ("Làm đường Thôn 3", "chỉ hỏi ai chọn «Đường ngõ» ở câu 1", "10 hộ có mã"):
        assert words in shown
    await officer.post(f"{page}/submit")
    assert "Mời anh/chị duyệt cuộc lấy ý kiến này." in await console.latest("lanh-dao")
    own = (await officer.get(page)).text
    assert "hai người khác nhau" in own and f"{page}/approve" not in own
    approver = await confirmed(console)
    await approver.post(f"{page}/approve", {"asks": "1"})
    standing = (await officer.get(page)).text
    assert "chỉ xem được sau khi đóng" in standing and "Ghi phiếu giấy" in standing
    sums = await officer.post(f"{page}/papers", SEVEN)
    assert sums.status == 200 and "Cộng thử: 7 phiếu" in sums.text
    assert "Đường trục <strong>3</strong>, Đường ngõ <strong>4</strong>" in sums.text
    assert await count_ballots(console) == 0
    written = await officer.post(f"{page}/papers", {**SEVEN, "write": "1"})
    assert written.location == f"{page}/papers"
    assert "Đã ghi 7 phiếu giấy." in (await officer.follow(written)).text
    standing = (await officer.get(page)).text
    assert "7/10" in standing and "Đường trục" not in standing
    assert "Đã có <strong>7 hộ</strong>" in (await officer.get(f"{page}/sure/close")).text
    assert (await officer.post(f"{page}/sure/close")).location == page
    result = (await officer.get(page)).text
    assert "Đường trục" in result and "57%" in result
    for kind, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        assert (await officer.get(f"{page}/minutes/{kind}")).body.startswith(start)
    villages = (await officer.get(f"{page}/villages")).text
    assert "<h2>Thôn 3</h2>" in villages
    told = await officer.post(f"{page}/sure/tell")
    assert told.location == page
    again = await officer.post(f"{page}/sure/tell")
    assert again.status == 400 and "đã báo cho bà con rồi" in again.text


async def test_few_ballots_show_nothing_of_anybody(console: ConsoleScene) -> None:
    officer, _, page = await opened(console)
    few = {**paper(1, "A23452", 0), **paper(2, "B23452", 1)}
    await officer.post(f"{page}/papers", {**few, "write": "1"})
    await officer.post(f"{page}/sure/close")
    result = (await officer.get(page)).text
    assert "Dưới 5 phiếu" in result and "Đường trục" not in result
    villages = (await officer.get(f"{page}/villages")).text
    assert "<h2>" not in villages and "dưới 5 phiếu không nêu riêng" in villages
    assert (await officer.post(f"{page}/reopen")).location == page


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (paper(1, "K99999", 0), "Không có hộ mang mã K99999"),
        (paper(1, "", 0), "Chưa ghi phiếu của ai"),
        ({"r1": "A23452"}, "Chưa chọn ý nào"),
        (paper(1, "A23452", 0, 1), "Câu 2 không hỏi người trả lời câu 1 như thế"),
        ({**paper(1, "A23452", 0), **paper(2, "a-23452", 1)}, "Trùng với dòng 1"),
        ({}, "Bảng chưa có phiếu nào"),
    ],
)
async def test_a_sheet_with_a_fault_writes_nothing(
    console: ConsoleScene, cells: dict[str, Any], says: str
) -> None:
    officer, _, page = await opened(console)
    sheet = {**cells, **(paper(5, "A23455", 0) if cells else {}), "write": "1"}
    answer = await officer.post(f"{page}/papers", sheet)
    assert answer.status == 400 and says in answer.text
    if cells:
        assert 'value="A23455"' in answer.text  # what was typed stays
        assert re.search(r'name="r5q0" value="0" checked', answer.text)
    assert await count_ballots(console) == 0


async def test_a_paper_replaces_ones_own_and_nobody_elses(console: ConsoleScene) -> None:
    officer, approver, page = await opened(console)
    await officer.post(f"{page}/papers", {**paper(1, "A23452", 0), "write": "1"})
    refused = await approver.post(f"{page}/papers", {**paper(1, "A23452", 1), "write": "1"})
    assert refused.status == 400 and "Nguyễn Thị Cán Bộ Mẫu đã ghi" in refused.text
    seen = await officer.post(f"{page}/papers", paper(1, "A23452", 1, 2))
    assert "thay phiếu đã ghi" in seen.text
    await officer.post(f"{page}/papers", {**paper(1, "A23452", 1, 2), "write": "1"})
    assert await count_ballots(console) == 1


async def test_leaders_type_the_papers_of_their_village_only(console: ConsoleScene) -> None:
    _, _, page = await opened(console)
    leader = await console.sign_in(LEADER, "ap-03")
    listed = (await leader.get("/console/polls")).text
    assert f"{page}/papers" in listed and "Soạn cuộc" not in listed
    elsewhere = await leader.post(f"{page}/papers", {**paper(1, "B23452", 0), "write": "1"})
    assert elsewhere.status == 400 and "Không có hộ mang mã B23452" in elsewhere.text
    here = await leader.post(f"{page}/papers", {**paper(1, "A23452", 0), "write": "1"})
    assert here.status == 303
    for path in ("", "/villages", "/edit", "/sure/close", "/minutes/pdf"):
        assert (await leader.get(f"{page}{path}")).status == 404, path
    other = await console.sign_in(OFFICER, "hoa-lac")
    for path in ("", "/papers", "/villages", "/edit", "/sure/close"):
        assert (await other.get(f"{page}{path}")).status == 404, path
    for path in ("/submit", "/approve", "/sure/close", "/papers", "/edit"):
        assert (await other.post(f"{page}{path}", FORM)).status in (303, 404), path
    assert "đang mở" in (await (await console.sign_in(OFFICER)).get(page)).text


async def test_people_are_asked_by_name_and_village(console: ConsoleScene) -> None:
    officer, _, page = await opened(console, per="person")
    cells = paper(1, "Nguyễn Thị Tư", 0)
    missing = await officer.post(f"{page}/papers", cells)
    assert missing.status == 400 and "chọn thôn" in missing.text
    village = str(await unit_id(console, "ap-03"))
    done = await officer.post(f"{page}/papers", {**cells, "village": village, "write": "1"})
    assert done.status == 303
    assert "Nhắc" in (await officer.get(page)).text
    early = await officer.post(f"{page}/sure/remind")
    assert early.status == 400 and "20 giờ" in early.text
    console.pass_by(hours=21)
    officer = await console.sign_in(OFFICER)
    assert "chưa trả lời nhận một tin nhắc" in (await officer.get(f"{page}/sure/remind")).text
    assert (await officer.post(f"{page}/sure/remind")).location == page


async def test_sent_back_with_a_reason_and_mended(console: ConsoleScene) -> None:
    officer, page = await drafted(console)
    await officer.post(f"{page}/submit")
    approver = await console.sign_in(APPROVER)
    asked = await approver.post(f"{page}/approve", {"asks": "1"})
    assert asked.location.startswith("/console/confirm")
    approver = await confirmed(console)
    assert (await approver.post(f"{page}/refuse", {"asks": "1"})).status == 400
    await approver.post(f"{page}/refuse", {"asks": "1", "reason": "Câu 2 chưa rõ"})
    assert "Câu 2 chưa rõ" in await console.latest("can-bo")
    edit = (await officer.get(f"{page}/edit")).text
    assert "Câu 2 chưa rõ" in edit and "Đường trục" in edit and "câu 1 ý 2" in edit
    unit = str(await unit_id(console, "an-phu"))
    changed = {**FORM, "unit": unit, "q1-text": "Làm ngõ nào trước?"}
    assert (await officer.post(f"{page}/edit", changed)).location == page
    await officer.post(f"{page}/submit")
    stale = await approver.post(f"{page}/approve", {"asks": "1"})
    assert stale.status == 400 and "Tin duyệt ấy đã cũ" in stale.text
    assert (await approver.post(f"{page}/approve", {"asks": "2"})).location == page


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"title": ""}, "phải có chữ"),
        ({"closes_hour": ""}, "cả ngày và giờ đóng"),
        ({"closes_day": "1/11/2026"}, "đã qua"),
        ({"opens_day": "24/11/2026"}, "cả ngày và giờ mở"),
        ({"q0-options": "Một ý"}, "Câu 1 cần từ 2"),
        ({"q1-if": "lung tung"}, "câu 1 ý 2"),
        ({"q1-if": "câu 1 ý 7"}, "Câu 2 rẽ theo"),
    ],
)
async def test_a_fault_in_a_draft_keeps_what_was_typed(
    console: ConsoleScene, changed: dict[str, str], says: str
) -> None:
    officer = await console.sign_in(OFFICER)
    unit = str(await unit_id(console, "an-phu"))
    answer = await officer.post("/console/polls/new", {**FORM, "unit": unit, **changed})
    assert answer.status == 400 and says in answer.text
    assert "Nhà mình có hiến đất không?" in answer.text
    assert "Không có cuộc nào" in (await officer.get("/console/polls?tab=drafting")).text


async def test_links_in_a_question_are_spelled_out(console: ConsoleScene) -> None:
    words = "Xem bản vẽ ở http://dichvucong.gov.vn.example.com/a. Thôn đồng ý không?"
    officer, page = await drafted(console, **{"q2-text": words})
    shown = (await officer.get(page)).text
    assert "<strong>dichvucong.gov.vn.example.com</strong>" in shown
    assert "KHÔNG phải trang của cơ quan nhà nước" in shown


async def test_one_more_question_needs_no_script(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    more = await officer.post("/console/polls/new", {**FORM, "more": "1", "title": "<script>x"})
    assert more.status == 200 and "<legend>Câu 4</legend>" in more.text
    assert "<script>x" not in more.text and "&lt;script&gt;x" in more.text


async def test_pages_ask_the_database_little(console: ConsoleScene) -> None:
    officer, page = await drafted(console)
    other, _, running = await opened(console)
    await other.post(f"{running}/papers", {**SEVEN, "write": "1"})
    paths = ["/console/polls?tab=open", "/console/polls/new", page, f"{page}/edit"]
    paths += [running, f"{running}/turnout", f"{running}/papers"]
    for path in paths:
        queries = await list_queries(officer, path)
        assert len(queries) <= MAX_QUERIES, "\n".join([path, *queries])
    await other.post(f"{running}/sure/close")
    for path in (running, f"{running}/villages"):
        queries = await list_queries(officer, path)
        assert len(queries) <= MAX_QUERIES, "\n".join([path, *queries])
