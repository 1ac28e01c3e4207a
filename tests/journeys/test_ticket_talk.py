"""A resident and a helper talk about a ticket in their own words."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.messages.content import Event
from bot.people.actor import OPERATOR
from bot.people.models import RoleKind
from bot.people.service import upsert_member
from bot.people.units import get_unit
from bot.tickets.models import Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, NAM, open_tickets, to

OFFICER = "Trần Văn Cán"
CARD = " [1. Nhận] [2. Bận] [3. Chuyển]"


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """Hoa is on duty in Thôn 3; bà Tư and ông Sáu live there."""
    await bot.link("hoa", HOA)
    for who in ("ba-tu", "ong-sau"):
        await bot.hears(who, "/start", start="u-ap-03")
        await bot.hears(who, "1")


async def taken(bot: Bot) -> None:
    """Hoa has bà Tư's ticket and both have said a word."""
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "chào bác ạ")
    await bot.hears("ba-tu", "chào cháu")


async def closed(bot: Bot) -> None:
    """Hoa has said that it is done."""
    await taken(bot)
    done = await bot.hears("hoa", "xong")
    assert to("ba-tu", done) == [
        f"ba-tu ← {texts.TICKET_DONE_ASK} [1. Xong rồi] [2. Chưa xong]",
    ]


def held_by(session: Session) -> list[str]:
    """Who is asked or has a ticket that is open, by number."""
    rows = session.exec(select(Ticket).order_by(col(Ticket.id)))
    return [str(ticket.member_id is not None) for ticket in rows if ticket.closed_at is None]


async def only_ticket(bot: Bot) -> Ticket:
    (ticket,) = await bot.db.read(open_tickets)
    return ticket


# Before "Nhận"


async def test_words_before_taking_are_kept_and_sent_when_it_is_taken(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    (asked,) = await bot.hears("hoa", "chào bác, bác chụp màn hình cho cháu nhé")
    first = texts.TAKE_FIRST.format(who="Bà con số 2", number=1)
    assert asked == f"hoa ← {first}{CARD}"
    await bot.hears("hoa", "bác cứ từ từ ạ")
    sent = await bot.hears("hoa", "1")
    assert to("ba-tu", sent)[-2:] == [
        f"ba-tu ← {HOA}, Tổ công nghệ số: chào bác, bác chụp màn hình cho cháu nhé",
        f"ba-tu ← {HOA}, Tổ công nghệ số: bác cứ từ từ ạ",
    ]
    assert to("hoa", sent)[-1] == f"hoa ← {texts.WORDS_SENT.format(number=1)} [Thu hồi]"


async def test_who_does_not_take_it_hears_that_nothing_was_sent(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "bác chờ cháu chút")
    said = await bot.hears("hoa", "bận")
    assert texts.WORDS_DROPPED in to("hoa", said)[-1]
    assert not any("chờ cháu" in line for line in to("ba-tu", said))


async def test_of_two_offered_tickets_the_number_takes_one_and_sends_the_words(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("ong-sau", "gặp người")
    (which,) = await bot.hears("hoa", "bác ra nhà văn hóa nhé")
    assert which.endswith("[Nhận phiếu 1, Bà con số 2] [Nhận phiếu 2, Bà con số 3]")
    sent = await bot.hears("hoa", "phiếu 2")
    assert any("nhà văn hóa" in line for line in to("ong-sau", sent))
    assert not to("ba-tu", sent)


async def test_a_member_still_asks_the_bot_its_own_lines_while_a_ticket_is_offered(
    bot: Bot,
) -> None:
    await bot.hears("ba-tu", "gặp người")
    (classes,) = await bot.hears("hoa", "lịch học")
    assert "Nhận trước" not in classes and "gửi lời này" not in classes


# Several tickets


@pytest.mark.parametrize("said", ["phiếu 1", "số 1", "1", "phiếu số 1 nhé", "Bà con số 2"])
async def test_of_two_held_tickets_the_number_or_the_name_decides(bot: Bot, said: str) -> None:
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "nhận 1")
    await bot.hears("ong-sau", "gặp người")
    await bot.hears("hoa", "nhận 2")
    (which,) = await bot.hears("hoa", "bác mang thẻ căn cước ra nhà văn hóa nhé")
    assert which.endswith("[Phiếu 2, Bà con số 3] [Phiếu 1, Bà con số 2] [Thôi]")
    sent = await bot.hears("hoa", said)
    assert to("ba-tu", sent)[-1].endswith("ra nhà văn hóa nhé")
    assert not to("ong-sau", sent)


async def test_the_number_still_chooses_after_somebody_else_has_written(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "nhận 1")
    await bot.hears("ong-sau", "gặp người")
    await bot.hears("hoa", "nhận 2")
    await bot.hears("hoa", "bác chờ cháu chút")
    await bot.hears("ong-sau", "cháu ơi")
    sent = await bot.hears("hoa", "số 2")
    assert any("chờ cháu chút" in line for line in to("ong-sau", sent))


# After "xong chưa ạ?"


@pytest.mark.parametrize("said", ["xong", "rồi cháu", "ok cháu", "được rồi", "cảm ơn cháu", "ừ"])
async def test_done_in_any_words_is_thanked_and_stays_closed(bot: Bot, said: str) -> None:
    await closed(bot)
    (thanked,) = await bot.hears("ba-tu", said)
    assert thanked.startswith(f"ba-tu ← {texts.RATE_ASK} [1. Rất kém]")
    assert await bot.db.read(held_by) == []


@pytest.mark.parametrize(
    "said", ["chưa được cháu ơi", "vẫn lỗi", "nó lại bị rồi", "xong rồi nhưng vẫn lỗi"]
)
async def test_not_done_goes_back_to_the_same_helper_with_the_words(bot: Bot, said: str) -> None:
    await closed(bot)
    again = await bot.hears("ba-tu", said)
    (card,) = to("hoa", again)
    assert card.startswith("hoa ← Phiếu 1.") and f"Bà con nhắn chưa xong: {said}" in card
    assert to("ba-tu", again)[0].startswith(f"ba-tu ← Tôi đã nhờ {HOA}")


async def test_not_done_after_thanks_stars_and_hours_opens_the_same_ticket(
    bot: Bot, clock: ObedientClock
) -> None:
    await closed(bot)
    await bot.hears("ba-tu", "cảm ơn cháu nhé")
    await bot.hears("ba-tu", "5")
    clock.pass_by(hours=3)
    again = await bot.hears("ba-tu", "ơ chưa xong")
    assert to("hoa", again)[0].startswith("hoa ← Phiếu 1.")
    assert (await only_ticket(bot)).closed_at is None


async def test_yes_said_later_to_something_else_is_no_verdict(
    bot: Bot, clock: ObedientClock
) -> None:
    await closed(bot)
    clock.pass_by(hours=5)
    await bot.hears("ba-tu", "quên mật khẩu vneid làm thế nào")
    said = await bot.hears("ba-tu", "cảm ơn cháu")
    assert texts.RATE_ASK not in said[0]


# While they wait


@pytest.mark.parametrize(
    "said", ["thôi không cần nữa", "thôi bác tự làm được rồi", "hủy yêu cầu giúp tôi"]
)
async def test_no_longer_needed_in_words_ends_the_request(bot: Bot, said: str) -> None:
    await bot.hears("ba-tu", "gặp người")
    lines = await bot.hears("ba-tu", said)
    assert to("hoa", lines) == [f"hoa ← {texts.TICKET_CANCELLED_MEMBER.format(number=1)}"]
    assert to("ba-tu", lines)[0].startswith(f"ba-tu ← {texts.TICKET_CANCELLED.format(number=1)}")


async def test_a_correction_is_added_and_cancels_nothing(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    lines = await bot.hears("ba-tu", "à nhầm, việc là cái máy in của tôi cơ")
    assert (await only_ticket(bot)).closed_at is None
    assert any("máy in" in line for line in to("hoa", lines))


async def test_what_was_asked_before_and_meanwhile_is_on_the_card(bot: Bot) -> None:
    await bot.hears("ba-tu", "quên mật khẩu vneid làm thế nào")
    await bot.hears("ba-tu", "đổi căn cước ở đâu")
    asked = await bot.hears("ba-tu", "gặp người")
    assert "quên mật khẩu vneid làm thế nào\nđổi căn cước ở đâu" in to("hoa", asked)[0]
    await bot.hears("ba-tu", "làm thẻ bảo hiểm y tế ở đâu")
    card = to("hoa", await bot.hears("hoa", "nhận"))[0]
    assert "làm thẻ bảo hiểm y tế ở đâu" in card


async def test_a_wished_time_reaches_who_has_the_card_with_its_date(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    lines = await bot.hears("ba-tu", "sáng mai gọi cho tôi nhé")
    assert to("ba-tu", lines) == [
        "ba-tu ← Vâng, tôi dặn người giúp trả lời bác sáng mai, thứ Ba 24/11."
    ]
    assert "sáng mai, thứ Ba 24/11" in to("hoa", lines)[0]


# Asks for secrets


async def test_a_helper_who_asks_for_a_code_is_held_back_and_told_why(bot: Bot) -> None:
    await taken(bot)
    lines = await bot.hears("hoa", "bác đọc mã OTP cho cháu")
    assert to("ba-tu", lines) == []
    assert to("hoa", lines)[0].startswith("hoa ← Lời này tôi chưa gửi cho bà con")
    carried = await bot.hears("hoa", "bác đừng đọc mã OTP cho ai nhé")
    assert to("ba-tu", carried)[0].endswith("bác đừng đọc mã OTP cho ai nhé")


async def test_the_second_ask_is_told_to_those_who_lead(bot: Bot) -> None:
    def officer(session: Session) -> None:
        upsert_member(
            session,
            get_unit(session, "an-phu"),
            OFFICER,
            "0911",
            RoleKind.OFFICER,
            actor=OPERATOR,
            now=datetime(2026, 11, 23, tzinfo=UTC),
        )

    await bot.db.write(officer)
    await bot.link("can", OFFICER)
    await taken(bot)
    first = await bot.hears("hoa", "bác cho cháu xin mật khẩu")
    assert to("can", first) == []
    second = await bot.hears("hoa", "bác chuyển khoản cho cháu 50 nghìn")
    assert to("can", second)[0].startswith(f"can ← Phiếu 1, Thôn 3: {HOA} đã 2 lần")
    assert "50 nghìn" not in to("can", second)[0] and to("ba-tu", second) == []


async def test_an_ask_kept_before_taking_is_not_sent_either(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "bác cho cháu xin mật khẩu")
    lines = await bot.hears("hoa", "nhận")
    assert not any("mật khẩu" in line for line in to("ba-tu", lines))
    assert "Lời này tôi chưa gửi" in to("hoa", lines)[-1]


async def test_secrets_a_member_writes_are_covered_with_words_for_members(bot: Bot) -> None:
    await taken(bot)
    lines = await bot.hears("hoa", "mật khẩu của cháu là Matkhau123")
    assert to("hoa", lines)[0] == f"hoa ← {texts.SECRET_COVERED_MEMBER}"


async def test_a_place_of_a_visit_may_not_ask_for_it_either(bot: Bot) -> None:
    await taken(bot)
    lines = await bot.hears("hoa", "hẹn thứ 7 9h nhà văn hóa, bác đọc mã OTP cho cháu")
    assert to("ba-tu", lines) == []
    assert "Lời này tôi chưa gửi" in to("hoa", lines)[0]


async def test_words_changed_before_taking_are_kept_as_well(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "bác ra quầy số 3", message_id="m-1")
    (kept,) = await bot.hears("hoa", "bác ra quầy số 5", message_id="m-1", event=Event.EDITED)
    assert kept.endswith(CARD)
    sent = await bot.hears("hoa", "nhận")
    assert to("ba-tu", sent)[-1].endswith("đã sửa: bác ra quầy số 5")


# Nobody on duty, nobody understands


async def test_after_hours_the_hour_said_is_not_of_a_member_who_blocked_the_bot(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.link("nam", NAM)
    await bot.hears("nam", "sáng mai tôi trực 6h-7h")
    clock.pass_by(hours=12)
    (told,) = await bot.hears("ba-tu", "gặp người")
    assert "6 giờ sáng ngày mai có người trực" in told and "?" not in told
    await bot.hears("nam", event=Event.BLOCKED)
    await bot.hears("ba-tu", "thôi không cần nữa")
    (later,) = await bot.hears("ba-tu", "gặp người")
    assert "6 giờ" not in later and "có người trực" in later


async def test_anger_offers_a_person_first(bot: Bot) -> None:
    (said,) = await bot.hears("ba-tu", "trả lời chán quá")
    assert "[1. Gặp người]" in said


async def test_three_turns_misunderstood_offer_a_person_first(bot: Bot) -> None:
    await bot.hears("ba-tu", "qwer tyui opas dfgh")
    await bot.hears("ba-tu", "làm giấy")
    (third,) = (await bot.hears("ba-tu", "asdf zxcv hjkl"))[-1:]
    assert f"[1. {texts.BUTTON_PASS_ON}]" in third
