"""Somebody was defrauded: what to do in which order, a person at once, a question the next day."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.faq import service as knowledge
from bot.people.actor import OPERATOR
from bot.people.units import Unit
from bot.tickets.models import SafetyFollowUp, Ticket
from tests.journeys.bot import Bot

POLICE = "0263 3555 113"


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """A resident of Thôn 3, the number of the commune's police, a volunteer who is linked."""

    def set_phone(session: Session) -> None:
        unit = session.exec(select(Unit).where(Unit.code == "an-phu")).one()
        knowledge.set_fact(session, unit, "police_phone", POLICE, actor=OPERATOR, now=bot.clock())

    await bot.db.write(set_phone)
    await bot.hears("sau", "/start", start="u-ap-03")
    await bot.hears("sau", "đồng ý")


async def open_tickets(bot: Bot) -> list[Ticket]:
    def read(session: Session) -> list[Ticket]:
        return list(session.exec(select(Ticket).where(col(Ticket.closed_at).is_(None))))

    return await bot.db.read(read)


@pytest.mark.parametrize(
    ("said", "first", "then"),
    [
        (["tôi vừa chuyển tiền cho nó xong mới biết bị lừa"], "xin khóa tài khoản", "113"),
        (["toi vua doc ma otp"], "trước khi kẻ gian kịp dùng mã", "1900 0368"),
        (["bam vao link roi"], "đừng điền gì", "Đóng trang"),
        (["bi hack zalo"], "đừng chuyển tiền", "«Kiểm tra bảo mật»"),
        (["lo cai", "app la"], "tắt nguồn điện thoại ngay", "Mượn máy khác"),
        (["toi vua", "chuyen tien cho", "lua dao roi"], "xin khóa tài khoản", "113"),
    ],
)
async def test_the_card_a_person_and_the_next_day(
    bot: Bot, said: list[str], first: str, then: str
) -> None:
    heard = "\n".join(await bot.types("sau", *said))
    assert first in heard and texts.SAFETY_IN_ORDER in heard and then in heard
    assert "Bước 1." in heard and POLICE in heard and texts.EMERGENCY_TOLD in heard
    (ticket,) = await open_tickets(bot)
    assert ticket.area == "urgent" and "bị lừa" in ticket.subject

    assert not [line for line in await bot.later(hours=3) if "Hôm qua" in line]
    (asked,) = [line for line in await bot.later(hours=24) if "Hôm qua" in line]
    assert asked.startswith("sau ← Hôm qua bác nhắn là")
    assert "[1. Tôi làm rồi] [2. Tôi chưa làm được] [3. Gặp người]" in asked
    assert not [line for line in await bot.later(hours=48) if "Hôm qua" in line]
    (done,) = await bot.hears("sau", "1")
    assert done.startswith(f"sau ← {texts.SAFETY_WELL_DONE}")


async def test_the_son_asks_for_his_mother(bot: Bot) -> None:
    heard = "\n".join(await bot.hears("sau", "mẹ em lỡ đọc mã otp cho nó rồi"))
    assert "xin khóa tài khoản" in heard and texts.SAFETY_FAMILY in heard


async def test_who_has_not_done_it_is_helped_at_once(bot: Bot) -> None:
    await bot.hears("sau", "lỡ cài app lạ")
    await bot.later(hours=27)
    heard = "\n".join(await bot.hears("sau", "2"))
    assert texts.SAFETY_NOT_YET in heard and "Bước 2. Mượn máy khác" in heard
    (ticket,) = await open_tickets(bot)
    assert texts.SAFETY_NOT_YET_WORDS in ticket.text


async def test_told_twice_is_asked_once_and_nobody_presses_another_s_button(bot: Bot) -> None:
    await bot.hears("sau", "bị hack zalo")
    await bot.hears("sau", "toi vua doc ma otp")

    def read(session: Session) -> list[tuple[str, timedelta]]:
        rows = session.exec(select(SafetyFollowUp)).all()
        return [(row.kind, row.due_at - bot.clock()) for row in rows]

    [(kind, wait)] = await bot.db.read(read)
    assert kind == "zalo-bi-chiem" and timedelta(0) < wait <= timedelta(hours=34)
    await bot.later(hours=27)
    await bot.hears("tu", "/start", start="u-ap-03")
    heard = "\n".join(await bot.hears("tu", choice="safety:1:done"))
    assert texts.SAFETY_WELL_DONE not in heard


@pytest.mark.parametrize(
    "said",
    ["dấu hiệu zalo bị hack là gì", "cài app vneid ở đâu", "có nên đọc mã otp cho cán bộ không"],
)
async def test_a_question_calls_nobody(bot: Bot, said: str) -> None:
    await bot.hears("sau", said)
    assert await open_tickets(bot) == []
