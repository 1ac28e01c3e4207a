"""Two entries of one household become one, and nobody's voice counts twice."""

import pytest
from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Household, RoleKind
from bot.people.units import get_unit
from bot.polls.models import Ballot, Poll, PollState
from bot.usecases import merge_households
from tests.conftest import ObedientClock
from tests.reminders.scene import a_commune


def add(session: Session, label: str, unit: str = "v1") -> int:
    household = Household(unit_id=get_unit(session, unit).id, label=label)
    session.add(household)
    session.flush()
    return household.id


def answer(session: Session, clock: ObedientClock, state: PollState, *voters: int) -> None:
    """A poll of the commune with a ballot of each household."""
    poll = Poll(
        unit_id=get_unit(session, "x").id, title="Mẫu", state=state, closes_at=clock.now,
        made_at=clock.now,
    )  # fmt: skip
    session.add(poll)
    session.flush()
    for household_id in voters:
        receipt = f"R{poll.id}-{household_id}"
        session.add(
            Ballot(poll_id=poll.id, voter=f"h{household_id}", receipt=receipt, cast_at=clock.now)
        )
    session.flush()


@pytest.fixture
async def pair(db: Database, clock: ObedientClock) -> tuple[int, int]:
    """Two entries in one village."""
    await db.write(a_commune)
    return await db.write(lambda session: (add(session, "Bà Mẫu"), add(session, "Bà Mẫu")))


async def test_each_ballot_still_counts_once(
    db: Database, clock: ObedientClock, pair: tuple[int, int]
) -> None:
    kept, other = pair
    await db.write(lambda session: answer(session, clock, PollState.CLOSED, kept, other))
    await db.write(lambda session: answer(session, clock, PollState.CLOSED, other))
    await db.write(merge_households.merge_households, kept, other, actor=OPERATOR, now=clock.now)
    query = select(Ballot.id, Ballot.voter).order_by(Ballot.id)  # type: ignore[arg-type]
    rows = await db.read(lambda session: session.exec(query).all())
    assert [voter for _, voter in rows] == [f"h{kept}", f"gone:{rows[1][0]}", f"h{kept}"]


async def test_it_waits_for_the_end_of_a_poll(
    db: Database, clock: ObedientClock, pair: tuple[int, int]
) -> None:
    await db.write(lambda session: answer(session, clock, PollState.OPEN, pair[1]))
    with pytest.raises(UserError, match="đang lấy ý kiến"):
        await db.write(merge_households.merge_households, *pair, actor=OPERATOR, now=clock.now)


async def test_only_two_of_the_own_village(
    db: Database, clock: ObedientClock, pair: tuple[int, int]
) -> None:
    elsewhere = await db.write(lambda session: add(session, "Bà Mẫu", "v2"))
    for other in (pair[0], elsewhere):
        with pytest.raises(UserError):
            await db.write(
                merge_households.merge_households, pair[0], other, actor=OPERATOR, now=clock.now
            )
    path = await db.read(lambda session: get_unit(session, "v2").path)
    leader = Actor(1, path, RoleKind.LEADER, Hand.CONSOLE)
    with pytest.raises(NotFound):
        await db.write(merge_households.merge_households, *pair, actor=leader, now=clock.now)
