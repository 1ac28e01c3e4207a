"""The sheet: beside the period before and last year's; what is not known is no 0; months add up."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.core.db import Database
from bot.core.errors import NotFound
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from bot.reports.columns import get_column
from bot.reports.models import CountName, DailyCount, MonthlyCount
from bot.reports.periods import ComparedPeriod, Period, compare_period, month_of, week_of
from bot.reports.recount import recount_days
from bot.reports.sheets import Sheet, SheetLine, load_sheet
from bot.reports.totals import find_counting_since, load_totals
from bot.reports.wording import describe_difference, format_value
from tests.reports.counts import act_in, add_counts, plant_units

NOVEMBER = month_of(date(2026, 11, 5))


def plant(session: Session) -> None:
    """Counters of two Novembers; nothing before the 20th of the first."""
    plant_units(session)
    add_counts(
        session,
        (
            ("ap-02", date(2025, 11, 20), CountName.ANSWERED, "vneid", 3),
            ("ap-02", date(2026, 10, 9), CountName.ANSWERED, "vneid", 20),
            ("ap-02", date(2026, 11, 1), CountName.ANSWERED, "vneid", 28),
            ("ap-02", date(2026, 11, 30), CountName.ANSWERED, "dat-dai", 2),
            ("ap-10", date(2026, 11, 9), CountName.MISSED, "", 6),
            ("ap-10", date(2026, 11, 9), CountName.FIRST_RESPONSE, "5", 4),
            ("ap-10", date(2026, 11, 9), CountName.RATING, "4", 2),
            ("thon-1", date(2026, 11, 9), CountName.ANSWERED, "vneid", 500),
        ),
    )


def get_line(sheet: Sheet, key: str) -> SheetLine:
    """The line of a figure."""
    return next(line for line in sheet.lines if line.column.key == key)


async def test_a_month_stands_beside_the_last_one_and_last_years(db: Database) -> None:
    await db.write(plant)

    def check(session: Session) -> None:
        commune = get_unit(session, "an-phu")
        compared = compare_period(NOVEMBER)
        sheet = load_sheet(session, compared, actor=act_in(commune), unit=commune)
        asked = get_line(sheet, "questions")
        assert (asked.current, asked.previous, asked.year_before) == (36, 20, 3)
        assert get_line(sheet, "median_response").current == pytest.approx(4)
        assert get_line(sheet, "average_rating").current == 4
        assert sheet.partly_counted == [Period(date(2025, 11, 1), date(2025, 11, 30))]
        with pytest.raises(NotFound):
            load_sheet(session, compared, actor=act_in(commune), unit=get_unit(session, "thon-1"))

    await db.read(check)


async def test_what_was_not_counted_yet_is_not_known_and_a_village_may_have_none(
    db: Database,
) -> None:
    await db.write(plant)

    def check(session: Session) -> None:
        commune, quiet = get_unit(session, "hoa-lac"), get_unit(session, "im-lang")
        sheet = load_sheet(session, compare_period(NOVEMBER), actor=OPERATOR, unit=commune)
        asked = get_line(sheet, "questions")
        assert (asked.current, asked.previous, asked.year_before) == (500, None, None)
        assert get_line(sheet, "visit").current == 0  # counted since then, and none
        assert get_line(sheet, "reached_share").current is None  # of nobody
        silent = load_sheet(session, compare_period(NOVEMBER), actor=OPERATOR, unit=quiet)
        assert all(line.current is None for line in silent.lines)
        village = get_unit(session, "ap-10")
        assert find_counting_since(session, village, village.path) == date(2025, 11, 20)
        october = compare_period(month_of(date(2026, 10, 1)))
        known = load_sheet(session, october, actor=OPERATOR, unit=village)
        assert get_line(known, "questions").current == 0

    await db.read(check)


async def test_months_and_days_tell_the_same(db: Database) -> None:
    await db.write(plant)

    def check(session: Session) -> None:
        scope = get_unit(session, "tinh").path
        by_months = load_totals(session, NOVEMBER, scope)
        days = [
            load_totals(session, Period(first, last), scope)
            for first, last in (
                (date(2026, 11, 1), date(2026, 11, 9)),
                (date(2026, 11, 10), date(2026, 11, 30)),
            )
        ]
        assert by_months.questions == sum(part.questions for part in days) == 536
        assert by_months.get_details(CountName.RATING) == {"4": 2}

    await db.read(check)


async def test_a_correction_of_an_old_day_corrects_its_month(db: Database) -> None:
    await db.write(plant)
    correction = (("ap-02", date(2026, 10, 9), CountName.ANSWERED, "vneid", -5),)
    await db.write(add_counts, correction)

    def sums(session: Session) -> tuple[int, int]:
        october = month_of(date(2026, 10, 1))
        scope = get_unit(session, "an-phu").path
        week = week_of(date(2026, 10, 9))
        return (
            load_totals(session, october, scope).questions,
            load_totals(session, week, scope).questions,
        )

    assert await db.read(sums) == (15, 15)

    def wreck(session: Session) -> None:
        """Leave counters that no row tells, as a broken import would."""
        unit_id = get_unit(session, "ap-02").id
        session.add(DailyCount(unit_id=unit_id, day=date(2026, 10, 9), name="visit", count=7))
        row = session.exec(select(MonthlyCount).where(MonthlyCount.month == date(2026, 10, 1)))
        row.one().count = 99

    await db.write(wreck)
    # No row was ever asked: counted again, the day and its month have nothing.
    await db.write(recount_days, Period(date(2026, 10, 9), date(2026, 10, 9)))
    assert await db.read(sums) == (0, 0)
    left = await db.read(lambda session: session.exec(select(col(MonthlyCount.month))).all())
    assert date(2026, 10, 1) not in left and date(2026, 11, 1) in left


def test_figures_in_words() -> None:
    questions, share, minutes, stars = map(
        get_column, ("questions", "answered_share", "p95_response", "average_rating")
    )
    assert format_value(questions, 1234) == "1.234"
    assert format_value(share, 0.567) == "57%"
    assert format_value(minutes, 11.6) == "12 phút"
    assert format_value(stars, 4.25) == "4,2 sao"
    assert format_value(minutes, None) == texts.REPORT_NO_FIGURE == "không có số"
    assert describe_difference(questions, 28, 10) == "tăng 18 (180%)"
    assert describe_difference(questions, 3, 1) == "tăng 2"
    assert describe_difference(share, 0.5, 0.62) == "giảm 12 điểm %"
    assert describe_difference(minutes, 4.4, 4.0) == texts.REPORT_NO_CHANGE
    assert describe_difference(questions, 3, None) == texts.REPORT_NO_DIFFERENCE
    compared = ComparedPeriod(NOVEMBER, NOVEMBER.previous)
    assert compared.period.year_before == month_of(date(2025, 11, 1))
