"""Bà Tư has Zalo and Telegram: a code makes two chats one person's, and nothing counts twice."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.classes import service as classes
from bot.classes.models import Enrolment, EnrolmentStatus
from bot.classes.plans import ClassPlan
from bot.core.policy import POLICY
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Person
from bot.people.units import get_unit
from bot.polls import drafting, service
from bot.polls.drafting import QuestionDraft
from bot.polls.models import Ballot, QuestionKind, VoterKind
from bot.reminders.models import DeadlineSubscription
from bot.schedule.demo import go_live
from bot.tickets.models import Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

BOTH = ("tu", "zalo:ba-tu")
ROAD = QuestionDraft("Làm đường nào trước?", QuestionKind.SINGLE, ("Đường trục", "Đường ngõ"))


@pytest.fixture(autouse=True)
async def met(bot: Bot) -> None:
    """She has agreed in both chats; ông Năm has one."""
    await bot.db.write(go_live, now=bot.clock())
    for who, name in (*((who, "Bà Tư") for who in BOTH), ("nam", "Ông Năm")):
        await bot.hears(who, "/start", start="u-ap-03", name=name)
        await bot.hears(who, "1", name=name)


async def code_of(bot: Bot, who: str) -> str:
    """A code asked for in this chat."""
    (given,) = await bot.hears(who, "liên kết")
    return given.splitlines()[0].removeprefix(f"{who} ← Mã liên kết của bác: ")


async def links(bot: Bot) -> list[str]:
    """The code of one chat, typed in the other."""
    return await bot.hears("zalo:ba-tu", f"lienket {await code_of(bot, 'tu')}")


def people(session: Session) -> dict[str, int | None]:
    return {contact.address: contact.person_id for contact in session.exec(select(Contact))}


async def test_a_code_makes_two_chats_one_person_s_and_unlinking_two_again(bot: Bot) -> None:
    assert await links(bot) == [f"zalo:ba-tu ← {texts.LINKED_RESIDENT}"]
    found = await bot.db.read(people)
    assert found["tu"] == found["ba-tu"] is not None and found["nam"] is None
    assert await bot.hears("tu", "bo lien ket") == [f"tu ← {texts.UNLINKED_RESIDENT}"]
    found = await bot.db.read(people)
    assert found["tu"] is None and found["ba-tu"] is not None
    assert await bot.hears("zalo:ba-tu", "bo lien ket") == [f"zalo:ba-tu ← {texts.UNLINK_NONE}"]


async def test_a_code_works_once_for_a_quarter_of_an_hour(bot: Bot, clock: ObedientClock) -> None:
    code = await code_of(bot, "tu")
    assert await bot.hears("tu", f"lienket {code}") == [f"tu ← {texts.LINK_SAME_CHAT}"]
    wrong = f"zalo:ba-tu ← {texts.LINK_CODE_WRONG}"
    assert await bot.hears("zalo:ba-tu", f"lienket {code}") == [wrong]
    late = await code_of(bot, "tu")
    clock.pass_by(minutes=16)
    assert await bot.hears("zalo:ba-tu", f"lienket {late}") == [wrong]


async def test_the_same_name_links_nobody(bot: Bot) -> None:
    found = await bot.db.read(people)
    assert {found[who.rpartition(":")[2]] for who in BOTH} == {None}
    await links(bot)
    found = await bot.db.read(people)
    assert found["nam"] is None


async def test_who_has_not_agreed_is_asked_first(bot: Bot) -> None:
    await bot.hears("moi", "xin chao")
    (asked,) = await bot.hears("moi", "liên kết")
    assert asked.startswith(f"moi ← {texts.LINK_NEEDS_CONSENT}") and "[1. Đồng ý]" in asked


async def test_a_member_s_chat_takes_no_resident_s_code(bot: Bot) -> None:
    await bot.link("hoa", "Đỗ Thị Thử I")
    before = (await bot.db.read(people))["hoa"]
    wrong = f"hoa ← {texts.LINK_CODE_WRONG}"
    assert await bot.hears("hoa", f"lienket {await code_of(bot, 'tu')}") == [wrong]
    assert (await bot.db.read(people))["hoa"] == before
    assert await bot.hears("hoa", "bỏ liên kết") == [f"hoa ← {texts.UNLINK_NONE}"]


async def test_two_seats_become_one_and_whoever_waits_moves_up(
    bot: Bot, clock: ObedientClock
) -> None:
    def open_class(session: Session) -> int:
        plan = ClassPlan("VNeID", "Nhà văn hóa", clock() + timedelta(hours=59), seats=2)
        return classes.open_or_update_class(
            session, get_unit(session, "ap-03"), plan, actor=OPERATOR, now=clock(), policy=POLICY
        )[0].id

    number = await bot.db.write(open_class)
    for who in (*BOTH, "nam"):
        await bot.hears(who, choice=f"class:join:{number}")
    said = await links(bot)
    assert f"zalo:ba-tu ← {texts.LINKED_RESIDENT}\n{texts.LINKED_SEATS.format(count=1)}" in said
    assert any(line.startswith("nam ← ") for line in said)

    def seats(session: Session) -> dict[str, str]:
        query = select(Contact.address, Enrolment.status).join(
            Enrolment, col(Enrolment.contact_id) == Contact.id
        )
        return {address: seat for address, seat in session.exec(query)}

    assert await bot.db.read(seats) == {
        "tu": EnrolmentStatus.JOINED,
        "ba-tu": EnrolmentStatus.LEFT,
        "nam": EnrolmentStatus.JOINED,
    }


async def test_two_wishes_for_a_person_become_one(bot: Bot) -> None:
    for who in BOTH:
        await bot.hears(who, "gặp người")
    said = await links(bot)
    assert any(texts.LINKED_TICKETS.format(count=1) in line for line in said)

    def outcomes(session: Session) -> list[str]:
        return [ticket.outcome for ticket in session.exec(select(Ticket).order_by(col(Ticket.id)))]

    assert await bot.db.read(outcomes) == ["", "merged"]


async def test_two_ballots_become_the_later_and_nobody_unlinks_to_vote_again(
    bot: Bot, clock: ObedientClock
) -> None:
    def a_poll(session: Session) -> int:
        unit = get_unit(session, "ap-03")
        ends = clock() + timedelta(days=2)
        poll = drafting.create_draft(
            session,
            unit,
            "Đường thôn",
            (ROAD,),
            per=VoterKind.PERSON,
            closes_at=ends,
            actor=OPERATOR,
            now=clock(),
        )
        service.open_poll(session, poll, actor=OPERATOR, now=clock())
        return poll.id

    number = await bot.db.write(a_poll)
    await bot.quiet()
    for who, answer in zip(BOTH, ("1", "2"), strict=True):
        await bot.hears(who, choice=f"ballot:go:{number}")
        await bot.hears(who, answer)
        clock.pass_by(minutes=1)

    def ballots(session: Session) -> list[str]:
        return [ballot.voter[0] for ballot in session.exec(select(Ballot))]

    assert await bot.db.read(ballots) == ["c", "c"]
    await links(bot)
    assert await bot.db.read(ballots) == ["p"]
    assert await bot.hears("tu", "bo lien ket") == [f"tu ← {texts.UNLINK_POLL}"]
    clock.pass_by(days=3)
    await bot.db.write(service.close_due, now=clock())
    assert await bot.hears("tu", "bo lien ket") == [f"tu ← {texts.UNLINKED_RESIDENT}"]


async def test_a_deadline_is_told_once(bot: Bot, clock: ObedientClock) -> None:
    for who in BOTH:
        await bot.hears(who, "nhắc hạn")
        await bot.hears(who, "1")
    await links(bot)

    def wishes(session: Session) -> int:
        return len(session.exec(select(DeadlineSubscription)).all())

    assert await bot.db.read(wishes) == 1


async def test_who_is_forgotten_leaves_no_name_behind(bot: Bot) -> None:
    await links(bot)
    for who in BOTH:
        await bot.hears(who, "xóa dữ liệu của tôi")
        await bot.hears(who, choice="erase:yes")

    def named(session: Session) -> list[str]:
        people = [person.name for person in session.exec(select(Person))]
        chats = [contact.name for contact in session.exec(select(Contact))]
        return [name for name in (*people, *chats) if name == "Bà Tư"]

    assert await bot.db.read(named) == []
