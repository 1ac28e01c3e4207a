"""A visit in words: its time in the next line, moved, or left behind."""

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.core.policy import POLICY
from bot.tickets.models import Appointment, Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, NAM, to


@pytest.fixture(autouse=True)
async def taken(bot: Bot) -> None:
    """Hoa has bà Tư's ticket."""
    await bot.link("hoa", HOA)
    await bot.link("nam", NAM)
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    for words in ("1", "gặp người"):
        await bot.hears("ba-tu", words)
    await bot.hears("hoa", "nhận 1")


def visits(session: Session) -> list[Appointment]:
    """All of them."""
    return list(session.exec(select(Appointment).order_by(col(Appointment.id))))


def ticket(session: Session) -> Ticket:
    """The one that is there."""
    return session.exec(select(Ticket)).one()


async def hour_of(bot: Bot) -> str:
    """When the visit is that stands."""
    (visit,) = [appointment for appointment in await bot.db.read(visits) if not appointment.outcome]
    return f"{visit.starts_at.astimezone(POLICY.zone):%d %H:%M} {visit.place}".strip()


@pytest.mark.parametrize(
    ("line", "hour"),
    [
        ("mai 9h", "09:00"),
        ("chiều thứ 5 3h", "15:00"),
        ("8 giờ sáng mốt", "08:00"),
        ("mai 9h nhà văn hóa", "09:00 nhà văn hóa"),
    ],
)
async def test_the_next_line_is_the_visit_s_time(bot: Bot, line: str, hour: str) -> None:
    (asked,) = await bot.hears("hoa", "hẹn đến nhà")
    assert "[Thôi không hẹn]" in asked
    said = await bot.hears("hoa", line)
    assert len(to("ba-tu", said)) == 1 and "hẹn gặp bác lúc" in to("ba-tu", said)[0]
    assert hour in await hour_of(bot)


async def test_a_day_without_an_hour_is_asked_about(bot: Bot) -> None:
    await bot.hears("hoa", "hẹn đến nhà")
    (asked,) = await bot.hears("hoa", "mai")
    assert asked.startswith(f"hoa ← {texts.VISIT_ASK_HOUR.format(number=1)}")
    await bot.hears("hoa", "9h sáng")
    tomorrow = (await bot.db.read(visits))[0].starts_at.date() - bot.clock().date()
    assert tomorrow.days == 1


async def test_other_words_and_no_visit_after_all(bot: Bot) -> None:
    await bot.hears("hoa", "hẹn đến nhà")
    said = await bot.hears("hoa", "bác có nhà không ạ?")
    assert to("ba-tu", said)
    (left,) = await bot.hears("hoa", "thôi")
    assert left == f"hoa ← {texts.VISIT_LEFT.format(number=1)}"
    said = await bot.hears("hoa", "mai 9h cháu gọi bác")
    assert to("ba-tu", said) and await bot.db.read(visits) == []


@pytest.mark.parametrize(
    "words", ["đổi hẹn sang 10h", "dời hẹn 10h", "hẹn lại 10h sáng", "doi lich hen sang 10h"]
)
async def test_another_hour_moves_the_reminder_and_keeps_the_day(
    bot: Bot, clock: ObedientClock, words: str
) -> None:
    await bot.hears("hoa", "hẹn mai 9h nhà văn hóa")
    before = await hour_of(bot)
    said = await bot.hears("hoa", words)
    assert "10 giờ" in to("ba-tu", said)[0]
    assert await hour_of(bot) == before.replace("09:00", "10:00")


async def test_who_passes_the_ticket_on_is_asked_about_the_visit(bot: Bot) -> None:
    await bot.hears("hoa", "hẹn mai 9h nhà văn hóa")
    said = await bot.hears("hoa", "chuyển")
    assert "[1. Người nhận sau sẽ đến] [2. Bỏ hẹn, báo bà con]" in to("hoa", said)[-1]
    off = await bot.hears("hoa", "Bỏ hẹn, báo bà con")
    assert "không đến theo hẹn" in to("ba-tu", off)[0]
    assert [appointment.outcome for appointment in await bot.db.read(visits)] == ["off"]


async def test_the_next_helper_is_reminded_of_a_visit_that_is_kept(bot: Bot) -> None:
    await bot.hears("hoa", "hẹn mai 9h nhà văn hóa")
    await bot.hears("hoa", "chuyển")
    await bot.hears("hoa", "Người nhận sau sẽ đến")
    card = await bot.hears("nam", "nhận 1")
    assert "Đã hẹn bà con" in "".join(to("nam", card))
    for hours in (5, 6):
        await bot.hears("nam", f"cháu là Nam, mai cháu đến thay chị Hoa ạ, {hours}")
        reminded = await bot.later(hours=5, minutes=5)
    assert any("Nhắc anh/chị" in line for line in to("nam", reminded)), reminded
    assert not any("Nhắc anh/chị" in line for line in to("hoa", reminded))


async def test_a_ticket_with_a_visit_to_come_is_not_closed_in_silence(bot: Bot) -> None:
    await bot.hears("hoa", "hẹn mai 9h nhà văn hóa")
    (asked,) = await bot.hears("hoa", "xong")
    assert "[1. Đã đến, xong] [2. Bỏ hẹn, đóng phiếu]" in asked
    assert (await bot.db.read(ticket)).closed_at is None
    said = await bot.hears("hoa", "2")
    assert "không đến theo hẹn" in to("ba-tu", said)[0]
    assert (await bot.db.read(ticket)).outcome == "done"
