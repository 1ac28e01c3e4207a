"""«Hộp thư» over HTTP: what officers do is read in residents' and members' chats."""

import html
import io
import re

import pytest
from aiohttp import FormData
from PIL import Image
from sqlmodel import Session, col, select

from bot.core.audit import Audit
from bot.faq.models import Revision
from bot.messages.content import Attachment, AttachmentKind, StoredFile
from bot.people.models import RoleKind
from bot.tickets.models import HelpCount, Ticket, TicketEvent, TicketEventKind
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene, Visitor

OFFICER, LEADER = RoleKind.OFFICER, RoleKind.LEADER
OFFICER_NAME, LEADER_NAME = "Nguyễn Thị Cán Bộ Mẫu", "Trần Văn Ví Dụ B"
ATTACK = "<script>alert(1)</script>"


async def ask_for_person(console: ConsoleScene, who: str = "co-tu", village: str = "Thôn 1") -> int:
    """A resident of a village asks for a person; the ticket's number."""
    for line in ("/start", "đồng ý", village, f"gặp người giúp {ATTACK}", "gặp người"):
        await console.bot.hears(who, line, name="Tư Ví Dụ")
    return await newest(console)


async def newest(console: ConsoleScene) -> int:
    """The number of the newest ticket."""

    def read(session: Session) -> int:
        return session.exec(select(Ticket.id).order_by(col(Ticket.id).desc())).all()[0]

    return await console.db.read(read)


async def get_ticket(console: ConsoleScene, number: int) -> Ticket:
    """The row of a ticket."""
    return await console.db.read(lambda session: session.get_one(Ticket, number))


async def staff(console: ConsoleScene) -> Visitor:
    """The officer and the leader of Thôn 1 have chats; the officer is signed in."""
    await console.bot.link("can-bo", OFFICER_NAME)
    await console.bot.link("to-truong", LEADER_NAME)
    return await console.sign_in(OFFICER)


def heard_by(console: ConsoleScene, who: str, since: int = 0) -> str:
    """Everything a chat was sent."""
    return "\n".join(reply.text for to, reply in console.bot.channel.sent[since:] if to == who)


def picture() -> bytes:
    """A photo as a phone sends it."""
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "#777777").save(content, "JPEG")
    return content.getvalue()


def a_form(**fields: str) -> FormData:
    """A form with room for files."""
    form = FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    return form


async def test_the_list_shows_who_waits_by_alias_and_only_to_who_may(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    page = (await officer.get("/console/tickets")).text
    assert "1 người chờ, lâu nhất" in page
    assert re.search(r"Bà con số \d+</strong>, Thôn 1", page)
    assert "Tư Ví Dụ" not in page and ATTACK not in page
    shown = await officer.get(f"/console/tickets/{number}")
    assert shown.status == 200
    assert ATTACK not in shown.text and "Tư Ví Dụ" not in shown.text

    theirs = await console.sign_in(LEADER, "ap-01")
    assert f"/console/tickets/{number}" in (await theirs.get("/console/tickets")).text
    elsewhere = await console.sign_in(LEADER, "ap-03")
    assert f"/console/tickets/{number}" not in (await elsewhere.get("/console/tickets")).text
    stranger = await console.sign_in(OFFICER, "hoa-lac")
    assert f"/console/tickets/{number}" not in (await stranger.get("/console/tickets")).text
    for someone in (elsewhere, stranger):
        for path in ("", "/files/0/0", "/assign", "/close", "/reveal", "/live"):
            assert (await someone.get(f"/console/tickets/{number}{path}")).status == 404, path
        fragment = {"HX-Request": "true"}
        path = f"/console/tickets/{number}/conversation"
        assert (await someone.get(path, **fragment)).status == 404
        for deed in ("reply", "note", "take", "assign", "close", "reopen"):
            answer = await someone.post(
                f"/console/tickets/{number}/{deed}",
                {"text": "chào bác", "note": "a", "reason": "a", "person": "1"},
            )
            assert answer.status == 404, deed


@pytest.mark.parametrize(
    ("role", "unit"),
    [(RoleKind.COMMITTEE, "demo"), (RoleKind.APPROVER, "an-phu"), (None, "")],
)
async def test_who_does_not_help_reads_nothing(
    console: ConsoleScene, role: RoleKind | None, unit: str
) -> None:
    await staff(console)
    number = await ask_for_person(console)
    someone = await console.sign_in(role, unit)
    for path in ("", f"/{number}", f"/{number}/conversation", f"/{number}/files/0/0"):
        assert (await someone.get(f"/console/tickets{path}")).status == 404
    assert (await someone.post(f"/console/tickets/{number}/reply", {"text": "a"})).status == 404


async def test_a_reply_takes_the_ticket_and_reaches_the_resident(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    sent = await officer.post(
        f"/console/tickets/{number}/reply", {"text": "Chào bác, tôi xem đây."}
    )
    assert sent.status == 303
    assert (await console.latest("co-tu")).endswith("cán bộ xã: Chào bác, tôi xem đây.")
    page = await officer.follow(sent)
    assert "Đã gửi cho bà con." in page.text
    assert "Anh/chị giúp từ" in page.text
    assert "Chào bác, tôi xem đây." in page.text
    # What the resident says next is on the page, and in the officer's own chat.
    await console.bot.hears("co-tu", "dạ vâng ạ, tôi chờ")
    assert "tôi chờ" in await console.latest("can-bo")
    assert "tôi chờ" in (await officer.get(f"/console/tickets/{number}")).text


async def test_what_asks_for_a_secret_is_not_sent_and_stays_in_the_box(
    console: ConsoleScene,
) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    for closes in ({}, {"close": "1"}):
        before = len(console.bot.channel.sent)
        words = "Bác đọc mã OTP cho tôi nhé"
        answer = await officer.post(f"/console/tickets/{number}/reply", {"text": words, **closes})
        assert answer.status == 400
        assert "Tổ không hỏi mã OTP" in answer.text and words in answer.text
        await console.bot.quiet()
        assert heard_by(console, "co-tu", before) == ""
    ticket = await get_ticket(console, number)
    assert ticket.accepted_at is None and ticket.closed_at is None

    def count(session: Session) -> int:
        kind = TicketEventKind.SECRET_REQUESTED
        return len(session.exec(select(TicketEvent.id).where(TicketEvent.kind == kind)).all())

    assert await console.db.read(count) == 2


async def test_canned_words_go_into_the_box_and_not_out(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    before = len(console.bot.channel.sent)
    page = await officer.post(
        f"/console/tickets/{number}/reply", {"text": "Chào bác.", "canned": "2"}
    )
    assert page.status == 200
    assert "Chào bác.\nBác thử tắt ứng dụng" in page.text
    await console.bot.quiet()
    assert heard_by(console, "co-tu", before) == ""


async def test_photos_go_out_and_programs_do_not(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    form = a_form(text="Xem ảnh này giúp tôi.")
    form.add_field("files", b"MZ\x90\x00", filename="huong-dan.pdf")
    refused = await officer.post(f"/console/tickets/{number}/reply", form)
    assert refused.status == 400
    assert "huong-dan.pdf" in refused.text and "Xem ảnh này giúp tôi." in refused.text
    form = a_form(text="Bác làm như trong ảnh.")
    form.add_field("files", picture(), filename="hinh.png")
    assert (await officer.post(f"/console/tickets/{number}/reply", form)).status == 303
    await console.bot.quiet()
    reply = next(
        reply for to, reply in console.bot.channel.sent if to == "co-tu" and reply.attachments
    )
    assert reply.attachments[0].kind is AttachmentKind.PHOTO
    assert console.bot.path_of(reply.attachments[0]).exists()
    page = (await officer.get(f"/console/tickets/{number}")).text
    address = re.search(r'<img src="(/console/tickets/\d+/files/\d+/0)"', page)
    assert address is not None
    shown = await officer.get(address[1])
    assert shown.status == 200 and shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "no-store"
    assert (await officer.get(address[1][:-1] + "7")).status == 404
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert (await other.get(address[1])).status == 404


async def test_a_file_of_another_message_is_no_file_of_this_ticket(console: ConsoleScene) -> None:
    officer = await staff(console)
    stored = StoredFile("a" * 32 + ".jpg")
    await console.bot.files.save(stored, picture())
    first = await ask_for_person(console)
    await officer.post(f"/console/tickets/{first}/take")
    photo = Attachment(AttachmentKind.PHOTO, file=stored)
    await console.bot.hears("co-tu", "đây ạ", attachments=(photo,))
    page = (await officer.get(f"/console/tickets/{first}")).text
    address = re.search(r"/files/(\d+)/0", page)
    assert address is not None
    second = await ask_for_person(console, "bac-hai", "Thôn Đông")
    assert (await officer.get(f"/console/tickets/{second}/files/{address[1]}/0")).status == 404
    assert (await officer.get(f"/console/tickets/{first}/files/{address[1]}/0")).status == 200


async def test_a_voice_is_heard_and_a_program_is_only_named(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    await officer.post(f"/console/tickets/{number}/take")
    sound = b"OggS" + bytes(range(256))
    console.bot.channel.files["v-1"] = sound
    voice = Attachment(AttachmentKind.VOICE, ref="v-1", mime="audio/ogg")
    program = Attachment(AttachmentKind.DOCUMENT, ref="p-1", name="VNeID.apk")
    lost = Attachment(AttachmentKind.PHOTO, ref="gone")
    for thing in (voice, program, lost):
        await console.bot.hears("co-tu", "đây", attachments=(thing,))
    page = (await officer.get(f"/console/tickets/{number}")).text
    address = re.search(r'<audio [^>]*src="([^"]+)"', page)
    assert address is not None
    heard = await officer.get(address[1])
    assert (heard.body, heard.headers["Content-Type"]) == (sound, "audio/ogg")
    part = await officer.get(address[1], Range="bytes=0-3")
    assert (part.status, part.body) == (206, b"OggS")  # without it no iPhone plays
    assert "Tệp VNeID.apk" in page and "có thể là mã độc" in page
    photo = re.search(r'<img src="([^"]+)"', page)
    assert photo is not None
    missing = await officer.get(photo[1])
    assert missing.status == 404 and "chưa tải về được" in missing.text


async def test_an_answer_can_close_what_nobody_has(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    words = {"text": "Bác mang căn cước ra xã giờ hành chính.", "close": "1"}
    sent = await officer.post(f"/console/tickets/{number}/reply", words)
    assert sent.status == 303
    assert "Cán bộ xã trả lời" in await console.latest("co-tu")
    again = await officer.post(f"/console/tickets/{number}/reply", words)  # a second click
    assert again.status == 400 and "đã đóng" in again.text
    page = await officer.get("/console/tickets?tab=closed")
    assert f"/console/tickets/{number}" in page.text and "cán bộ đã trả lời" in page.text


async def test_taking_over_tells_everybody(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    await console.bot.hears("to-truong", f"nhận {number}")
    assert (await get_ticket(console, number)).accepted_at is not None
    blocked = await officer.post(f"/console/tickets/{number}/reply", {"text": "Chào bác"})
    assert blocked.status == 400 and f"{LEADER_NAME} đang giúp việc này" in blocked.text
    before = len(console.bot.channel.sent)
    await officer.post(f"/console/tickets/{number}/take")
    await console.bot.quiet()
    assert f"đã có {OFFICER_NAME} nhận" in heard_by(console, "to-truong", before)
    assert OFFICER_NAME in heard_by(console, "co-tu", before)

    def read(session: Session) -> list[str]:
        return list(session.exec(select(Audit.action).where(Audit.subject == f"ticket:{number}")))

    assert await console.db.read(read) == ["ticket.take"]


async def test_who_has_no_chat_cannot_take(console: ConsoleScene) -> None:
    await console.bot.link("to-truong", LEADER_NAME)
    officer = await console.sign_in(OFFICER)
    number = await ask_for_person(console)
    refused = await officer.post(f"/console/tickets/{number}/take")
    assert refused.status == 400 and "chưa nối khung chat" in refused.text
    refused = await officer.post(f"/console/tickets/{number}/reply", {"text": "Chào bác"})
    assert refused.status == 400 and "Chào bác" in refused.text
    words = {"text": "Bác ra xã nhé.", "close": "1"}
    assert (await officer.post(f"/console/tickets/{number}/reply", words)).status == 303
    assert "Bác ra xã nhé." in await console.latest("co-tu")


async def test_assigning_says_before_what_the_resident_reads_after(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    await officer.post(f"/console/tickets/{number}/take")
    choose = await officer.get(f"/console/tickets/{number}/assign")
    person = re.search(rf'value="(\d+)"> <span>{LEADER_NAME}, Thôn 1', choose.text)
    assert person is not None
    assert "người lúc này chưa giao được" in choose.text
    preview = await officer.get(f"/console/tickets/{number}/assign?person={person[1]}")
    told = re.search(r"<blockquote>(.+?)</blockquote>", preview.text, re.S)
    assert told is not None
    before = len(console.bot.channel.sent)
    given = await officer.post(f"/console/tickets/{number}/assign", {"person": person[1]})
    assert given.status == 303
    await console.bot.quiet()
    assert heard_by(console, "co-tu", before) == told[1].replace("<br>", "\n")
    assert "Nhận trước" in heard_by(console, "to-truong", before)
    again = await officer.post(f"/console/tickets/{number}/assign", {"person": person[1]})
    assert again.status == 400 and "đang giữ việc này rồi" in again.text
    unlinked = re.search(r"<li>(.+?), Thôn Đông: chưa nối khung chat", choose.text)
    assert unlinked is not None
    assert (await officer.get(f"/console/tickets/{number}/assign?person=99999")).status == 400


async def test_passing_ones_own_on(console: ConsoleScene) -> None:
    await staff(console)
    leader = await console.sign_in(LEADER, "ap-01")
    number = await ask_for_person(console)
    await leader.post(f"/console/tickets/{number}/take")
    before = len(console.bot.channel.sent)
    await leader.post(f"/console/tickets/{number}/assign", {"person": "commune"})
    await console.bot.quiet()
    assert OFFICER_NAME in heard_by(console, "co-tu", before)
    assert "Nhận trước" in heard_by(console, "can-bo", before)


async def test_a_note_is_read_by_colleagues_only(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    before = len(console.bot.channel.sent)
    empty = await officer.post(f"/console/tickets/{number}/note", {"note": " "})
    assert empty.status == 400 and "chưa viết gì" in empty.text
    words = f"Bác nặng tai, gọi to. Mã OTP là 482913 {ATTACK}"
    noted = await officer.post(f"/console/tickets/{number}/note", {"note": words})
    assert noted.status == 303
    page = (await officer.follow(noted)).text
    assert (
        "Bác nặng tai" in page and "bà con không thấy" in page and 'class="line line-note"' in page
    )
    assert "482913" not in page and ATTACK not in page
    await console.bot.quiet()
    assert heard_by(console, "co-tu", before) == ""


async def test_closing_asks_the_resident_and_can_be_undone(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    early = await officer.post(f"/console/tickets/{number}/close", {"reason": "xong"})
    assert early.status == 400 and "không do anh/chị đang giữ" in early.text
    await officer.post(f"/console/tickets/{number}/take")
    asked = (await officer.get(f"/console/tickets/{number}/close")).text
    assert "Kích hoạt định danh điện tử VNeID mức 2" in asked
    form = {"reason": "Đã chỉ cách làm", "kinds": ["etax", "forged"]}
    closed = await officer.post(f"/console/tickets/{number}/close", form)
    assert closed.status == 303
    assert await console.latest("co-tu") in asked.replace("&#39;", "'")
    ticket = await get_ticket(console, number)
    assert ticket.closed_at is not None and ticket.answer == "Đã chỉ cách làm"
    kinds = await console.db.read(lambda session: session.exec(select(HelpCount)).all())
    assert [(row.kind, row.counted) for row in kinds] == [("etax", 1)]
    missing = await officer.post(f"/console/tickets/{number}/reopen", {"reason": ""})
    assert missing.status == 400
    await officer.post(f"/console/tickets/{number}/reopen", {"reason": "còn thiếu một bước"})
    ticket = await get_ticket(console, number)
    assert ticket.closed_at is None
    assert "Cán bộ mở lại việc này: còn thiếu một bước" in ticket.text
    assert OFFICER_NAME in await console.latest("co-tu")


async def test_a_report_ends_with_words_and_a_photo(console: ConsoleScene) -> None:
    officer = await staff(console)
    stored = StoredFile("b" * 32 + ".jpg")
    await console.bot.files.save(stored, picture())
    for line in ("/start", "đồng ý", "Thôn 1", "phản ánh", "1"):
        await console.bot.hears("ong-sau", line)
    photo = Attachment(AttachmentKind.PHOTO, file=stored)
    await console.bot.hears("ong-sau", attachments=(photo,))
    for line in ("đầu thôn", "Đường sụt một hố to"):
        await console.bot.hears("ong-sau", line)
    number = await newest(console)
    page = (await officer.get(f"/console/tickets/{number}")).text
    assert "PA-" in page and "Nơi: đầu thôn" in page and "/files/0/0" in page
    assert (await officer.get(f"/console/tickets/{number}/files/0/0")).status == 200
    words = {"text": "Đã vá đường.", "close": "1"}
    await officer.post(f"/console/tickets/{number}/take")
    first = await officer.follow(await officer.post(f"/console/tickets/{number}/reply", words))
    assert "chưa kết thúc được" in first.text and "gửi ảnh sau khi xử lý" in first.text
    form = a_form(text="Ảnh sau khi vá.", close="1")
    form.add_field("files", picture(), filename="da-va.jpg")
    await officer.post(f"/console/tickets/{number}/reply", form)
    assert (await get_ticket(console, number)).closed_at is not None


async def test_identity_is_shown_for_a_reason_that_stays(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    path = f"/console/tickets/{number}/reveal"
    missing = await officer.post(path, {"reason": " "})
    assert missing.status == 400 and "Tư Ví Dụ" not in missing.text
    shown = await officer.post(path, {"reason": "công văn 117/2026"})
    assert shown.status == 200 and "Tư Ví Dụ" in shown.text
    assert "Tư Ví Dụ" not in (await officer.get(f"/console/tickets/{number}")).text

    def read(session: Session) -> Audit:
        return session.exec(select(Audit).where(Audit.action == "ticket.reveal")).one()

    entry = await console.db.read(read)
    assert entry.person_id is not None and "117/2026" in entry.note and OFFICER_NAME in entry.note
    leader = await console.sign_in(LEADER, "ap-01")
    assert (await leader.post(path, {"reason": "tôi muốn biết"})).status == 403


async def test_a_conversation_is_fetched_again_only_when_it_changed(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    page = (await officer.get(f"/console/tickets/{number}")).text
    address = re.search(r'hx-get="(/console/tickets/\d+/conversation\?stamp=\w+)"', page)
    assert address is not None
    fragment = {"HX-Request": "true"}
    assert (await officer.get(address[1], **fragment)).status == 204
    await officer.post(f"/console/tickets/{number}/note", {"note": "mới"})
    changed = await officer.get(address[1], **fragment)
    assert changed.status == 200 and "<html" not in changed.text and "mới" in changed.text
    assert (await officer.get(address[1])).location == f"/console/tickets/{number}"


async def test_a_stream_says_that_something_changed_and_nothing_else(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    url = f"{console.base}/console/tickets/{number}/live"
    async with officer.http.get(url) as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readuntil(b"\n\n")
        await officer.post(f"/console/tickets/{number}/note", {"note": "bí mật nhỏ"})
        said = b""
        while b"changed" not in said:
            said += await stream.content.readuntil(b"\n\n")
        assert "bí mật".encode() not in said


async def test_a_good_reply_becomes_a_draft_for_a_second_person(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    path = f"/console/tickets/{number}/draft"
    form = {
        "title": "Đổi tên chủ sổ điện nước",
        "questions": "đổi tên sổ điện thế nào\nsang tên đồng hồ nước ở đâu",
        "answer": "Bác mang hợp đồng cũ và căn cước ra điện lực.",
        "basis": "Điện lực huyện hướng dẫn",
        "category": "VNeID",
    }
    page = await officer.get(path)
    found = re.search(r'<option value="([^"]+)"', page.text)
    assert found is not None
    form["category"] = html.unescape(found[1])
    few = await officer.post(path, {**form, "questions": "một câu"})
    assert few.status == 400 and "ít nhất hai cách" in few.text and form["answer"] in few.text
    bare = await officer.post(path, {**form, "basis": ""})
    assert bare.status == 400 and "chưa ghi căn cứ" in bare.text
    made = await officer.post(path, form)
    assert made.status == 303, made.text

    def read(session: Session) -> Revision:
        return session.exec(select(Revision)).one()

    draft = await console.db.read(read)
    assert draft.state == "draft" and draft.author == OFFICER_NAME
    assert draft.topic_id == f"xa-doi-ten-chu-so-dien-nuoc-{number}"
    leader = await console.sign_in(LEADER, "ap-01")
    assert (await leader.get(path)).status == 404


async def test_search_filters_and_the_workbook(console: ConsoleScene) -> None:
    officer = await staff(console)
    await ask_for_person(console)
    second = await ask_for_person(console, "bac-hai", "Thôn Đông")
    village = re.search(r'value="(\d+)">Thôn Đông', (await officer.get("/console/tickets")).text)
    assert village is not None
    for query, found in (
        (f"village={village[1]}", 1),
        (f"q={second}", 1),
        ("q=giup", 2),
        ("q=không có", 0),
        ("q=PA-23456", 0),
        ("member=abc&days=x&after=1_2_3&tab=nothing", 2),
        ("tab=late", 0),
    ):
        page = await officer.get(f"/console/tickets?{query}")
        assert page.status == 200
        assert len(set(re.findall(r"/console/tickets/(\d+)\"", page.text))) == found, query
    book = await officer.get("/console/tickets?xlsx=1")
    assert book.body.startswith(b"PK")


@pytest.mark.parametrize(
    "path", ["", "?q=giup", "/{number}", "/{number}/assign", "/{number}/close"]
)
async def test_few_queries(console: ConsoleScene, path: str) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    address = f"/console/tickets{path.format(number=number)}"
    statements = await list_queries(officer, address)
    assert len(statements) <= 12, statements
