"""A visit counts once however often it is sent, and its correction leaves no trace in figures."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, func, select

from bot.core import audit
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.core.policy import POLICY
from bot.outreach import visits
from bot.outreach.models import HomeVisit, HomeVisitOutcome, HouseholdReach
from bot.outreach.visits import NewHousehold, VisitReport
from bot.people.models import Household
from bot.people.units import get_unit
from bot.reports.periods import Period
from bot.reports.recount import recount_days
from tests.conftest import ObedientClock
from tests.outreach.scene import TODAY, Village, build, read_counts, visit

DONE, LATER, AWAY = HomeVisitOutcome.DONE, HomeVisitOutcome.LATER, HomeVisitOutcome.AWAY
REFUSED, NO_PHONE = HomeVisitOutcome.REFUSED, HomeVisitOutcome.NO_PHONE
TU = "Nguyễn Thị Tư"


@pytest.fixture
async def village(db: Database) -> Village:
    """The village of the scene."""
    return await db.write(build)


async def test_the_same_visit_sent_twice_is_one(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    def send(session: Session) -> bool:
        return visit(session, village, TU, DONE, clock, key="a", setups=("vneid", "dvc")).is_new

    assert await db.write(send) is True
    assert await db.write(send) is False
    # Typed again as a new line: the key is another, the visit is not.
    assert (
        await db.write(visit, village, TU, DONE, clock, key="b", setups=("dvc", "vneid"))
    ).is_new is False
    assert await db.read(read_counts) == {
        ("house_visit", "done", TODAY): 1,
        ("house_set_up", "vneid", TODAY): 1,
        ("house_set_up", "dvc", TODAY): 1,
        ("house_reached", "visit", TODAY): 1,
    }


async def test_two_volunteers_at_one_door_are_told_of_each_other(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    first = await db.write(visit, village, TU, DONE, clock, setups=("vneid",))
    assert first.earlier is None
    second = await db.write(visit, village, TU, DONE, clock, actor=village.other_member)
    assert second.is_new and second.earlier is not None
    assert second.earlier.id == first.visit.id
    counts = await db.read(read_counts)
    assert counts["house_visit", "done", TODAY] == 2
    assert counts["house_reached", "visit", TODAY] == 1  # the household is one


async def test_a_correction_and_a_withdrawal_move_the_figures(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    recorded = await db.write(visit, village, TU, DONE, clock, setups=("vneid", "etax"))
    yesterday = TODAY - timedelta(days=1)
    report = VisitReport(village.houses["Trần Văn Bảy"], yesterday, NO_PHONE)
    number = recorded.visit.id
    await db.write(
        visits.correct_visit, number, report, actor=village.leader, now=clock.now, policy=POLICY
    )
    assert await db.read(read_counts) == {
        ("house_visit", "no_phone", yesterday): 1,
        ("house_reached", "visit", yesterday): 1,
    }
    for _ in range(2):  # twice is once
        await db.write(visits.withdraw_visit, number, actor=village.leader, now=clock.now)
    assert await db.read(read_counts) == {}
    with pytest.raises(UserError, match="đã hủy"):
        await db.write(
            visits.correct_visit, number, report, actor=village.leader, now=clock.now,
            policy=POLICY,
        )  # fmt: skip
    entries = await db.read(audit.list_actions, f"visit:{number}")
    assert [entry.action for entry in entries] == [
        "visit.record", "visit.correct", "visit.withdraw",
    ]  # fmt: skip


async def test_nobody_home_reaches_nobody(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    await db.write(visit, village, TU, AWAY, clock)
    assert await db.read(read_counts) == {("house_visit", "away", TODAY): 1}
    row = await db.read(lambda session: session.get_one(HouseholdReach, village.houses[TU]))
    assert (row.reached_on, row.last_outcome) == (None, "away")


async def test_a_household_is_built_up_by_its_first_visit(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    def send(session: Session, key: str, label: str) -> int:
        named = NewHousehold(village.unit_id, label, "ngõ 4")
        report = VisitReport(named, TODAY, REFUSED)
        return visits.record_visit(
            session, report, key=key, actor=village.member, now=clock.now, policy=POLICY
        ).household.id

    first = await db.write(send, "a", "Nhà bà Sáu")
    assert await db.write(send, "b", "nhà bà  sáu") == first
    household = await db.read(lambda session: session.get_one(Household, first))
    assert (household.label, household.address) == ("Nhà bà Sáu", "ngõ 4")
    assert household.code


async def test_a_note_is_masked(db: Database, clock: ObedientClock, village: Village) -> None:
    recorded = await db.write(
        visit, village, TU, DONE, clock, note="số căn cước 001199012345, mật khẩu là abc123"
    )
    assert "001199012345" not in recorded.visit.note
    assert "abc123" not in recorded.visit.note


FAULTS: list[tuple[HomeVisitOutcome, dict[str, Any], str]] = [
    (DONE, {"visited_on": TODAY + timedelta(days=1)}, "từ hôm nay trở về trước"),
    (DONE, {"visited_on": date(2020, 1, 1)}, "từ hôm nay trở về trước"),
    (LATER, {}, "cần ngày hẹn"),
    (REFUSED, {"due_on": TODAY}, "Chỉ ghi ngày hẹn"),
    (LATER, {"due_on": TODAY - timedelta(days=1)}, "Ngày hẹn"),
    (LATER, {"due_on": TODAY + timedelta(days=200)}, "Ngày hẹn"),
    (NO_PHONE, {"setups": ("vneid",)}, "Việc đã cài"),
    (DONE, {"setups": ("<script>",)}, "không nằm trong danh sách"),
    (DONE, {"note": "dài " * 100}, "quá 300"),
]


async def test_faults_are_said_and_leave_nothing(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    for outcome, values, words in FAULTS:
        with pytest.raises(UserError, match=words):
            await db.write(visit, village, TU, outcome, clock, **values)
    with pytest.raises(UserError, match="chỉ xem số liệu"):
        await db.write(visit, village, TU, DONE, clock, actor=village.committee)
    count = select(func.count()).select_from(HomeVisit)
    assert await db.read(lambda session: session.exec(count).one()) == 0
    assert await db.read(read_counts) == {}


async def test_another_commune_sees_nothing(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    recorded = await db.write(visit, village, TU, DONE, clock, key="a")
    for key in ("a", "z"):  # a key of theirs is no way in either
        with pytest.raises(NotFound):
            await db.write(visit, village, TU, DONE, clock, key=key, actor=village.stranger)
    with pytest.raises(NotFound):
        await db.write(
            visits.withdraw_visit, recorded.visit.id, actor=village.stranger, now=clock.now
        )
    with pytest.raises(NotFound):  # somebody without a role there cannot have gone
        await db.write(visit, village, TU, DONE, clock, person_id=village.stranger.person_id)
    assert await db.read(visits.list_visits, actor=village.stranger, limit=9) == []


async def test_the_recount_of_days_tells_the_same(
    db: Database, clock: ObedientClock, village: Village
) -> None:
    def work(session: Session) -> None:
        get_unit(session, "v1")
        visit(session, village, TU, LATER, clock, due_on=TODAY, setups=("vneid",))
        visit(session, village, "Lê Thị Tư", AWAY, clock)
        gone = visit(session, village, "Trần Văn Bảy", DONE, clock).visit
        visits.withdraw_visit(session, gone.id, actor=village.leader, now=clock.now)

    await db.write(work)
    counted = await db.read(read_counts)
    assert counted
    await db.write(recount_days, Period(TODAY, TODAY))
    assert await db.read(read_counts) == counted
