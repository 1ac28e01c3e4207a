"""Kinds of help are counted once a resident, kind and day, whoever writes them down."""

import asyncio

import pytest
from sqlmodel import Session, func, select

from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.core.policy import POLICY
from bot.people.actor import Actor
from bot.reports.models import CountName, DailyCount
from bot.tickets import help_counts, help_entries, support_log
from bot.tickets.events import HelpDeed
from bot.tickets.help_counts import MOST_UNNAMED
from bot.tickets.models import SupportLog
from bot.tickets.support_log import SupportEntry
from tests.conftest import ObedientClock
from tests.outreach.scene import Village, build

KIND = "vneid-muc-2"


@pytest.fixture
async def village(db: Database) -> Village:
    """Two volunteers, a leader and an officer of a village, and others."""
    return await db.write(build)


async def write_down(
    db: Database, clock: ObedientClock, actor: Actor, people: int, name: str = ""
) -> int:
    """A volunteer writes down so many; the number of the entry."""

    def record(session: Session) -> int:
        entry = SupportEntry("VNeID", people, name, ((KIND, people),))
        log = support_log.record_entry(session, entry, topic_id="", actor=actor, now=clock.now)
        help_counts.add_kinds(
            session, log, dict(entry.kinds), beneficiary=name, actor=actor, policy=POLICY
        )
        return log.id

    return await db.write(record)


async def count(db: Database) -> int:
    """How many are counted."""
    query = select(func.coalesce(func.sum(DailyCount.count), 0))
    query = query.where(DailyCount.name == CountName.HELP_KIND, DailyCount.detail == KIND)
    return int(await db.read(lambda session: session.exec(query).one()))


async def test_two_who_write_down_one_resident_count_once(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    await asyncio.gather(
        write_down(db, clock, village.member, 1, "bà Tư"),
        write_down(db, clock, village.other_member, 1, "Ba Tu"),
    )
    assert await count(db) == 1
    clock.pass_by(days=1)
    await write_down(db, clock, village.member, 1, "bà Tư")
    assert await count(db) == 2  # another day


async def test_the_larger_number_counts_and_taking_it_back_leaves_the_smaller(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    small = await write_down(db, clock, village.member, 2, "nhà bà Tư")
    large = await write_down(db, clock, village.other_member, 5, "nhà bà Tư")
    assert await count(db) == 5
    for deed, left in ((HelpDeed.WITHDRAW, 2), (HelpDeed.RESTORE, 5)):
        for _ in range(2):  # pressed twice
            await db.write(
                help_counts.change_entry, large, deed, actor=village.leader, now=clock.now
            )
        assert await count(db) == left
    await db.write(
        help_counts.change_entry, small, HelpDeed.WITHDRAW, actor=village.officer, now=clock.now
    )
    assert await count(db) == 5


async def test_without_names_there_is_a_limit_a_day(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    await write_down(db, clock, village.member, MOST_UNNAMED)
    with pytest.raises(UserError, match="không kèm tên"):
        await write_down(db, clock, village.member, 1)
    await write_down(db, clock, village.member, 1, "bà Tư")
    await write_down(db, clock, village.other_member, 1)
    assert await count(db) == MOST_UNNAMED + 2
    rows = await db.read(lambda session: session.exec(select(SupportLog)).all())
    assert len(rows) == 3  # what was refused is not there


async def test_others_entries_are_touched_by_who_answers_for_the_village(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    number = await write_down(db, clock, village.member, 1, "bà Tư")
    for other in (village.other_member, village.stranger, village.committee):
        with pytest.raises(NotFound):
            await db.write(
                help_counts.change_entry, number, HelpDeed.WITHDRAW, actor=other, now=clock.now
            )
    with pytest.raises(NotFound):
        await db.read(help_entries.get_entry, number, actor=village.stranger)
    entry = await db.read(help_entries.get_entry, number, actor=village.officer)
    assert (entry.member_name, entry.unit_name) == ("Hoa", "Thôn 1")
