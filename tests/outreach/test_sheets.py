"""Rows of a sheet typed in: all or none, the same row once, sums that add up."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.core.policy import POLICY
from bot.outreach import plans, sheets
from bot.outreach.models import HomeVisit, HomeVisitOutcome
from bot.outreach.plans import PlanDraft
from bot.outreach.sheets import GridEntry, GridFaults, GridReport, GridRow
from bot.people.actor import Actor
from bot.people.units import get_unit
from tests.conftest import ObedientClock
from tests.outreach.scene import TODAY, Village, build, read_counts

DONE, LATER, AWAY = HomeVisitOutcome.DONE, HomeVisitOutcome.LATER, HomeVisitOutcome.AWAY


@pytest.fixture
async def village(db: Database, clock: ObedientClock) -> Village:
    """The village of the scene with a plan of these days: number 1."""

    def build_with_plan(session: Session) -> Village:
        village = build(session)
        draft = PlanDraft("Đợt 1", TODAY - timedelta(days=2), TODAY)
        plans.make_plan(
            session, get_unit(session, "v1"), draft, actor=village.leader, now=clock.now
        )
        return village

    return await db.write(build_with_plan)


async def enter(
    db: Database,
    clock: ObedientClock,
    actor: Actor,
    rows: Sequence[GridRow],
    *,
    day: date = TODAY,
    person_id: int | None = None,
) -> GridReport:
    """Type rows in."""
    return await db.write(
        sheets.enter_rows,
        1,
        GridEntry(day, person_id),
        rows,
        actor=actor,
        now=clock.now,
        policy=POLICY,
    )


async def test_rows_typed_twice_are_one_visit_and_are_corrected(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    tu, bay, chin = (
        village.houses[name] for name in ("Nguyễn Thị Tư", "Trần Văn Bảy", "Phạm Văn Chín")
    )
    rows = [GridRow(tu, DONE, ("vneid",), consent=True), GridRow(bay, LATER, due_on=TODAY)]
    went = village.member.person_id
    assert await enter(db, clock, village.officer, rows, person_id=went) == GridReport(recorded=2)
    again = await enter(db, clock, village.officer, rows, person_id=went)
    assert (again, again.total) == (GridReport(unchanged=2), 2)
    changed = [GridRow(tu, AWAY), rows[1], GridRow(chin, DONE)]
    report = await enter(db, clock, village.officer, changed, person_id=went)
    assert report == GridReport(recorded=1, corrected=1, unchanged=1)
    visits = await db.read(lambda session: session.exec(select(HomeVisit)).all())
    assert {(one.household_id, one.outcome) for one in visits} == {
        (tu, AWAY), (bay, LATER), (chin, DONE),
    }  # fmt: skip
    assert {one.person_id for one in visits} == {went}
    counts = await db.read(read_counts)
    assert sum(count for (name, *_), count in counts.items() if name == "house_visit") == 3


async def test_one_bad_row_writes_none_and_each_is_named(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    tu, bay = village.houses["Nguyễn Thị Tư"], village.houses["Trần Văn Bảy"]
    rows = [GridRow(tu, DONE), GridRow(bay, LATER), GridRow(999_999, DONE)]
    with pytest.raises(GridFaults) as told:
        await enter(db, clock, village.leader, rows)
    assert set(told.value.faults) == {bay, 999_999}
    assert await db.read(lambda session: session.exec(select(HomeVisit)).all()) == []


async def test_a_day_outside_the_plan_and_another_commune_are_refused(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    rows = [GridRow(village.houses["Nguyễn Thị Tư"], DONE)]
    with pytest.raises(UserError, match="phải nằm trong kế hoạch"):
        await enter(db, clock, village.leader, rows, day=TODAY - timedelta(days=9))
    with pytest.raises(NotFound):
        await enter(db, clock, village.stranger, rows)
    with pytest.raises(UserError):
        await enter(db, clock, village.committee, rows)


async def test_a_sheet_has_all_rows_or_one_volunteers_with_their_numbers(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    member_id = village.member.person_id or 0
    third = village.houses["Lê Thị Tư"]
    await db.write(plans.assign_stops, 1, [third], member_id, actor=village.leader, now=clock.now)
    whole = await db.read(sheets.load_sheet, 1, actor=village.leader)
    assert [row.number for row in whole.rows] == [1, 2, 3, 4]
    part = await db.read(sheets.load_sheet, 1, actor=village.leader, person_id=member_id)
    assert [(row.number, row.household.id, row.visitor) for row in part.rows] == [(3, third, "Hoa")]
    with pytest.raises(NotFound):
        await db.read(
            sheets.load_sheet, 1, actor=village.leader, person_id=village.stranger.person_id
        )
