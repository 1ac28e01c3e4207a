"""The heat list: at which steps of guided answers residents get stuck, by place below the unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session

from bot.people.actor import Actor
from bot.people.units import Unit, is_within, list_units, within
from bot.reports.models import CountName
from bot.reports.periods import Period
from bot.reports.queries import get_scope, list_tops
from bot.reports.rates import FEWEST, hide_few
from bot.reports.step_counting import split_step
from bot.reports.totals import COUNT, UNIT, during_days

MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One step of a topic: how often shown and stuck at, and by place where that can be told.

    A place's count is None where it is about fewer than five, or where the difference from the sum
    would tell one that is. Key 0 is who is of no known place.
    """

    topic_id: str
    step: int  # from 1
    shown: int
    stuck: int
    by_place: Mapping[int, int | None]

    @property
    def share(self) -> float | None:
        """The share of the times the step was shown that ended stuck; at most 1."""
        return min(self.stuck / self.shown, 1) if self.shown else None


@dataclass(frozen=True, slots=True)
class HeatList:
    """The steps at which most were stuck, and the places beside which they are counted."""

    places: Sequence[Unit]
    rows: Sequence[HeatRow]


def load_heat(
    session: Session,
    period: Period,
    *,
    actor: Actor,
    unit: Unit | None = None,
    limit: int = MOST_STEPS,
) -> HeatList:
    """Return the steps with most residents stuck, none of fewer than five.

    Raises NotFound outside the actor's scope.
    """
    scope = get_scope(actor, unit)
    known = [one for one in list_units(session) if is_within(one.path, scope)]
    places = list_tops([one for one in known if one.path != scope])
    stuck = func.sum(case((COUNT.name == str(CountName.STEP_STUCK), COUNT["count"]), else_=0))
    names = [str(CountName.STEP_STUCK), str(CountName.STEP_SHOWN)]
    where = (
        within(UNIT.path, scope),
        during_days(COUNT.day, period),
        COUNT.name.in_(names),
    )
    joined = COUNT.unit_id.table.join(UNIT.id.table, UNIT.id == COUNT.unit_id)
    top = (
        select(COUNT.detail)
        .select_from(joined)
        .where(*where)
        .group_by(COUNT.detail)
        .having(stuck >= FEWEST)
        .order_by(stuck.desc(), COUNT.detail)
        .limit(limit)
    )
    details = list(session.connection().execute(top).scalars())
    query = (
        select(COUNT.detail, UNIT.path, COUNT.name, func.sum(COUNT["count"]))
        .select_from(joined)
        .where(*where, COUNT.detail.in_(details))
        .group_by(COUNT.detail, UNIT.path, COUNT.name)
    )
    cells = session.connection().execute(query).all() if details else []
    return HeatList(places, [_make_row(detail, cells, places) for detail in details])


def _make_row(detail: str, cells: Sequence[Any], places: Sequence[Unit]) -> HeatRow:
    shown, by_place = 0, {place.id: 0 for place in places} | {0: 0}
    for of, path, name, count in cells:
        if of != detail:
            continue
        if name == str(CountName.STEP_SHOWN):
            shown += int(count)
        else:
            place = next((one.id for one in places if is_within(path, one.path)), 0)
            by_place[place] += int(count)
    topic_id, step = split_step(detail)
    hidden = hide_few(by_place)
    told = {place: None if place in hidden else count for place, count in by_place.items()}
    return HeatRow(topic_id, step, shown, sum(by_place.values()), told)
