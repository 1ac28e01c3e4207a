"""Promises in the console: what they answer, two persons, counts before anything is told."""

import re

import pytest
from aiohttp import FormData
from sqlmodel import Session

from bot.messages.content import StoredFile
from bot.people.models import RoleKind
from bot.tickets.models import Ticket
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene, Visitor
from tests.journeys import test_commitments as journey
from tests.journeys.test_commitments import PROMISE, confirmed

LIST = "/console/commitments"
OFFICER, LEADER, COMMITTEE = RoleKind.OFFICER, RoleKind.LEADER, RoleKind.COMMITTEE
MAX_QUERIES = 12

commune = journey.commune


async def drafted(console: ConsoleScene, **changed: str) -> tuple[Visitor, str]:
    officer = await console.sign_in(OFFICER)
    saved = await officer.post(f"{LIST}/new", {"poll": "1", **PROMISE, **changed})
    assert saved.status == 303, saved.text
    return officer, saved.location


async def promised(console: ConsoleScene) -> tuple[Visitor, Visitor, str]:
    officer, page = await drafted(console)
    await officer.post(f"{page}/submit")
    approver = await confirmed(console)
    answer = await approver.post(f"{page}/approve", {"asks": "1"})
    assert answer.location == page, answer.text
    return officer, approver, page


async def test_how_many_are_told_stands_there_before_it_is_approved(console: ConsoleScene) -> None:
    officer, page = await drafted(console)
    shown = (await officer.get(page)).text
    for words in ("Sẽ báo 2 người", "Thôn 3", "Bước 2 trong 3", "Xã sẽ: đổ bê tông 200 m ngõ 3."):
        assert words in shown, words
    sent = await officer.post(f"{page}/submit")
    assert "1 người duyệt nhận tin" in (await officer.follow(sent)).text
    assert "Lời hứa số 1 chờ duyệt" in await console.latest("lanh-dao")
    own = (await officer.get(page)).text
    assert "hai người khác nhau" in own and f"{page}/approve" not in own
    approver = await console.sign_in(RoleKind.APPROVER)
    asked = await approver.post(f"{page}/approve", {"asks": "1"})
    assert asked.location.startswith("/console/confirm")
    approver = await confirmed(console)
    assert "Duyệt, báo 2 người" in (await approver.get(page)).text
    await approver.post(f"{page}/refuse", {"asks": "1", "reason": "Ngày gần quá"})
    assert "Ngày gần quá" in await console.latest("can-bo")
    edit = (await officer.get(f"{page}/edit")).text
    assert "Ngày gần quá" in edit and PROMISE["answer"] in edit and "30/11/2026" in edit


async def test_a_form_keeps_what_was_typed(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    bad = {"poll": "1", "answer": "Bà con <script>lo", "promise": "", "due": "hôm nọ"}
    answer = await officer.post(f"{LIST}/new", bad)
    assert answer.status == 400
    for words in ("Bà con &lt;script&gt;lo", 'value="hôm nọ"', "Xin viết xã sẽ làm việc gì."):
        assert words in answer.text, words
    none = await officer.post(f"{LIST}/new", PROMISE)
    assert none.status == 400 and "ít nhất một phản ánh" in none.text
    assert (await officer.get(f"{LIST}/new?poll=99")).status == 404


@pytest.mark.parametrize(
    ("deed", "form", "says"),
    [
        ("keep", {"words": ""}, "Xin viết xã đã làm được gì."),
        ("move", {"words": "", "due": "20/12/2026"}, "Xin viết lý do."),
        ("move", {"words": "mưa", "due": "30/11/2026"}, "trùng ngày đã hẹn"),
        ("move", {"words": "mưa", "due": "1/11/2026"}, "phải sau hôm nay"),
        ("withdraw", {"words": " "}, "Xin viết lý do."),
    ],
)
async def test_a_deed_with_a_fault_tells_nobody(
    console: ConsoleScene, deed: str, form: dict[str, str], says: str
) -> None:
    officer, _, page = await promised(console)
    assert "<strong>2 người</strong>" in (await officer.get(f"{page}/sure/{deed}")).text
    answer = await officer.post(f"{page}/sure/{deed}", form)
    assert answer.status == 400 and says in answer.text, answer.text
    assert form["words"] in answer.text
    assert "đang hứa" in (await officer.get(page)).text


async def test_what_is_no_picture_is_refused(console: ConsoleScene) -> None:
    officer, _, page = await promised(console)
    for name, content in (("anh.jpg", b"not a picture"), ("bao-cao.pdf", b"%PDF-1.7 x")):
        form = FormData({"words": "Đã làm xong"})
        form.add_field("photo", content, filename=name)
        answer = await officer.post(f"{page}/sure/keep", form)
        assert answer.status == 400 and "Đã làm xong" in answer.text, name
    assert list(console.bot.files.path(StoredFile(f"{0:032}.pdf")).parent.glob("*.pdf")) == []


async def test_who_reads_and_who_does_not(console: ConsoleScene) -> None:
    _, draft = await drafted(console)
    _, _, page = await promised(console)
    for role, unit in ((COMMITTEE, "demo"), (LEADER, "ap-03")):
        reader = await console.sign_in(role, unit)
        listed = (await reader.get(LIST)).text
        assert PROMISE["promise"][1:] in listed and "Soạn lời hứa" not in listed
        shown = await reader.get(page)
        assert shown.status == 200 and "Rút lời hứa" not in shown.text
        assert "Cán Bộ" not in shown.text  # no person
        assert (await reader.get(draft)).status == 404
        assert (await reader.post(f"{page}/sure/keep", {"words": "x"})).status == 404
    other = await console.sign_in(OFFICER, "hoa-lac")
    for path in ("", "/edit", "/sure/keep", "/photo"):
        assert (await other.get(f"{page}{path}")).status == 404, path
    assert (await other.post(f"{LIST}/new", {"poll": "1", **PROMISE})).status == 404


async def test_late_promises_stand_first_and_on_the_first_page(console: ConsoleScene) -> None:
    officer, _, page = await promised(console)
    console.pass_by(days=9)
    officer = await console.sign_in(OFFICER)
    assert "chậm 2 ngày" in (await officer.get(LIST)).text
    committee = await console.sign_in(COMMITTEE, "demo")
    first = (await committee.get("/console/")).text
    assert re.search(r'href="/console/commitments"[^>]*><span class="tile-number">1<', first)
    for path in (LIST, f"{LIST}?tab=ended", page, f"{page}/sure/keep", f"{LIST}/new?about=reports"):
        queries = await list_queries(officer, path)
        assert len(queries) <= MAX_QUERIES, (path, queries)


async def test_reports_about_the_team_are_not_offered(console: ConsoleScene) -> None:
    for words in ("phản ánh", "1", "không có ảnh", "đầu thôn 3", "ổ gà to, hai hôm nay"):
        await console.bot.hears("tu", words)
    officer = await console.sign_in(OFFICER)
    assert 'name="tickets"' in (await officer.get(f"{LIST}/new?about=reports")).text
    assert "lời hứa" in (await officer.get("/console/tickets/1")).text

    def hide(session: Session) -> None:
        session.get_one(Ticket, 1).about_team = True

    await console.db.write(hide)
    assert 'name="tickets"' not in (await officer.get(f"{LIST}/new?about=reports")).text
    refused = await officer.post(f"{LIST}/new", {"tickets": "1", **PROMISE})
    assert refused.status == 404
