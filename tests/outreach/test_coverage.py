"""Coverage is counted over households: by a visit, by a chat, at the door."""

import pytest
from sqlmodel import Session, select

from bot.core.db import Database
from bot.outreach import coverage
from bot.outreach.models import HomeVisitOutcome, ReachWay
from bot.people.models import Contact
from bot.people.units import get_unit
from tests.conftest import ObedientClock
from tests.outreach.scene import TODAY, Village, build, read_counts, visit


@pytest.fixture
async def village(db: Database) -> Village:
    """The village of the scene."""
    return await db.write(build)


def link(session: Session, village: Village, head: str, clock: ObedientClock) -> None:
    """A chat gives the code of a household."""
    session.add(
        Contact(
            account="fake",
            address=head,
            unit_id=village.unit_id,
            created_at=clock.now,
            seen_at=clock.now,
            vouched=f"h{village.houses[head]}",
        )
    )
    session.flush()
    coverage.refresh_household(session, village.houses[head], now=clock.now)


async def test_each_household_counts_once_by_its_first_way(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    await db.write(link, village, "Nguyễn Thị Tư", clock)
    await db.write(visit, village, "Nguyễn Thị Tư", HomeVisitOutcome.DONE, clock, setups=("dvc",))
    await db.write(visit, village, "Lê Thị Tư", HomeVisitOutcome.LATER, clock, due_on=TODAY)
    await db.write(visit, village, "Trần Văn Bảy", HomeVisitOutcome.AWAY, clock)
    first, second = await db.read(coverage.list_coverage, actor=village.officer)
    assert (first.registered, first.reached, first.left, first.percent) == (4, 2, 2, 50)
    assert {way: first.by_way[way] for way in ReachWay} == {
        ReachWay.NONE: 1, ReachWay.VISIT: 1, ReachWay.CHAT: 1, ReachWay.TOLD: 0,
    }  # fmt: skip
    assert dict(first.by_outcome) == {"done": 1, "later": 1, "away": 1}
    assert (first.due, dict(first.setups)) == (1, {"dvc": 1})
    assert (second.households, second.percent) == (0, None)
    counts = await db.read(read_counts)
    assert counts["house_reached", "chat", TODAY] == 1
    assert counts["house_reached", "visit", TODAY] == 1


async def test_the_office_number_is_the_base_where_it_is_larger(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    def declare(session: Session) -> None:
        get_unit(session, "v1").households_count = 10

    await db.write(declare)
    await db.write(visit, village, "Lê Thị Tư", HomeVisitOutcome.DONE, clock)
    (own,) = await db.read(coverage.list_coverage, actor=village.leader)
    assert (own.households, own.reached, own.left, own.percent) == (10, 1, 9, 10)


async def test_a_chat_that_leaves_was_reached_all_the_same(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    await db.write(link, village, "Lê Thị Tư", clock)

    def leave(session: Session) -> None:
        for contact in session.exec(select(Contact)):
            contact.vouched = ""
        session.flush()
        coverage.refresh_household(session, village.houses["Lê Thị Tư"], now=clock.now)

    await db.write(leave)
    (own,) = await db.read(coverage.list_coverage, actor=village.leader)
    assert own.reached == 1
