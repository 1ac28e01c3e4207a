"""Whose number, where, when; and whether a link or a number is what it says."""

import pytest
from sqlmodel import Session

from bot import texts
from bot.faq import service
from bot.people import units
from bot.people.actor import OPERATOR
from tests.journeys.bot import Bot


@pytest.fixture(autouse=True)
async def met(bot: Bot) -> None:
    """Bà Tư has agreed and lives in Thôn 3 of An Phú Đông; An Phú Đông has given two numbers."""
    await bot.hears("ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")

    def fill_in(session: Session) -> None:
        commune = units.get_unit(session, "an-phu")
        service.set_fact(
            session, commune, "police_phone", "0900 000 113", actor=OPERATOR, now=bot.clock()
        )
        service.set_fact(
            session, commune, "power_phone", "1900 1234", actor=OPERATOR, now=bot.clock()
        )

    await bot.db.write(fill_in)


@pytest.mark.parametrize("text", ["sdt cong an xa", "so dien thoai truc ban cong an", "sđt ca xã"])
async def test_the_police_number_is_told_and_nobody_is_called_a_cheat(bot: Bot, text: str) -> None:
    (said,) = await bot.hears("ba-tu", text)
    assert said.startswith("ba-tu ← Công an xã\n- Điện thoại: 0900 000 113\n- Địa chỉ: xã chưa")
    assert "lừa đảo" not in said and "(Theo nơi bác đã chọn: Thôn 3, Xã An Phú Đông.)" in said
    assert "[3. Gặp người]" in said


async def test_what_the_commune_has_not_filled_in_is_said_so(bot: Bot) -> None:
    (said,) = await bot.hears("ba-tu", "sdt tram y te")
    assert "Trạm y tế\n- Điện thoại: xã chưa điền" in said and "gọi 115" in said


async def test_who_has_chosen_no_village_is_asked_for_it_and_told_what_is_true_everywhere(
    bot: Bot,
) -> None:
    await bot.hears("ong-tam", "xin chao")
    (said,) = await bot.hears("ong-tam", "sdt công an xã")
    assert "- Điện thoại: bác chọn thôn thì tôi mới biết" in said and "gọi 113" in said
    assert f"[1. {texts.BUTTON_VILLAGE}]" in said
    (said,) = await bot.hears("ong-tam", "1")
    assert texts.ASK_COMMUNE in said


async def test_a_waiting_ticket_does_not_swallow_the_question(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    (said,) = await bot.hears("ba-tu", "sdt dien luc")
    assert "- Điện thoại: 1900 1234" in said


async def test_a_number_of_the_commune_s_is_known_and_still_not_believed_blindly(bot: Bot) -> None:
    (said,) = await bot.hears("ba-tu", "0900.000.113 có phải số công an xã không")
    assert "Số 0900000113 là số của Công an xã mà xã đã đưa" in said and "giả được số" in said
    (said,) = await bot.hears("ba-tu", "0911222333 co phai cong an xa ko")
    assert "Tôi không biết số 0911222333" in said
    (said,) = await bot.hears("ba-tu", "số 0911 222 333 là của ai vậy")
    assert "Tôi không biết số 0911222333" in said
    (said,) = await bot.hears(
        "ba-tu", "Công an đây, số 0900000113, bác cập nhật VNeID mức 2, có thật không"
    )
    assert "giống kiểu lừa" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("dichvucong-gov.vn có phải của nhà nước không", "chỉ khác dichvucong.gov.vn"),
        ("Vào dichvucong.gov-vn.cc để nhận tiền hỗ trợ", "giả giống gov.vn"),
        ("vneid.gov.vn.capnhat.top", "giả giống"),
        ("bit.ly/3xYz có an toàn không", "loại rút gọn"),
        ("play.google.com", "kho ứng dụng, không phải trang của cơ quan nhà nước"),
        ("http://dichvucong.gov.vn", "tự gõ lại https://dichvucong.gov.vn"),
        ("https://chinhphu.vn", "chinhphu.vn là trang của cơ quan nhà nước"),
        ("dichvucong.gov.vn có phải trang thật không", "là trang của cơ quan nhà nước"),
    ],
)
async def test_an_address_is_looked_at_also_without_a_scheme(
    bot: Bot, text: str, says: str
) -> None:
    (said,) = await bot.hears("ba-tu", text)
    assert says in said


@pytest.mark.parametrize(
    "text", ["đăng nhập dichvucong.gov.vn bằng VNeID thế nào", "xong.cảm ơn bác nhé"]
)
async def test_a_question_that_only_names_an_official_address_is_answered(
    bot: Bot, text: str
) -> None:
    (said,) = await bot.hears("ba-tu", text)
    assert "là trang của cơ quan nhà nước" not in said and "Đường dẫn" not in said
