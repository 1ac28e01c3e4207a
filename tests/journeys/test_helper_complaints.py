"""A villager complains about the volunteer in the talk with that very volunteer."""

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.people.actor import OPERATOR
from bot.people.models import Person, Role, RoleKind
from bot.people.service import upsert_member
from bot.people.units import get_unit
from bot.tickets.models import Ticket
from tests.journeys.bot import Bot

HOA, NAM, OFFICER = "Đỗ Thị Thử I", "Hồ Văn Mẫu J", "Cán Bộ Thử"
SAID = "thanh vien nay doi tien toi 200 nghin moi lam cho"


@pytest.fixture(autouse=True)
async def talk(bot: Bot) -> None:
    """Hoa, a leader, helps bà Tư; Nam is another member; there is an officer."""

    def give_roles(session: Session) -> None:
        commune = get_unit(session, "an-phu")
        upsert_member(
            session,
            commune,
            OFFICER,
            "0900111099",
            RoleKind.OFFICER,
            actor=OPERATOR,
            now=bot.clock(),
        )
        hoa = session.exec(select(Person).where(Person.name == HOA)).one()
        for role in session.exec(select(Role).where(Role.person_id == hoa.id)):
            role.kind = RoleKind.LEADER

    await bot.db.write(give_roles)
    await bot.link("hoa", HOA)
    await bot.link("nam", NAM)
    await bot.link("can-bo", OFFICER)
    await bot.hears("zalo:ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("zalo:ba-tu", "1", name="Bà Tư")
    await bot.hears("zalo:ba-tu", "gặp người")
    taken = await bot.hears("hoa", "1")
    assert taken[0].startswith("hoa ← Phiếu 1 đã giao")
    await bot.hears("nam", "menu")


async def tickets(bot: Bot) -> list[Ticket]:
    def read(session: Session) -> list[Ticket]:
        return list(session.exec(select(Ticket).order_by(col(Ticket.id))))

    return await bot.db.read(read)


async def test_the_officer_hears_it_and_neither_the_member_nor_a_leader(bot: Bot) -> None:
    heard = await bot.hears("zalo:ba-tu", SAID)
    assert f"zalo:ba-tu ← {texts.COMPLAINT_PASSED_ON} [Gửi cho người đang giúp]" in heard
    assert [line for line in heard if line.startswith("can-bo ← ")]
    assert not [line for line in heard if line.startswith(("hoa ← ", "nam ← "))]
    helping, _ = await tickets(bot)
    later = [line for line in await bot.later(hours=2) if "200 nghin" in line]
    assert all(line.startswith("can-bo ← ") for line in later)

    led, complaint = await tickets(bot)
    assert led.closed_at is None and complaint.about_team
    assert helping.member_id in complaint.named_person_ids
    # What the member can ask for tells nothing of it, nor who said it.
    for asked in (f"phiếu {complaint.id}", f"nhận {complaint.id}", "phiếu của tôi"):
        assert not [line for line in await bot.hears("hoa", asked) if "200 nghin" in line]

    def reread(session: Session) -> int | None:
        return session.get_one(Ticket, complaint.id).member_id

    assert await bot.db.read(reread) not in (led.member_id, helping.member_id)


async def test_the_talk_goes_on_and_what_was_meant_for_the_member_can_be_sent(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", SAID)
    heard = await bot.hears("zalo:ba-tu", "1")
    assert f"zalo:ba-tu ← {texts.COMPLAINT_TAKEN_BACK}" in heard
    assert [line for line in heard if line.startswith("hoa ← ") and "200 nghin" in line]
    (_, complaint) = await tickets(bot)
    assert complaint.closed_at is not None


@pytest.mark.parametrize(
    "said", ["có người gọi điện đòi tiền tôi", "cảm ơn thành viên này nhé", "máy tôi báo lỗi"]
)
async def test_other_words_are_carried(bot: Bot, said: str) -> None:
    heard = await bot.hears("zalo:ba-tu", said)
    assert [line for line in heard if line.startswith("hoa ← ") and said in line]
