"""Blocking a contact: who may, for how long, and how it ends."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.core.audit import Audit
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.people import contact_blocks
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import Unit, UnitKind, get_unit, upsert_unit

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
REASON = "nhiều lần xúc phạm người giúp"


@pytest.fixture
async def contact_id(db: Database) -> int:
    def work(session: Session) -> int:
        upsert_unit(session, "x", "Xã X", UnitKind.COMMUNE, parent=None)
        upsert_unit(session, "y", "Xã Y", UnitKind.COMMUNE, parent=None)
        contact = get_or_create_contact(session, "fake", "r1", now=NOW)
        contact.unit_id = get_unit(session, "x").id
        session.flush()
        return contact.id

    return await db.write(work)


async def until(db: Database, contact_id: int) -> datetime | None:
    return await db.read(lambda session: session.get_one(Contact, contact_id).blocked_until)


async def test_a_block_has_a_reason_and_an_end_and_is_on_record(
    db: Database, contact_id: int
) -> None:
    block = contact_blocks.block_contact
    for reason, days in ((" ", 7), (REASON, 0), (REASON, 91)):
        with pytest.raises(UserError):
            await db.write(block, contact_id, reason, days=days, actor=OPERATOR, now=NOW)
    assert await until(db, contact_id) is None
    await db.write(block, contact_id, REASON, days=7, actor=OPERATOR, now=NOW)
    assert await until(db, contact_id) == NOW + timedelta(days=7)
    with pytest.raises(UserError):
        await db.write(block, contact_id, REASON, days=7, actor=OPERATOR, now=NOW)

    def read(session: Session) -> list[tuple[str, str]]:
        rows = session.exec(select(Audit).order_by(col(Audit.id))).all()
        return [(row.action, row.note) for row in rows if row.action.startswith("contact.")]

    [(action, note)] = await db.read(read)
    assert action == "contact.block" and REASON in note and "2026-11-30" in note


async def test_the_clock_ends_it_and_so_does_an_officer(db: Database, contact_id: int) -> None:
    block, end_due = contact_blocks.block_contact, contact_blocks.end_blocks_due
    await db.write(block, contact_id, REASON, days=1, actor=OPERATOR, now=NOW)
    assert await db.write(end_due, now=NOW + timedelta(hours=23)) == 0
    assert await db.write(end_due, now=NOW + timedelta(hours=24)) == 1
    assert await db.write(end_due, now=NOW + timedelta(hours=24)) == 0
    assert await until(db, contact_id) is None
    await db.write(block, contact_id, REASON, days=1, actor=OPERATOR, now=NOW)
    await db.write(contact_blocks.unblock_contact, contact_id, actor=OPERATOR, now=NOW)
    assert await until(db, contact_id) is None
    with pytest.raises(NotFound):
        await db.write(contact_blocks.unblock_contact, contact_id, actor=OPERATOR, now=NOW)


async def test_another_commune_s_contact_does_not_exist(db: Database, contact_id: int) -> None:
    other = await db.read(
        lambda session: session.exec(select(Unit).where(Unit.code == "y")).one().path
    )
    stranger = Actor(None, other, RoleKind.OFFICER, Hand.CONSOLE)
    verb = contact_blocks.block_contact
    with pytest.raises(NotFound):
        await db.write(verb, contact_id, REASON, days=7, actor=stranger, now=NOW)
    await db.write(verb, contact_id, REASON, days=7, actor=OPERATOR, now=NOW)
    blocks = await db.read(contact_blocks.list_running_blocks, actor=stranger)
    assert list(blocks) == []
    with pytest.raises(NotFound):
        await db.write(contact_blocks.unblock_contact, contact_id, actor=stranger, now=NOW)
