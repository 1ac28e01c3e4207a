"""An announcement as officers, approvers, residents and the team meet it, by chat."""

from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import Session

from bot import texts
from bot.broadcasts import sending
from bot.core.policy import POLICY
from bot.messages.content import Attachment, AttachmentKind
from bot.notices import broadcast_sending
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.schedule.demo import go_live
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

OFFICER, APPROVER = "Nguyễn Thị Cán Bộ Mẫu", "Trần Văn Lãnh Đạo Mẫu"
MEMBER = "Đỗ Thị Thử I"  # of Thôn 3
WORDS = "19 giờ 30 thứ Sáu 27/11 họp thôn tại nhà văn hóa. Bà con mang theo thẻ căn cước."


@pytest.fixture(autouse=True)
async def commune(bot: Bot) -> None:
    """Officer, approver and a member have chats; two residents of Thôn 3, one of Thôn Đoài."""
    await bot.db.write(go_live, now=bot.clock())
    for who, name in (("can-bo", OFFICER), ("lanh-dao", APPROVER), ("hoa", MEMBER)):
        await bot.link(who, name)
    for who, unit, name in (
        ("tu", "ap-03", "Bà Tư"),
        ("zalo:nam", "ap-03", "Ông Năm"),
        ("sau", "ap-05", "Chị Sáu"),
    ):
        await bot.hears(who, "/start", start=f"u-{unit}", name=name)
        await bot.hears(who, "1", name=name)


async def clock_looks(bot: Bot, times: int = 2) -> list[str]:
    before = len(bot.channel.sent), len(bot.second.sent)
    for _ in range(times):
        await bot.db.write(sending.begin_due, now=bot.clock())
        await bot.db.write(broadcast_sending.stage_due, window=300, now=bot.clock(), policy=POLICY)
        await bot.heard(before)
        await bot.db.write(broadcast_sending.finish_due, now=bot.clock(), policy=POLICY)
    return await bot.heard(before)


async def drafted(bot: Bot, to: str = "Thôn 3", words: str = WORDS) -> str:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", words)
    await bot.hears("can-bo", to)
    (shown,) = await bot.hears("can-bo", "1")
    return shown


async def test_from_the_first_word_to_the_result(bot: Bot) -> None:
    (asked,) = await bot.hears("can-bo", "soan thong bao")
    assert asked.startswith("can-bo ← Soạn thông báo của Xã An Phú Đông.")
    (who,) = await bot.hears("can-bo", WORDS)
    assert who.endswith("[1. Cả Xã An Phú Đông] [2. Chỉ Tổ công nghệ số] [3. Thôi, không gửi]")
    (when,) = await bot.hears("can-bo", "thon 3, thôn đoài")
    assert when.startswith(f"can-bo ← {texts.BROADCAST_ASK_WHEN}")
    (shown,) = await bot.hears("can-bo", "1")
    assert "tới được 4/4 người" in shown and "- Thôn 3: 3/3\n- Thôn Đoài: 1/1" in shown
    assert "Qua kênh: 3 fake, 1 zalo." in shown and WORDS in shown and "Nên sửa" not in shown
    sent, asked = await bot.hears("can-bo", "1")
    assert sent.startswith("can-bo ← Thông báo số 1 đã gửi tới 1 người duyệt.")
    assert asked.startswith("lanh-dao ← Mời anh/chị duyệt thông báo này.")
    assert asked.endswith("[1. Duyệt, cho gửi] [2. Không duyệt]")
    assert await clock_looks(bot) == []
    approved = await bot.hears("lanh-dao", "1")
    assert any(line.startswith("can-bo ← Thông báo số 1 đã được duyệt") for line in approved)
    heard = await clock_looks(bot)
    told = sorted(line.split(" ← ")[0] for line in heard if f" ← {WORDS}\n\nMã kiểm tra: " in line)
    assert told == ["hoa", "sau", "tu", "zalo:nam"]
    assert [line for line in heard if line.startswith("can-bo ← ")] == [
        "can-bo ← Thông báo số 1 đã gửi xong: 4/4 khung chat đã nhận, 0 không liên lạc được,"
        " 0 không gửi được, 0 đang chờ.\nĐã tới 4 trong 4 khung chat. Nhà nào chưa có khung chat"
        " thì chưa biết tin này: cần đọc loa, đến tận nơi."
    ]
    assert await clock_looks(bot) == []


async def test_who_drafts_does_not_approve_and_a_resident_does_neither(bot: Bot) -> None:
    await drafted(bot)
    await bot.hears("can-bo", "1")
    (own,) = await bot.hears("can-bo", choice="broadcast:yes:1")
    assert own.startswith(f"can-bo ← {texts.DECIDE_OWN}")
    for who in ("tu", "hoa"):
        (said,) = await bot.hears(who, choice="broadcast:yes:1")
        assert said.startswith(f"{who} ← {texts.NOT_AN_OFFICER}")
        (said,) = await bot.hears(who, "/thongbao")
        assert said.startswith(f"{who} ← {texts.NOT_AN_OFFICER}")


async def test_mistakes_are_mended_before_anybody_hears(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    (long,) = await bot.hears("can-bo", "x" * 3200)
    assert "quá 3000" in long
    await bot.hears("can-bo", "Mời bà con đến họp. Xã triển khai thu BHXHTN.")
    (nowhere,) = await bot.hears("can-bo", "thôn không có")
    assert nowhere.startswith("can-bo ← Tôi chưa hiểu")
    await bot.hears("can-bo", "thôn 3")
    (odd,) = await bot.hears("can-bo", "lúc nào rảnh")
    assert odd.startswith(f"can-bo ← {texts.BAD_MOMENT}")
    (shown,) = await bot.hears("can-bo", "mai 7h")
    assert "Bắt đầu gửi 7 giờ thứ Ba ngày 24/11" in shown
    for advice in (texts.LINT_TIME, texts.LINT_PLACE, "«triển khai» nên nói là «làm»", "«BHXHTN»"):
        assert f"Nên sửa: {advice}" in shown
    (again,) = await bot.hears("can-bo", "sua loi")
    assert again.startswith("can-bo ← Soạn thông báo của")
    (shown,) = await bot.hears("can-bo", WORDS)
    assert "Nên sửa" not in shown and WORDS in shown
    (dropped,) = await bot.hears("can-bo", "thoi khong gui")
    assert "đã hủy" in dropped
    assert await clock_looks(bot) == []


async def test_it_is_said_again_to_who_did_not_get_it_and_to_nobody_else(bot: Bot) -> None:
    await drafted(bot)
    await bot.hears("can-bo", "1")
    bot.channel.refused_addresses.add("tu")
    await bot.hears("lanh-dao", "1")
    heard = await clock_looks(bot)
    (result,) = [line for line in heard if line.startswith("can-bo ← Thông báo số 1 đã gửi xong")]
    assert "2/3 khung chat đã nhận" in result
    assert result.endswith("[1. Ai chưa nhận] [2. Gửi lại người chưa nhận]")
    bot.channel.refused_addresses.clear()
    (shown,) = await bot.hears("can-bo", "2")
    assert "Thông báo số 2: tới được 1/1 người." in shown and WORDS in shown
    await bot.hears("can-bo", "1")
    await bot.hears("can-bo", choice="broadcast:ask:2:again")
    await bot.hears("lanh-dao", choice="broadcast:yes:2")
    told = [line.split(" ← ")[0] for line in await clock_looks(bot) if WORDS in line]
    assert told == ["tu"]


async def test_it_is_read_out_and_hung_up(bot: Bot) -> None:
    await drafted(bot)
    (early,) = await bot.hears("can-bo", choice="broadcast:paper:1")
    assert early.startswith(f"can-bo ← {texts.BUTTON_OLD}")
    await bot.hears("can-bo", choice="broadcast:ask:1")
    await bot.hears("lanh-dao", "1")
    *_, said = await bot.hears("can-bo", "bản đọc loa, áp phích")
    assert said.startswith("can-bo ← Thông báo số 1: bản đọc loa và áp phích A4 để in.")
    attachments = [
        attachment for _, reply in bot.channel.sent[-3:] for attachment in reply.attachments
    ]
    assert [attachment.name for attachment in attachments] == ["doc-loa-1.pdf", "ap-phich-1.pdf"]
    read = [
        PdfReader(bot.path_of(attachment)).pages[0].extract_text() for attachment in attachments
    ]
    assert "mười chín giờ ba mươi" in read[0].lower().replace("\n", " ")
    assert "THÔNG BÁO" in read[1] and "Mã kiểm tra" in read[1]


async def test_a_button_and_an_end_are_written_in_words(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("can-bo", "/thongbao")
    (wrong,) = await bot.hears("can-bo", f"{WORDS}\nNút: Ghi tên = lớp mười hai")
    assert wrong.startswith("can-bo ← Nút «Ghi tên = lớp mười hai» viết chưa đúng.")
    await bot.hears("can-bo", f"{WORDS}\nNút: Xem thêm = https://dichvucong.gov.vn")
    await bot.hears("can-bo", "thôn 3")
    for when, shown_as in (
        ("mai 7h, trước 17h", "Bắt đầu gửi 7 giờ thứ Ba ngày 24/11"),
        ("mai 7h trước mai 17h", "Bắt đầu gửi 7 giờ thứ Ba ngày 24/11"),
        ("gui ngay, truoc 17h mai", "Bắt đầu gửi 8 giờ thứ Hai ngày 23/11"),
    ):
        (shown,) = await bot.hears("can-bo", when)
        ends = "Quá 17 giờ thứ Ba ngày 24/11 mà chưa gửi được thì thôi."
        assert shown_as in shown and ends in shown
        assert "Nút:" not in shown and "Nút dưới tin: Xem thêm." in shown
        await bot.hears("can-bo", choice="broadcast:when:1")
    (odd,) = await bot.hears("can-bo", "mai 17h, trước lúc nào đó")
    assert odd.startswith(f"can-bo ← {texts.BAD_MOMENT}")
    (shown,) = await bot.hears("can-bo", choice="broadcast:soon:1")
    await bot.hears("can-bo", choice="broadcast:ask:1")
    await bot.hears("lanh-dao", "1")
    heard = await clock_looks(bot)
    told = [line for line in heard if f" ← {WORDS}" in line]
    assert len(told) == 3 and all(line.endswith("[Xem thêm]") for line in told)


async def test_what_a_scammer_would_say_is_refused(bot: Bot) -> None:
    await drafted(bot, words="Bà con gửi mã OTP cho cán bộ để nhận tiền hỗ trợ.")
    (refused,) = await bot.hears("can-bo", "1")
    assert refused.startswith(f"can-bo ← {texts.LINT_SECRET}")


async def test_the_same_again_is_asked_about(bot: Bot) -> None:
    await drafted(bot)
    await bot.hears("can-bo", "1")
    await bot.hears("lanh-dao", choice="broadcast:yes:1")
    await clock_looks(bot)
    assert "vừa nói y như thế" in await drafted(bot)
    (asked,) = await bot.hears("can-bo", "1")
    assert asked.endswith("[1. Vẫn xin duyệt] [2. Thôi, không gửi]")
    told = await bot.hears("can-bo", "1")
    assert any(line.startswith("lanh-dao ← Mời anh/chị duyệt") for line in told)


async def test_refused_it_goes_back_to_the_drafter(bot: Bot) -> None:
    await drafted(bot)
    await bot.hears("can-bo", "1")
    told = await bot.hears("lanh-dao", choice="broadcast:no:1")
    assert any(line.startswith("can-bo ← Thông báo số 1 không được duyệt") for line in told)
    assert await clock_looks(bot) == []


async def test_a_photo_goes_along_to_every_channel(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    photo = Attachment(AttachmentKind.PHOTO, "ref-1")
    await bot.hears("can-bo", WORDS, attachments=[photo])
    await bot.hears("can-bo", "thôn 3")
    await bot.hears("can-bo", "1")
    await bot.hears("can-bo", "1")
    await bot.hears("lanh-dao", choice="broadcast:yes:1")
    await clock_looks(bot)
    heard = [reply for who, reply in bot.channel.sent if who == "tu"][-2:]
    assert [attachment.kind for attachment in heard[0].attachments] == [AttachmentKind.PHOTO]
    assert heard[1].text.startswith(WORDS)


async def test_paused_by_one_press_and_resumed_by_another(bot: Bot) -> None:
    await drafted(bot)
    await bot.hears("can-bo", "1")
    await bot.hears("lanh-dao", choice="broadcast:yes:1")
    (paused,) = await bot.hears("can-bo", choice="broadcast:pause:1")
    assert "đang tạm dừng" in paused and "[2. Gửi tiếp]" in paused
    assert await clock_looks(bot) == []
    await bot.hears("can-bo", "2")
    assert sum(WORDS in line for line in await clock_looks(bot)) == 3


async def test_a_weekday_that_is_not_the_date_s_is_shown_with_the_draft(bot: Bot) -> None:
    shown = await drafted(bot, words="Họp thôn lúc 19h30 thứ 6 ngày 03/12 tại nhà văn hóa.")
    assert "Xem lại ngày: thứ Sáu không khớp với ngày 3/12" in shown


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("mai 3h", "«mai 3h» là 15 giờ thứ Ba ngày 24/11 hay 3 giờ sáng thứ Ba ngày 24/11 ạ?"),
        ("mai", "«mai» chưa có giờ."),
        ("7h sáng nay", "«7h sáng nay» đã qua."),
        ("8h thứ 6 ngày 26/11", "Thứ Sáu không khớp với ngày 26/11"),
    ],
)
async def test_a_time_in_doubt_is_asked_about(bot: Bot, said: str, asked: str) -> None:
    await drafted(bot)
    await bot.hears("can-bo", choice="broadcast:when:1")
    (answer,) = await bot.hears("can-bo", said)
    assert answer.startswith(f"can-bo ← {asked}")


async def test_nobody_left_is_the_team_s_list(bot: Bot) -> None:
    def blocks(session: Session) -> None:
        contact = get_or_create_contact(session, "fake", "tu", now=bot.clock())
        contact.unreachable_since = bot.clock()

    await bot.db.write(blocks)
    await drafted(bot)
    await bot.hears("can-bo", "1")
    await bot.hears("lanh-dao", choice="broadcast:yes:1")
    told = await clock_looks(bot)
    assert any("khung chat, còn 1" in line and "[1. Ai chưa nhận]" in line for line in told)
    (listed,) = await bot.hears("can-bo", "1")
    assert "- Bà Tư, Thôn 3: đã chặn hoặc bỏ khung chat" in listed
    (listed,) = await bot.hears("hoa", "con ai chua nhan")
    assert "- Bà Tư, Thôn 3" in listed
    (refused,) = await bot.hears("sau", "/chuatoi")
    assert refused.startswith(f"sau ← {texts.LEFT_NOT_YOURS}")


async def test_a_commune_that_is_not_live_tells_only_its_team(bot: Bot) -> None:
    def closes(session: Session) -> None:
        for code in ("demo", "an-phu"):
            get_unit(session, code).live_since = None

    await bot.db.write(closes)
    shown = await drafted(bot)
    assert texts.PREVIEW_TRIAL in shown and "tới được 1/1 người" in shown
    await bot.hears("can-bo", "1")
    await bot.hears("lanh-dao", choice="broadcast:yes:1")
    (heard,) = [line for line in await clock_looks(bot) if WORDS in line]
    assert heard.startswith(f"hoa ← {WORDS}")


async def test_a_draft_left_alone_does_not_swallow_later_words(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.hears("can-bo", "/thongbao")
    clock.now += timedelta(hours=13)
    (answer,) = await bot.hears("can-bo", "quen mat khau vneid lam sao")
    assert "mật khẩu" in answer


@pytest.mark.parametrize(
    "choice",
    [
        "broadcast:",
        "broadcast:yes",
        "broadcast:yes:x",
        "broadcast:what:1",
        "broadcast:yes:99",
        "broadcast:all:1",
    ],
)
async def test_an_odd_button_says_so(bot: Bot, choice: str) -> None:
    await drafted(bot)
    await bot.hears("can-bo", "1")
    said = await bot.hears("can-bo", choice=choice)
    assert len(said) == 1 and said[0].startswith("can-bo ← ")


async def test_a_code_tells_whether_it_is_ours(bot: Bot) -> None:
    await drafted(bot)
    await bot.hears("can-bo", "1")
    await bot.hears("lanh-dao", choice="broadcast:yes:1")
    (heard,) = [line for line in await clock_looks(bot) if line.startswith("sau ← ")] or [""]
    assert heard == ""  # of another village
    [code] = {
        reply.text.split("kiểm tra ")[-1].rstrip(".")
        for who, reply in bot.channel.sent
        if who == "tu" and WORDS in reply.text
    }
    (ours,) = await bot.hears("sau", f"kiem tra {code}")
    assert ours.startswith(f"sau ← Đúng, mã {code} là thông báo của Xã An Phú Đông")
    (how,) = await bot.hears("sau", "kiểm tra")
    assert how.startswith(f"sau ← {texts.GENUINE_HOW}")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("kiểm tra 9999999", "sau ← "),
        ("KIEM TRA 0000", "sau ← Không có thông báo nào của xã mang mã 0000."),
        ("https://dichvucong-gov.vn.xyz/a", "sau ← Đường dẫn dichvucong-gov.vn.xyz giả giống"),
        ("cai nay co phai that khong https://bit.ly/a", "sau ← Đường dẫn bit.ly là loại rút gọn"),
        ("so 0912345678 goi toi, co phai lua dao khong", "sau ← Tôi không biết số 0912345678"),
        (
            "kiểm tra tin: dien luc bao nha toi no tien dien, hai gio nua cat dien",
            "sau ← Tin này giống kiểu lừa «dọa cắt điện»",
        ),
        (
            "kiểm tra tin: hôm nào rảnh ghé nhà tôi ăn cơm nhé chị em mình",
            f"sau ← {texts.GENUINE_UNSURE}",
        ),
    ],
)
async def test_what_residents_paste_is_looked_at(bot: Bot, said: str, answer: str) -> None:
    (heard,) = await bot.hears("sau", said)
    assert heard.startswith(answer)
