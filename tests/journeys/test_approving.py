"""The second person sees all that goes out, says yes or why not; the drafter mends, not retypes."""

from collections.abc import Sequence

import pytest
from sqlmodel import Session

from bot import texts
from bot.broadcasts.models import Broadcast, BroadcastState
from bot.messages.content import Attachment, AttachmentKind
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.polls.models import Poll, PollState
from bot.schedule.demo import go_live
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

OFFICER, APPROVER = "Nguyễn Thị Cán Bộ Mẫu", "Trần Văn Lãnh Đạo Mẫu"
WORDS = "19 giờ 30 thứ Sáu 27/11 họp thôn tại nhà văn hóa. Bà con mang theo thẻ căn cước."
SCAM = "https://dichvucong.gov.vn.nhan-tien.top/vneid"
FORM = "Làm đường Thôn 3\nXem vneid.gov.vn.capnhat.top rồi chọn đường nào?\n- Trục\n- Ngõ"


@pytest.fixture(autouse=True)
async def commune(bot: Bot) -> None:
    """An officer and an approver have chats, and bà Tư of Thôn 3."""
    await bot.db.write(go_live, now=bot.clock())
    for who, name in (("can-bo", OFFICER), ("lanh-dao", APPROVER)):
        await bot.link(who, name)
    await bot.hears("tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("tu", "1", name="Bà Tư")


async def asked(
    bot: Bot, words: str = WORDS, to: str = "thôn 3", files: Sequence[Attachment] = ()
) -> str:
    """An announcement is drafted and asked about; what the approver sees."""
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", words, attachments=files)
    await bot.hears("can-bo", to)
    await bot.hears("can-bo", "gửi ngay")
    heard = await bot.hears("can-bo", "1")
    return next(line for line in heard if line.startswith("lanh-dao ← Mời"))


async def announcement(bot: Bot, number: int = 1) -> Broadcast:
    return await bot.db.read(lambda session: session.get_one(Broadcast, number))


async def test_a_button_s_link_and_a_file_are_in_the_notice_in_full(bot: Bot) -> None:
    paper = Attachment(AttachmentKind.DOCUMENT, "ref-1", name="giay-moi.pdf", size=204_800)
    words = f"{WORDS} Xem dichvucong.gov.vn/huong-dan\nNút: Nhận tiền = {SCAM}"
    notice = await asked(bot, words, files=[paper])
    assert f"Nút «Nhận tiền» mở {SCAM}" in notice
    assert "dichvucong.gov.vn.nhan-tien.top KHÔNG phải trang của cơ quan nhà nước" in notice
    assert "dichvucong.gov.vn là trang của cơ quan nhà nước" in notice
    assert texts.LINT_LINK.format(link=SCAM) in notice
    assert "Tệp kèm: giay-moi.pdf (200 KB)" in notice
    assert f"Người soạn: {OFFICER}, lúc 8 giờ thứ Hai ngày 23/11." in notice
    files = [
        attachment
        for who, reply in bot.channel.sent
        for attachment in reply.attachments
        if who != "can-bo"
    ]
    assert [attachment.name for attachment in files] == ["giay-moi.pdf"]


async def test_a_program_is_refused_while_it_is_drafted(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    program = Attachment(AttachmentKind.DOCUMENT, "ref-1", name="VNeID_capnhat.apk")
    (said,) = await bot.hears("can-bo", WORDS, attachments=[program])
    refused = texts.FILE_RUNS.format(name="VNeID_capnhat.apk")
    assert said == f"can-bo ← {refused} [{texts.BUTTON_BROADCAST_DROP}]"
    (who,) = await bot.hears("can-bo", WORDS)
    assert who.startswith(f"can-bo ← {texts.BROADCAST_ASK_AUDIENCE}")


async def test_a_secret_asked_for_on_a_button_is_refused_too(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", f"{WORDS}\nNút: Nhập mã OTP tại đây = https://dichvucong.gov.vn")
    await bot.hears("can-bo", "thôn 3")
    await bot.hears("can-bo", "ngay")
    (said,) = await bot.hears("can-bo", "1")
    assert said.startswith(f"can-bo ← {texts.LINT_SECRET}")
    assert "[1. Xin duyệt]" in said  # an error keeps its buttons


async def test_a_poll_s_links_and_its_drafter_are_in_the_notice(bot: Bot) -> None:
    await bot.hears("can-bo", choice="poll:new")
    await bot.hears("can-bo", FORM)
    heard = await bot.hears("can-bo", "1")
    (notice,) = [line for line in heard if line.startswith("lanh-dao ← ")]
    assert "vneid.gov.vn.capnhat.top KHÔNG phải trang của cơ quan nhà nước" in notice
    assert f"Người soạn: {OFFICER}, lúc 8 giờ thứ Hai ngày 23/11." in notice


async def test_who_refuses_says_why_and_the_drafter_mends_without_typing_anew(bot: Bot) -> None:
    await asked(bot)
    why, told = sorted(await bot.hears("lanh-dao", "2"), reverse=True)
    assert why.startswith(f"lanh-dao ← {texts.REFUSAL_WHY} [1. Sai ngày, giờ]")
    assert told.startswith("can-bo ← Thông báo số 1 không được duyệt: Trần Văn Lãnh Đạo Mẫu trả")
    said, reason = sorted(await bot.hears("lanh-dao", "thứ Sáu là ngày 27 hay 28?"), reverse=True)
    assert said.startswith(f"lanh-dao ← Tôi đã chuyển lý do cho {OFFICER}: thứ Sáu là ngày 27")
    assert "Lý do: thứ Sáu là ngày 27 hay 28?" in reason and APPROVER in reason
    assert reason.endswith(f"[{texts.BUTTON_BROADCAST_MEND}]")
    (shown,) = await bot.hears("can-bo", "1")
    assert WORDS in shown and "[2. Sửa lời]" in shown
    await bot.hears("can-bo", "2")
    await bot.hears("can-bo", WORDS.replace("27/11", "4/12"))
    heard = await bot.hears("can-bo", "1")
    (again,) = [line for line in heard if line.startswith("lanh-dao ← Mời anh/chị duyệt")]
    assert "4/12" in again
    await bot.hears("lanh-dao", "1")
    assert (await announcement(bot)).state == BroadcastState.APPROVED


async def test_a_reason_may_be_a_button_or_none(bot: Bot) -> None:
    await asked(bot)
    await bot.hears("lanh-dao", "2")
    said, told = sorted(await bot.hears("lanh-dao", "sai noi nhan"), reverse=True)
    assert "Sai nơi nhận" in said and "Lý do: Sai nơi nhận" in told
    await bot.hears("can-bo", "1")
    await bot.hears("can-bo", "1")
    await bot.hears("lanh-dao", "2")
    (none,) = await bot.hears("lanh-dao", "không nêu lý do")
    assert none.startswith(f"lanh-dao ← {texts.REFUSAL_NO_WHY.format(number=1)}")


async def test_a_slip_of_the_finger_is_undone(bot: Bot) -> None:
    await asked(bot)
    await bot.hears("lanh-dao", "2")
    shown, told = sorted(await bot.hears("lanh-dao", "bấm nhầm, để chờ duyệt"), reverse=True)
    assert shown.startswith("lanh-dao ← Mời anh/chị duyệt thông báo này.")
    assert told.startswith("can-bo ← Số 1 ") and "lại chờ duyệt" in told
    await bot.hears("lanh-dao", "1")
    assert (await announcement(bot)).state == BroadcastState.APPROVED


async def test_an_older_notice_does_not_approve_what_was_mended_since(bot: Bot) -> None:
    await asked(bot)
    await bot.hears("can-bo", choice="broadcast:edit:1")
    await bot.hears("can-bo", choice="broadcast:words:1")
    await bot.hears("can-bo", f"{WORDS}\nNút: Xem = {SCAM}")
    await bot.hears("can-bo", "1")
    for old in ("broadcast:yes:1:1", "broadcast:yes:1"):
        (shown,) = await bot.hears("lanh-dao", choice=old)
        assert shown.startswith(f"lanh-dao ← {texts.NOTICE_OLD}") and SCAM in shown
        assert (await announcement(bot)).state == BroadcastState.WAITING
    await bot.hears("lanh-dao", "1")
    assert (await announcement(bot)).state == BroadcastState.APPROVED


async def test_what_is_taken_back_cannot_be_approved_meanwhile(bot: Bot) -> None:
    await asked(bot)
    (shown,) = await bot.hears("can-bo", "rút về để sửa")
    assert WORDS in shown
    (late,) = await bot.hears("lanh-dao", "1")
    assert late.startswith("lanh-dao ← Thông báo số 1 đang soạn")
    (other,) = await bot.hears("lanh-dao", choice="broadcast:edit:1")
    assert other.startswith(f"lanh-dao ← {texts.EDIT_OTHERS}")


@pytest.mark.parametrize("said", ["duyệt", "Duyet", "/duyet", "có gì chờ duyệt không?"])
async def test_the_approver_asks_what_waits(bot: Bot, clock: ObedientClock, said: str) -> None:
    (none,) = await bot.hears("lanh-dao", said)
    assert none.startswith(f"lanh-dao ← {texts.WAITING_NONE}")
    notice = await asked(bot)
    clock.pass_by(minutes=1)
    (shown,) = await bot.hears("lanh-dao", said)
    assert shown == notice.replace("gửi 8 giờ thứ", "gửi 8 giờ 01 thứ")
    clock.pass_by(minutes=1)
    await bot.hears("can-bo", choice="poll:new")
    await bot.hears("can-bo", FORM)
    await bot.hears("can-bo", "1")
    (listed,) = await bot.hears("lanh-dao", said)
    assert "[1. Thông báo 1: 19 giờ 30" in listed and "[2. Lấy ý kiến 1: Làm đường" in listed
    (poll,) = await bot.hears("lanh-dao", "2")
    assert poll.startswith("lanh-dao ← Mời anh/chị duyệt cuộc lấy ý kiến này.")
    (own,) = await bot.hears("can-bo", said)
    assert own.startswith(f"can-bo ← {texts.WAITING_NONE}")
    (resident,) = await bot.hears("tu", "duyệt")
    assert "chờ anh/chị duyệt" not in resident


async def test_drafts_and_announcements_are_listed_and_gone_on_with(bot: Bot) -> None:
    (none,) = await bot.hears("can-bo", "danh sách thông báo")
    assert none.startswith("can-bo ← Xã An Phú Đông chưa có thông báo nào.")
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", WORDS)
    await bot.hears("can-bo", "/thongbao")
    (listed,) = await bot.hears("can-bo", "bản nháp")
    assert "[1. Số 1, đang soạn: 19 giờ 30" in listed
    (shown,) = await bot.hears("can-bo", "1")
    assert WORDS in shown and shown.endswith("[1. Soạn tiếp] [2. Hủy, không gửi nữa]")
    (who,) = await bot.hears("can-bo", "1")
    assert who.startswith(f"can-bo ← {texts.BROADCAST_ASK_AUDIENCE}")


async def test_a_refused_poll_is_mended_and_asked_again(bot: Bot) -> None:
    await bot.hears("can-bo", choice="poll:new")
    await bot.hears("can-bo", FORM)
    await bot.hears("can-bo", "1")
    await bot.hears("lanh-dao", "2")
    said, told = sorted(await bot.hears("lanh-dao", "câu hỏi khó hiểu"), reverse=True)
    assert "câu hỏi khó hiểu" in said and "Lý do: câu hỏi khó hiểu" in told
    (shown,) = await bot.hears("can-bo", "1")
    assert "«Làm đường Thôn 3»" in shown
    await bot.hears("can-bo", "1")
    (old,) = await bot.hears("lanh-dao", choice="poll:yes:1")
    assert old.startswith(f"lanh-dao ← {texts.NOTICE_OLD}")
    await bot.hears("lanh-dao", "1")
    poll = await bot.db.read(lambda session: session.get_one(Poll, 1))
    assert poll.state == PollState.OPEN


async def twins(bot: Bot) -> None:
    """Two villages whose names differ by a tone."""

    def work(session: Session) -> None:
        parent = get_unit(session, "an-phu")
        for code, name in (("ap-21", "Thôn Hạ"), ("ap-22", "Thôn Hà")):
            upsert_unit(session, code, name, UnitKind.VILLAGE, parent=parent)

    await bot.db.write(work)


async def test_a_village_is_meant_as_written_and_asked_about_when_two_are(bot: Bot) -> None:
    await twins(bot)
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", WORDS)
    for said, audience in (
        ("Thôn Hạ", "ap-21"),
        ("thôn hà", "ap-22"),
        ("Thôn Hà và thôn 3", "ap-22 + ap-03"),
        ("thon doai, Thôn Hạ", "ap-05 + ap-21"),
    ):
        await bot.hears("can-bo", choice="broadcast:who:1")
        await bot.hears("can-bo", said)
        assert (await announcement(bot)).audience == audience
    await bot.hears("can-bo", choice="broadcast:who:1")
    (which,) = await bot.hears("can-bo", "thon ha, thon 3")
    assert which.startswith("can-bo ← «thon ha» có thể là: Thôn Hạ, Thôn Hà.")
    assert "[1. Thôn Hạ] [2. Thôn Hà]" in which
    await bot.hears("can-bo", "2")
    assert (await announcement(bot)).audience == "ap-03 + ap-22"
    await bot.hears("can-bo", choice="poll:new")
    await bot.hears("can-bo", FORM)
    await bot.hears("can-bo", choice="poll:where:1")
    (which,) = await bot.hears("can-bo", "thon ha")
    assert "[1. Thôn Hạ] [2. Thôn Hà]" in which
    (shown,) = await bot.hears("can-bo", "1")
    assert "của Thôn Hạ" in shown


@pytest.mark.parametrize(
    ("said", "audience"),
    [
        ("cả xã", "an-phu"),
        ("Toàn xã", "an-phu"),
        ("chi to", "an-phu, role:team"),
        ("an-phu, role:team", "an-phu, role:team"),
        ("Thôn 3\nThôn Đoài", "ap-03 + ap-05"),
    ],
)
async def test_everybody_and_the_team_have_plain_names(bot: Bot, said: str, audience: str) -> None:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", WORDS)
    await bot.hears("can-bo", said)
    assert (await announcement(bot)).audience == audience


@pytest.mark.parametrize(
    ("said", "shown_as"),
    [
        ("ngay", "Bắt đầu gửi 8 giờ thứ Hai ngày 23/11"),
        ("Gửi ngay!", "Bắt đầu gửi 8 giờ thứ Hai ngày 23/11"),
        ("mai 7h", "7 giờ thứ Ba ngày 24/11"),
        ("sáng mai 7 giờ", "7 giờ thứ Ba ngày 24/11"),
        ("7h tối nay", "19 giờ thứ Hai ngày 23/11"),
        ("thứ 5 14h", "14 giờ thứ Năm ngày 26/11"),
        ("19.30 hôm nay", "19 giờ 30 thứ Hai ngày 23/11"),
    ],
)
async def test_a_time_is_read_and_said_back(bot: Bot, said: str, shown_as: str) -> None:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", WORDS)
    await bot.hears("can-bo", "thôn 3")
    (shown,) = await bot.hears("can-bo", said)
    assert shown_as in shown


async def test_a_time_in_doubt_is_asked_about_not_guessed(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", WORDS)
    await bot.hears("can-bo", "thôn 3")
    for doubtful, why in (
        ("mai lúc 7", texts.BAD_MOMENT),
        ("lúc nào rảnh", texts.BAD_MOMENT),
        ("25h mai", texts.MOMENT_BAD_HOUR.format(said="25h mai")),
        ("ngày 20/11 7h", texts.MOMENT_PAST.format(said="ngày 20/11 7h")),
    ):
        (said,) = await bot.hears("can-bo", doubtful)
        assert said.startswith(f"can-bo ← {why} [1. Duyệt xong gửi ngay]")
    (which,) = await bot.hears("can-bo", "5h mai")
    assert which.startswith("can-bo ← «5h mai» là 17 giờ thứ Ba ngày 24/11 hay 5 giờ sáng thứ Ba")
    assert "[1. 17 giờ thứ Ba ngày 24/11] [2. 5 giờ sáng thứ Ba ngày 24/11]" in which
    (shown,) = await bot.hears("can-bo", "1")
    assert "Bắt đầu gửi 17 giờ thứ Ba ngày 24/11" in shown
