"""Requests about personal data on the console, and what residents read of them in their chat."""

import re

from sqlmodel import col, select

from bot.core.policy import POLICY
from bot.people.models import RoleKind
from bot.privacy import data_request_list
from bot.privacy.models import DataRequest
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene, Visitor

OFFICER = RoleKind.OFFICER
BASE = "/console/people/requests"
PAPER = {
    "kind": "erase", "asker": "guardian", "name": "Lê Thị <b>Mẫu</b>", "reach": "xóm Đông",
    "asked_on": "2026-11-20", "note": "Xóa tên cháu Bi", "contact": "",
}  # fmt: skip


async def unit_id(officer: Visitor) -> str:
    """The first village that the form offers."""
    page = (await officer.get(f"{BASE}/new")).text
    found = re.findall(r'<option value="(\d+)"[^>]*>Thôn', page)
    return str(found[0])


async def agree(console: ConsoleScene, who: str) -> None:
    for words in ("/start", "đồng ý", "Thôn 1"):
        await console.bot.hears(who, words, name="Tư Ví Dụ")


async def last_number(console: ConsoleScene) -> int:
    query = select(DataRequest.id).order_by(col(DataRequest.id).desc())
    return (await console.db.read(lambda session: session.exec(query).first())) or 0


async def test_a_correction_goes_from_the_chat_to_the_console_and_back(
    console: ConsoleScene,
) -> None:
    await agree(console, "tu")
    await console.bot.hears("tu", "dữ liệu của tôi")
    said = "\n".join(await console.bot.hears("tu", choice="correct-data"))
    assert "yêu cầu sửa của bác, số" in said and "sửa dữ liệu: tên đúng là Lân" in said
    await console.bot.hears("tu", "Sửa dữ liệu: tên đúng là Lân")
    officer = await console.sign_in(OFFICER)
    assert "Yêu cầu về dữ liệu" in (await officer.get("/console/")).text
    listed = (await officer.get(BASE)).text
    assert "Sửa dữ liệu" in listed and "Còn 10 ngày" in listed
    assert "Xem dữ liệu" in (await officer.get(f"{BASE}?xem=xong")).text
    number = await last_number(console)
    page = (await officer.get(f"{BASE}/{number}")).text
    assert "tên đúng là Lân" in page
    empty = await officer.post(f"{BASE}/{number}/settle", {"done": "1", "result": " "})
    assert empty.status == 400 and "Xin ghi một câu" in empty.text
    done = await officer.post(f"{BASE}/{number}/settle", {"done": "1", "result": "Đã sửa tên."})
    shown = (await officer.follow(done)).text
    assert "Đã làm: " not in shown and "Đã sửa tên." in shown and "mở lại yêu cầu" in shown
    assert "đã làm xong: Đã sửa tên." in await console.latest("tu")
    assert "Đang chờ" in (await officer.get(BASE)).text
    again = await officer.follow(await officer.post(f"{BASE}/{number}/reopen"))
    assert "Yêu cầu đã mở lại" in again.text
    log = (await officer.get("/console/audit")).text
    assert "mở lại yêu cầu về dữ liệu cá nhân" in log


async def test_a_question_about_a_paper_is_no_request(console: ConsoleScene) -> None:
    await agree(console, "tu")
    for words in ("sửa thông tin trên căn cước thế nào", "cách sửa dữ liệu dân cư bị sai"):
        await console.bot.hears("tu", words)
    assert await last_number(console) == 0


async def test_a_paper_is_typed_in_and_its_faults_are_named(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    form = {**PAPER, "unit": await unit_id(officer)}
    for change, fault in (
        ({"kind": "x"}, "Xin chọn người ấy xin làm gì"),
        ({"name": ""}, "Xin ghi họ tên người đứng đơn"),
        ({"note": ""}, "Xin ghi trong đơn xin gì"),
        ({"asked_on": "2027-01-01"}, "Ngày nhận đơn là hôm nay"),
        ({"asked_on": "hôm qua"}, "Ngày nhận đơn là hôm nay"),
        ({"contact": "999999"}, "không"),
    ):
        wrong = await officer.post(f"{BASE}/new", form | change)
        assert wrong.status == 400 and fault in wrong.text, change
        assert 'value="xóm Đông"' in wrong.text
    added = await officer.follow(await officer.post(f"{BASE}/new", form))
    assert "Xin báo người ấy là xã đã nhận" in added.text and "<b>Mẫu" not in added.text
    assert "cha mẹ, người giám hộ của trẻ" in added.text
    assert "hết ngày 10/12/2026" in added.text and "trước hết ngày 25/11/2026" in added.text
    number = await last_number(console)
    assert "Chưa báo là đã nhận" in (await officer.get(BASE)).text
    told = await officer.follow(await officer.post(f"{BASE}/{number}/answer"))
    assert "Đã ghi là người ấy được báo" in told.text
    longer = await officer.post(f"{BASE}/{number}/extend", {"reason": "chờ giấy khai sinh"})
    assert "30/12/2026" in (await officer.follow(longer)).text
    twice = await officer.post(f"{BASE}/{number}/extend", {"reason": "chờ nữa"})
    assert twice.status == 400 and "gia hạn một lần" in twice.text
    refused = await officer.post(
        f"{BASE}/{number}/settle", {"refuse": "1", "result": "Không phải cha mẹ."}
    )
    assert "Không làm được" in (await officer.follow(refused)).text


async def test_the_deed_on_the_persons_page_settles_it(console: ConsoleScene) -> None:
    await agree(console, "tu")
    officer = await console.sign_in(OFFICER)
    person = re.search(r"/console/people/(\d+)", (await officer.get("/console/people")).text)
    assert person is not None
    form = {**PAPER, "unit": await unit_id(officer), "contact": person[1], "kind": "withdraw"}
    added = await officer.follow(await officer.post(f"{BASE}/new", form))
    deed = f"/console/people/{person[1]}/requests/withdraw"
    assert deed in added.text
    await officer.post(deed, {"reason": "đơn ngày 20/11"})
    number = await last_number(console)
    assert "Đã làm" in (await officer.get(f"{BASE}/{number}")).text


async def test_an_officer_corrects_the_name_and_the_request_is_settled(
    console: ConsoleScene,
) -> None:
    await agree(console, "tu")
    await console.bot.hears("tu", "sửa dữ liệu: tên đúng là Lân")
    number = await last_number(console)
    officer = await console.sign_in(OFFICER)
    page = (await officer.get(f"{BASE}/{number}")).text
    deed = re.search(r'href="(/console/people/\d+/requests/correct)"', page)
    assert deed is not None
    shown = (await officer.get(deed[1])).text
    village = re.search(r'<option value="(\d+)" selected', shown)
    assert village is not None and 'value="Tư Ví Dụ"' in shown
    form = {"name": "Tư Ví Dụ Lân", "unit": village[1], "reason": f"yêu cầu số {number}"}
    nameless = await officer.post(deed[1], form | {"name": ""})
    assert nameless.status == 400 and 'id="error-name"' in nameless.text
    far = await officer.post(deed[1], form | {"unit": "999999"})
    assert far.status == 404
    done = await officer.follow(await officer.post(deed[1], form))
    assert "Đã sửa. Người ấy được báo." in done.text and "Tư Ví Dụ Lân" in done.text
    assert "Tên: Tư Ví Dụ Lân. Thôn: Thôn 1." in await console.latest("tu")
    assert "Đã làm" in (await officer.get(f"{BASE}/{number}")).text
    await console.bot.hears("tu", "xóa dữ liệu của tôi")
    await console.bot.hears("tu", "Xóa ngay")
    gone = (await officer.get(f"{BASE}/{number}")).text
    assert "tên đúng là Lân" not in gone and "Bà con số" in gone


async def test_the_late_stand_first_and_officers_are_reminded(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    form = {**PAPER, "unit": await unit_id(officer)}
    await officer.post(f"{BASE}/new", form | {"asked_on": "2026-11-20", "name": "Người Sau"})
    await officer.post(f"{BASE}/new", form | {"asked_on": "2026-10-01", "name": "Người Trước"})
    page = (await officer.get(BASE)).text
    assert page.index("Người Trước") < page.index("Người Sau") and "Trễ" in page
    assert "1 yêu cầu đã quá hạn" in (await officer.get("/console/")).text
    console.pass_by(hours=1)

    remind, now = data_request_list.remind_due, console.bot.clock()
    assert (
        await console.db.write(remind, policy=POLICY, now=now) == 2
    )  # the second is late, the first unacknowledged


async def test_who_may(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    form = {**PAPER, "unit": await unit_id(officer)}
    await officer.post(f"{BASE}/new", form)
    number = await last_number(console)
    leader = await console.sign_in(RoleKind.LEADER, "ap-01")
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert (await leader.get(BASE)).status == 404
    assert "Xóa dữ liệu" not in (await other.get(BASE)).text
    assert (await other.get(f"{BASE}/{number}")).status == 404
    for deed in ("answer", "extend", "settle", "reopen"):
        sent = {"reason": "x", "result": "x", "done": "1"}
        assert (await other.post(f"{BASE}/{number}/{deed}", sent)).status == 404
    assert (await other.post(f"{BASE}/new", form)).status == 404
    assert "Yêu cầu về dữ liệu" not in (await leader.get("/console/people")).text


async def test_pages_ask_the_database_little(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    form = {**PAPER, "unit": await unit_id(officer)}
    for day in range(10, 20):
        await officer.post(f"{BASE}/new", form | {"asked_on": f"2026-11-{day}"})
    number = await last_number(console)
    for path in ("", "?xem=xong", "/new", f"/{number}"):
        statements = await list_queries(officer, f"{BASE}{path}")
        assert 0 < len(statements) <= 12, (path, len(statements), statements)
