"""Commands with tones, capitals and line breaks; letters of keyboard applications."""

import pytest
from sqlmodel import Session, col, select

from bot.messages.history import Message
from tests.journeys.bot import Bot
from tests.journeys.test_first_contact import MENU, village_of


@pytest.mark.parametrize(
    "text", ["/người", "/Người", "/NGUOI", "/nguoi@ToSoBot", "／người", "/ người", "/cán bộ"]
)
async def test_a_person_is_asked_for_with_tones_and_capitals(bot: Bot, text: str) -> None:
    await bot.hears("ba-tu", "xin chao")
    said = await bot.hears("ba-tu", text)
    assert any("ba-tu ← Tôi đã ghi việc của bác (số 1)" in line for line in said)


@pytest.mark.parametrize(
    "text",
    [
        "/Start u-ap-08",
        "/start\nu-ap-08",
        "/START@ToSoBot U-AP-08",
        "/start u-ap-08 ạ",
        "start u-ap-08",
        "Start  u-ap-08",
        "/start=u-ap-08",
        "/start: u-ap-08",
        "/startu-ap-08",
        "https://t.me/ToSoBot?start=u-ap-08",
        "t.me/ToSoBot?start=u-ap-08",
    ],
)
async def test_a_deep_link_copied_by_hand_keeps_the_village(bot: Bot, text: str) -> None:
    await bot.hears("zalo:ba-tu", text, name="Bà Tư")
    await bot.hears("zalo:ba-tu", "1", name="Bà Tư")
    assert await village_of(bot, "ba-tu") == "ap-08"


@pytest.mark.parametrize(
    "text",
    [
        "𝐪𝐮𝐞̂𝐧 𝐦𝐚̣̂𝐭 𝐤𝐡𝐚̂̉𝐮 𝐯𝐧𝐞𝐢𝐝",
        "ｑｕｅｎ ｍａｔ ｋｈａｕ ｖｎｅｉｄ",
        "ᴋʜᴏ̂ɴɢ ɴʜᴏ̛́ ᴍᴀ̣̂ᴛ ᴋʜᴀ̂̉ᴜ ᴠɴᴇɪᴅ",
        "🅠🅤🅔🅝 🅜🅐🅣 🅚🅗🅐🅤 🅥🅝🅔🅘🅓",
    ],
)
async def test_letters_of_a_keyboard_application_are_read_and_kept(bot: Bot, text: str) -> None:
    await bot.hears("ba-tu", "xin chao")
    (said,) = await bot.hears("ba-tu", text)
    assert "mật khẩu" in said and "tiếng Việt" not in said

    def kept(session: Session) -> str:
        query = select(Message.text).where(Message.direction == "in")
        return session.exec(query.order_by(col(Message.id).desc())).first() or ""

    assert await bot.db.read(kept) == text


async def test_universal_words_in_such_letters_work(bot: Bot) -> None:
    await bot.hears("ba-tu", "xin chao")
    (menu,) = await bot.hears("ba-tu", "𝗺𝗲𝗻𝘂")
    assert menu.endswith(MENU)


async def test_another_script_is_still_said_to_be_one(bot: Bot) -> None:
    await bot.hears("ba-tu", "xin chao")
    (said,) = await bot.hears("ba-tu", "你好，请问怎么办")
    assert "tiếng Việt" in said
