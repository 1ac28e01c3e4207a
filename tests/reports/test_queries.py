"""Figures by unit and period: they add up, roll up the tree, and stay within the actor's scope."""

from datetime import date

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import NotFound
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import RoleKind
from bot.people.units import Unit, UnitKind, get_unit, upsert_unit
from bot.reports.counters import add_count
from bot.reports.figures import Change
from bot.reports.models import CountName
from bot.reports.periods import Period, Step, month_of, week_of
from bot.reports.queries import compare_weeks, get_report_unit, list_topics, load_report

MONDAY = date(2026, 11, 23)
SUNDAY_BEFORE = date(2026, 11, 22)


def plant(session: Session) -> None:
    """A province with two communes; counts in three villages, in a commune itself, and earlier."""
    for code, kind, parent in (
        ("tinh", UnitKind.PROVINCE, ""),
        ("an-phu", UnitKind.COMMUNE, "tinh"),
        ("hoa-lac", UnitKind.COMMUNE, "tinh"),
        ("ap-02", UnitKind.VILLAGE, "an-phu"),
        ("ap-10", UnitKind.VILLAGE, "an-phu"),
        ("thon-1", UnitKind.VILLAGE, "hoa-lac"),
    ):
        above = get_unit(session, parent) if parent else None
        upsert_unit(session, code, f"Nơi {code}", kind, parent=above)
    rows = (
        ("ap-02", MONDAY, CountName.ANSWERED, "vneid", 7),
        ("ap-02", MONDAY, CountName.MISSED, "", 1),
        ("ap-10", date(2026, 11, 29), CountName.ANSWERED, "dat-dai", 4),
        ("an-phu", MONDAY, CountName.ANSWERED, "vneid", 2),
        ("thon-1", MONDAY, CountName.ANSWERED, "vneid", 100),
        ("ap-02", SUNDAY_BEFORE, CountName.ANSWERED, "vneid", 5),
        ("ap-02", MONDAY, CountName.FIRST_RESPONSE, "5", 3),
        ("ap-10", MONDAY, CountName.FIRST_RESPONSE, "60", 1),
        ("ap-02", MONDAY, CountName.RATING, "5", 2),
        ("ap-02", MONDAY, CountName.RATING, "2", 1),
    )
    for code, day, name, detail, count in rows:
        unit_id = get_unit(session, code).id
        add_count(session, name, unit_id, day, detail=detail, amount=count)


def officer(unit: Unit) -> Actor:
    """An officer of a unit."""
    return Actor(1, unit.path, RoleKind.OFFICER, Hand.CONSOLE)


async def test_villages_add_up_to_the_commune_and_the_week_before_stands_beside(
    db: Database,
) -> None:
    await db.write(plant)

    def load(session: Session) -> None:
        commune = get_unit(session, "an-phu")
        report = load_report(session, week_of(MONDAY), actor=officer(commune))
        assert [row.unit.code for row in report.rows] == ["ap-02", "ap-10", "an-phu"]
        assert [row.is_rest for row in report.rows] == [False, False, True]
        assert [row.figures.get(CountName.ANSWERED) for row in report.rows] == [7, 4, 2]
        assert report.total.get(CountName.ANSWERED) == 13
        assert report.total.questions == 14
        assert report.total.answered_share == pytest.approx(13 / 14)
        assert report.previous.get(CountName.ANSWERED) == 5
        assert report.rows[0].previous.get(CountName.ANSWERED) == 5
        change = Change(report.total.questions, report.previous.questions)
        assert (change.difference, change.percent) == (9, 180)

    await db.read(load)


async def test_median_p95_and_stars_come_from_the_details(db: Database) -> None:
    await db.write(plant)

    def load(session: Session) -> None:
        report = load_report(session, week_of(MONDAY), actor=officer(get_unit(session, "an-phu")))
        assert report.total.median_response == pytest.approx(3 + 2 * 2 / 3)
        assert report.total.p95_response == pytest.approx(45 + 15 * 0.8)
        assert report.total.average_rating == 4
        assert report.rows[1].figures.average_rating is None

    await db.read(load)


async def test_a_province_sees_its_communes_and_weeks_and_months_are_whole(db: Database) -> None:
    await db.write(plant)

    def load(session: Session) -> None:
        period = Period(date(2026, 11, 16), date(2026, 12, 6))
        report = load_report(session, period, actor=OPERATOR, unit=get_unit(session, "tinh"))
        counts = {row.unit.code: row.figures.get(CountName.ANSWERED) for row in report.rows}
        assert counts == {"an-phu": 18, "hoa-lac": 100}
        weeks = [(step.first, step.figures.questions) for step in report.steps]
        assert weeks == [(date(2026, 11, 16), 5), (MONDAY, 114), (date(2026, 11, 30), 0)]
        report = load_report(session, month_of(MONDAY), actor=OPERATOR, step=Step.MONTH)
        assert [(step.first, step.figures.questions) for step in report.steps] == [
            (date(2026, 11, 1), 119)
        ]
        assert [row.unit.code for row in report.rows] == ["tinh"]

    await db.read(load)


async def test_another_communes_unit_is_not_found(db: Database) -> None:
    await db.write(plant)

    def load(session: Session) -> None:
        here, there = get_unit(session, "an-phu"), get_unit(session, "thon-1")
        with pytest.raises(NotFound):
            load_report(session, week_of(MONDAY), actor=officer(here), unit=there)
        with pytest.raises(NotFound):
            list_topics(session, week_of(MONDAY), actor=officer(here), unit=there)
        with pytest.raises(NotFound):
            get_report_unit(session, "thon-1", actor=officer(here))
        assert get_report_unit(session, "", actor=officer(here)) == here
        village = get_unit(session, "ap-02")
        assert get_report_unit(session, "ap-02", actor=officer(here)) == village
        assert get_report_unit(session, "", actor=OPERATOR) is None

    await db.read(load)


async def test_few_askers_of_one_village_are_not_told_by_topic(db: Database) -> None:
    await db.write(plant)

    def load(session: Session) -> None:
        village, commune = get_unit(session, "ap-10"), get_unit(session, "an-phu")
        in_commune = list_topics(session, week_of(MONDAY), actor=officer(commune))
        assert [(topic.topic_id, topic.asked, topic.previous) for topic in in_commune] == [
            ("vneid", 9, 5),
            ("dat-dai", 4, 0),
        ]
        in_village = list_topics(session, week_of(MONDAY), actor=officer(commune), unit=village)
        assert [(topic.topic_id, topic.asked) for topic in in_village] == [("dat-dai", None)]
        assert in_village == list_topics(session, week_of(MONDAY), actor=officer(village))

    await db.read(load)


async def test_this_week_stands_beside_the_same_days_of_the_last(db: Database) -> None:
    await db.write(plant)

    def load(session: Session) -> None:
        commune = get_unit(session, "an-phu")
        sunday = compare_weeks(session, officer(commune), today=date(2026, 11, 29))
        assert (sunday.total.questions, sunday.previous.questions) == (14, 5)
        tuesday = compare_weeks(session, officer(commune), today=date(2026, 11, 24))
        assert tuesday.previous_period == Period(date(2026, 11, 16), date(2026, 11, 17))
        assert (tuesday.total.questions, tuesday.previous.questions) == (10, 0)

    await db.read(load)
