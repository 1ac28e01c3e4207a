"""Classes as officers and leaders of villages use them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.classes import attendance, enrolments, service, skills
from bot.classes.models import (
    ClassFeedback,
    ClassProposal,
    ClassSession,
    Enrolment,
    ProposalState,
    SkillObservation,
)
from bot.classes.plans import ClassPlan
from bot.core.policy import POLICY
from bot.people.actor import OPERATOR
from bot.people.models import RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.privacy import consent
from tests.console.queries import list_queries
from tests.console.scene import Answer, ConsoleScene, Visitor

OFFICER, LEADER, VIEWER = RoleKind.OFFICER, RoleKind.LEADER, RoleKind.COMMITTEE
FORM = {
    "topic": "Cài và dùng VNeID",
    "place": "Nhà văn hóa thôn 1",
    "day": "2026-11-25",
    "hour": "19:30",
    "minutes": "90",
    "seats": "25",
    "teacher": "Đỗ Thị Mẫu Dạy",
    "kind": "once",
}


async def open_class(
    console: ConsoleScene, unit: str = "ap-01", *, seats: int = 25, **ahead: float
) -> int:
    """A class in a village; two days ahead unless told."""
    starts_at = console.bot.clock() + timedelta(**(ahead or {"days": 2}))

    def work(session: Session) -> int:
        plan = ClassPlan("Chuyển tiền bằng mã QR", "Đình làng", starts_at, seats=seats)
        lesson, _ = service.open_or_update_class(
            session, get_unit(session, unit), plan, actor=OPERATOR, now=console.bot.clock(),
            policy=POLICY,
        )  # fmt: skip
        return lesson.id

    return await console.db.write(work)


async def joins(console: ConsoleScene, who: str, class_id: int, *, name: str = "") -> int:
    """Somebody enrols in their chat; with a name they consented."""

    def work(session: Session) -> int:
        contact = get_or_create_contact(session, "fake", who, now=console.bot.clock())
        contact.unit_id = get_unit(session, "ap-01").id
        if name:
            consent.record_consent(session, contact, name, now=console.bot.clock())
        lesson = service.get_class(session, class_id, lock=True)
        return enrolments.enrol_learner(
            session, lesson, contact, now=console.bot.clock(), policy=POLICY
        ).id

    return await console.db.write(work)


async def unit_id(console: ConsoleScene, code: str) -> str:
    return str(await console.db.read(lambda session: get_unit(session, code).id))


async def open_by_form(visitor: Visitor, **values: Any) -> Answer:
    return await visitor.post("/console/classes/new", FORM | {"step": "keep"} | values)


async def test_a_class_is_looked_at_and_then_opened(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    village = await unit_id(console, "ap-01")
    path = "/console/classes/new"
    await open_class(console, days=2, hours=11, minutes=30)
    shown = await officer.post(path, FORM | {"unit": village})
    assert "Chưa mở gì" in shown.text
    assert "Cùng giờ ấy" in shown.text
    assert await count_classes(console, "Nhà văn hóa thôn 1") == 0
    edited = await officer.post(path, FORM | {"unit": village, "step": "edit"})
    assert edited.status == 200 and 'value="Nhà văn hóa thôn 1"' in edited.text
    opened = await open_by_form(officer, unit=village, topic="Dùng ví điện tử")
    page = await officer.follow(opened)
    assert "Đã mở lớp Dùng ví điện tử" in page.text
    twice = await open_by_form(officer, unit=village, topic="Dùng ví điện tử")
    assert twice.status == 400
    assert "Đã có lớp «Dùng ví điện tử»" in twice.text
    assert "mở lớp" in (await officer.get("/console/audit?kind=class")).text


async def count_classes(console: ConsoleScene, place: str) -> int:
    query = select(ClassSession.id).where(ClassSession.place == place)
    return len(await console.db.read(lambda session: session.exec(query).all()))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"topic": ""}, "Xin ghi chủ đề lớp học."),
        ({"day": "31/2"}, "Xin chọn ngày học."),
        ({"hour": "tối"}, "Xin ghi giờ bắt đầu"),
        ({"seats": "0"}, "Xin ghi số chỗ"),
        ({"minutes": "9999"}, "Xin ghi số phút"),
        ({"day": "2026-11-01"}, "đã qua."),
        ({"map_url": "javascript:alert(1)"}, "phải bắt đầu bằng https://"),
        ({"kind": "weekly"}, "đánh dấu ít nhất một ngày"),
        ({"kind": "weekly", "weekdays": "1", "last": "2026-11-01"}, "Ngày cuối cùng"),
        ({"unit": ""}, "Xin chọn thôn"),
    ],
)
async def test_faults_are_said_and_what_was_typed_stays(
    console: ConsoleScene, wrong: dict[str, str], sentence: str
) -> None:
    officer = await console.sign_in(OFFICER)
    village = await unit_id(console, "ap-01")
    for step in ("check", "keep"):
        answer = await officer.post(
            "/console/classes/new", FORM | {"unit": village, "step": step} | wrong
        )
        assert answer.status == 400
        assert sentence in answer.text
        assert 'value="Đỗ Thị Mẫu Dạy"' in answer.text
    assert await count_classes(console, FORM["place"]) == 0


async def test_a_series_is_opened_paused_and_resumed(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    village = await unit_id(console, "ap-02")
    weekly = {"unit": village, "kind": "weekly", "weekdays": ["1", "3"], "last": "2026-12-31"}
    shown = await officer.post("/console/classes/new", FORM | weekly)
    assert "Các buổi tới" in shown.text
    page = await officer.follow(await open_by_form(officer, **weekly))
    assert "7 buổi trong bốn tuần tới" in page.text
    assert "T3, T5 19:30" in page.text and "Đang chạy" in page.text
    address = re.search(r'action="(/console/classes/series/\d+)"', page.text)
    assert address is not None
    paused = await officer.follow(await officer.post(address[1], {"run": "0"}))
    assert ">Tạm nghỉ</strong>" in paused.text
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert (await other.post(address[1], {"run": "1"})).status == 404
    resumed = await officer.follow(await officer.post(address[1], {"run": "1"}))
    assert ">Đang chạy</strong>" in resumed.text


async def test_who_learns_and_how_they_hear(console: ConsoleScene) -> None:
    class_id = await open_class(console, seats=2)
    await joins(console, "tu", class_id, name="Nguyễn Thị <script>Tư</script>")
    await joins(console, "nam", class_id)
    await joins(console, "sau", class_id)
    officer = await console.sign_in(OFFICER)
    page = (await officer.get(f"/console/classes/{class_id}")).text
    assert "Nguyễn Thị &lt;script&gt;Tư" in page and "<script>Tư" not in page
    assert "2/2 chỗ, 1 người chờ chỗ" in page
    assert "Bà con số" in page and "Đã đồng ý" in page and "Chưa đồng ý" in page
    waits = await officer.post(
        f"/console/classes/{class_id}/learners", {"name": "  Lê Văn   Giấy "}
    )
    shown = (await officer.follow(waits)).text
    assert "Lê Văn Giấy vào hàng chờ" in shown and "Tổ báo giúp" in shown
    file = await officer.get(f"/console/classes/{class_id}?xlsx=1")
    assert file.body.startswith(b"PK")
    sheet = await officer.get(f"/console/classes/{class_id}/sheet.pdf")
    assert sheet.body.startswith(b"%PDF")


async def test_paper_learners_come_and_go(console: ConsoleScene) -> None:
    class_id = await open_class(console, seats=1)
    officer = await console.sign_in(OFFICER)
    learners = f"/console/classes/{class_id}/learners"
    for name in ("Lê Thị Nhất", "Lê Thị Nhì"):
        assert (await officer.post(learners, {"name": name})).status == 303
        assert (await officer.post(learners, {"name": name})).status == 303  # a double click
    assert await statuses(console, class_id) == {"Lê Thị Nhất": "joined", "Lê Thị Nhì": "waiting"}
    assert (await officer.post(learners, {"name": " "})).status == 400
    page = (await officer.get(f"/console/classes/{class_id}")).text
    removal = re.search(rf'action="({learners}/\d+/remove)"', page)
    assert removal is not None
    gone = await officer.follow(await officer.post(removal[1]))
    assert "Đã bỏ tên Lê Thị Nhất" in gone.text
    assert await statuses(console, class_id) == {"Lê Thị Nhất": "left", "Lê Thị Nhì": "joined"}
    chat_seat = await joins(console, "tu", class_id)
    assert (await officer.post(f"{learners}/{chat_seat}/remove")).status == 404
    log = (await officer.get("/console/audit?kind=class")).text
    assert "ghi tên người không có điện thoại vào lớp" in log and "Lê Thị" not in log


async def statuses(console: ConsoleScene, class_id: int) -> dict[str, str]:
    query = select(Enrolment.learner, Enrolment.status).where(Enrolment.session_id == class_id)
    return dict(await console.db.read(lambda session: session.exec(query).all()))


async def test_a_class_moves_and_its_learners_are_told(console: ConsoleScene) -> None:
    class_id = await open_class(console)
    await joins(console, "tu", class_id)
    officer = await console.sign_in(OFFICER)
    path = f"/console/classes/{class_id}/change"
    form = (await officer.get(path)).text
    assert 'value="Đình làng"' in form
    moved = FORM | {"topic": "Chuyển tiền bằng mã QR", "place": "Trường học", "reason": "mưa to"}
    shown = await officer.post(path, moved)
    assert "1 khung chat đã đăng ký sẽ được báo" in shown.text
    assert "<strong>Trường học</strong>" in shown.text
    done = await officer.follow(await officer.post(path, moved | {"step": "keep"}))
    assert "Số khung chat được báo: 1" in done.text
    told = await console.latest("tu")
    assert "Lớp bác đăng ký có thay đổi" in told and "Lý do: mưa to" in told
    again = await officer.post(path, moved | {"step": "keep"})
    assert again.status == 400 and "Chưa có gì thay đổi" in again.text
    silent = await officer.post(path, moved | {"teacher": "Trần Văn Mẫu"})
    assert "không cần báo cho ai" in silent.text


async def test_a_class_is_cancelled_with_a_reason(console: ConsoleScene) -> None:
    class_id = await open_class(console)
    await joins(console, "tu", class_id)
    officer = await console.sign_in(OFFICER)
    path = f"/console/classes/{class_id}/cancel"
    assert "1 khung chat đã đăng ký sẽ được báo" in (await officer.get(path)).text
    empty = await officer.post(path, {"reason": " "})
    assert empty.status == 400 and "Xin ghi lý do hủy lớp" in empty.text
    done = await officer.follow(await officer.post(path, {"reason": "mất điện"}))
    assert "Đã hủy" in done.text and "mất điện" in done.text
    assert "Lý do: mất điện" in await console.latest("tu")
    assert (await officer.post(path, {"reason": "mất điện"})).status == 400  # the back button
    assert "mất điện" in (await officer.get("/console/audit?kind=class")).text


async def test_the_roll_is_called(console: ConsoleScene) -> None:
    class_id = await open_class(console, minutes=30)
    first = await joins(console, "tu", class_id, name="Nguyễn Thị Tư")
    second = await joins(console, "nam", class_id, name="Trần Văn Năm")
    leader = await console.sign_in(LEADER, "ap-01")
    path = f"/console/classes/{class_id}/roll"
    assert "Trần Văn Năm" in (await leader.get(path)).text
    ticks = {"listed": [str(first), str(second)], "present": [str(second)]}
    saved = await leader.follow(await leader.post(path, ticks))
    assert "1 người có mặt" in saved.text
    # A second tab that was opened before: it takes back nobody.
    other_tab = await leader.post(path, ticks | {"present": [str(first)]})
    assert "2 người có mặt" in (await leader.follow(other_tab)).text
    mistaken = ticks | {"present": [str(second)], "before": [str(first), str(second)]}
    assert "1 người có mặt" in (await leader.follow(await leader.post(path, mistaken))).text
    await leader.post(f"/console/classes/{class_id}/walk-ins", {"name": "Lê Thị Đến Thêm"})
    await leader.post(f"/console/classes/{class_id}/headcount", {"count": "7"})
    wrong = await leader.post(f"/console/classes/{class_id}/headcount", {"count": "bảy"})
    assert wrong.status == 400
    page = (await leader.get(f"/console/classes/{class_id}")).text
    assert "7 người (đếm được 7)" in page
    officer = await console.sign_in(OFFICER)
    log = (await officer.get("/console/audit?kind=class")).text
    assert "có mặt 1/2" in log and "đếm được 7 người" in log
    console.pass_by(days=4)
    late = await (await console.sign_in(OFFICER)).get(path)
    assert late.status == 400 and "đã quá ba ngày" in late.text


async def test_after_the_class(console: ConsoleScene) -> None:
    class_id = await open_class(console, minutes=30)
    seat = await joins(console, "tu", class_id, name="Nguyễn Thị Tư")
    console.pass_by(hours=1)

    def comes(session: Session) -> None:
        now = console.bot.clock()
        lesson = service.get_class(session, class_id)
        attendance.toggle_attendance(session, lesson, seat, actor=OPERATOR, now=now)
        contact_id = session.get_one(Enrolment, seat).contact_id
        session.add(
            ClassFeedback(
                session_id=class_id, contact_id=contact_id, clear="clear",
                wish="học gọi hình cho con", asked_at=now, answered_at=now,
            )
        )  # fmt: skip
        holder = skills.make_holder_key(session.get_one(Enrolment, seat), lesson.unit_id)
        session.add(
            SkillObservation(
                key=f"{holder}/vneid", holder=holder, contact_id=contact_id,
                unit_id=lesson.unit_id, skill="vneid", session_id=class_id, seen_at=now,
            )
        )  # fmt: skip

    await console.db.write(comes)
    officer = await console.sign_in(OFFICER)
    page = (await officer.get(f"/console/classes/{class_id}")).text
    assert "Dễ hiểu: 1" in page and "học gọi hình cho con" in page
    assert "Mở VNeID và xem giấy tờ của mình: 1 người" in page
    papers = await officer.post(f"/console/classes/{class_id}/certificates")
    assert papers.body.startswith(b"%PDF")
    assert "cấp giấy xác nhận" in (await officer.get("/console/audit")).text
    empty = await open_class(console, minutes=10)
    refused = await officer.post(f"/console/classes/{empty}/certificates")
    assert refused.status == 400 and "Chưa có ai để cấp giấy" in refused.text


async def test_a_proposal_becomes_a_class(console: ConsoleScene) -> None:
    numbers = [await propose(console, week) for week in range(3)]
    officer = await console.sign_in(OFFICER)
    assert "Chuyển tiền" in (await officer.get("/console/classes/proposals")).text
    path = f"/console/classes/proposals/{numbers[0]}"
    form = (await officer.get(path)).text
    assert "Nhà văn hóa" in form and "Buổi khác" in form
    unchosen = await officer.post(path, {"place": "Sân kho"})
    assert unchosen.status == 400 and "Xin chọn một buổi" in unchosen.text
    assert 'value="Sân kho"' in unchosen.text
    chosen = {"time": "other", "day": "2026-12-03", "hour": "08:30", "place": "Sân kho"}
    opened = await officer.follow(await officer.post(path, chosen))
    assert "được mời trước" in opened.text and "Sân kho" in opened.text
    assert (await officer.post(path, chosen)).status == 400
    for number, decision in zip(numbers[1:], ("later", "no"), strict=True):
        decided = f"/console/classes/proposals/{number}/decide"
        assert (await officer.post(decided, {"decision": decision})).status == 303
    assert await proposal_states(console) == ["opened", "later", "declined"]
    leader = await console.sign_in(LEADER, "ap-01")
    assert (await leader.get(path)).status == 404
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert (await other.get(f"/console/classes/proposals/{numbers[1]}")).status == 404


async def propose(console: ConsoleScene, week: int) -> int:
    def work(session: Session) -> int:
        proposal = ClassProposal(
            key=f"k{week}", unit_id=get_unit(session, "ap-01").id, topic_id="chuyen-tien",
            title="Chuyển tiền an toàn", askers=5, state=ProposalState.OPEN,
            proposed_at=console.bot.clock(),
        )  # fmt: skip
        session.add(proposal)
        session.flush()
        return proposal.id

    return await console.db.write(work)


async def proposal_states(console: ConsoleScene) -> list[str]:
    query = select(ClassProposal.state).order_by(ClassProposal.id)  # type: ignore[arg-type]
    return [*await console.db.read(lambda session: session.exec(query).all())]


async def test_who_may_see_what(console: ConsoleScene) -> None:
    mine, elsewhere = await open_class(console), await open_class(console, "ap-02")
    await joins(console, "tu", mine, name="Nguyễn Thị Tư")
    leader = await console.sign_in(LEADER, "ap-01")
    assert (await leader.get(f"/console/classes/{mine}")).status == 200
    other = await console.sign_in(OFFICER, "hoa-lac")
    for page in ("", "/sheet.pdf", "/change", "/cancel", "/roll"):
        assert (await leader.get(f"/console/classes/{elsewhere}{page}")).status == 404, page
        assert (await other.get(f"/console/classes/{mine}{page}")).status == 404, page
    for deed in ("/change", "/cancel", "/learners", "/roll", "/walk-ins", "/headcount"):
        values = FORM | {"step": "keep", "reason": "x", "name": "A B", "count": "1"}
        assert (await leader.post(f"/console/classes/{elsewhere}{deed}", values)).status == 404
        assert (await other.post(f"/console/classes/{mine}{deed}", values)).status == 404, deed
    viewer = await console.sign_in(VIEWER, "demo")
    figures = (await viewer.get("/console/classes?view=list")).text
    assert "Chuyển tiền bằng mã QR" in figures and f"/console/classes/{mine}" not in figures
    assert "Mở lớp" not in figures
    assert (await viewer.get(f"/console/classes/{mine}")).status == 404
    installer = await console.sign_in(None)
    assert (await installer.get("/console/classes")).status == 404
    refused = await open_by_form(leader, unit=await unit_id(console, "ap-02"))
    assert refused.status in (400, 404)
    assert "ap-02" not in (await leader.get("/console/classes?view=list")).text


async def test_a_month_is_a_calendar_or_a_list(console: ConsoleScene) -> None:
    class_id = await open_class(console)
    officer = await console.sign_in(OFFICER)
    month = (await officer.get("/console/classes?month=2026-11")).text
    assert '<table class="month">' in month and f"/console/classes/{class_id}" in month
    listed = (await officer.get("/console/classes?month=2026-11&view=list")).text
    assert "Chuyển tiền bằng mã QR" in listed and "Sắp học" in listed
    found = (await officer.get("/console/classes?view=list&topic=chuyen+tien+bang+ma+qr")).text
    assert "Đình làng" in found and "Trần Thị Dạy Mẫu" not in found
    assert "Không có lớp nào" in (await officer.get("/console/classes?month=2031-01")).text
    for odd in ("month=9999-99", "month=x", "unit=x", "unit=99999999999999999999", "view=%27"):
        assert (await officer.get(f"/console/classes?{odd}")).status == 200, odd
    assert (await officer.get("/console/classes?xlsx=1")).body.startswith(b"PK")


async def test_pages_ask_the_database_little(console: ConsoleScene) -> None:
    class_id = await open_class(console, minutes=30)
    for number in range(12):
        await joins(console, f"nguoi-{number}", class_id)
    officer = await console.sign_in(OFFICER)
    pages = ("", "?view=list", "/new", "/series", "/proposals")
    one = ("", "/change", "/cancel", "/roll", "/sheet.pdf")
    for path in (*pages, *(f"/{class_id}{page}" for page in one)):
        statements = await list_queries(officer, f"/console/classes{path}")
        assert 0 < len(statements) <= 12, (path, len(statements), statements)
