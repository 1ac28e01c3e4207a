"""Figures by unit, week and month from the daily counters: one grouped query a page.

Everything is scoped by the actor: another commune's unit is not found. Figures of villages roll up
the tree, so that rows always add up to the total.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union_all
from sqlmodel import Session

from bot import texts
from bot.core.dialects import dialect_name, monday_of, month_of
from bot.core.errors import NotFound
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind, get_unit, is_within, list_units, sort_units, within
from bot.reports.figures import Figures
from bot.reports.models import CountName
from bot.reports.periods import Period, Preset, Step, resolve_preset
from bot.reports.totals import COUNT, UNIT, Part, keep_details, list_parts

BEFORE = "before"  # the step of what is compared with


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """The figures of a unit and everything under it."""

    unit: Unit
    figures: Figures
    previous: Figures
    is_rest: bool = False  # what was counted in the unit itself: whose village is not known


@dataclass(frozen=True, slots=True)
class StepFigures:
    """The figures of one week (by its Monday) or month (by its first day)."""

    first: date
    figures: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a unit in a period: in all, by the units below, and by week or month."""

    unit: Unit | None  # None: everything there is
    period: Period
    previous_period: Period
    step: Step
    total: Figures
    previous: Figures
    rows: Sequence[UnitFigures]
    steps: Sequence[StepFigures]


def get_report_unit(session: Session, code: str, *, actor: Actor) -> Unit | None:
    """Return the unit a report is about: of the code, else the actor's own; None is everything.

    Raises NotFound, also for a unit outside the actor's scope.
    """
    if not code:
        return next((unit for unit in list_units(session) if unit.path == actor.scope), None)
    unit = get_unit(session, code)
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=code))
    return unit


def load_report(
    session: Session,
    period: Period,
    *,
    actor: Actor,
    unit: Unit | None = None,
    step: Step | None = None,
    previous: Period | None = None,
) -> Report:
    """Return the figures of `unit`, or of all the actor may see, beside the period before.

    `previous` is what it is compared with, when that is not the period before.
    """
    scope = get_scope(actor, unit)
    step = step or period.step
    previous = previous or period.previous
    known_units = [known for known in list_units(session) if is_within(known.path, scope)]
    cells = _load_cells(session, period, previous, scope, step)
    current = [cell for cell in cells if cell.step != BEFORE]
    before = [cell for cell in cells if cell.step == BEFORE]
    return Report(
        unit,
        period,
        previous,
        step,
        total=_sum_cells(current),
        previous=_sum_cells(before),
        rows=_make_rows(known_units, scope, current, before),
        steps=_make_steps(period.list_steps(step), step, current),
    )


def get_scope(actor: Actor, unit: Unit | None) -> str:
    """Return the path of the subtree. Raises NotFound for one outside the actor's."""
    if unit is None:
        return actor.scope
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))
    return unit.path


@dataclass(frozen=True, slots=True)
class _Cell:
    """One group of the query."""

    path: str
    step: str
    name: str
    detail: str
    count: int


def _load_cells(
    session: Session, period: Period, previous: Period, scope: str, step: Step
) -> list[_Cell]:
    """Return the sums by unit and step; of the period before by unit alone.

    Weeks need the days; whatever does not is read from the months where they are whole.
    """
    start_of = monday_of if step is Step.WEEK else month_of
    dialect = dialect_name(session)
    parts = [Part(COUNT, COUNT.day, period)] if step is Step.WEEK else list_parts(period)
    query = union_all(
        *(_select_cells(part, start_of(dialect, part.day), scope) for part in parts),
        *(_select_cells(part, literal(BEFORE), scope) for part in list_parts(previous)),
    )
    return [
        _Cell(path, start, name, kept, int(count))
        for path, start, name, kept, count in session.connection().execute(query)
    ]


def _select_cells(part: Part, step: ColumnElement[str], scope: str) -> Select[Any]:
    table, detail = part.table, keep_details(part.table).label("kept_detail")
    return (
        select(UNIT.path, step.label("step"), table.name, detail, func.sum(table["count"]))
        .join_from(table.unit_id.table, UNIT.id.table, UNIT.id == table.unit_id)
        .where(within(UNIT.path, scope), part.condition)
        .group_by(UNIT.path, "step", table.name, "kept_detail")
    )


def _during(period: Period) -> ColumnElement[bool]:
    return (COUNT.day >= period.first) & (COUNT.day <= period.last)


def _during_either(period: Period, other: Period) -> ColumnElement[bool]:
    """Return the condition that the day is in one of two periods, with bounds for an index."""
    first, last = min(period.first, other.first), max(period.last, other.last)
    return _during(Period(first, last)) & (_during(period) | _during(other))


def compare_weeks(
    session: Session, actor: Actor, *, today: date, unit: Unit | None = None
) -> Report:
    """Return this week up to today beside the same days of last week: the sums alone."""
    compared = resolve_preset(Preset.THIS_WEEK, today)
    period, previous, step = compared.period, compared.previous, Step.WEEK
    cells = _load_cells(session, period, previous, get_scope(actor, unit), step)
    return Report(
        unit,
        period,
        previous,
        step,
        total=_sum_cells(cell for cell in cells if cell.step != BEFORE),
        previous=_sum_cells(cell for cell in cells if cell.step == BEFORE),
        rows=(),
        steps=(),
    )


def _sum_cells(cells: Iterable[_Cell]) -> Figures:
    counts: dict[str, int] = {}
    details: dict[tuple[str, str], int] = {}
    for cell in cells:
        counts[cell.name] = counts.get(cell.name, 0) + cell.count
        if cell.detail:
            key = cell.name, cell.detail
            details[key] = details.get(key, 0) + cell.count
    return Figures(counts, details)


def _make_rows(
    known_units: Sequence[Unit], scope: str, current: Sequence[_Cell], before: Sequence[_Cell]
) -> list[UnitFigures]:
    """Return the figures of the highest units below the scope, then what is the scope's own."""
    tops = list_tops([unit for unit in known_units if unit.path != scope])
    of_current, of_before = (_group_under(cells, tops) for cells in (current, before))
    rows = [
        UnitFigures(
            unit,
            _sum_cells(of_current.get(unit.path, ())),
            _sum_cells(of_before.get(unit.path, ())),
        )
        for unit in tops
    ]
    for unit in known_units:
        if unit.path == scope:
            own = [[cell for cell in cells if cell.path == scope] for cells in (current, before)]
            if any(own) or not tops:
                figures, previous = map(_sum_cells, own)
                rows.append(UnitFigures(unit, figures, previous, is_rest=bool(tops)))
    return rows


def list_tops(below: Sequence[Unit]) -> list[Unit]:
    """Return the units that lie under no other of the list, sorted by code."""
    paths = {unit.path for unit in below}
    return sort_units(unit for unit in below if not paths & set(_list_paths_above(unit.path)))


def _list_paths_above(path: str) -> list[str]:
    """Return the paths of all ancestors: "/1/4/" has "/1/"."""
    steps = path.strip("/").split("/")
    return [f"/{'/'.join(steps[:count])}/" for count in range(1, len(steps))]


def _group_under(cells: Iterable[_Cell], tops: Sequence[Unit]) -> dict[str, list[_Cell]]:
    """Return the cells by the path of the top unit they lie under; each path is looked at once."""
    paths = {unit.path for unit in tops}
    top_of: dict[str, str | None] = {}
    grouped: dict[str, list[_Cell]] = {}
    for cell in cells:
        if cell.path not in top_of:
            line = (*_list_paths_above(cell.path), cell.path)
            top_of[cell.path] = next((path for path in line if path in paths), None)
        if (top := top_of[cell.path]) is not None:
            grouped.setdefault(top, []).append(cell)
    return grouped


def _make_steps(firsts: Sequence[date], step: Step, current: Sequence[_Cell]) -> list[StepFigures]:
    """Return the figures of each step, those without any too."""
    by_step: dict[str, list[_Cell]] = {}
    for cell in current:
        by_step.setdefault(cell.step, []).append(cell)
    form = "%Y-%m-%d" if step is Step.WEEK else "%Y-%m"
    return [
        StepFigures(first, _sum_cells(by_step.get(first.strftime(form), ()))) for first in firsts
    ]


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """How often a topic was asked about; None: too few people of one village to be told."""

    topic_id: str
    asked: int | None
    previous: int | None
    helped: int | None
    not_helped: int | None


FEWEST = 5
"""Fewer people than this in one village could be known by what they asked about."""
TOPIC_COUNTS = (CountName.ANSWERED, CountName.CHOICES, CountName.TOPIC_OPENED)
VERDICTS = (CountName.HELPED, CountName.NOT_HELPED)


def list_topics(
    session: Session,
    period: Period,
    *,
    actor: Actor,
    unit: Unit | None = None,
    previous: Period | None = None,
    limit: int = 50,
) -> list[TopicFigures]:
    """Return the topics asked about most in `unit`, or in all the actor may see.

    In a village, figures of fewer than `FEWEST` are left out: who asks for a rare allowance there
    is known by everybody.
    """
    names = (*TOPIC_COUNTS, *VERDICTS)
    now = COUNT.day >= period.first
    query = (
        select(
            COUNT.detail,
            *(_sum_where(now, names) for names in (TOPIC_COUNTS, VERDICTS[:1], VERDICTS[1:])),
            _sum_where(~now, TOPIC_COUNTS),
        )
        .join_from(COUNT.count.table, UNIT.id.table, UNIT.id == COUNT.unit_id)
        .where(
            within(UNIT.path, get_scope(actor, unit)),
            _during_either(period, previous or period.previous),
            COUNT.name.in_([str(name) for name in names]),
            COUNT.detail != "",
        )
        .group_by(COUNT.detail)
        .order_by(_sum_where(now, TOPIC_COUNTS).desc(), COUNT.detail)
        .limit(limit)
    )
    fewest = FEWEST if _is_village(session, actor, unit) else 0
    return [
        TopicFigures(
            topic_id,
            *(int(count) if count >= fewest else None for count in (asked, previous, good, bad)),
        )
        for topic_id, asked, good, bad, previous in session.connection().execute(query)
    ]


def _sum_where(condition: ColumnElement[bool], names: Sequence[CountName]) -> ColumnElement[int]:
    counted = condition & COUNT.name.in_([str(name) for name in names])
    return func.sum(case((counted, COUNT.count), else_=0))


def _is_village(session: Session, actor: Actor, unit: Unit | None) -> bool:
    """Return whether the topics are those of one village."""
    if unit is not None:
        return unit.kind == UnitKind.VILLAGE
    kinds = select(UNIT.kind).where(UNIT.path == actor.scope)
    return session.connection().execute(kinds).scalar() == UnitKind.VILLAGE
