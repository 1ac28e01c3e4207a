"""A resident meets the bot: who is speaking, the agreement, the village."""

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.people.models import Contact
from bot.people.units import Unit
from tests.journeys.bot import Bot

HELLO = f"{texts.WELCOME}\n\n{texts.CONSENT} [1. Đồng ý] [2. Để sau]"
MENU = (
    " [1. Chủ đề hay hỏi] [2. Gặp người] [3. Chọn thôn của tôi] [4. Dữ liệu của tôi]"
    " [5. Gửi phản ánh] [6. Lịch học]"
)


async def village_of(bot: Bot, who: str) -> str | None:
    """The village the bot remembers of a resident."""

    def read(session: Session) -> str | None:
        return session.exec(
            select(Unit.code)
            .join(Contact, col(Contact.unit_id) == Unit.id)
            .where(Contact.address == who)
        ).first()

    return await bot.db.read(read)


async def test_greeting_is_answered_by_who_i_am_and_a_plain_question_of_consent(bot: Bot) -> None:
    assert await bot.hears("ba-tu", "xin chao", name="Bà Tư") == [f"ba-tu ← {HELLO}"]


async def test_agreeing_by_number_leads_to_the_village_and_the_village_to_the_menu(
    bot: Bot,
) -> None:
    await bot.hears("ba-tu", "alo", name="Bà Tư")
    assert await bot.hears("ba-tu", "1", name="Bà Tư") == [
        f"ba-tu ← {texts.CONSENT_GIVEN}",
        f"ba-tu ← {texts.ASK_COMMUNE} [1. Xã An Phú Đông] [2. Xã Hòa Lạc Trung]",
    ]
    pages = await bot.hears("ba-tu", "1")
    asks = texts.ASK_VILLAGE.format(commune="Xã An Phú Đông")
    assert pages[0].startswith(f"ba-tu ← {asks} [1. Thôn 1] [2. Thôn 2]")
    assert pages[0].endswith("[9. Xem tiếp]")
    assert await bot.hears("ba-tu", "9") == [
        f"ba-tu ← {asks}"
        " [1. Thôn Chợ Mới] [2. Thôn Đồng Sen] [3. Thôn Gò Dừa] [4. Thôn Bến Đò] [5. Quay lại]"
    ]
    assert await bot.hears("ba-tu", "số 3") == [
        f"ba-tu ← Tôi đã nhớ bác ở Thôn Gò Dừa, Xã An Phú Đông.{MENU}"
    ]
    assert await village_of(bot, "ba-tu") == "ap-11"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("xom dong", "ap-04"),
        ("cau da", "ap-08"),
        ("thon 3 xa hoa lac", "hl-03"),
        ("o thôn Bến Đò ạ", "ap-12"),
    ],
)
async def test_village_may_be_typed_without_tones(bot: Bot, typed: str, code: str) -> None:
    await bot.hears("ong-ba", "xin chao")
    await bot.hears("ong-ba", "dong y")
    await bot.hears("ong-ba", typed)
    assert await village_of(bot, "ong-ba") == code


async def test_name_of_two_villages_is_asked_back(bot: Bot) -> None:
    await bot.hears("ong-ba", "xin chao")
    await bot.hears("ong-ba", "dong y")
    assert await bot.hears("ong-ba", "thon 3") == [
        f"ong-ba ← {texts.ASK_WHICH_UNIT} [1. Thôn 3, Xã An Phú Đông] [2. Thôn 3, Xã Hòa Lạc Trung]"
    ]
    await bot.hears("ong-ba", "2")
    assert await village_of(bot, "ong-ba") == "hl-03"


async def test_question_typed_instead_of_a_village_is_answered(bot: Bot) -> None:
    await bot.hears("ong-ba", "xin chao")
    await bot.hears("ong-ba", "dong y")
    (answer,) = await bot.hears("ong-ba", "quên mật khẩu VNeID thì làm thế nào")
    assert "VNeID" in answer
    assert await village_of(bot, "ong-ba") is None


async def test_deep_link_sets_the_village_with_one_agreement(bot: Bot) -> None:
    (hello,) = await bot.hears("co-ut", "/start", start="u-hl-05", name="Cô Út")
    assert hello.startswith("co-ut ← Chào bà con Thôn Nà Lúa, tôi là Tổ Số")
    assert await village_of(bot, "co-ut") is None, "nothing is kept before the agreement"
    replies = await bot.hears("co-ut", "1", name="Cô Út")
    assert replies[-1] == f"co-ut ← Tôi đã nhớ bác ở Thôn Nà Lúa, Xã Hòa Lạc Trung.{MENU}"
    assert await village_of(bot, "co-ut") == "hl-05"


@pytest.mark.parametrize("start", ["u-khong-co", "u-", "xyz"])
async def test_link_to_nowhere_is_told_with_the_menu(bot: Bot, start: str) -> None:
    assert await bot.hears("co-ut", "/start", start=start) == [
        f"co-ut ← {texts.LINK_UNKNOWN}{MENU}"
    ]


async def test_without_consent_questions_are_answered_and_no_profile_is_kept(bot: Bot) -> None:
    await bot.hears("anh-bay", "xin chao", name="Anh Bảy")
    assert await bot.hears("anh-bay", "2", name="Anh Bảy") == [
        f"anh-bay ← {texts.CONSENT_DECLINED}{MENU}"
    ]
    (answer,) = await bot.hears("anh-bay", "quen mat khau vneid lam sao", name="Anh Bảy")
    assert "VNeID" in answer
    (asked,) = await bot.hears("anh-bay", choice="place:ap-02", name="Anh Bảy")
    assert asked.startswith(f"anh-bay ← {texts.CONSENT_FIRST}")

    def profile(session: Session) -> tuple[str, int | None, int | None]:
        contact = session.exec(select(Contact).where(Contact.address == "anh-bay")).one()
        return contact.name, contact.unit_id, contact.person_id

    assert await bot.db.read(profile) == ("", None, None)


async def test_first_message_that_is_a_question_is_greeted_and_answered(bot: Bot) -> None:
    hello, answer = await bot.hears("chi-sau", "quen mat khau vneid lam sao")
    assert hello == f"chi-sau ← {texts.WELCOME}", "who speaks; nothing is asked for yet"
    assert texts.WELCOME.count(". ") <= 1, "two sentences before the answer at most"
    assert "VNeID" in answer
    assert len(await bot.hears("chi-sau", "quen mat khau vneid lam sao")) <= 1, "greeted once"


async def test_who_came_with_a_question_is_asked_below_the_second_answer(bot: Bot) -> None:
    _, first = await bot.hears("chi-sau", "quen mat khau vneid lam sao", name="Chị Sáu")
    assert texts.CONSENT not in first
    (second,) = await bot.hears("chi-sau", "đăng ký kết hôn cần gì", name="Chị Sáu")
    assert texts.CONSENT in second and second.endswith("Đồng ý] [6. Để sau]"), "one list"
    (third,) = await bot.hears("chi-sau", "làm sổ đỏ lần đầu", name="Chị Sáu")
    assert texts.CONSENT not in third, "asked once"

    def kept(session: Session) -> tuple[str, int | None]:
        contact = session.exec(select(Contact).where(Contact.address == "chi-sau")).one()
        return contact.name, contact.unit_id

    assert await bot.db.read(kept) == ("", None), "nothing is kept before the agreement"


async def test_the_question_below_the_answer_is_agreed_to_in_words(bot: Bot) -> None:
    await bot.hears("chi-sau", "quen mat khau vneid lam sao", name="Chị Sáu")
    await bot.hears("chi-sau", "đăng ký kết hôn cần gì", name="Chị Sáu")
    agreed = await bot.hears("chi-sau", "ừ đồng ý", name="Chị Sáu")
    assert agreed[0] == f"chi-sau ← {texts.CONSENT_GIVEN}"


async def test_who_was_greeted_with_the_question_is_not_asked_again(bot: Bot) -> None:
    await bot.hears("ba-tu", "xin chao")
    await bot.hears("ba-tu", "quen mat khau vneid lam sao")
    (second,) = await bot.hears("ba-tu", "đăng ký kết hôn cần gì")
    assert texts.CONSENT not in second


async def test_who_said_no_is_not_asked_again(bot: Bot) -> None:
    await bot.hears("ba-tu", "quen mat khau vneid lam sao")
    await bot.hears("ba-tu", "đăng ký kết hôn cần gì")
    await bot.hears("ba-tu", "để sau")
    (third,) = await bot.hears("ba-tu", "làm sổ đỏ lần đầu")
    assert texts.CONSENT not in third


async def test_where_one_lives_is_kept_once_that_is_agreed_to(bot: Bot) -> None:
    hello, asked = await bot.hears("ba-tu", "tôi ở thôn 3 xã an phú", name="Bà Tư")
    assert hello == f"ba-tu ← {texts.WELCOME}"
    assert asked.startswith(f"ba-tu ← {texts.CONSENT_FIRST}")
    await bot.hears("ba-tu", "ừ", name="Bà Tư")
    assert await village_of(bot, "ba-tu") == "ap-03"


async def test_agreement_is_as_easy_to_take_back(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start", start="u-ap-01", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")
    (shown,) = await bot.hears("ba-tu", "du lieu cua toi")
    assert "- Tên: Bà Tư\n- Thôn: Thôn 1" in shown
    withdrawn = await bot.hears("ba-tu", choice="withdraw")
    assert withdrawn == [f"ba-tu ← {texts.CONSENT_WITHDRAWN}{MENU}"]
    assert await village_of(bot, "ba-tu") is None
    (shown,) = await bot.hears("ba-tu", "/dulieu")
    assert "- Tên: không lưu\n- Thôn: không lưu" in shown


async def test_erasing_is_asked_once_more_and_then_done(bot: Bot) -> None:
    await bot.hears("ba-tu", "tôi bị ốm không đi được")
    await bot.hears("ba-tu", "dữ liệu của tôi")
    (sure,) = await bot.hears("ba-tu", "xoa het")
    assert sure.endswith("[1. Giữ lại] [2. Xóa ngay]"), "a shaky finger erases nothing"
    assert await bot.hears("ba-tu", "2") == [f"ba-tu ← {texts.ERASED}{MENU}"]

    def words(session: Session) -> list[str]:
        from bot.messages.history import Message

        return [text for text in session.exec(select(Message.text)).all() if "ốm" in text]

    assert await bot.db.read(words) == []
