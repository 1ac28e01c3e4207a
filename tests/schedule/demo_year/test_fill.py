"""The invented year: whole, the same every time, nothing to send, and gone when it is cleared."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, SQLModel
from sqlmodel import select as select_rows

from bot import tables, texts
from bot.core.db import Database
from bot.core.errors import UserError
from bot.core.policy import POLICY
from bot.duty import on_duty
from bot.faq.knowledge_files import Topic, load_knowledge
from bot.outreach import coverage
from bot.outreach.models import HouseholdReach
from bot.people.actor import OPERATOR
from bot.people.models import RoleKind
from bot.people.service import get_or_create_contact, upsert_member
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.reports.models import CountName
from bot.reports.periods import Period
from bot.reports.queries import load_report
from bot.schedule import demo
from bot.schedule.demo_year.fill import Plan, fill_year
from tests.conftest import DATA

NOW = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
PERSONS = 300
TABLES = SQLModel.metadata.tables
assert tables


Topics = tuple[Topic, ...]


@pytest.fixture(scope="module")
def topics() -> Topics:
    """What residents ask about."""
    return tuple(load_knowledge(DATA).topics.values())


def plan(topics: Topics, persons: int = PERSONS) -> Plan:
    """A year of a small commune."""
    return Plan(DATA / "demo", topics, persons, POLICY)


def count_rows(session: Session) -> dict[str, int]:
    """How many rows each table has, those without any left out."""
    counts = {
        name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in TABLES.items()
    }
    return {name: count for name, count in counts.items() if count}


def list_instants(session: Session) -> list[datetime]:
    """The latest instant of each column that says when something happened."""
    names = {"said_at", "at", "asked_at", "given_at", "settled_at", "closed_at", "seen_at"}
    return [
        latest
        for table in TABLES.values()
        for column in table.c
        if column.name in names
        and (latest := session.execute(select(func.max(column))).scalar()) is not None
    ]


async def test_a_year_is_whole_and_nothing_of_it_is_left_to_send(
    db: Database, topics: Topics
) -> None:
    totals = await db.write(fill_year, plan(topics), now=NOW)
    rows = await db.read(count_rows)
    assert rows["person"] >= PERSONS and rows["question"] == PERSONS
    assert rows["ticket"] == totals["ticket"] and 40 <= rows["ticket"] <= 50
    for table in ("household", "consent", "feedback", "enrolment", "broadcast", "ballot", "audit"):
        assert rows[table] > 10, table

    def check(session: Session) -> None:
        delivery = TABLES["delivery"].c
        states = session.execute(select(delivery.status).distinct()).scalars().all()
        assert set(states) <= {"sent", "failed"}
        instants = list_instants(session)
        assert len(instants) > 8 and max(instants) <= NOW
        names = session.execute(select(TABLES["contact"].c.name).distinct()).scalars().all()
        invented = (*texts.YEAR_GIVEN_NAMES, "Mẫu", "Thử", "Ví Dụ", "Minh Họa", "Giả Định", "")
        assert len(names) > 20
        assert all(any(word in name for word in invented) for name in names)

    await db.read(check)


async def test_the_counters_are_those_of_the_rows(db: Database, topics: Topics) -> None:
    await db.write(fill_year, plan(topics), now=NOW)
    last = POLICY.today(NOW)

    def check(session: Session) -> None:
        period = Period(last - timedelta(days=365), last)
        total = load_report(session, period, actor=OPERATOR).total
        rows = count_rows(session)
        asked = total.questions + total.get(CountName.TOPIC_OPENED)
        assert asked == rows["question"] == PERSONS
        assert total.get(CountName.TICKET_OPENED) == rows["ticket"]
        verdicts = total.get(CountName.HELPED) + total.get(CountName.NOT_HELPED)
        assert verdicts == rows["feedback"]
        assert total.get(CountName.ADDRESSED) == rows["broadcast_recipient"]
        assert total.get(CountName.BALLOT) == rows["ballot"]
        assert total.get(CountName.ENROLLED) == rows["enrolment"]
        assert 0 < total.get(CountName.LINKED) <= rows["contact"]
        assert total.median_response is not None and 1 < total.median_response < 15
        village = get_unit(session, "ap-03")
        assert load_report(session, period, actor=OPERATOR, unit=village).total.counts

    await db.read(check)


async def test_the_same_seed_invents_the_same_year(db: Database, topics: Topics) -> None:
    def invent(session: Session) -> list[Any]:
        with session.begin_nested() as undone:
            totals: Mapping[str, int] = fill_year(session, plan(topics, 60), now=NOW)
            ticket = TABLES["ticket"].c
            columns = (ticket.opened_at, ticket.outcome, ticket.text, ticket.rating, ticket.code)
            tickets = session.execute(select(*columns).order_by(ticket.id)).all()
            undone.rollback()
        session.info.clear()
        return [totals, tickets]

    assert await db.write(invent) == await db.write(invent)


async def test_clearing_takes_all_of_it_out_and_leaves_the_rest(
    db: Database, topics: Topics
) -> None:
    def visit(session: Session) -> None:
        get_or_create_contact(session, "webchat", "khach", now=NOW)

    await db.write(demo.load_demo, DATA / "demo", now=NOW)
    entries = (await db.read(count_rows))["audit"]
    await db.write(fill_year, plan(topics), now=NOW)
    with pytest.raises(UserError, match="Đã có một năm"):
        await db.write(fill_year, plan(topics), now=NOW)
    await db.write(visit)
    await db.write(demo.clear_demo, DATA / "demo", now=NOW)
    assert await db.read(count_rows) == {"contact": 1, "audit": entries}


async def test_a_database_with_real_data_is_refused(db: Database, topics: Topics) -> None:
    await db.write(upsert_unit, "xa-that", "Xã Thật", UnitKind.COMMUNE, parent=None)
    with pytest.raises(UserError, match="xa-that"):
        await db.write(fill_year, plan(topics), now=NOW)
    assert set(await db.read(count_rows)) == {"unit"}


async def test_real_people_in_a_demo_village_are_not_mixed_in(db: Database, topics: Topics) -> None:
    await db.write(demo.load_demo, DATA / "demo", now=NOW)

    def join(session: Session) -> None:
        unit = get_unit(session, "ap-03")
        upsert_member(
            session, unit, "Bùi Văn Thử", "0912", RoleKind.MEMBER, actor=OPERATOR, now=NOW
        )

    await db.write(join)
    with pytest.raises(UserError, match="dữ liệu thật"):
        await db.write(fill_year, plan(topics), now=NOW)


@pytest.mark.parametrize("persons", [0, 49, 200_001])
async def test_the_number_of_persons_is_bounded(db: Database, topics: Topics, persons: int) -> None:
    with pytest.raises(UserError, match="từ 50 đến 200000"):
        await db.write(fill_year, plan(topics, persons), now=NOW)


async def test_one_village_is_behind_and_its_cause_can_be_seen(
    db: Database, topics: Topics
) -> None:
    await db.write(fill_year, plan(topics), now=NOW)

    def check(session: Session) -> None:
        villages = coverage.list_coverage(session, actor=OPERATOR)
        reached = {one.unit.code: one.percent or 0 for one in villages if one.registered}
        weakest = min(reached, key=lambda code: reached[code])
        assert weakest == "ap-12"
        assert reached[weakest] + 15 < min(reached[code] for code in reached if code != weakest)
        at_noon = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
        duties = on_duty.list_on_duty(session, actor=OPERATOR, policy=POLICY, now=at_noon)
        names = {duty.unit.code: duty.names for duty in duties}
        assert names[weakest] == [] and names["ap-03"]
        last = POLICY.today(NOW)
        period = Period(last - timedelta(days=365), last)
        total = load_report(session, period, actor=OPERATOR).total
        rows = count_rows(session)
        assert total.get(CountName.HOUSE_VISIT) == rows["home_visit"] > 20
        assert total.get(CountName.HOUSE_TOLD) == rows["home_telling"]
        assert total.get(CountName.HOUSE_REACHED) == sum(one.reached for one in villages)
        derived = session.exec(select_rows(HouseholdReach)).all()
        for row in derived[:40]:  # what was written in bulk is what the verbs derive
            kept = row.model_dump()
            assert (
                coverage.refresh_household(session, row.household_id, now=NOW).model_dump() == kept
            )

    await db.write(check)
