"""Two entries of one household: visits, stops and tellings come together, each counted once."""

from datetime import timedelta

from sqlmodel import Session, func, select

from bot.core.db import Database
from bot.core.policy import POLICY
from bot.outreach import census, coverage, plans, stops
from bot.outreach.census import ConnectivityValues
from bot.outreach.models import Connectivity, HomeVisit, HomeVisitOutcome, Signal
from bot.outreach.plans import PlanDraft
from bot.people.units import get_unit
from bot.usecases.merge_households import merge_households
from tests.conftest import ObedientClock
from tests.outreach.scene import TODAY, Village, build, read_counts, visit


async def test_what_both_have_counts_once(db: Database, clock: ObedientClock) -> None:
    village: Village = await db.write(build)
    kept, other = village.houses["Nguyễn Thị Tư"], village.houses["Lê Thị Tư"]

    def work(session: Session) -> int:
        unit = get_unit(session, "v1")
        draft = PlanDraft("Đợt 1", TODAY, TODAY)
        plan = plans.make_plan(session, unit, draft, actor=village.leader, now=clock.now)
        visit(session, village, "Nguyễn Thị Tư", HomeVisitOutcome.AWAY, clock)
        visit(session, village, "Lê Thị Tư", HomeVisitOutcome.DONE, clock, setups=("vneid",))
        for number, household_id in enumerate((kept, other)):
            census.record_connectivity(
                session, unit, ConnectivityValues(Signal.GOOD), household_id=household_id,
                noted_on=TODAY - timedelta(days=number), actor=village.member, now=clock.now,
                policy=POLICY,
            )  # fmt: skip
        return plan.id

    plan_id = await db.write(work)
    before = await db.read(read_counts)
    await db.write(merge_households, kept, other, actor=village.officer, now=clock.now)
    assert await db.read(read_counts) == before  # one visit done, one away, one household reached
    progress = await db.read(stops.compute_progress, plan_id)
    assert (progress.reached, progress.total) == (1, 3)

    def check(session: Session) -> None:
        assert set(session.exec(select(HomeVisit.household_id))) == {kept}
        current = select(func.count()).where(Connectivity.superseded_at.is_(None))  # type: ignore[union-attr]
        assert session.exec(current.where(Connectivity.household_id == kept)).one() == 1
        (own,) = coverage.list_coverage(session, actor=village.leader)
        assert (own.registered, own.reached, dict(own.setups)) == (3, 1, {"vneid": 1})

    await db.read(check)
