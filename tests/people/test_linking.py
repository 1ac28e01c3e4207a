"""One-time codes that tie a chat to a member of the team."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from bot.core.db import Database
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Contact, LinkCode, Person, RoleKind
from bot.people.service import get_or_create_contact, upsert_member
from bot.people.units import UnitKind, get_unit, upsert_unit
from tests.conftest import ObedientClock


def a_member(session: Session, name: str = "Lê Thị Hoa", phone: str = "0900000001") -> Person:
    """A village with one member."""
    upsert_unit(session, "x", "Xã X", UnitKind.COMMUNE, parent=None)
    upsert_member(
        session,
        get_unit(session, "x"),
        name,
        phone,
        RoleKind.MEMBER,
        actor=OPERATOR,
        now=datetime(2026, 11, 23, tzinfo=UTC),
    )
    return session.exec(select(Person).where(Person.name == name)).one()


def code_for(session: Session, clock: ObedientClock) -> str:
    """A fresh code of that member."""
    return linking.make_link_code(session, a_member(session), actor=OPERATOR, now=clock.now)


def uses(session: Session, who: str, code: str, clock: ObedientClock) -> bool:
    """Whether the code ties this chat."""
    contact = get_or_create_contact(session, "fake", who, now=clock.now)
    return linking.redeem_link_code(session, contact, code, now=clock.now) is not None


async def test_a_code_ties_a_chat_once_and_its_words_are_not_kept(
    db: Database, clock: ObedientClock
) -> None:
    code = await db.write(code_for, clock)
    (row,) = await db.read(lambda s: s.exec(select(LinkCode)).all())
    assert code not in row.digest
    assert await db.write(uses, "hoa", code, clock)
    assert not await db.write(uses, "ke-gian", code, clock)
    chats = await db.read(lambda s: s.exec(select(Contact).where(Contact.person_id > 0)).all())  # type: ignore[operator]
    assert [contact.address for contact in chats] == ["hoa"]


@pytest.mark.parametrize("written", ["{}", " {} ", "{}-", "lower"])
async def test_a_code_typed_by_hand_is_read_kindly(
    db: Database, clock: ObedientClock, written: str
) -> None:
    code = await db.write(code_for, clock)
    typed = code.lower() if written == "lower" else written.format(f"{code[:4]} {code[4:]}")
    assert await db.write(uses, "hoa", typed, clock)


async def test_a_code_ends_after_a_week_and_when_a_new_one_is_made(
    db: Database, clock: ObedientClock
) -> None:
    first = await db.write(code_for, clock)
    second = await db.write(code_for, clock)
    assert not await db.write(uses, "hoa", first, clock)
    clock.pass_by(days=7)
    assert not await db.write(uses, "hoa", second, clock)


@pytest.mark.parametrize("code", ["", "AAAAAAAAAAAA", "0900000001", "Lê Thị Hoa", "'; DROP"])
async def test_nothing_else_ties_a_chat(db: Database, clock: ObedientClock, code: str) -> None:
    await db.write(code_for, clock)
    assert not await db.write(uses, "hoa", code, clock)


async def test_those_without_a_chat_are_found(db: Database, clock: ObedientClock) -> None:
    def scene(session: Session) -> tuple[int, int, int]:
        hoa = a_member(session)
        a_member(session, "Trần Văn Nam", "0900000002")
        code = linking.make_link_code(session, hoa, actor=OPERATOR, now=clock.now)
        contact = get_or_create_contact(session, "fake", "hoa", now=clock.now)
        linking.redeem_link_code(session, contact, code, now=clock.now)
        assert linking.is_team_member(session, contact)
        assert not linking.is_team_member(
            session, get_or_create_contact(session, "fake", "ba-tu", now=clock.now)
        )
        return (
            len(linking.list_staff(session)),
            len(linking.list_staff(session, linked=False)),
            len(linking.list_staff(session, "0900000001")),
        )

    assert await db.write(scene) == (2, 1, 1)
