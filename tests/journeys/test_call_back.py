"""*Gọi lại cho tôi*: a number is asked for only then, and only who helps is given it."""

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.messages.content import Attachment, AttachmentKind
from bot.messages.history import Message
from bot.tickets.models import Ticket
from bot.tickets.phone_numbers import find_phones
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, NAM, to

ASKED = f"ong-sau ← {texts.CALL_NUMBER_ASK} [Thôi]"
NUMBER = "0912345678"


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """Hoa and Nam of the team, and ông Sáu of Thôn 3, who has agreed."""
    await bot.link("hoa", HOA)
    await bot.link("nam", NAM)
    await bot.hears("ong-sau", "/start", start="u-ap-03", name="Ông Sáu")
    await bot.hears("ong-sau", "1", name="Ông Sáu")


def find_ticket(session: Session) -> Ticket | None:
    """The only one."""
    return session.exec(select(Ticket)).one_or_none()


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("0912345678", ["0912345678"]),
        ("0912 345 678", ["0912345678"]),
        ("0912.345.678", ["0912345678"]),
        ("091-234-5678", ["0912345678"]),
        ("(091) 234 5678", ["0912345678"]),
        ("+84 912 345 678", ["0912345678"]),
        ("84912345678", ["0912345678"]),
        ("+84 (0) 912 345 678", ["0912345678"]),
        ("０９１２３４５６７８", ["0912345678"]),
        ("số bác là 0912 345 678 nhé cháu", ["0912345678"]),
        ("0912345678, nhắc lại 0912 345 678", ["0912345678"]),
        ("nhà bác 0237 385 1234", ["02373851234"]),
        ("không chín một hai ba bốn năm sáu bảy tám", ["0912345678"]),
        ("0912345678 hoặc 0987 654 321", ["0912345678", "0987654321"]),
        ("091234567", []),
        ("09123456789", []),
        ("01234567890", []),
        ("113", []),
        ("", []),
        ("bác không có số", []),
    ],
)
def test_a_number_is_read_in_any_grouping(text: str, phones: list[str]) -> None:
    assert find_phones(text) == phones


@pytest.mark.parametrize(
    "words",
    [
        "gọi lại cho tôi", "gọi cho bác với", "goi lai cho bac nhe", "Gọi điện cho tôi",
        "cháu gọi cho bác nhé", "điện lại cho bác", "nhờ cán bộ gọi điện thoại cho tôi ạ",
    ],
)  # fmt: skip
async def test_it_is_asked_for_in_words(bot: Bot, words: str) -> None:
    assert await bot.hears("ong-sau", words) == [ASKED]
    assert await bot.db.read(find_ticket) is None


@pytest.mark.parametrize("words", ["gọi cho công an", "gọi lại cho ai", "ai gọi cho bác thế"])
async def test_other_calls_are_other_matters(bot: Bot, words: str) -> None:
    assert ASKED not in await bot.hears("ong-sau", words)


async def test_the_number_goes_to_who_takes_the_ticket_and_to_nobody_else(bot: Bot) -> None:
    await bot.hears("ong-sau", "gọi lại cho tôi")
    said = await bot.hears("ong-sau", "0912 345 678")
    assert to("ong-sau", said)[0].startswith(
        f"ong-sau ← {texts.CALL_NUMBER_KEPT.format(phone='0912 345 678')}\nTôi đã nhờ {HOA}"
    )
    assert not any(NUMBER[1:] in line for line in to("hoa", said)), "she has not taken it"
    assert any(texts.CARD_CALL_WISHED in line for line in to("hoa", said))
    (card, *_) = to("hoa", await bot.hears("hoa", "nhận"))
    assert "Số gọi lại: +84912345678" in card
    passed = await bot.hears("hoa", "chuyển")
    assert not any("912345678" in line for line in to("nam", passed))
    assert any("+84912345678" in line for line in to("nam", await bot.hears("nam", "nhận")))


async def test_the_words_it_was_said_in_are_covered(bot: Bot) -> None:
    await bot.hears("ong-sau", "gọi lại cho tôi")
    await bot.hears("ong-sau", "số bác 0912 345 678")

    def heard(session: Session) -> list[str]:
        return list(session.exec(select(Message.text).where(Message.direction == "in")))

    assert not any("345" in text for text in await bot.db.read(heard))
    ticket = await bot.db.read(find_ticket)
    assert ticket is not None
    assert (ticket.phone, "912" in ticket.text) == (NUMBER, False)


async def test_the_helper_who_has_the_ticket_is_told_the_number_at_once(bot: Bot) -> None:
    await bot.hears("ong-sau", "gặp người")
    await bot.hears("hoa", "nhận")
    assert await bot.hears("ong-sau", "gọi lại cho tôi") == [ASKED]
    said = await bot.hears("ong-sau", "+84 912 345 678")
    assert to("hoa", said) == [f"hoa ← {texts.PHONE_GIVEN.format(number=1, phone='+84912345678')}"]
    assert texts.CALL_NUMBER_TOLD.format(member=HOA) in to("ong-sau", said)[0]


@pytest.mark.parametrize("wrong", ["091234567", "0123456789012", "12345678", "+1 202 555 0147"])
async def test_a_wrong_number_gets_one_clear_sentence_and_may_be_given_again(
    bot: Bot, wrong: str
) -> None:
    await bot.hears("ong-sau", "gọi lại cho tôi")
    assert await bot.hears("ong-sau", wrong) == [f"ong-sau ← {texts.CALL_NUMBER_WRONG} [Thôi]"]
    await bot.hears("ong-sau", NUMBER)
    ticket = await bot.db.read(find_ticket)
    assert ticket is not None and ticket.phone == NUMBER


async def test_a_contact_card_gives_the_number(bot: Bot) -> None:
    await bot.hears("ong-sau", "gọi lại cho tôi")
    card = Attachment(AttachmentKind.CONTACT, ref="+84912345678", name="Ông Sáu")
    await bot.hears("ong-sau", attachments=[card])
    ticket = await bot.db.read(find_ticket)
    assert ticket is not None and ticket.phone == NUMBER


@pytest.mark.parametrize("words", ["thôi", "Thôi không cần", "hủy", ""])
async def test_thoi_leaves_and_nothing_is_opened(bot: Bot, words: str) -> None:
    await bot.hears("ong-sau", "gọi lại cho tôi")
    (said,) = await bot.hears("ong-sau", words, choice="" if words else "call-back:no")
    assert said.startswith(f"ong-sau ← {texts.CALL_NUMBER_LEFT}")
    await bot.hears("ong-sau", NUMBER)
    assert await bot.db.read(find_ticket) is None, "nobody asked for it any more"


async def test_a_number_where_none_is_asked_for_changes_nothing(bot: Bot) -> None:
    await bot.hears("ong-sau", NUMBER)
    assert await bot.db.read(find_ticket) is None


async def test_a_voice_and_a_call_go_to_one_ticket(bot: Bot) -> None:
    await bot.hears("ong-sau", attachments=[Attachment(AttachmentKind.VOICE, ref="voice-1")])
    assert await bot.hears("ong-sau", "2") == [ASKED]
    await bot.hears("ong-sau", NUMBER)
    ticket = await bot.db.read(find_ticket)
    assert ticket is not None
    assert (ticket.phone, [attachment["ref"] for attachment in ticket.attachments]) == (
        NUMBER,
        ["voice-1"],
    )


async def test_who_is_forgotten_leaves_no_number(bot: Bot) -> None:
    await bot.hears("ong-sau", "gọi lại cho tôi")
    await bot.hears("ong-sau", NUMBER)
    await bot.hears("ong-sau", "xóa dữ liệu của tôi")
    await bot.hears("ong-sau", choice="erase:yes")
    ticket = await bot.db.read(find_ticket)
    assert ticket is not None and ticket.phone == ""


async def test_words_and_questions_meanwhile_leave_the_question_open(bot: Bot) -> None:
    await bot.hears("ong-sau", "gọi lại cho tôi")
    waits = [f"ong-sau ← {texts.CALL_NUMBER_WAITS} [Thôi]"]
    assert await bot.hears("ong-sau", "cháu đợi bác tìm cái kính") == waits
    (answer,) = await bot.hears("ong-sau", "quên mật khẩu vneid")
    assert "VNeID" in answer and texts.FLOW_PHONE in answer and "Thôi]" in answer
    await bot.hears("ong-sau", attachments=[Attachment(AttachmentKind.VOICE, ref="voice-1")])
    await bot.hears("ong-sau", "đây cháu 0912345678")
    ticket = await bot.db.read(find_ticket)
    assert ticket is not None and ticket.phone == NUMBER


async def test_a_person_is_asked_for_meanwhile_in_any_words(bot: Bot) -> None:
    await bot.hears("ong-sau", "gọi lại cho tôi")
    await bot.hears("ong-sau", "cho bác gặp cán bộ")
    assert await bot.db.read(find_ticket) is not None


async def test_words_to_who_helps_are_carried_while_the_number_is_asked_for(bot: Bot) -> None:
    await bot.hears("ong-sau", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("ong-sau", "gọi lại cho tôi")
    said = await bot.hears("ong-sau", "bác đang ở ngoài ruộng")
    assert any("bác đang ở ngoài ruộng" in line for line in to("hoa", said))
