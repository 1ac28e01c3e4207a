"""Officers at work in their chat: what they may do, answers to approve, lists sent as a file."""

import io
from collections.abc import Sequence

import xlsxwriter
from sqlmodel import Session, col, select

from bot import texts
from bot.core.audit import Audit
from bot.faq import revision_lifecycle
from bot.faq.models import Revision, RevisionState
from bot.faq.overlay import topic_to_content
from bot.messages.content import Attachment, AttachmentKind, Incoming, StoredFile, cached_file_name
from bot.people.actor import Actor, Hand
from bot.people.models import Person, Role, RoleKind
from bot.people.units import Unit
from tests.journeys.bot import Bot

OFFICER, APPROVER = "Nguyễn Thị Cán Bộ Mẫu", "Trần Văn Lãnh Đạo Mẫu"
LEADER, MEMBER = "Trần Văn Ví Dụ B", "Lê Thị Minh Họa C"
COMMITTEE, ELSEWHERE = "Phạm Văn Ban Chỉ Đạo", "Lê Thị Cán Bộ Thử"
TOPIC = "vneid-quen-mat-khau"
NEW_WORDS = "Bác mở VNeID, bấm «Quên mật khẩu» rồi làm theo; kẹt thì mang thẻ căn cước lên xã."
TEAM = (
    ("DANH SÁCH TỔ CÔNG NGHỆ SỐ",),
    ("STT", "Họ và tên", "Điện thoại", "Chức vụ", "Thôn"),
    (1, "Mai Thị Thử Nghiệm", "0900 000 801", "thành viên", "Thôn 1"),
    (2, "Đinh Văn Thử Nghiệm", "0900 000 802", "tổ trưởng", "Thôn 2"),
    (3, "Cao Văn Thử Nghiệm", "12", "thành viên", "Thôn 2"),
    (4, "Lý Thị Thử Nghiệm", "0900 000 804", "thành viên", "Thôn Không Có"),
)


def make_sheet(rows: Sequence[Sequence[str | int]]) -> bytes:
    """A workbook of one sheet."""
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return sink.getvalue()


async def send_list(
    bot: Bot, who: str, rows: Sequence[Sequence[str | int]], name: str = "to.xlsx"
) -> list[str]:
    """Somebody sends a list; it is fetched in the background as of any platform."""
    bot.channel.files[f"ref-{name}"] = make_sheet(rows)
    assert bot.channel.receive is not None
    before = len(bot.channel.sent), len(bot.second.sent), len(bot.page.sent)
    paper = Attachment(AttachmentKind.DOCUMENT, f"ref-{name}", name=name)
    message_id = f"file:{who}:{name}:{len(bot.channel.sent)}"
    await bot.channel.receive(
        Incoming(account="fake", address=who, message_id=message_id, attachments=(paper,))
    )
    return await bot.heard(before)


async def wait_for_file(bot: Bot, name: str = "to.xlsx") -> None:
    """Until what was sent lies in the store."""
    stored = StoredFile(f"{cached_file_name('fake', f'ref-{name}')}.bin")
    await bot.until(lambda: bot.files.has(stored))


async def find_person(bot: Bot, name: str) -> Person | None:
    def find(session: Session) -> Person | None:
        return session.exec(select(Person).where(Person.name == name)).first()

    return await bot.db.read(find)


async def draft_answer(bot: Bot, answer: str = NEW_WORDS, by: str = OFFICER) -> int:
    """An officer drafts new words of a topic; the draft's number."""

    def draft(session: Session) -> int:
        row = session.exec(
            select(Person.id, Unit.path)
            .join(Role, col(Role.person_id) == Person.id)
            .join(Unit, col(Unit.id) == Role.unit_id)
            .where(Person.name == by)
        ).one()
        content = topic_to_content(bot.shelf.shipped.topics[TOPIC]) | {
            "answer": answer,
            "checked_on": "2026-11-20",
        }
        revision = revision_lifecycle.draft_revision(
            session,
            bot.shelf.shipped,
            TOPIC,
            content,
            actor=Actor(row[0], row[1], RoleKind.OFFICER, Hand.CONSOLE),
            now=bot.clock(),
        )
        return revision.id

    number = await bot.db.write(draft)
    await bot.quiet()  # the approvers were told
    return number


async def get_revision(bot: Bot, number: int) -> Revision:
    return await bot.db.read(lambda session: session.get_one(Revision, number))


async def test_each_role_is_told_what_it_can_do(bot: Bot) -> None:
    people = {
        "can-bo": OFFICER,
        "lanh-dao": APPROVER,
        "to-truong": LEADER,
        "thanh-vien": MEMBER,
        "ban": COMMITTEE,
    }
    for who, name in people.items():
        await bot.link(who, name)
    told = {who: (await bot.hears(who, "/lenh"))[0] for who in people}
    assert {who for who in people if "/dangnhap" in told[who]} == set(people) - {"thanh-vien"}
    assert {who for who in people if "gửi tệp .xlsx" in told[who]} == {"can-bo", "lanh-dao"}
    assert "Duyệt thông báo, cuộc lấy ý kiến, câu trả lời" in told["lanh-dao"]
    assert "/ghinhan" in told["to-truong"] and "số liệu của thôn mình" in told["to-truong"]
    assert "/thongbao" not in told["to-truong"]
    assert "Xem số liệu của đơn vị mình" in told["ban"] and "/ghinhan" not in told["ban"]
    (door,) = await bot.hears("ban", "1")
    assert door == f"ban ← {texts.SIGN_IN_NO_ADDRESS}"
    (menu,) = await bot.hears("ban", "menu")
    assert texts.BUTTON_POWERS in menu


async def test_an_answer_is_read_and_approved(bot: Bot) -> None:
    await bot.link("can-bo", OFFICER)
    await bot.link("lanh-dao", APPROVER)
    number = await draft_answer(bot)
    (menu,) = await bot.hears("lanh-dao", "menu")
    assert texts.MENU_WAITING.format(count=1) in menu
    (asked,) = await bot.hears("lanh-dao", "duyệt")
    assert asked.startswith("lanh-dao ← Mời anh/chị duyệt bài «")
    assert f"bản nháp số {number}, dùng cho Xã An Phú Đông" in asked
    assert f"Người soạn: {OFFICER}, 8 giờ" in asked
    assert "Chỗ đổi: lời trả lời, ngày kiểm tra." in asked
    assert f"Lời mới: «{NEW_WORDS}»" in asked and "Lời cũ: «" in asked
    assert asked.endswith("[1. Duyệt, cho dùng] [2. Không duyệt]")
    heard = await bot.hears("lanh-dao", "1")
    assert any(line.startswith("lanh-dao ← Đã duyệt bài «") for line in heard)
    revision = await get_revision(bot, number)
    assert revision.state == RevisionState.PUBLISHED and revision.reviewer.startswith(APPROVER)
    (gone,) = await bot.hears("lanh-dao", choice=f"revision:yes:{number}")
    assert "không còn chờ duyệt" in gone

    def list_audit(session: Session) -> list[str]:
        return [entry.action for entry in session.exec(select(Audit))]

    assert (await bot.db.read(list_audit)).count("revision.publish") == 1


async def test_an_answer_goes_back_with_a_reason_and_not_without(bot: Bot) -> None:
    await bot.link("lanh-dao", APPROVER)
    first, second = await draft_answer(bot), await draft_answer(bot, f"{NEW_WORDS} Xin cảm ơn.")
    (queue,) = await bot.hears("lanh-dao", "duyệt")
    assert "Có 2 việc chờ anh/chị duyệt" in queue and f"Câu trả lời {first}: " in queue
    await bot.hears("lanh-dao", "1")
    (why,) = await bot.hears("lanh-dao", "2")
    assert "vì sao ạ?" in why and "[1. Sai nội dung]" in why
    assert (await get_revision(bot, first)).state == RevisionState.DRAFT
    (left,) = await bot.hears("lanh-dao", "thoát")
    assert texts.ANSWER_STILL_WAITS in left
    await bot.hears("lanh-dao", choice=f"revision:no:{first}")
    (told,) = await bot.hears("lanh-dao", "Số điện thoại công an trong bài đã đổi")
    assert "Lý do ghi cho người soạn: Số điện thoại công an trong bài đã đổi" in told
    revision = await get_revision(bot, first)
    assert revision.state == RevisionState.REJECTED
    assert revision.note == "Số điện thoại công an trong bài đã đổi"
    (only,) = await bot.hears("lanh-dao", "duyệt")
    assert f"bản nháp số {second}" in only


async def test_nobody_approves_their_own_or_another_communes_answer(bot: Bot) -> None:
    await bot.link("can-bo", OFFICER)
    await bot.link("hoa-lac", ELSEWHERE)
    number = await draft_answer(bot)
    for who in ("can-bo", "hoa-lac"):
        (none,) = await bot.hears(who, "duyệt")
        assert none.startswith(f"{who} ← {texts.WAITING_NONE}")
    (own,) = await bot.hears("can-bo", choice=f"revision:see:{number}")
    assert texts.ANSWER_OWN in own and "[1. " not in own
    (refused,) = await bot.hears("can-bo", choice=f"revision:yes:{number}")
    assert "Đã duyệt" not in refused
    (unknown,) = await bot.hears("hoa-lac", choice=f"revision:yes:{number}")
    assert "không còn chờ duyệt" in unknown
    assert (await get_revision(bot, number)).state == RevisionState.DRAFT
    await bot.link("to-truong", LEADER)
    (stranger,) = await bot.hears("to-truong", choice=f"revision:yes:{number}")
    assert "Đã duyệt" not in stranger


async def test_a_list_is_shown_before_it_is_imported(bot: Bot) -> None:
    await bot.link("can-bo", OFFICER)
    (coming,) = await send_list(bot, "can-bo", TEAM)
    assert coming == (
        "can-bo ← Tôi nhận được tệp «to.xlsx», đang tải về. Anh/chị bấm nút dưới đây, tôi đọc và"
        " cho xem trước; chưa bấm Nhập thì chưa ghi gì. [1. Đọc danh sách] [2. Thôi]"
    )
    await wait_for_file(bot)
    (plan,) = await bot.hears("can-bo", "1")
    assert "Tệp «to.xlsx» là danh sách Tổ và cán bộ. Chưa ghi gì" in plan
    assert "Tổng 4 dòng: thêm 2, sửa 0, giữ nguyên 0, bỏ qua 0, từ chối 2." in plan
    assert "- Dòng 3: thêm Mai Thị Thử Nghiệm" in plan
    assert "- Dòng 5: " in plan and "- Dòng 6: " in plan
    assert "[1. Nhập] [2. Thôi]" in plan
    assert await find_person(bot, "Mai Thị Thử Nghiệm") is None
    (done,) = await bot.hears("can-bo", "1")
    assert "Đã nhập danh sách Tổ và cán bộ từ tệp «to.xlsx»." in done
    assert "thêm 2, sửa 0, giữ nguyên 0, bỏ qua 0, từ chối 2." in done
    person = await find_person(bot, "Mai Thị Thử Nghiệm")
    assert person is not None and person.phone == "0900000801"


async def test_a_second_press_or_a_press_after_a_change_writes_nothing_unseen(bot: Bot) -> None:
    await bot.link("can-bo", OFFICER)
    await send_list(bot, "can-bo", TEAM)
    await wait_for_file(bot)
    await bot.hears("can-bo", "1")
    pressed = bot.channel.sent[-1][1].choices[0].value
    assert len(pressed.encode()) <= 64
    await bot.hears("can-bo", choice=pressed)
    bot.clock.pass_by(minutes=1)  # type: ignore[attr-defined]
    (again,) = await bot.hears("can-bo", choice=pressed)
    assert "số liệu đã khác lúc anh/chị xem, nên tôi chưa ghi gì thêm" in again
    assert "thêm 0, sửa 0, giữ nguyên 2, bỏ qua 0, từ chối 2." in again
    assert texts.IMPORT_NOTHING_TO_DO in again and "[1. Nhập]" not in again


async def test_leaving_a_list_changes_nothing(bot: Bot) -> None:
    await bot.link("can-bo", OFFICER)
    await send_list(bot, "can-bo", TEAM)
    await wait_for_file(bot)
    await bot.hears("can-bo", "1")
    (left,) = await bot.hears("can-bo", "2")
    assert left.startswith("can-bo ← Vâng ạ, tôi không nhập tệp «to.xlsx». Chưa có gì thay đổi.")
    assert await find_person(bot, "Mai Thị Thử Nghiệm") is None


async def test_each_kind_of_list_is_known_by_its_headings(bot: Bot) -> None:
    await bot.link("can-bo", OFFICER)
    lists = {
        "danh sách thôn": (("STT", "Tên thôn", "Số hộ", "Số khẩu"), (1, "Thôn 1", 120, 480)),
        "danh sách hộ": (
            ("STT", "Chủ hộ", "Năm sinh", "Địa chỉ", "Thôn"),
            (1, "Mai Thị Thử Nghiệm", 1960, "Xóm trên", "Thôn 1"),
        ),
        "lịch lớp học": (
            ("Chủ đề", "Ngày", "Giờ", "Nơi học", "Thôn"),
            ("Cài VNeID", "05/12/2026", "19:30", "Nhà văn hóa", "Thôn 1"),
        ),
    }
    for number, (kind, rows) in enumerate(lists.items()):
        await send_list(bot, "can-bo", rows, f"ds-{number}.xlsx")
        await wait_for_file(bot, f"ds-{number}.xlsx")
        (plan,) = await bot.hears("can-bo", "1")
        assert f"là {kind}." in plan, plan
        assert "Tổng 1 dòng:" in plan, plan


async def test_a_file_that_is_no_list_and_one_that_never_comes(bot: Bot) -> None:
    await bot.link("can-bo", OFFICER)
    await send_list(bot, "can-bo", (("Mục", "Tiền"), ("Điện", 5)), "chi.xlsx")
    await wait_for_file(bot, "chi.xlsx")
    (unknown,) = await bot.hears("can-bo", "1")
    assert "chưa nhận ra là danh sách gì" in unknown
    paper = Attachment(AttachmentKind.DOCUMENT, "ref-mat", name="mat.csv")
    await bot.hears("can-bo", attachments=[paper])
    (still,) = await bot.hears("can-bo", "1")
    assert still == "can-bo ← Tệp «mat.csv» vẫn đang tải. Anh/chị chờ một lát rồi bấm lại. " + (
        "[1. Đọc danh sách] [2. Thôi]"
    )
    bot.clock.pass_by(minutes=11)  # type: ignore[attr-defined]
    (lost,) = await bot.hears("can-bo", "1")
    assert "không tải được tệp «mat.csv»" in lost


async def test_whoever_is_no_officer_sends_a_file_as_ever(bot: Bot) -> None:
    await bot.link("thanh-vien", MEMBER)
    await bot.link("to-truong", LEADER)
    for who in ("ba-tu", "thanh-vien", "to-truong"):
        for line in await send_list(bot, who, TEAM, f"{who}.xlsx"):
            assert "Đọc danh sách" not in line
    await bot.link("can-bo", OFFICER)
    await send_list(bot, "can-bo", TEAM)
    value = bot.channel.sent[-1][1].choices[0].value
    await bot.link("lanh-dao", APPROVER)
    (other,) = await bot.hears("lanh-dao", choice=value)
    assert texts.BUTTON_OLD in other
    (leader,) = await bot.hears("to-truong", choice=value)
    assert "Đọc danh sách" not in leader


async def test_a_file_of_an_announcement_stays_the_announcements(bot: Bot) -> None:
    await bot.link("can-bo", OFFICER)
    await bot.hears("can-bo", "/thongbao")
    paper = Attachment(AttachmentKind.DOCUMENT, "ref-b", name="bang-gia.xlsx")
    (who,) = await bot.hears("can-bo", "Mời bà con xem bảng giá kèm theo.", attachments=[paper])
    assert who.startswith(f"can-bo ← {texts.BROADCAST_ASK_AUDIENCE}")
