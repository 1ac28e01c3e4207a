"""What everybody may read: only what was chosen, only what enough cases and the buckets can say."""

from datetime import date

import pytest
from sqlmodel import Session, select

from bot.core.audit import Audit
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.people.models import Person
from bot.people.units import get_unit
from bot.reports.figures import Figures
from bot.reports.models import CountName
from bot.reports.periods import month_of
from bot.reports.service_levels import (
    ServiceLevels,
    compute_levels,
    load_public_levels,
    set_levels_public,
)
from tests.reports.counts import act_in, add_counts, plant_units
from tests.reports.notes import at

OCTOBER = month_of(date(2026, 10, 5))
NOVEMBER = date(2026, 11, 12)


def compute(
    counts: dict[CountName, int],
    responses: dict[str, int] | None = None,
    *,
    since: date | None = date(2026, 9, 1),
) -> ServiceLevels:
    """The levels of invented counters."""
    details = {
        (str(CountName.FIRST_RESPONSE), name): count for name, count in (responses or {}).items()
    }
    figures = Figures({str(name): count for name, count in counts.items()}, details)
    return compute_levels("Xã X", OCTOBER, figures, counting_since=since, facts={})


@pytest.mark.parametrize(
    ("answered", "missed", "percent"),
    [
        (0, 0, None),
        (0, 19, None),
        (19, 0, None),
        (20, 0, 100),
        (19, 1, 95),
        (199, 1, 99),
        (0, 20, 0),
    ],
)
def test_a_share_needs_twenty_cases_and_is_never_rounded_up(
    answered: int, missed: int, percent: int | None
) -> None:
    levels = compute({CountName.ANSWERED: answered, CountName.MISSED: missed})
    assert (levels.answered.percent, levels.answered.cases) == (percent, answered + missed)


@pytest.mark.parametrize(
    ("opened", "responses", "percent", "cases"),
    [
        (20, {"1": 5, "60": 5, "90": 10}, 50, 20),  # 60 minutes are an hour, 61 are not
        (40, {"60": 20}, 50, 40),  # twenty were never answered: they count
        (10, {"30": 20}, 100, 20),  # opened in the month before
        (20, {"more": 20}, 0, 20),
        (19, {"1": 19}, None, 19),
    ],
)
def test_within_an_hour_is_what_the_buckets_say(
    opened: int, responses: dict[str, int], percent: int | None, cases: int
) -> None:
    within = compute({CountName.TICKET_OPENED: opened}, responses).within_hour
    assert (within.percent, within.cases) == (percent, cases)


@pytest.mark.parametrize("since", [None, date(2026, 10, 2)])
def test_a_month_that_was_not_counted_whole_says_no_share(since: date | None) -> None:
    assert compute({CountName.ANSWERED: 900}, since=since).answered.percent is None
    assert compute({CountName.ANSWERED: 900}, since=date(2026, 10, 1)).answered.percent == 100


async def test_only_a_commune_that_chose_so_is_shown_and_only_while_it_does(db: Database) -> None:
    def plant(session: Session) -> None:
        plant_units(session)
        session.add(Person(id=1, name="Cán bộ"))
        rows = [
            ("ap-02", date(2026, 9, 3), CountName.ANSWERED, "", 1),
            ("ap-02", date(2026, 10, 31), CountName.ANSWERED, "", 30),
            ("ap-02", date(2026, 11, 1), CountName.MISSED, "", 500),
            ("thon-1", date(2026, 10, 3), CountName.MISSED, "", 70),
        ]
        add_counts(session, rows)

    def load(session: Session, code: str) -> ServiceLevels | None:
        return load_public_levels(session, code, today=NOVEMBER)

    def switch(session: Session, code: str, by: str, *, is_public: bool) -> None:
        unit, actor = get_unit(session, code), act_in(get_unit(session, by))
        set_levels_public(session, unit, is_public=is_public, actor=actor, now=at("2026-11-12"))

    def list_deeds(session: Session) -> list[tuple[str, str]]:
        query = select(Audit.action, Audit.note).order_by(Audit.id)  # type: ignore[arg-type]
        return [(action, note) for action, note in session.exec(query)]

    await db.write(plant)
    assert await db.read(load, "an-phu") is None
    await db.write(switch, "an-phu", "an-phu", is_public=True)
    await db.write(switch, "an-phu", "an-phu", is_public=True)  # the button twice
    levels = await db.read(load, "AN-PHU ")
    assert levels is not None and levels.month == date(2026, 10, 1)
    assert (levels.answered.percent, levels.answered.cases) == (100, 30)
    for code in ("hoa-lac", "ap-02", "tinh", "khong-co"):
        assert await db.read(load, code) is None
    with pytest.raises(NotFound):
        await db.write(switch, "hoa-lac", "an-phu", is_public=True)
    with pytest.raises(UserError, match="của cả xã"):
        await db.write(switch, "ap-02", "an-phu", is_public=True)
    await db.write(switch, "an-phu", "tinh", is_public=False)
    assert await db.read(load, "an-phu") is None
    deeds = [("unit.service_levels", "bật"), ("unit.service_levels", "tắt")]
    assert await db.read(list_deeds) == deeds
