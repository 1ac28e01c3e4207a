"""A resident who has one thing open and starts another: nothing is lost, nobody apologises."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.classes import service as classes
from bot.classes.plans import ClassPlan
from bot.core.policy import POLICY
from bot.messages.content import Attachment, AttachmentKind
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from bot.polls import drafting, service
from bot.polls.drafting import QuestionDraft
from bot.polls.models import QuestionKind as Question
from bot.polls.models import VoterKind
from bot.schedule.demo import go_live
from bot.tickets.models import ReportDraft, Ticket, TicketKind
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA

PHOTO = Attachment(AttachmentKind.PHOTO, ref="hole-1")
ROAD = QuestionDraft("Làm đường nào trước?", Question.SINGLE, ("Đường trục", "Đường ngõ"))


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """One member of Thôn 3 has opened her link; bà Tư has agreed and told her village."""
    await bot.db.write(go_live, now=bot.clock())
    await bot.link("hoa", HOA)
    await bot.hears("ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")


async def waiting(bot: Bot) -> None:
    await bot.hears("hoa", "hôm nay tôi nghỉ")
    await bot.hears("ba-tu", "gặp người")


async def offered(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")


async def taken(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")


async def about_an_area(bot: Bot) -> None:
    await bot.hears("ba-tu", "quên mật khẩu vneid làm thế nào")
    await bot.hears("ba-tu", "gặp người")


async def a_report(bot: Bot) -> None:
    await bot.hears("ba-tu", choice="report")
    await bot.hears("ba-tu", choice="field-report:road")
    await bot.hears("ba-tu", choice="field-report:none")
    await bot.hears("ba-tu", "đầu thôn 3")
    await bot.hears("ba-tu", "ổ gà to, hai hôm nay")


async def a_report_with_a_photo(bot: Bot) -> None:
    await bot.hears("ba-tu", choice="report")
    await bot.hears("ba-tu", choice="field-report:light")
    await bot.hears("ba-tu", attachments=[PHOTO])
    await bot.hears("ba-tu", "đầu thôn 3")
    await bot.hears("ba-tu", "đèn hỏng")


async def half_a_report(bot: Bot) -> None:
    await bot.hears("ba-tu", choice="report")
    await bot.hears("ba-tu", choice="field-report:waste")


async def steps(bot: Bot) -> None:
    await bot.hears("ba-tu", choice="guide:vneid-quen-mat-khau")


async def stuck(bot: Bot) -> None:
    await bot.hears("ba-tu", choice="guide:vneid-quen-mat-khau")
    await bot.hears("ba-tu", "kẹt ở đây")
    await bot.hears("ba-tu", choice="stuck:1:0")


async def a_poll(bot: Bot) -> None:
    def put(session: Session) -> int:
        unit = get_unit(session, "ap-03")
        ends = bot.clock() + timedelta(days=2)
        poll = drafting.create_draft(
            session,
            unit,
            "Đường thôn",
            (ROAD,),
            per=VoterKind.PERSON,
            closes_at=ends,
            actor=OPERATOR,
            now=bot.clock(),
        )
        service.open_poll(session, poll, actor=OPERATOR, now=bot.clock())
        return poll.id

    number = await bot.db.write(put)
    await bot.hears("ba-tu", choice=f"ballot:go:{number}")


async def a_class(bot: Bot) -> None:
    def put(session: Session) -> int:
        plan = ClassPlan("VNeID", "Nhà văn hóa", bot.clock() + timedelta(hours=59), seats=2)
        unit = get_unit(session, "ap-03")
        return classes.open_or_update_class(
            session, unit, plan, actor=OPERATOR, now=bot.clock(), policy=POLICY
        )[0].id

    number = await bot.db.write(put)
    await bot.hears("ba-tu", choice=f"class:other:{number}")


THINGS = (
    waiting,
    offered,
    taken,
    about_an_area,
    a_report,
    a_report_with_a_photo,
    half_a_report,
    steps,
    stuck,
    a_poll,
    a_class,
)
WISHES = (offered, about_an_area, a_report, a_report_with_a_photo, stuck, half_a_report)


def tickets(session: Session) -> list[Ticket]:
    return list(session.exec(select(Ticket).order_by(col(Ticket.id))))


def drafts(session: Session) -> list[ReportDraft]:
    return list(session.exec(select(ReportDraft)))


@pytest.mark.parametrize("then", WISHES, ids=lambda one: one.__name__)
@pytest.mark.parametrize("first", THINGS, ids=lambda one: one.__name__)
async def test_whatever_is_open_another_thing_can_be_started(bot: Bot, first, then) -> None:  # type: ignore[no-untyped-def]
    await first(bot)
    before = {ticket.id for ticket in await bot.db.read(tickets)}
    await then(bot)
    said = "\n".join(reply.text for _, reply in bot.channel.sent)
    assert texts.APOLOGY not in said
    fresh = [ticket for ticket in await bot.db.read(tickets) if ticket.id not in before]
    if then in (a_report, a_report_with_a_photo):
        assert [ticket.kind for ticket in fresh] == [TicketKind.REPORT]
        assert fresh[0].code and fresh[0].text.endswith("Nơi: đầu thôn 3.")
    elif then is half_a_report:
        assert len(await bot.db.read(drafts)) == 1
    else:
        open_wishes = [
            ticket for ticket in await bot.db.read(tickets) if ticket.kind != TicketKind.REPORT
        ]
        assert open_wishes


async def test_a_report_with_an_appointment_stays_a_report(bot: Bot) -> None:
    await a_report(bot)
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "hẹn thứ 7 9h nhà văn hóa thôn")
    await bot.hears("ba-tu", "gặp người")
    (report, *_) = await bot.db.read(tickets)
    assert report.kind == TicketKind.REPORT
    closing = await bot.hears("hoa", "xong 1")
    assert closing[0].startswith("hoa ← Phiếu 1 còn buổi hẹn"), "what becomes of it is asked first"
    (again,) = await bot.hears("hoa", "1")
    assert f"hoa ← {texts.REPORT_NEEDS_WORDS.format(number=1)}" in again
