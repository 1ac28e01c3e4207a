"""The radar of the invented year: the one village that was made weak, and why it is."""

from datetime import UTC, date, datetime

from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.policy import POLICY
from bot.faq.knowledge_files import load_knowledge
from bot.people.actor import OPERATOR
from bot.people.models import Household
from bot.people.units import get_unit
from bot.reports.bases import BaseSource
from bot.reports.periods import Period
from bot.reports.radar import load_radar
from bot.reports.radar_causes import Cause
from bot.reports.village_households import Measure
from bot.schedule.demo_year.fill import Plan, fill_year
from bot.schedule.demo_year.people import WEAK_VILLAGE
from tests.conftest import DATA

NOW = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
YEAR = Period(date(2025, 12, 1), date(2026, 11, 30))


async def test_the_radar_names_the_village_that_the_demo_makes_weak_with_its_causes(
    db: Database,
) -> None:
    topics = tuple(load_knowledge(DATA).topics.values())
    await db.write(fill_year, Plan(DATA / "demo", topics, 2000, POLICY), now=NOW)

    def check(session: Session) -> None:
        commune = get_unit(session, "an-phu")
        radar = load_radar(session, commune, YEAR, actor=OPERATOR, policy=POLICY, now=NOW)
        assert [one.unit.code for one in radar.weak] == [WEAK_VILLAGE]
        weak = radar.weak[0]
        assert Measure.LINKED in weak.weak_in
        assert {Cause.NOT_ON_DUTY, Cause.FEW_LINKED, Cause.FEW_VISITED, Cause.NO_WIFI} <= set(
            weak.causes
        )
        assert Cause.NO_MEMBER not in weak.causes
        assert not radar.without_base
        assert all(one.base.source is BaseSource.OFFICE for one in radar.villages)
        homes = session.exec(select(Household).where(Household.unit_id == weak.unit.id)).all()
        assert len(homes) == weak.base.households

    await db.read(check)
