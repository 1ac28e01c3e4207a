"""Communes side by side: places are ranges, who did not report has none, a missing base is said."""

from datetime import date

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import NotFound
from bot.people.actor import OPERATOR
from bot.people.units import Unit, UnitKind, get_unit
from bot.reports.figures import Figures
from bot.reports.league import CommuneSize, LeagueMeasure, load_league, make_league
from bot.reports.models import CountName
from bot.reports.periods import Period, month_of
from tests.reports.counts import act_in, add_counts, plant_units

NOVEMBER = month_of(date(2026, 11, 5))


def plant(session: Session) -> None:
    """A commune that helps much, one that does little and lacks a base, one that is silent."""
    plant_units(session)
    for code, households in (("ap-02", 600), ("ap-10", 500), ("thon-9", 100)):
        unit = get_unit(session, code)
        unit.households_count, unit.counted_on = households, date(2026, 1, households // 100)
    day = date(2026, 11, 9)
    add_counts(
        session,
        (
            ("ap-02", day, CountName.ANSWERED, "vneid", 80),
            ("ap-10", day, CountName.MISSED, "", 20),
            ("ap-02", day, CountName.TICKET_OPENED, "", 40),
            ("ap-02", day, CountName.TICKET_RESOLVED, "", 33),
            ("ap-10", day, CountName.FACE_TO_FACE, "", 22),
            ("thon-1", day, CountName.ANSWERED, "vneid", 10),
            ("thon-1", day, CountName.CHOICES, "", 30),
            ("hoa-lac", day, CountName.TICKET_RESOLVED, "", 9),
        ),
    )


async def test_rates_places_and_who_did_not_report(db: Database) -> None:
    await db.write(plant)

    def check(session: Session) -> None:
        league = load_league(session, NOVEMBER, actor=OPERATOR, unit=get_unit(session, "tinh"))
        assert [row.unit.code for row in league.rows] == ["an-phu", "hoa-lac"]
        assert [row.unit.code for row in league.silent] == ["im-lang"]
        first, second = league.rows
        assert (first.households, first.counted_on) == (1100, date(2026, 1, 5))
        assert first.size is CommuneSize.SMALL and second.size is CommuneSize.UNKNOWN
        assisted = first.rates[LeagueMeasure.ASSISTED]
        assert assisted.count == 55
        assert assisted.share == pytest.approx(0.05)
        assert assisted.places == (1, 1)  # the only one that can be rated
        assert second.rates[LeagueMeasure.ASSISTED].share is None
        answered = [row.rates[LeagueMeasure.ANSWERED] for row in league.rows]
        assert [(rate.share, rate.places) for rate in answered] == [(0.8, (1, 1)), (0.25, (2, 2))]
        assert second.rates[LeagueMeasure.RESOLVED].share is None  # of nobody who asked
        assert [row.unit.code for row in league.without_base] == ["hoa-lac"]

    await db.read(check)


async def test_a_commune_sees_only_itself_and_days_tell_what_months_do(db: Database) -> None:
    await db.write(plant)

    def check(session: Session) -> None:
        commune, other = get_unit(session, "an-phu"), get_unit(session, "hoa-lac")
        own = load_league(session, NOVEMBER, actor=act_in(commune))
        assert [row.unit.code for row in own.rows] == ["an-phu"] and not own.silent
        with pytest.raises(NotFound):
            load_league(session, NOVEMBER, actor=act_in(commune), unit=other)
        days = Period(date(2026, 11, 2), date(2026, 11, 30))
        by_days = load_league(session, days, actor=OPERATOR)
        by_months = load_league(session, NOVEMBER, actor=OPERATOR)
        assert [row.rates for row in by_days.rows] == [row.rates for row in by_months.rows]

    await db.read(check)


def test_communes_that_can_not_be_told_apart_share_their_places() -> None:
    communes = [
        Unit(id=number, code=f"xa-{number}", name="X", kind=UnitKind.COMMUNE, path=f"/{number}/")
        for number in (1, 2, 3)
    ]
    answered = {1: (900, 100), 2: (880, 120), 3: (300, 700)}
    figures = {
        number: Figures({CountName.ANSWERED: good, CountName.MISSED: bad})
        for number, (good, bad) in answered.items()
    }
    by = LeagueMeasure.ANSWERED
    league = make_league(communes, [], figures, period=NOVEMBER, by=by)
    assert [row.rates[by].places for row in league.rows] == [(1, 2), (1, 2), (3, 3)]
