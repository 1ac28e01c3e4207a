"""What was said wrong and is said again: a subject, a code, a place, whom to call."""

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.broadcasts import service, submission
from bot.broadcasts.models import Broadcast
from bot.broadcasts.service import BroadcastDraft
from bot.core.policy import POLICY
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from bot.schedule.demo import go_live
from tests.journeys.bot import Bot
from tests.journeys.test_first_contact import village_of


async def settled(bot: Bot, village: str = "ap-07") -> None:
    """Bà Tư has agreed and lives in this village."""
    await bot.hears("ba-tu", "/start", start=f"u-{village}", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")


@pytest.mark.parametrize(
    "text",
    [
        "không phải vneid, vssid cơ",
        "khong phai vneid, vssid co",
        "ý tôi là vssid",
        "à nhầm, vssid chứ",
        "vssid chứ không phải vneid",
    ],
)
async def test_the_last_question_is_answered_for_what_was_meant(bot: Bot, text: str) -> None:
    await settled(bot)
    (said,) = await bot.hears("ba-tu", "quên mật khẩu vneid")
    assert "VNeID" in said
    (said,) = await bot.hears("ba-tu", text)
    assert "Quên mật khẩu" in said and "VssID" in said and "vneid.gov.vn" not in said


async def test_a_correction_can_be_corrected(bot: Bot) -> None:
    await settled(bot)
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    await bot.hears("ba-tu", "không phải vneid, vssid cơ")
    (said,) = await bot.hears("ba-tu", "à không, ý tôi là etax cơ")
    assert "eTax" in said and "mật khẩu" in said


async def checked_code(bot: Bot) -> str:
    """An announcement has come; its code."""
    await settled(bot, "ap-06")
    await bot.db.write(go_live, now=bot.clock())

    def announce(session: Session) -> str:
        words = BroadcastDraft("Sáng mai tiêm vắc xin cúm tại trạm y tế.", "ap-06")
        now, unit = bot.clock(), get_unit(session, "ap-06")
        broadcast = service.create_draft(session, unit, words, actor=OPERATOR, now=now)
        submission.submit_broadcast(session, broadcast, actor=OPERATOR, policy=POLICY, now=now)
        submission.approve_broadcast(session, broadcast, actor=OPERATOR, now=now, remark="a test")
        return session.exec(select(Broadcast.code)).one() or ""

    return await bot.db.write(announce)


@pytest.mark.parametrize(
    "again", ["à {}", "{}", "nhầm, {} cơ", "mã là {} ạ", "không phải 0000, {} mới đúng"]
)
async def test_a_check_code_typed_wrong_is_followed_by_the_code_alone(bot: Bot, again: str) -> None:
    code = await checked_code(bot)
    (said,) = await bot.hears("ba-tu", "kiểm tra 0000")
    assert "Không có thông báo" in said
    (said,) = await bot.hears("ba-tu", again.format(code))
    assert "vắc xin cúm" in said


async def test_the_word_alone_is_followed_by_the_code_alone(bot: Bot) -> None:
    code = await checked_code(bot)
    await bot.hears("ba-tu", "kiểm tra")
    (said,) = await bot.hears("ba-tu", code)
    assert "vắc xin cúm" in said


async def test_a_second_wrong_code_may_be_followed_by_the_right_one(bot: Bot) -> None:
    code = await checked_code(bot)
    await bot.hears("ba-tu", "kiểm tra 0000")
    await bot.hears("ba-tu", "à 0001")
    (said,) = await bot.hears("ba-tu", f"chết, {code}".replace("chết", "nhầm"))
    assert "vắc xin cúm" in said


async def test_a_number_after_anything_else_is_no_code(bot: Bot) -> None:
    code = await checked_code(bot)
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    (said,) = await bot.hears("ba-tu", f"à {code}")
    assert "vắc xin cúm" not in said


@pytest.mark.parametrize(
    "text", ["gọi ai bây giờ", "số nào", "thế tôi phải làm gì", "goi so may chau oi", "giờ làm sao"]
)
async def test_whom_to_call_is_said_again_after_a_danger(bot: Bot, text: str) -> None:
    await settled(bot)
    (danger,) = await bot.hears("ba-tu", "tôi bị lừa chuyển khoản mất 20 triệu")
    assert "ngân hàng" in danger
    (said,) = await bot.hears("ba-tu", text)
    assert "ngân hàng" in said and "113" in said


@pytest.mark.parametrize("text", ["rồi làm gì nữa", "làm gì nữa bây giờ", "thế phải làm sao"])
async def test_what_to_do_next_is_no_danger_of_its_own(bot: Bot, text: str) -> None:
    await settled(bot)
    (said,) = await bot.hears("ba-tu", text)
    assert "115" not in said and texts.EMERGENCY_TOLD not in said
    (fire,) = await bot.hears("ba-tu", "nhà tôi cháy rồi")
    assert "114" in fire
    (said,) = await bot.hears("ba-tu", text)
    assert said == fire, "the danger that was told of, not another"


async def test_a_new_danger_after_a_danger_is_the_new_one(bot: Bot) -> None:
    await settled(bot)
    await bot.hears("ba-tu", "nhà tôi cháy rồi")
    (said,) = await bot.hears("ba-tu", "mẹ tôi ngất xỉu rồi làm sao bây giờ")
    assert "115" in said and "114" not in said


async def test_a_code_that_was_sent_is_covered_and_is_no_danger(bot: Bot) -> None:
    await settled(bot)
    covered, said = await bot.hears("ba-tu", "otp 123456")
    assert covered == f"ba-tu ← {texts.SECRET_COVERED}"
    assert texts.EMERGENCY_TOLD not in said
    again, *_ = await bot.hears("ba-tu", "mã otp của tôi là 654321")
    assert again == f"ba-tu ← {texts.SECRET_COVERED_AGAIN}", "explained once"


async def test_what_is_no_danger_any_more_is_an_ordinary_question(bot: Bot) -> None:
    await settled(bot)
    await bot.hears("ba-tu", "tôi bị lừa chuyển khoản mất 20 triệu")
    (said,) = await bot.hears("ba-tu", "đăng ký kết hôn cần gì")
    assert "kết hôn" in said and "113" not in said


async def test_the_name_of_a_commune_is_no_lost_child(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")
    (said,) = await bot.hears("ba-tu", "xa hoa lac")
    assert "113" not in said and "Nà Lúa" in said


@pytest.mark.parametrize(
    "text",
    [
        "mẹ tôi ở bên bắc sơn, xã mình ấy",
        "me toi o ben bac son xa minh ay",
        "bố mẹ tôi ở thôn bắc sơn xã an phú",
        "con gái tôi ở bắc sơn",
        "bà ngoại ở thôn bắc sơn xã mình",
    ],
)
async def test_a_place_told_of_somebody_else_is_asked_about(bot: Bot, text: str) -> None:
    await bot.hears("ba-tu", "/start", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")
    (said,) = await bot.hears("ba-tu", text)
    assert "Thôn Bắc Sơn" in said and said.count("?") == 1
    assert await village_of(bot, "ba-tu") is None, "a place of somebody else is not hers"
    await bot.hears("ba-tu", "1")
    assert await village_of(bot, "ba-tu") == "ap-07"


async def test_who_is_known_keeps_their_place_when_they_tell_of_their_mother(bot: Bot) -> None:
    await settled(bot, "ap-04")
    (said,) = await bot.hears("ba-tu", "mẹ tôi ở thôn bắc sơn xã an phú")
    assert "Thôn Bắc Sơn" in said
    assert await village_of(bot, "ba-tu") == "ap-04"


@pytest.mark.parametrize("text", ["tôi ở thôn ba xã an phú", "nha toi o thon ba, xa an phu"])
async def test_a_number_in_words_is_the_village(bot: Bot, text: str) -> None:
    await bot.hears("ba-tu", "/start", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")
    (said,) = await bot.hears("ba-tu", text)
    assert "Thôn 3" in said and "An Phú" in said
    assert await village_of(bot, "ba-tu") == "ap-03"


@pytest.mark.parametrize("text", ["không phải thôn 3, thôn 2 cơ", "nhầm, thôn 2 chứ"])
async def test_a_village_named_wrong_is_corrected(bot: Bot, text: str) -> None:
    await settled(bot, "ap-03")
    await bot.hears("ba-tu", text)
    assert await village_of(bot, "ba-tu") == "ap-02"
