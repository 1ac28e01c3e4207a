"""*Thu hồi*: a minute in which what went to the wrong person comes back."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import Rejected
from bot.people.models import Contact
from bot.tickets.models import Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, NAM, to

SAID = f"{HOA}, Tổ công nghệ số: bác mang sổ đỏ ra xã nhé"
PASS_OVER = texts.PASS_OVER_RESIDENT.format(member=HOA)


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """Hoa has two tickets: bà Tư's, who reads Zalo, and ông Sáu's."""
    await bot.link("hoa", HOA)
    for number, (who, name) in enumerate((("zalo:ba-tu", "Bà Tư"), ("ong-sau", "Ông Sáu")), 1):
        await bot.hears(who, "/start", start="u-ap-03", name=name)
        await bot.hears(who, "1", name=name)
        await bot.hears(who, "gặp người")
        await bot.hears("hoa", f"nhận {number}")


def tickets(session: Session) -> list[Ticket]:
    """All of them."""
    return list(session.exec(select(Ticket).order_by(col(Ticket.id))))


async def send_to(bot: Bot, number: int, words: str = "bác mang sổ đỏ ra xã nhé") -> list[str]:
    """Hoa writes, is asked for whom, and says it."""
    await bot.hears("hoa", words)
    return await bot.hears("hoa", f"phiếu {number}")


def shown(bot: Bot, who: str) -> list[str]:
    """What stands on the phone of who reads the first channel."""
    gone = {place for address, place in bot.channel.erased if address == who}
    return [
        reply.text
        for number, (address, reply) in enumerate(bot.channel.sent, 1)
        if address == who and f"fake:{number}" not in gone
    ]


@pytest.mark.parametrize(
    "how",
    ["button", "thu hồi", "Gửi nhầm rồi", "gui nham nguoi roi", "nhầm phiếu rồi", "gửi lộn rồi"],
)
async def test_a_member_takes_words_back_and_they_leave_the_phone(bot: Bot, how: str) -> None:
    sent = await send_to(bot, 2)
    assert to("hoa", sent) == [f"hoa ← {texts.WORDS_SENT.format(number=2)} [Thu hồi]"]
    assert shown(bot, "ong-sau")[-1] == SAID
    said = await bot.hears("hoa", "Thu hồi" if how == "button" else how)
    assert to("hoa", said) == [
        f"hoa ← {texts.TAKING_BACK.format(who='Bà con số 3')}",
        f"hoa ← {texts.TAKEN_BACK_REMOVED.format(who='Bà con số 3')}",
    ]
    assert SAID not in shown(bot, "ong-sau") and PASS_OVER not in shown(bot, "ong-sau")
    _, second = await bot.db.read(tickets)
    assert (second.awaiting_member, second.answer) == (True, "")


async def test_where_nothing_is_removed_the_resident_is_asked_to_pass_it_over(bot: Bot) -> None:
    await send_to(bot, 1)
    bot.second.fail_next(Rejected("message can't be deleted"))
    said = await bot.hears("hoa", "thu hồi")
    assert f"zalo:ba-tu ← {PASS_OVER}" in said
    assert to("hoa", said)[-1] == f"hoa ← {texts.TAKEN_BACK_SAID.format(who='Bà con số 2')}"


async def test_after_a_minute_it_is_too_late_and_it_is_said_what_helps(
    bot: Bot, clock: ObedientClock
) -> None:
    await send_to(bot, 2)
    clock.pass_by(seconds=61)
    for words in ("thu hồi", "gửi nhầm rồi"):
        said = await bot.hears("hoa", words)
        assert said == [f"hoa ← {texts.TAKE_BACK_LATE_MEMBER.format(who='Bà con số 3')}"]
    assert shown(bot, "ong-sau")[-1] == SAID


async def test_twice_is_once_and_nobody_else_s_button_does_it(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.link("nam", NAM)
    await send_to(bot, 2)
    pressed: Any = next(
        one["value"] for one in await bot.db.read(offered) if ":back:" in one["value"]
    )
    stranger = await bot.hears("nam", choice=pressed)
    assert stranger and texts.TAKING_BACK.format(who="Bà con số 3") not in stranger[0]
    assert bot.channel.erased == []
    await bot.hears("hoa", choice=pressed)
    clock.pass_by(seconds=5)
    assert await bot.hears("hoa", choice=pressed) == [f"hoa ← {texts.TAKEN_BACK_ALREADY}"]
    assert len(bot.channel.erased) == 1


def offered(session: Session) -> list[dict[str, str]]:
    """What Hoa's last message offers."""
    hoa = session.exec(select(Contact).where(Contact.address == "hoa")).one()
    return hoa.offered


async def test_words_that_only_sound_alike_go_to_the_resident(bot: Bot) -> None:
    await bot.hears("hoa", "xong 2")
    await bot.hears("hoa", "bác gửi ảnh giúp cháu")
    for words in ("bác bấm nhầm rồi ạ", "nhầm rồi", "xã đang thu hồi đất nông nghiệp"):
        said = await bot.hears("hoa", words)
        assert f"zalo:ba-tu ← {HOA}, Tổ công nghệ số: {words}" in said


@pytest.mark.parametrize(
    "words", ["nhầm rồi", "gửi nhầm", "thu hồi", "Ấy chết nhầm", "nham roi chau oi", "lộn rồi"]
)
async def test_a_resident_takes_words_back(bot: Bot, words: str) -> None:
    carried = await bot.hears("ong-sau", "mật khẩu wifi nhà tôi đây")
    assert to("ong-sau", carried)[-1].endswith("[Thu hồi]")
    said = await bot.hears("ong-sau", words)
    assert to("ong-sau", said)[-1].startswith(
        f"ong-sau ← {texts.TAKEN_BACK_REMOVED.format(who=HOA)}"
    )
    assert not any("mật khẩu wifi" in text for text in shown(bot, "hoa"))


async def test_a_resident_who_is_late_hears_how_to_mend_it(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("ong-sau", "mật khẩu wifi nhà tôi đây")
    clock.pass_by(seconds=90)
    said = await bot.hears("ong-sau", "thu hồi")
    assert said[0].startswith(f"ong-sau ← {texts.TAKE_BACK_LATE.format(member=HOA)}")


async def report(bot: Bot) -> list[str]:
    """Chị Năm of the village tells of a broken lamp."""
    await bot.hears("chi-nam", "/start", start="u-ap-03")
    for words in ("1", "phản ánh", "2", "không có ảnh", "trước nhà văn hóa"):
        await bot.hears("chi-nam", words)
    return await bot.hears("chi-nam", "đèn hỏng ba hôm nay")


@pytest.mark.parametrize("words", ["Thu hồi", "nhầm rồi", "gửi nhầm rồi cháu ơi"])
async def test_a_report_just_sent_is_taken_back_and_the_helper_hears(bot: Bot, words: str) -> None:
    assert to("chi-nam", await report(bot))[-1].endswith(". Thu hồi]")
    said = await bot.hears("chi-nam", words)
    *_, third = await bot.db.read(tickets)
    assert (third.outcome, third.text, third.attachments) == ("cancelled", "", [])
    assert f"hoa ← {texts.TICKET_TAKEN_BACK_MEMBER.format(number=3)}" in said
    assert any(texts.REPORT_TAKEN_BACK.format(code=third.code) in line for line in said)


async def test_of_two_things_sent_at_one_moment_the_later_comes_back(bot: Bot) -> None:
    await bot.hears("chi-nam", "/start", start="u-ap-03")
    await bot.hears("chi-nam", "1")
    await bot.hears("chi-nam", "gặp người")
    for words in ("phản ánh", "2", "không có ảnh", "trước nhà văn hóa", "đèn hỏng ba hôm nay"):
        await bot.hears("chi-nam", words)
    await bot.hears("chi-nam", "gui nham roi")
    *_, wish, report = await bot.db.read(tickets)
    assert (wish.closed_at, report.outcome) == (None, "cancelled") and report.code


async def test_who_wrote_stands_before_who_only_wished_at_that_moment(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "nhà tôi ở đầu ngõ")
    (which,) = await bot.hears("hoa", "bác chụp màn hình cho cháu")
    assert "(phiếu 1): nhắn ừ" in which


async def test_a_report_that_is_too_old_to_come_back_can_be_cancelled(
    bot: Bot, clock: ObedientClock
) -> None:
    await report(bot)
    clock.pass_by(seconds=70)
    (said,) = await bot.hears("chi-nam", "thu hồi")
    assert texts.TAKE_BACK_LATE_WAITING in said and "Thôi không cần nữa" in said


async def test_words_added_to_what_waits_leave_it_again(bot: Bot) -> None:
    await bot.hears("hoa", "chuyển 2")
    await bot.hears("ong-sau", "số nhà tôi là 14 ngõ 2")
    said = await bot.hears("ong-sau", "gửi nhầm")
    assert any(texts.TAKEN_BACK_ADDED in line for line in said)
    _, second = await bot.db.read(tickets)
    assert "ngõ 2" not in second.text and second.closed_at is None


async def test_nothing_was_sent_so_the_words_are_read_as_ever(bot: Bot) -> None:
    await bot.hears("chi-nam", "/start", start="u-ap-03")
    (reply,) = await bot.hears("chi-nam", "gửi nhầm")
    assert texts.TAKEN_BACK_ALREADY not in reply
