"""Where residents get stuck, and what was not met: by village, never of few."""

from datetime import date

from sqlmodel import Session

from bot.core.db import Database
from bot.people.units import get_unit
from bot.reports.heat import load_heat
from bot.reports.models import CountName
from bot.reports.needs import has_needs, list_needs
from bot.reports.periods import month_of
from bot.reports.queries import load_report
from bot.reports.step_counting import name_step, split_step
from tests.reports.counts import act_in, add_counts, plant_units

NOVEMBER = month_of(date(2026, 11, 5))
DAY = date(2026, 11, 9)
STEP = name_step("vneid-quen-mat-khau", 2)


def plant(session: Session) -> None:
    """One step at which two villages got stuck, few in the second."""
    plant_units(session)
    add_counts(
        session,
        (
            ("ap-02", DAY, CountName.STEP_SHOWN, STEP, 60),
            ("ap-02", DAY, CountName.STEP_STUCK, STEP, 12),
            ("ap-10", DAY, CountName.STEP_SHOWN, STEP, 20),
            ("ap-10", DAY, CountName.STEP_STUCK, STEP, 2),
            ("an-phu", DAY, CountName.STEP_STUCK, STEP, 9),
            ("ap-02", DAY, CountName.STEP_SHOWN, name_step("dat-dai", 0), 5),
            ("ap-02", DAY, CountName.MISSED, "", 14),
            ("ap-10", DAY, CountName.MISSED, "", 3),
            ("an-phu", DAY, CountName.MISSED, "outside", 30),
            ("ap-02", DAY, CountName.TO_COMMUNE, "", 7),
        ),
    )


def test_a_step_is_named_by_its_topic_and_number() -> None:
    assert name_step("a" * 60, 11) == f"{'a' * 56}#12"
    assert split_step(STEP) == ("vneid-quen-mat-khau", 3)


async def test_stuck_steps_by_village(db: Database) -> None:
    await db.write(plant)

    def check(session: Session) -> None:
        commune, few = get_unit(session, "an-phu"), get_unit(session, "ap-10")
        heat = load_heat(session, NOVEMBER, actor=act_in(commune))
        (row,) = heat.rows
        assert (row.topic_id, row.step, row.shown, row.stuck) == ("vneid-quen-mat-khau", 3, 80, 23)
        assert row.share == 23 / 80
        many = get_unit(session, "ap-02").id
        # Two of the village that is about few; without a second one 23 - 12 - 9 would tell them.
        assert row.by_place == {many: 12, few.id: None, 0: None}
        assert load_heat(session, NOVEMBER, actor=act_in(few)).rows == []  # two: too few to tell
        assert load_heat(session, month_of(date(2026, 1, 1)), actor=act_in(commune)).rows == []

    await db.read(check)


async def test_unmet_needs_by_village(db: Database) -> None:
    await db.write(plant)

    def check(session: Session) -> None:
        report = load_report(session, NOVEMBER, actor=act_in(get_unit(session, "an-phu")))
        rows = list_needs(report)
        assert [row.counts[CountName.MISSED] for row in rows] == [None, None, 30]
        assert [row.counts[CountName.UNTAKEN] for row in rows] == [0, 0, 0]
        assert [row.counts[CountName.TO_COMMUNE] for row in rows] == [7, 0, 0]
        assert has_needs(rows)
        province = load_report(session, NOVEMBER, actor=act_in(get_unit(session, "tinh")))
        counts = [row.counts[CountName.MISSED] for row in list_needs(province)]
        assert counts == [47, 0, 0]

    await db.read(check)
