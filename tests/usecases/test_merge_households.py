"""Two entries of one household become one, and nobody's voice counts twice."""

import pytest
from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.merges import Merge, MergeKind, list_undoable
from bot.people.models import Contact, Household, RoleKind
from bot.people.service import get_or_create_contact
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


def speak_for(session: Session, clock: ObedientClock, who: str, household_id: int) -> int:
    """A chat that speaks for a household."""
    contact = get_or_create_contact(session, "webchat", who, now=clock.now)
    contact.vouched = f"h{household_id}"
    session.flush()
    return contact.id


async def last_merge(db: Database, clock: ObedientClock, kept: int) -> Merge:
    kind = MergeKind.HOUSEHOLD
    return (
        await db.read(
            lambda session: list_undoable(session, kind, kept, actor=OPERATOR, now=clock.now)
        )
    )[0]


async def test_an_undone_merge_gives_back_what_moved(
    db: Database, clock: ObedientClock, pair: tuple[int, int]
) -> None:
    kept, other = pair

    def prepare(session: Session) -> tuple[int, int]:
        gone = session.get_one(Household, other)
        gone.address, gone.code = "xóm Đông", "CODE77"
        return speak_for(session, clock, "a", kept), speak_for(session, clock, "b", other)

    stays, moves = await db.write(prepare)
    await db.write(lambda session: answer(session, clock, PollState.CLOSED, kept, other))
    await db.write(lambda session: answer(session, clock, PollState.CLOSED, other))
    await db.write(merge_households.merge_households, kept, other, actor=OPERATOR, now=clock.now)
    later = await db.write(lambda session: speak_for(session, clock, "c", kept))
    merge = await last_merge(db, clock, kept)
    back = await db.write(
        merge_households.undo_merge, kept, merge.id, actor=OPERATOR, now=clock.now
    )
    assert (back.label, back.address, back.code) == ("Bà Mẫu", "xóm Đông", "CODE77")

    def look(session: Session) -> tuple[list[str], list[str], str]:
        voters = session.exec(select(Ballot.voter).order_by(Ballot.id)).all()  # type: ignore[arg-type]
        chats = [session.get_one(Contact, number).vouched for number in (stays, moves, later)]
        return list(voters), chats, session.get_one(Household, kept).address

    voters, chats, address = await db.read(look)
    assert voters == [f"h{kept}", f"h{back.id}", f"h{back.id}"]
    assert chats == [f"h{kept}", f"h{back.id}", f"h{kept}"]
    assert address == "", "what the kept one had got from the other goes back"
    with pytest.raises(NotFound):
        await db.write(merge_households.undo_merge, kept, merge.id, actor=OPERATOR, now=clock.now)


async def test_a_merge_from_before_a_table_was_added_is_undone_all_the_same(
    db: Database, clock: ObedientClock, pair: tuple[int, int]
) -> None:
    kept, other = pair
    await db.write(merge_households.merge_households, kept, other, actor=OPERATOR, now=clock.now)
    merge = await last_merge(db, clock, kept)

    def forget(session: Session) -> None:
        row = session.get_one(Merge, merge.id)
        row.moved = {
            name: ids for name, ids in row.moved.items() if name not in merge_households.HELD
        }

    await db.write(forget)
    back = await db.write(
        merge_households.undo_merge, kept, merge.id, actor=OPERATOR, now=clock.now
    )
    assert back.label == "Bà Mẫu"


async def test_merges_are_undone_from_the_last_and_for_thirty_days(
    db: Database, clock: ObedientClock, pair: tuple[int, int]
) -> None:
    kept, other = pair
    third = await db.write(lambda session: add(session, "Bà Mẫu"))
    merge, undo = merge_households.merge_households, merge_households.undo_merge
    await db.write(merge, other, third, actor=OPERATOR, now=clock.now)
    first = await last_merge(db, clock, other)
    await db.write(merge, kept, other, actor=OPERATOR, now=clock.now)
    second = await last_merge(db, clock, kept)
    elsewhere = Actor(None, "/999999/", RoleKind.OFFICER, Hand.CONSOLE)
    for number, actor in ((second.id, elsewhere), (first.id, OPERATOR)):
        with pytest.raises(NotFound):
            await db.write(undo, kept, number, actor=actor, now=clock.now)
    back = await db.write(undo, kept, second.id, actor=OPERATOR, now=clock.now)
    again = await db.write(undo, back.id, first.id, actor=OPERATOR, now=clock.now)
    assert again.label == "Bà Mẫu" and len({kept, back.id, again.id}) == 3
    await db.write(merge, kept, again.id, actor=OPERATOR, now=clock.now)
    old = await last_merge(db, clock, kept)
    clock.pass_by(days=31)
    with pytest.raises(NotFound):
        await db.write(undo, kept, old.id, actor=OPERATOR, now=clock.now)


async def test_nothing_is_undone_while_a_poll_runs(
    db: Database, clock: ObedientClock, pair: tuple[int, int]
) -> None:
    kept, other = pair
    await db.write(merge_households.merge_households, kept, other, actor=OPERATOR, now=clock.now)
    merge = await last_merge(db, clock, kept)
    await db.write(lambda session: answer(session, clock, PollState.OPEN, kept))
    with pytest.raises(UserError):
        await db.write(merge_households.undo_merge, kept, merge.id, actor=OPERATOR, now=clock.now)
