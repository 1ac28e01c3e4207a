"""What was typed into a long form is there again after the tab was closed, for her alone."""

import re
from datetime import datetime, timedelta

from sqlmodel import Session, func, select

from bot.people.models import Contact, RoleKind
from bot.people.unsent_forms import MAX_FORMS, MAX_LENGTH, UnsentForm, save_unsent
from bot.privacy import retention
from bot.schedule.demo import go_live
from bot.tickets.models import Ticket
from bot.usecases.forget_person import forget_person
from tests.console.rows import ANNOUNCEMENT, POLL
from tests.console.scene import ConsoleScene, Visitor

KEEP, DROP = "/console/unsent", "/console/unsent/drop"
LEFT = "Bản đang viết dở lúc"
NEW = "/console/broadcasts/new"
CLASS = {
    "topic": "Quét mã QR", "place": "Nhà văn hóa", "day": "2026-12-03", "hour": "19:30",
    "minutes": "90", "seats": "25", "kind": "once",
}  # fmt: skip


async def kept(console: ConsoleScene) -> list[UnsentForm]:
    return await console.db.read(lambda session: list(session.exec(select(UnsentForm))))


async def type_announcement(officer: Visitor, text: str = "Họp thôn tối thứ Sáu") -> str:
    sent = await officer.post(KEEP, {**ANNOUNCEMENT, "text": text, "unsent": "broadcasts:new"})
    return sent.text


async def test_an_announcement_is_there_again_until_it_is_saved(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    assert LEFT not in (await officer.get(NEW)).text
    assert await type_announcement(officer) == "Đã giữ bản đang viết dở lúc 08:00."
    again = (await officer.get(NEW)).text
    assert f"{LEFT} 08:00 23/11/2026" in again and "Họp thôn tối thứ Sáu</textarea>" in again
    assert 'value="ap-01" checked' in again
    saved = await officer.post(NEW, {**ANNOUNCEMENT, "unsent": "broadcasts:new"})
    assert saved.status == 303
    assert LEFT not in (await officer.get(NEW)).text and await kept(console) == []


async def test_it_is_hers_alone_and_outlives_signing_out(console: ConsoleScene) -> None:
    officer, approver = (
        await console.sign_in(RoleKind.OFFICER),
        await console.sign_in(RoleKind.APPROVER),
    )
    await type_announcement(officer)
    assert LEFT not in (await approver.get(NEW)).text
    out = await officer.post("/console/sign-out")
    assert out.status == 303 and (await officer.get(NEW)).status == 303  # to the door
    page = await (await console.sign_in(RoleKind.OFFICER)).get(NEW)
    assert LEFT in page.text and page.headers["Cache-Control"] == "no-store"


async def test_it_can_be_thrown_away(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    await type_announcement(officer)
    dropped = await officer.post(DROP, {"unsent": "broadcasts:new", "back": NEW})
    assert dropped.location == NEW
    page = (await officer.follow(dropped)).text
    assert "Đã bỏ bản viết dở." in page and "Họp thôn tối" not in page
    away = await officer.post(DROP, {"unsent": "broadcasts:new", "back": "//elsewhere.example"})
    assert away.location == "/console/"


async def test_an_answer_is_kept_by_every_button_without_a_script(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    form = {"title": "Tiêm phòng dại", "unsent": "answers:new", "step": "Gọi thú y"}
    await officer.post("/console/answers/edit", {**form, "do": "add-step"})
    page = (await officer.get("/console/answers/new")).text
    assert LEFT in page and 'value="Tiêm phòng dại"' in page and 'value="Gọi thú y"' in page
    other = (await officer.get("/console/answers/topics/vneid-quen-mat-khau/edit")).text
    assert LEFT not in other, "another topic's form is another form"


async def test_a_poll_is_kept_too(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    await officer.post(KEEP, {**POLL, "unsent": "polls:new"})
    page = (await officer.get("/console/polls/new")).text
    assert LEFT in page and "Thôn làm đường nào trước?" in page


async def test_secrets_are_covered_and_odd_forms_are_not_kept(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    await type_announcement(officer, "Mã OTP 482913 của bà con, căn cước 001203004567")
    [row] = await kept(console)
    assert "482913" not in str(row.fields) and "001203004567" not in str(row.fields)
    for odd in ("", "../etc", "broadcasts:" + "x" * 200, "Broadcasts:new"):
        refused = await officer.post(KEEP, {"text": "a", "unsent": odd})
        assert refused.status == 200 and "không giữ được" in refused.text
    long = await officer.post(KEEP, {"text": "a" * (MAX_LENGTH + 1), "unsent": "polls:new"})
    assert "không giữ được" in long.text
    assert len(await kept(console)) == 1
    viewer = await console.sign_in(RoleKind.COMMITTEE, "demo")
    assert (await viewer.post(KEEP, {"unsent": "polls:new"})).status == 404


async def test_the_oldest_goes_and_all_go_in_time(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    await type_announcement(officer)
    [row] = await kept(console)
    now = console.bot.clock()

    def fill(session: Session) -> None:
        for number in range(MAX_FORMS):
            at = now + timedelta(minutes=number + 1)
            save_unsent(session, f"polls:{number}", {}, person_id=row.person_id, now=at)

    def sweep(session: Session) -> None:
        step = retention.Sweep()
        while not step.is_over:
            step = retention.delete_expired_due(session, step, now=now + timedelta(days=15))

    await console.db.write(fill)
    names = {one.form for one in await kept(console)}
    assert len(names) == MAX_FORMS and "broadcasts:new" not in names
    await console.db.write(sweep)
    count = select(func.count()).select_from(UnsentForm)
    assert await console.db.read(lambda session: session.exec(count).one()) == 0


def forget(session: Session, *, now: datetime) -> None:
    contact = session.exec(select(Contact).where(Contact.address == "co-tu")).one()
    forget_person(session, contact, now=now)


async def open_ticket(console: ConsoleScene) -> str:
    """Somebody of Thôn 1 waits for a person; the address of the ticket's page."""
    for words in ("/start", "đồng ý", "Thôn 1", "quên mật khẩu vneid thì làm sao", "gặp người"):
        await console.bot.hears("co-tu", words)
    newest = select(func.max(Ticket.id))
    return f"/console/tickets/{await console.db.read(lambda s: s.exec(newest).one())}"


async def test_a_reply_is_there_again_until_it_is_sent(console: ConsoleScene) -> None:
    await console.db.write(go_live, now=console.bot.clock())
    await console.bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")
    ticket = await open_ticket(console)
    officer = await console.sign_in(RoleKind.OFFICER)
    page = (await officer.get(ticket)).text
    name = f"tickets:{ticket.rsplit('/', 1)[1]}"
    assert LEFT not in page and f'name="unsent" value="{name}"' in page
    words = "Mời bác ra nhà văn hóa lúc 9 giờ."
    assert "Đã giữ" in (await officer.post(KEEP, {"text": words, "unsent": name})).text
    page = (await officer.get(ticket)).text
    assert LEFT in page and f"{words}</textarea>" in page
    leader = await console.sign_in(RoleKind.LEADER, "ap-01")
    assert words not in (await leader.get(ticket)).text, "it is hers alone"
    sent = await officer.post(f"{ticket}/reply", {"text": words, "unsent": name, "send": "1"})
    assert sent.status == 303, sent.text
    page = (await officer.follow(sent)).text
    assert LEFT not in page and f"{words}</textarea>" not in page and await kept(console) == []


async def test_a_canned_sentence_is_kept_without_a_script(console: ConsoleScene) -> None:
    ticket = await open_ticket(console)
    leader = await console.sign_in(RoleKind.LEADER, "ap-01")
    name = f"tickets:{ticket.rsplit('/', 1)[1]}"
    await leader.post(f"{ticket}/reply", {"text": "Chào bác.", "unsent": name, "canned": "1"})
    page = (await leader.get(ticket)).text
    [row] = await kept(console)
    assert LEFT in page and row.fields["text"][0].startswith("Chào bác.\n")
    dropped = await leader.post(DROP, {"unsent": name, "back": ticket})
    assert "Chào bác." not in (await leader.follow(dropped)).text
    await leader.post(KEEP, {"text": "Bác tên là Tư.", "unsent": name})
    await console.db.write(forget, now=console.bot.clock())
    assert await kept(console) == [], "what was written to somebody goes with them"


async def test_a_class_is_there_again_until_it_is_opened(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    address = "/console/classes/new"
    form = {**CLASS, "kind": "weekly", "weekdays": "2", "unsent": "classes:new"}
    assert 'name="unsent" value="classes:new"' in (await officer.get(address)).text
    await officer.post(KEEP, form)
    page = (await officer.get(address)).text
    assert LEFT in page and 'value="Quét mã QR"' in page and "Tệp kèm" not in page
    assert re.search(r'name="weekdays"[^>]*value="2"[^>]*checked', page)
    unit = re.search(r'<option value="(\d+)">Thôn 1<', page)
    assert unit is not None
    again = {**CLASS, "unit": unit[1], "unsent": "classes:new", "step": "check"}
    assert (await officer.post(address, again)).status == 200
    assert LEFT in (await officer.get(address)).text
    opened = await officer.post(address, {**CLASS, "unit": unit[1], "step": "keep"})
    assert opened.status == 303, opened.text
    assert LEFT not in (await officer.get(address)).text and await kept(console) == []


async def test_a_change_of_a_class_is_kept_by_its_class(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    page = (await officer.get("/console/classes/new")).text
    unit = re.search(r'<option value="(\d+)">Thôn 1<', page)
    assert unit is not None
    opened = await officer.post("/console/classes/new", {**CLASS, "unit": unit[1], "step": "keep"})
    change = f"{opened.location}/change"
    name = f"classes:{opened.location.rsplit('/', 1)[1]}"
    await officer.post(KEEP, {**CLASS, "place": "Đình làng", "unsent": name})
    page = (await officer.get(change)).text
    assert LEFT in page and 'value="Đình làng"' in page
    assert LEFT not in (await officer.get("/console/classes/new")).text
    done = await officer.post(change, {**CLASS, "place": "Đình làng", "step": "keep"})
    assert done.status == 303 and await kept(console) == []
