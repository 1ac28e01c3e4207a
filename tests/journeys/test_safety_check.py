"""A resident shows what somebody sent: a link, a file, forwarded words, a number, an account."""

import pytest

from bot import texts
from bot.messages.content import Attachment, AttachmentKind, Incoming
from tests.journeys.bot import Bot

APK = Attachment(AttachmentKind.DOCUMENT, ref="f1", name="VNeID_capnhat.apk", size=9_000_000)


@pytest.fixture(autouse=True)
async def resident(bot: Bot) -> None:
    """Somebody who lives in a village of the first commune."""
    await bot.hears("sau", "/start", start="u-ap-03")
    await bot.hears("sau", "đồng ý")


@pytest.mark.parametrize(
    ("said", "answer", "reason"),
    [
        (
            "link nay co phai lua dao khong https://vneid.gov.vn.capnhat.top/VNeID.apk",
            "Đường dẫn vneid.gov.vn.capnhat.top giả giống gov.vn.",
            "– Tên cơ quan nhà nước chỉ nằm ở giữa; phần cuối «capnhat.top»",
        ),
        (
            "xem (dichvucong.gov.vn → https://nhan-qua.shop/a)",
            "Đường dẫn nhan-qua.shop không phải của xã",
            "– Chữ hiện ra là dichvucong.gov.vn, nhưng bấm vào thì sang nhan-qua.shop.",
        ),
        (
            "con oi me chuyen 5 trieu vao stk 19012345678901 nhe con dang can gap",
            "Tin này xin chuyển tiền vào một tài khoản.",
            "nghe giọng",
        ),
        ("0912 345 678", "Tôi không biết số 0912345678", "hỏi lại công an xã"),
    ],
)
async def test_the_answer_names_the_rule_and_what_to_do_next(
    bot: Bot, said: str, answer: str, reason: str
) -> None:
    heard = (await bot.hears("sau", said))[-1]
    assert heard.startswith(f"sau ← {answer}") and reason in heard
    assert "[1. Gặp người]" in heard and "an toàn" not in heard
    if "0912" not in said:
        assert "Công an xã (bác đến trụ sở, hoặc hỏi trưởng thôn)." in heard
        assert texts.GENUINE_DONE in heard


async def test_what_is_the_state_s_is_called_by_its_name_and_nothing_more(bot: Bot) -> None:
    (heard,) = await bot.hears("sau", "dichvucong.gov.vn co phai that khong")
    assert "dichvucong.gov.vn là Cổng Dịch vụ công quốc gia." in heard
    assert texts.GENUINE_DONE not in heard and "an toàn" not in heard


async def test_a_program_is_warned_of_before_anything_else(bot: Bot) -> None:
    (heard,) = await bot.hears("sau", attachments=[APK])
    assert heard.startswith("sau ← Bác đừng cài, đừng mở tệp này: VNeID_capnhat.apk.")
    assert "Báo Công an xã" in heard


async def test_forwarded_words_are_looked_at_without_being_asked(bot: Bot) -> None:
    words = "Điện lực thông báo nhà bác nợ tiền điện, hai giờ nữa cắt điện, bấm phím 9"
    before = [len(channel.sent) for channel in (bot.channel, bot.second, bot.page)]
    await bot.inbox.receive(Incoming("fake", "sau", "fwd-1", text=words, forwarded="Người lạ"))
    (heard,) = await bot.heard(before)
    assert heard.startswith("sau ← Tin này giống kiểu lừa «dọa cắt điện».")
    assert texts.GENUINE_DONE in heard
