"""Announcements in the console: from the first word to the result, by two persons."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import FormData
from sqlmodel import Session

from bot.broadcasts import sending
from bot.core.policy import POLICY
from bot.notices import broadcast_sending
from bot.people.models import Person, Role, RoleKind
from bot.people.units import get_unit
from bot.schedule.demo import go_live
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene, Visitor

OFFICER, APPROVER, LEADER = RoleKind.OFFICER, RoleKind.APPROVER, RoleKind.LEADER
WORDS = "19 giờ 30 thứ Sáu 27/11 họp thôn tại nhà văn hóa. Bà con mang theo thẻ căn cước."
FORM = {"text": WORDS, "way": "villages", "villages": "ap-03", "when": "now", "urgency": "normal"}
MAX_QUERIES = 12


@pytest.fixture(autouse=True)
async def commune(console: ConsoleScene) -> AsyncIterator[None]:
    """The commune is live; officer and approver have chats, two residents in Thôn 3, one in 5."""
    bot = console.bot
    await bot.db.write(go_live, now=bot.clock())
    await bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")
    await bot.link("lanh-dao", "Trần Văn Lãnh Đạo Mẫu")
    for who, unit in (("tu", "ap-03"), ("zalo:nam", "ap-03"), ("sau", "ap-05")):
        await bot.hears(who, "/start", start=f"u-{unit}", name=who)
        await bot.hears(who, "1", name=who)
    yield


async def clock_looks(console: ConsoleScene, times: int = 2) -> None:
    bot = console.bot
    for _ in range(times):
        await bot.db.write(sending.begin_due, now=bot.clock())
        await bot.db.write(broadcast_sending.stage_due, window=300, now=bot.clock(), policy=POLICY)
        await bot.quiet()
        await bot.db.write(broadcast_sending.finish_due, now=bot.clock(), policy=POLICY)


async def write(officer: Visitor, **changed: Any) -> str:
    """Save a draft; the path of its page."""
    saved = await officer.post("/console/broadcasts/new", {**FORM, **changed})
    assert saved.status == 303, saved.text
    return saved.location.removesuffix("/check")


async def confirmed(console: ConsoleScene) -> Visitor:
    """An approver who has typed the code of this session."""
    approver = await console.sign_in(APPROVER)
    await approver.post("/console/confirm/send")
    code = re.search(r"\b\d{6}\b", await console.latest("lanh-dao"))
    assert code is not None
    await approver.post("/console/confirm", {"code": code[0], "next": "/console/"})
    return approver


async def submitted(console: ConsoleScene, **changed: Any) -> tuple[Visitor, str]:
    officer = await console.sign_in(OFFICER)
    page = await write(officer, **changed)
    sent = await officer.post(f"{page}/submit")
    assert sent.location == page, sent.text
    return officer, page


async def approved(console: ConsoleScene, **changed: Any) -> tuple[Visitor, Visitor, str]:
    officer, page = await submitted(console, **changed)
    approver = await confirmed(console)
    answer = await approver.post(f"{page}/approve", {"asks": "1"})
    assert answer.location == page, answer.text
    return officer, approver, page


async def test_two_persons_and_residents_hear_it(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    form = await officer.get("/console/broadcasts/new")
    assert 'value="ap-03"' in form.text and "Thôn 3" in form.text
    page = await write(officer)
    check = (await officer.get(f"{page}/check")).text
    assert "Gửi duyệt" in check and WORDS.split(".")[0] in check and "Theo từng thôn" in check
    await officer.post(f"{page}/submit")
    assert "Mời anh/chị duyệt thông báo này." in await console.latest("lanh-dao")
    own = (await officer.get(page)).text
    assert "hai người khác nhau" in own and f"{page}/approve" not in own
    approver = await confirmed(console)
    seen = (await approver.get(page)).text
    assert "Nguyễn Thị Cán Bộ Mẫu" in seen and f"{page}/approve" in seen
    await approver.post(f"{page}/approve", {"asks": "1"})
    running = (await officer.get(page)).text
    assert "hx-get" in running and "Tạm dừng" in running
    await clock_looks(console)
    assert WORDS in await console.latest("tu")
    assert all(WORDS not in reply.text for to, reply in console.bot.channel.sent if to == "sau")
    result = (await officer.get(page)).text
    assert "khung chat đã nhận" in result and "Thôn 3" in result
    listed = (await officer.get("/console/broadcasts?tab=over")).text
    assert page in listed


async def test_the_drafter_decides_nothing(console: ConsoleScene) -> None:
    _, page = await submitted(console)
    await console.bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")
    officer = await console.sign_in(OFFICER)
    asked = await officer.post(f"{page}/approve", {"asks": "1"})
    assert asked.location.startswith("/console/confirm")
    await officer.post("/console/confirm/send")
    code = re.search(r"\b\d{6}\b", await console.latest("can-bo"))
    assert code is not None
    await officer.post("/console/confirm", {"code": code[0], "next": "/console/"})
    other = await confirmed(console)
    assert (await other.get(f"{page}/edit")).status == 403
    refused = await officer.post(f"{page}/approve", {"asks": "1"})
    assert refused.status == 403 and "Người soạn không tự duyệt" in refused.text


async def test_a_stolen_session_approves_nothing(console: ConsoleScene) -> None:
    officer, page = await submitted(console)
    approver = await console.sign_in(APPROVER)
    for path in (f"{page}/approve", f"{page}/refuse"):
        asked = await approver.post(path, {"asks": "1", "reason": "Sai ngày"})
        assert asked.location.startswith("/console/confirm"), path
    assert "đang chờ duyệt" in (await officer.get(page)).text


async def test_what_was_sent_back_comes_with_its_reason(console: ConsoleScene) -> None:
    officer, page = await submitted(console)
    approver = await confirmed(console)
    empty = await approver.post(f"{page}/refuse", {"asks": "1", "reason": ""})
    assert empty.status == 400 and "ghi lý do" in empty.text
    data = {"asks": "1", "common": "Sai ngày, giờ", "reason": "Họp lúc 20 giờ"}
    assert (await approver.post(f"{page}/refuse", data)).location == page
    said = await console.latest("can-bo")
    assert "Lý do: Sai ngày, giờ. Họp lúc 20 giờ" in said
    assert "Bấm nhầm" in (await approver.get(page)).text
    assert "Họp lúc 20 giờ" in (await officer.get(f"{page}/edit")).text
    saved = await officer.post(f"{page}/edit", {**FORM, "text": WORDS.replace("19", "20")})
    assert saved.location == f"{page}/check"
    await officer.post(f"{page}/submit")
    stale = await approver.post(f"{page}/approve", {"asks": "1"})  # the page of before
    assert stale.status == 400 and "Tin duyệt ấy đã cũ" in stale.text
    assert (await approver.post(f"{page}/approve", {"asks": "2"})).location == page


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"text": ""}, "chưa có lời nào"),
        ({"way": "villages", "villages": []}, "ít nhất một thôn"),
        ({"way": "written", "written": "Thôn Không Có"}, "chưa hiểu"),
        ({"when": "later", "day": "1/12/2026"}, "cả ngày và giờ"),
        ({"when": "later", "day": "32/12/2026", "hour": "18:00"}, "không có trong lịch"),
        ({"when": "later", "day": "1/11/2026", "hour": "18:00"}, "đã qua"),
        ({"buttons": "Bấm đây"}, "viết chưa đúng"),
        ({"before_day": "1/12/2026"}, "cả ngày và giờ"),
    ],
)
async def test_a_fault_keeps_what_was_typed(
    console: ConsoleScene, changed: dict[str, Any], says: str
) -> None:
    officer = await console.sign_in(OFFICER)
    fields = {**FORM, **changed}
    data = FormData()
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            data.add_field(name, one)
    answer = await officer.post("/console/broadcasts/new", data)
    assert answer.status == 400
    assert says in answer.text and "error-summary" in answer.text
    assert str(fields["text"]) in answer.text
    assert "Không có bản nào đang soạn" in (await officer.get("/console/broadcasts")).text


async def test_files_are_judged_by_their_bytes_and_open_for_the_approver(
    console: ConsoleScene,
) -> None:
    officer = await console.sign_in(OFFICER)

    def form(name: str, content: bytes) -> FormData:
        data = FormData({**FORM}, quote_fields=False)
        data.add_field("files", content, filename=name)
        return data

    for name, content in (("mau.pdf", b"MZ\x90\0" + bytes(60)), ("a.zip", b"PK"), ("b.jpg", b"x")):
        refused = await officer.post("/console/broadcasts/new", form(name, content))
        assert refused.status == 400 and name in refused.text, name
        assert WORDS in refused.text
    paper = b"%PDF-1.7\n% giay moi"
    saved = await officer.post("/console/broadcasts/new", form("giấy mời.pdf", paper))
    page = saved.location.removesuffix("/check")
    check = (await officer.get(f"{page}/check")).text
    assert "giấy mời.pdf" in check and f"{page}/files/0" in check
    await officer.post(f"{page}/submit")
    approver = await confirmed(console)
    file = await approver.get(f"{page}/files/0")
    assert file.body == paper and "attachment" in file.headers["Content-Disposition"]
    assert (await approver.get(f"{page}/files/1")).status == 404
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert (await other.get(f"{page}/files/0")).status == 404


async def test_links_are_spelled_out_with_their_host(console: ConsoleScene) -> None:
    words = f"{WORDS} Xem https://dichvucong.gov.vn.example.com/a và https://dichvucong.gov.vn"
    officer = await console.sign_in(OFFICER)
    page = await write(officer, text=words)
    check = (await officer.get(f"{page}/check")).text
    assert "<strong>dichvucong.gov.vn.example.com</strong>" in check
    assert "KHÔNG phải trang của cơ quan nhà nước" in check
    blocked = await write(officer, text="Bà con gửi mã OTP cho cán bộ.")
    refused = await officer.post(f"{blocked}/submit")
    assert refused.status == 400 and "Phải sửa" in refused.text


async def test_the_same_words_are_asked_about_once_more(console: ConsoleScene) -> None:
    await approved(console)
    officer = await console.sign_in(OFFICER)
    page = await write(officer)
    assert "Trùng lời" in (await officer.get(f"{page}/check")).text
    refused = await officer.post(f"{page}/submit")
    assert refused.status == 400 and "vừa nói y như thế" in refused.text
    assert (await officer.post(f"{page}/submit", {"again": "1"})).location == page


async def test_pause_resume_and_cancel_with_figures(console: ConsoleScene) -> None:
    officer, _, page = await approved(console, when="later", day="24/11/2026", hour="18:00")
    assert (await officer.post(f"{page}/pause")).location == page
    assert "Gửi tiếp" in (await officer.get(page)).text
    await officer.post(f"{page}/resume")
    again = await officer.post(f"{page}/resume")  # a double click
    assert again.status == 400
    sure = (await officer.get(f"{page}/cancel")).text
    assert "0 người đã nhận" in sure and "2 người nữa không nhận" in sure
    assert (await officer.post(f"{page}/cancel")).location == page
    assert "đã hủy" in (await officer.get(page)).text


async def test_a_correction_goes_to_those_who_got_it(console: ConsoleScene) -> None:
    officer, approver, page = await approved(console)
    await clock_looks(console)
    code = re.search(r"Mã kiểm tra: (\d{4})", await console.latest("tu"))
    assert code is not None
    form = (await officer.get(f"{page}/correct")).text
    assert f"(mã {code[1]})" in form
    right = WORDS.replace("19 giờ 30", "20 giờ")
    made = await officer.post(f"{page}/correct", {"text": right})
    new = made.location.removesuffix("/check")
    assert "những người đã nhận" in (await officer.get(f"{new}/edit")).text
    again = await officer.post(f"{page}/correct", {"text": right})
    assert again.status == 400 and "đã có bản đính chính" in again.text
    await officer.post(f"{new}/submit")
    assert (await approver.post(f"{new}/approve", {"asks": "1"})).location == new
    await clock_looks(console)
    assert right in await console.latest("tu")
    (said,) = await console.bot.hears("sau", f"kiểm tra {code[1]}")
    assert "xã đã đính chính ngày 23/11/2026" in said and right in said
    assert "đã được đính chính" in (await officer.get(page)).text


async def test_a_copy_keeps_everything_but_its_time(console: ConsoleScene) -> None:
    officer, _, page = await approved(console)
    copied = await officer.post(f"{page}/copy")
    edit = (await officer.get(copied.location)).text
    assert WORDS in edit and re.search(r'value="ap-03" checked', edit)


async def test_questions_are_answered_from_its_page(console: ConsoleScene) -> None:
    officer, _, page = await approved(console)
    await clock_looks(console)
    bot = console.bot
    await bot.hears("tu", "hỏi người gửi thông báo")
    await bot.hears("tu", "<script>alert(1)</script> có phải mang sổ hộ khẩu không")
    shown = (await officer.get(f"{page}/questions")).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown and "Thôn 3" in shown
    empty = await officer.post(f"{page}/questions", {"text": ""})
    assert empty.status == 400
    seen = await officer.post(f"{page}/questions", {"text": "Không cần sổ hộ khẩu."})
    answer = re.search(r'name="answer" value="(\d+)"', seen.text)
    assert answer is not None and "Gửi cho 1 người đã hỏi?" in seen.text
    other = await console.sign_in(APPROVER)
    foreign = await other.post(f"{page}/questions/send", {"answer": answer[1]})
    assert foreign.status == 404
    await officer.post(f"{page}/questions/send", {"answer": answer[1]})
    assert "Không cần sổ hộ khẩu." in await console.latest("tu")


async def test_papers_and_lists_are_downloaded(console: ConsoleScene) -> None:
    officer, _, page = await approved(console)
    await clock_looks(console)
    for name in ("poster.pdf", "loudspeaker.pdf", "unreached.pdf"):
        paper = await officer.get(f"{page}/{name}")
        assert paper.body.startswith(b"%PDF"), name
    for path in (f"{page}?xlsx=1", f"{page}/unreached?xlsx=1"):
        assert (await officer.get(path)).body.startswith(b"PK"), path


async def test_leaders_and_viewers_see_their_part(console: ConsoleScene) -> None:
    officer, _, page = await approved(console)
    draft = await write(officer, text="Tin còn đang soạn ở đây.")
    await clock_looks(console)
    leader = await console.sign_in(LEADER, "ap-03")
    listed = (await leader.get("/console/broadcasts")).text
    assert page in listed and "đang soạn" not in listed and "Soạn thông báo" not in listed
    assert (await leader.get(page)).status == 200
    assert (await leader.get(f"{page}/unreached")).status == 200
    assert (await leader.get(f"{page}/unreached.pdf")).body.startswith(b"%PDF")
    assert (await leader.get(f"{page}/unreached?village=ap-05")).status == 404
    for path in (draft, f"{page}/edit", f"{page}/questions", f"{page}/files/0"):
        assert (await leader.get(path)).status == 404, path
    for path in ("/console/broadcasts/new", f"{page}/pause", f"{page}/approve"):
        assert (await leader.post(path)).status == 404, path


async def test_viewers_read_results_without_names_and_nothing_that_is_drafted(
    console: ConsoleScene,
) -> None:
    officer, _, page = await approved(console)
    draft = await write(officer, text="Tin còn đang soạn ở đây.")
    await clock_looks(console)

    def add(session: Session) -> None:
        unit = get_unit(session, "an-phu")
        person = Person(name="Vũ Thị Giám Sát Mẫu", unit_id=unit.id)
        session.add(person)
        session.flush()
        session.add(Role(person_id=person.id, unit_id=unit.id, kind=RoleKind.COMMITTEE))

    await console.db.write(add)
    viewer = await console.sign_in(RoleKind.COMMITTEE)
    listed = (await viewer.get("/console/broadcasts")).text
    assert page in listed and draft not in listed
    shown = (await viewer.get(page)).text
    assert "Thôn 3" in shown and "Ai chưa nhận" not in shown
    for path in (draft, f"{page}/unreached", f"{draft}/edit", f"{page}/questions"):
        assert (await viewer.get(path)).status == 404, path


async def test_another_commune_finds_nothing(console: ConsoleScene) -> None:
    _, page = await submitted(console)
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert page not in (await other.get("/console/broadcasts?tab=waiting")).text
    for path in ("", "/edit", "/check", "/questions", "/unreached", "/poster.pdf", "/cancel"):
        assert (await other.get(f"{page}{path}")).status == 404, path
    for path in ("/submit", "/copy", "/pause", "/cancel", "/edit", "/correct"):
        assert (await other.post(f"{page}{path}", FORM)).status == 404, path


async def test_pages_ask_the_database_little(console: ConsoleScene) -> None:
    officer, _, page = await approved(console)
    waiting = await write(officer, way="all", text=f"{WORDS} Đủ mặt.")
    await clock_looks(console)
    for path in (
        *(f"/console/broadcasts?tab={tab}" for tab in ("drafting", "waiting", "running", "over")),
        "/console/broadcasts/new",
        page,
        waiting,
        f"{waiting}/check",
        f"{waiting}/edit",
        f"{page}/unreached",
        f"{page}/questions",
        f"{page}/progress",
    ):
        queries = await list_queries(officer, path)
        assert len(queries) <= MAX_QUERIES, "\n".join([path, *queries])
