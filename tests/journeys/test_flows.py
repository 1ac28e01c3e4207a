"""Nothing that waits for words is a trap: it can be left, and something else can be asked."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.broadcasts.models import Broadcast, BroadcastState
from bot.classes import service
from bot.classes.plans import ClassPlan
from bot.core.policy import POLICY
from bot.messages.content import Attachment, AttachmentKind
from bot.people.actor import OPERATOR
from bot.people.models import Contact
from bot.people.units import get_unit
from bot.polls.models import Poll, PollState
from bot.schedule.demo import go_live
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

OFFICER, APPROVER = "Nguyễn Thị Cán Bộ Mẫu", "Trần Văn Lãnh Đạo Mẫu"
MEMBER = "Đỗ Thị Thử I"  # of Thôn 3
WORDS = "19 giờ 30 thứ Sáu 27/11 họp thôn tại nhà văn hóa. Bà con mang theo thẻ căn cước."
FORM = "Làm đường Thôn 3\nĐường nào trước?\n- Trục\n- Ngõ"
QUESTION = "quên mật khẩu vneid làm sao"
LEAVING = ["menu", "Thoát", "thôi", "hủy", "huy bo", "dừng lại", "thôi không gửi nữa ạ", "/menu"]


@pytest.fixture(autouse=True)
async def commune(bot: Bot) -> None:
    """An officer, an approver and a member have chats, and bà Tư of Thôn 3."""
    await bot.db.write(go_live, now=bot.clock())
    for who, name in (("can-bo", OFFICER), ("lanh-dao", APPROVER), ("hoa", MEMBER)):
        await bot.link(who, name)
    await bot.hears("tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("tu", "1", name="Bà Tư")
    await bot.db.write(an_open_class, bot)


def an_open_class(session: Session, bot: Bot) -> None:
    """One in Thôn 3, in three days."""
    now = bot.clock()
    plan = ClassPlan("VNeID", "Nhà văn hóa thôn 3", now + timedelta(days=3), seats=20)
    service.open_or_update_class(
        session, get_unit(session, "ap-03"), plan, actor=OPERATOR, now=now, policy=POLICY
    )


async def hears_announcements(bot: Bot, who: str) -> bool:
    def work(session: Session) -> bool:
        contact = session.exec(select(Contact).where(Contact.address == who)).one()
        return contact.stopped_at is None

    return await bot.db.read(work)


async def announcement(bot: Bot, number: int = 1) -> Broadcast:
    return await bot.db.read(lambda session: session.get_one(Broadcast, number))


@pytest.mark.parametrize("said", [*LEAVING, "dừng"])
async def test_an_officer_leaves_a_draft_and_it_is_kept(bot: Bot, said: str) -> None:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", WORDS)
    (left,) = await bot.hears("can-bo", said)
    assert texts.FLOW_ANNOUNCEMENT_KEPT.format(number=1) in left
    assert await hears_announcements(bot, "can-bo")
    (answer,) = await bot.hears("can-bo", QUESTION)
    assert "mật khẩu" in answer and (await announcement(bot)).text == WORDS
    await bot.hears("can-bo", "bản nháp")
    await bot.hears("can-bo", "1")
    (who,) = await bot.hears("can-bo", "soan tiep")
    assert who.startswith(f"can-bo ← {texts.BROADCAST_ASK_AUDIENCE}")


@pytest.mark.parametrize("said", LEAVING)
async def test_before_the_first_word_there_is_nothing_to_keep(bot: Bot, said: str) -> None:
    await bot.hears("can-bo", "/thongbao")
    (left,) = await bot.hears("can-bo", said)
    assert texts.FLOW_ANNOUNCEMENT_DROPPED in left
    assert (await announcement(bot)).state == BroadcastState.CANCELLED
    assert await hears_announcements(bot, "can-bo")


@pytest.mark.parametrize("said", [*LEAVING, "thôi không hỏi nữa đâu"])
async def test_a_poll_is_left_as_well(bot: Bot, said: str) -> None:
    await bot.hears("can-bo", choice="poll:new")
    await bot.hears("can-bo", FORM)
    await bot.hears("can-bo", choice="poll:where:1")
    (left,) = await bot.hears("can-bo", said)
    assert texts.FLOW_POLL_KEPT.format(number=1) in left
    poll = await bot.db.read(lambda session: session.get_one(Poll, 1))
    assert poll.state == PollState.DRAFT and await hears_announcements(bot, "can-bo")
    (answer,) = await bot.hears("can-bo", QUESTION)
    assert "mật khẩu" in answer


async def test_cancel_at_the_look_over_is_about_the_draft(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    for said in (WORDS, "thôn 3", "ngay"):
        await bot.hears("can-bo", said)
    (left,) = await bot.hears("can-bo", "hủy")
    assert left.startswith(f"can-bo ← {texts.FLOW_ANNOUNCEMENT_KEPT.format(number=1)}")
    assert await hears_announcements(bot, "can-bo")


@pytest.mark.parametrize("said", ["duyệt", "/duyet", "Duyệt!"])
async def test_an_approver_s_word_is_never_an_announcement(bot: Bot, said: str) -> None:
    await bot.hears("can-bo", "/thongbao")
    for words in (WORDS, "thôn 3", "ngay", "1"):
        await bot.hears("can-bo", words)
    await bot.hears("lanh-dao", "/thongbao")
    (answer,) = await bot.hears("lanh-dao", said)
    assert answer.startswith("lanh-dao ← Mời anh/chị duyệt thông báo này.")
    assert "Việc đang dở: soạn thông báo số 2, đợi lời thông báo." in answer
    assert "[1. Duyệt, cho gửi] [2. Không duyệt]" in answer and "Thôi, không gửi]" in answer
    await bot.hears("lanh-dao", "1")
    assert (await announcement(bot)).state == BroadcastState.APPROVED
    (who,) = await bot.hears("lanh-dao", WORDS.replace("27/11", "28/11"))
    assert who.startswith(f"lanh-dao ← {texts.BROADCAST_ASK_AUDIENCE}")


@pytest.mark.parametrize("step", ["audience", "when"])
async def test_a_question_meanwhile_is_answered_and_the_step_offered_again(
    bot: Bot, step: str
) -> None:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", WORDS)
    if step == "when":
        await bot.hears("can-bo", "thôn 3")
    (answer,) = await bot.hears("can-bo", "cach cai vneid")
    waits = texts.FLOW_STEPS[step]
    assert "VNeID" in answer and f"soạn thông báo số 1, {waits}" in answer
    assert answer.endswith("Thôi, không gửi]") and "role:" not in answer
    (next_step,) = await bot.hears("can-bo", "thôn 3" if step == "audience" else "mai 7h")
    assert "Gửi lúc nào ạ?" in next_step or "7 giờ thứ Ba ngày 24/11" in next_step


async def test_a_question_where_words_are_due_may_be_the_words_after_all(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    (answer,) = await bot.hears("can-bo", "Quên mật khẩu VNeID thì làm thế nào?")
    assert "mật khẩu" in answer and f"{texts.BUTTON_USE}]" in answer
    (who,) = await bot.hears("can-bo", "không hỏi, cứ ghi câu ấy")
    assert who.startswith(f"can-bo ← {texts.BROADCAST_ASK_AUDIENCE}")
    assert (await announcement(bot)).text == "Quên mật khẩu VNeID thì làm thế nào?"


async def test_an_announcement_about_what_the_bot_knows_is_still_one(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    words = "Mời bà con quên mật khẩu VNeID ra nhà văn hóa, Tổ giúp lấy lại. 8 giờ thứ Bảy 28/11."
    (who,) = await bot.hears("can-bo", words)
    assert who.startswith(f"can-bo ← {texts.BROADCAST_ASK_AUDIENCE}")
    assert (await announcement(bot)).text == words


async def test_nobody_sees_code_words_and_an_error_keeps_its_buttons(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", WORDS)
    for odd in ("thôn không có", "role:abc", "abc:def", "xóm trên xóm dưới"):
        (said,) = await bot.hears("can-bo", odd)
        assert said.startswith("can-bo ← Tôi chưa hiểu «") and "role:team" not in said
        assert said.endswith("[1. Cả Xã An Phú Đông] [2. Chỉ Tổ công nghệ số] [3. Thôi, không gửi]")
    (when,) = await bot.hears("can-bo", "2")
    assert when.startswith(f"can-bo ← {texts.BROADCAST_ASK_WHEN}")
    await bot.hears("can-bo", choice="poll:new")
    (said,) = await bot.hears("can-bo", "Làm đường")
    assert said.endswith(f"[1. Về menu] [2. {texts.BUTTON_POLL_DROP}]")


@pytest.mark.parametrize("said", ["alo", "Chào em", "cảm ơn"])
async def test_a_greeting_is_no_announcement(bot: Bot, said: str) -> None:
    await bot.hears("can-bo", "/thongbao")
    (answer,) = await bot.hears("can-bo", said)
    assert "đợi lời thông báo" in answer and (await announcement(bot)).text == ""


async def test_asking_for_a_person_puts_the_draft_away(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", WORDS)
    heard = await bot.hears("can-bo", "gặp người")
    assert texts.FLOW_ANNOUNCEMENT_KEPT.format(number=1) in heard[0]
    heard = await bot.hears("can-bo", "máy tôi hỏng chuông")
    assert any(texts.TICKET_WORDS_ADDED in line for line in heard)


async def test_a_matter_to_be_reminded_of_may_be_what_the_bot_knows(bot: Bot) -> None:
    (matter,) = await bot.hears("tu", "nhắc tôi mai 8h")
    assert matter.endswith("[Thôi]")
    (kept,) = await bot.hears("tu", "quên mật khẩu vneid")
    assert "quên mật khẩu vneid" in kept and "8 giờ" in kept


async def test_what_was_dropped_says_so_in_the_list_too(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", WORDS)
    await bot.hears("can-bo", "3")
    await bot.hears("can-bo", "bản nháp")
    clock.pass_by(minutes=1)
    (seen,) = await bot.hears("can-bo", "1")
    assert seen.startswith(f"can-bo ← {texts.BROADCAST_DROPPED.format(number=1)}")


async def test_words_behind_the_command_are_the_announcement(bot: Bot) -> None:
    (who,) = await bot.hears("can-bo", f"/thongbao\n{WORDS}")
    assert who.startswith(f"can-bo ← {texts.BROADCAST_ASK_AUDIENCE}")
    assert (await announcement(bot)).text == WORDS


async def test_a_command_meanwhile_begins_what_it_says(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", WORDS)
    (listed,) = await bot.hears("can-bo", "/ykien")
    assert "chưa có cuộc lấy ý kiến nào" in listed and "Việc đang dở" in listed
    (asked,) = await bot.hears("can-bo", choice="poll:new")
    assert asked.startswith("can-bo ← Soạn cuộc lấy ý kiến")
    (shown,) = await bot.hears("can-bo", FORM)
    assert "«Làm đường Thôn 3»" in shown and (await announcement(bot)).text == WORDS


async def test_the_reason_of_a_refusal_can_be_left(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    for words in (WORDS, "thôn 3", "ngay", "1"):
        await bot.hears("can-bo", words)
    await bot.hears("lanh-dao", "2")
    (left,) = await bot.hears("lanh-dao", "hủy")
    assert left.startswith(f"lanh-dao ← {texts.FLOW_WHY_LEFT}")
    assert await hears_announcements(bot, "lanh-dao")
    (answer,) = await bot.hears("lanh-dao", QUESTION)
    assert "mật khẩu" in answer


PHOTO = Attachment(AttachmentKind.PHOTO, "p-1")


@pytest.mark.parametrize("said", LEAVING)
@pytest.mark.parametrize(
    "steps", [("phản ánh",), ("phản ánh", "1", "1"), ("phản ánh", "1", "1", "ngõ 3")]
)
async def test_a_resident_leaves_a_report(bot: Bot, steps: tuple[str, ...], said: str) -> None:
    for words in steps:
        await bot.hears("tu", words)
    (left,) = await bot.hears("tu", said)
    assert texts.REPORT_LEFT in left
    assert await hears_announcements(bot, "tu")
    (answer,) = await bot.hears("tu", QUESTION)
    assert "mật khẩu" in answer


async def test_a_resident_s_stop_stops_both(bot: Bot) -> None:
    await bot.hears("tu", "phản ánh")
    (stopped,) = await bot.hears("tu", "dừng")
    assert texts.STOPPED in stopped and texts.REPORT_LEFT in stopped
    assert not await hears_announcements(bot, "tu")


async def test_a_report_s_place_is_no_question(bot: Bot) -> None:
    for words in ("phản ánh", "1", "1"):
        await bot.hears("tu", words)
    (answer,) = await bot.hears("tu", "quên mật khẩu vneid làm sao?")
    assert "mật khẩu" in answer and "viết phản ánh, đợi nơi xảy ra" in answer
    (words_asked,) = await bot.hears("tu", "ngõ 3 đầu thôn")
    assert words_asked == f"tu ← {texts.REPORT_WORDS} [{texts.BUTTON_STOP_REPORT}]"


@pytest.mark.parametrize("said", ["thôi", "hủy", "thoat", "dừng lại", "menu", "để sau"])
async def test_a_reminder_a_learner_and_a_wish_are_left(bot: Bot, said: str) -> None:
    await bot.hears("tu", "nhắc tôi nộp thuế")
    (left,) = await bot.hears("tu", said)
    assert texts.FLOW_REMINDER_LEFT in left
    await bot.hears("tu", choice="class:kin:1")
    (left,) = await bot.hears("tu", said)
    assert texts.FLOW_LEARNER_LEFT in left
    assert await hears_announcements(bot, "tu")


async def test_a_command_or_a_question_is_no_learner_s_name(bot: Bot) -> None:
    await bot.hears("tu", choice="class:kin:1")
    (answer,) = await bot.hears("tu", QUESTION)
    assert "mật khẩu" in answer and "đợi họ tên người học" in answer
    (odd,) = await bot.hears("tu", "Bà Năm 78 tuổi")
    assert odd.startswith(f"tu ← {texts.CLASS_NAME_ODD}") and odd.endswith("[Thôi]")
    (reminders,) = await bot.hears("tu", "/nhac")
    assert texts.REMINDERS_NONE in reminders and "đợi họ tên người học" in reminders
    (joined,) = await bot.hears("tu", "Trần Thị Năm")
    assert "Trần Thị Năm" in joined


@pytest.mark.parametrize("said", ["hủy", "thôi", "dừng lại"])
async def test_cancel_at_a_question_of_buttons_changes_nothing(bot: Bot, said: str) -> None:
    await bot.hears("tu", "xóa dữ liệu của tôi")
    (kept,) = await bot.hears("tu", said)
    assert kept.startswith(f"tu ← {texts.KEPT}") and await hears_announcements(bot, "tu")
    await bot.hears("tu", choice="class:show:1")
    (same,) = await bot.hears("tu", said)
    assert same.startswith(f"tu ← {texts.FLOW_NOTHING}") and await hears_announcements(bot, "tu")


async def test_outside_a_flow_the_words_mean_what_they_meant(bot: Bot) -> None:
    (menu,) = await bot.hears("tu", "menu")
    assert menu.startswith(f"tu ← {texts.MENU} [1. ")
    (stopped,) = await bot.hears("tu", "dừng")
    assert stopped == f"tu ← {texts.STOPPED}"


@pytest.mark.parametrize("said", ["/lenh", "/lệnh", "lệnh", "các lệnh", "việc của tôi"])
async def test_each_is_shown_what_their_role_can_do(bot: Bot, said: str) -> None:
    shown = {who: (await bot.hears(who, said))[0] for who in ("can-bo", "lanh-dao", "hoa", "tu")}
    assert "Soạn thông báo. Nhắn: /thongbao" in shown["can-bo"]
    assert "[1. Soạn thông báo]" in shown["can-bo"]
    assert "[1. Việc chờ duyệt]" in shown["lanh-dao"]
    assert "Nhắn: /ghinhan" in shown["hoa"] and "/thongbao" not in shown["hoa"]
    assert shown["tu"].startswith(f"tu ← {texts.POWERS_RESIDENT_TITLE}")
    assert "/thongbao" not in shown["tu"] and "duyệt" not in shown["tu"]
    (asked,) = await bot.hears("can-bo", "1")
    assert asked.startswith("can-bo ← Soạn thông báo của Xã An Phú Đông.")
    (none,) = await bot.hears("lanh-dao", "1")
    assert none.startswith(f"lanh-dao ← {texts.WAITING_NONE}")
    (person,) = await bot.hears("tu", "gửi phản ánh")
    assert texts.REPORT_CATEGORY in person


async def test_the_menu_of_who_decides_says_how_much_waits(bot: Bot, clock: ObedientClock) -> None:
    (menu,) = await bot.hears("lanh-dao", "menu")
    assert menu.endswith(f"{texts.BUTTON_POWERS}]") and "chờ anh/chị duyệt" not in menu
    await bot.hears("can-bo", "/thongbao")
    for words in (WORDS, "thôn 3", "ngay", "1"):
        await bot.hears("can-bo", words)
    clock.pass_by(minutes=1)
    (menu,) = await bot.hears("lanh-dao", "menu")
    assert texts.MENU_WAITING.format(count=1) in menu
