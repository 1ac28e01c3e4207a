"""A plan says who goes where; a visit within its days takes its stop."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.outreach import plans, stops, visits
from bot.outreach.models import HomeVisitOutcome, OutreachPlan
from bot.outreach.plans import PlanDraft
from bot.people.actor import Actor
from bot.people.units import get_unit
from tests.conftest import ObedientClock
from tests.outreach.scene import TODAY, Village, build, visit

DRAFT = PlanDraft(
    "15 ngày đêm", TODAY, TODAY + timedelta(days=14), ("VNeID mức 2", "Phòng lừa đảo")
)


@pytest.fixture
async def village(db: Database) -> Village:
    """The village of the scene."""
    return await db.write(build)


def make(
    session: Session, actor: Actor, clock: ObedientClock, draft: PlanDraft = DRAFT, unit: str = "v1"
) -> OutreachPlan:
    return plans.make_plan(session, get_unit(session, unit), draft, actor=actor, now=clock.now)


async def test_stops_are_walked_in_the_order_of_the_lanes(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    plan = await db.write(make, village.leader, clock)
    rows = await db.read(stops.list_stops, plan.id)
    assert [household.label for _, household in rows] == [
        "Trần Văn Bảy", "Nguyễn Thị Tư", "Lê Thị Tư", "Phạm Văn Chín",
    ]  # fmt: skip


async def test_sharing_gives_neighbours_to_one_volunteer(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    plan = await db.write(make, village.leader, clock)
    people = [village.member.person_id or 0, village.other_member.person_id or 0]
    shared = await db.write(plans.share_stops, plan.id, people, actor=village.leader, now=clock.now)
    assert shared == 4
    mine = await db.read(stops.list_stops, plan.id, person_id=people[0])
    assert [household.address for _, household in mine] == ["ngõ 1, nhà 3", "ngõ 2, nhà 5"]


async def test_a_visit_takes_its_stop_and_gives_it_back(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    plan = await db.write(make, village.leader, clock)
    recorded = await db.write(visit, village, "Lê Thị Tư", HomeVisitOutcome.REFUSED, clock)
    await db.write(visit, village, "Trần Văn Bảy", HomeVisitOutcome.AWAY, clock)
    assert recorded.visit.plan_id == plan.id
    progress = await db.read(stops.compute_progress, plan.id)
    assert (progress.reached, progress.total) == (1, 4)
    member = village.member.person_id
    following = await db.read(stops.list_next_households, plan.id, member, limit=9)
    # Where nobody was at home comes last.
    assert [one.label for one in following] == ["Nguyễn Thị Tư", "Phạm Văn Chín", "Trần Văn Bảy"]
    await db.write(visits.withdraw_visit, recorded.visit.id, actor=village.member, now=clock.now)
    assert (await db.read(stops.compute_progress, plan.id)).reached == 0


async def test_a_plan_takes_the_visits_made_before_it(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    await db.write(visit, village, "Lê Thị Tư", HomeVisitOutcome.DONE, clock)
    plan = await db.write(make, village.leader, clock)
    assert (await db.read(stops.compute_progress, plan.id)).reached == 1


async def test_chosen_households_only(db: Database, clock: ObedientClock, village: Village) -> None:
    chosen = (village.houses["Lê Thị Tư"], village.houses["Trần Văn Bảy"])
    draft = PlanDraft("Hộ khó", TODAY, TODAY, (), chosen)
    plan = await db.write(make, village.leader, clock, draft)
    await db.write(visit, village, "Phạm Văn Chín", HomeVisitOutcome.DONE, clock)
    assert await db.read(stops.count_stops, plan.id) == 2
    fewer = PlanDraft("Hộ khó", TODAY, TODAY, (), chosen[:1])
    await db.write(plans.change_plan, plan.id, fewer, actor=village.leader, now=clock.now)
    assert await db.read(stops.count_stops, plan.id) == 1


FAULTS = [
    (PlanDraft("", TODAY, TODAY), "đặt tên"),
    (PlanDraft("Đợt 1", TODAY, TODAY - timedelta(days=1)), "đổi lại hai ngày"),
    (PlanDraft("Đợt 1", TODAY, date(2028, 1, 1)), "chia thành nhiều đợt"),
    (PlanDraft("Đợt 1", TODAY, TODAY, ("việc",) * 11), "việc cần giải thích"),
    (PlanDraft("Đợt 1", TODAY, TODAY, (), ()), "ít nhất một hộ"),
]


async def test_faults_are_said(db: Database, clock: ObedientClock, village: Village) -> None:
    for draft, words in FAULTS:
        with pytest.raises(UserError, match=words):
            await db.write(make, village.officer, clock, draft)
    with pytest.raises(UserError, match="tổ trưởng"):
        await db.write(make, village.member, clock)
    with pytest.raises(UserError, match="chọn một thôn"):
        await db.write(make, village.officer, clock, DRAFT, "x")
    with pytest.raises(NotFound):
        await db.write(make, village.leader, clock, DRAFT, "v2")
    plan = await db.write(make, village.officer, clock)
    with pytest.raises(UserError, match="15 ngày đêm"):
        await db.write(make, village.leader, clock)
    with pytest.raises(NotFound):
        await db.write(plans.end_plan, plan.id, actor=village.stranger, now=clock.now)
    await db.write(plans.end_plan, plan.id, actor=village.leader, now=clock.now)
    await db.write(make, village.leader, clock)  # the days are free again
