"""What connects households: the last entry counts, with the day and who noted it."""

from datetime import timedelta

import pytest
from sqlmodel import Session, func, select

from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.core.policy import POLICY
from bot.outreach import census
from bot.outreach.census import ConnectivityValues
from bot.outreach.models import Connectivity, Signal
from bot.people.actor import Actor
from bot.people.units import get_unit
from tests.conftest import ObedientClock
from tests.outreach.scene import TODAY, Village, build


@pytest.fixture
async def village(db: Database) -> Village:
    """The village of the scene."""
    return await db.write(build)


def note(
    session: Session,
    actor: Actor,
    clock: ObedientClock,
    values: ConnectivityValues,
    household_id: int | None = None,
    *,
    days_ago: int = 0,
) -> int:
    return census.record_connectivity(
        session, get_unit(session, "v1"), values, household_id=household_id,
        noted_on=TODAY - timedelta(days=days_ago), actor=actor, now=clock.now, policy=POLICY,
    ).id  # fmt: skip


async def test_a_later_entry_keeps_what_it_does_not_tell(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    tu, bay = village.houses["Nguyễn Thị Tư"], village.houses["Trần Văn Bảy"]
    await db.write(
        note, village.member, clock, ConnectivityValues(Signal.WEAK, False, 1), tu, days_ago=9
    )
    again = ConnectivityValues(fibre=True)
    first = await db.write(note, village.member, clock, again, tu)
    assert await db.write(note, village.member, clock, again, tu) == first  # sent again
    await db.write(note, village.member, clock, ConnectivityValues(smartphones=0), bay)
    await db.write(note, village.leader, clock, ConnectivityValues(Signal.GOOD, hall_wifi=True))
    found = (await db.read(census.list_connectivity, actor=village.leader))[0]
    assert found.own is not None and found.own.hall_wifi is True
    assert (found.households, found.signals[Signal.WEAK], found.fibre) == (2, 1, 1)
    assert (found.with_smartphone, found.without_smartphone) == (1, 1)
    assert found.latest_on == TODAY
    count = select(func.count()).select_from(Connectivity)
    assert await db.read(lambda session: session.exec(count).one()) == 4  # the earlier one stays


async def test_faults_are_said(db: Database, clock: ObedientClock, village: Village) -> None:
    tu = village.houses["Nguyễn Thị Tư"]
    good = ConnectivityValues(Signal.GOOD)
    await db.write(note, village.member, clock, good, tu)
    for actor, values, days_ago, words in (
        (village.member, ConnectivityValues(), 0, "ít nhất một mục"),
        (village.member, ConnectivityValues(smartphones=99), 0, "từ 0 đến 30"),
        (village.member, good, 3, "mới hơn"),
        (village.member, good, -1, "từ hôm nay trở về trước"),
        (village.committee, good, 0, "chỉ xem số liệu"),
    ):
        with pytest.raises(UserError, match=words):
            await db.write(note, actor, clock, values, tu, days_ago=days_ago)
    with pytest.raises(NotFound):
        await db.write(note, village.stranger, clock, good, tu)
