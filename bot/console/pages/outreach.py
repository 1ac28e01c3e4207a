"""Going from door to door: households reached of each village, and the plans."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.pages.outreach_form import list_tabs
from bot.console.pages.people import read_number
from bot.console.routes import TEAM
from bot.console.tables import Column, Kind, export_table, make_table, wants_export
from bot.outreach import coverage, plans
from bot.outreach.coverage import VillageCoverage
from bot.outreach.models import OutreachPlan
from bot.outreach.stops import PlanProgress
from bot.people.actor import Actor
from bot.people.units import Unit

PAGE = 30  # plans of a page
MAX_EXPORT = 5_000
_KEYS = ("unit", "reached", "households", "percent", "left", "due", "source", "counted")
_KINDS = (
    Kind.TEXT,
    *(Kind.NUMBER,) * 5,
    Kind.TEXT,
    Kind.DAY,
)


async def show_coverage(request: ConsoleRequest) -> web.Response:
    """Show how many households of each village were reached, of how many, and from where."""
    villages = await request.read(coverage.list_coverage, actor=request.actor)
    rows = [make_coverage_row(village, request.today) for village in villages]
    columns = [
        Column(key, label, kind)
        for key, label, kind in zip(_KEYS, texts.OUTREACH_COLUMNS, _KINDS, strict=True)
    ]
    table = make_table(request, columns, rows, empty=texts.OUTREACH_VILLAGES_EMPTY)
    if wants_export(request):
        return export_table(request, table, title=texts.OUTREACH_COVERAGE_TITLE, name="do-phu-ho")
    reached, households = coverage.sum_coverage(villages)
    return request.render(
        "outreach/list.html",
        tabs=list_tabs(request),
        table=table,
        reached=reached,
        households=households,
        percent=100 * reached // households if households else None,
        due=sum(village.due for village in villages),
        may_plan=request.has(*TEAM),
    )


def make_coverage_row(village: VillageCoverage, today: date) -> dict[str, Any]:
    """Return a village's line: the base of its rate with where that comes from and its day."""
    if not village.households:
        source, counted = texts.OUTREACH_BASE_NONE, None
    elif (village.declared or 0) >= village.registered:
        source, counted = texts.OUTREACH_BASE_DECLARED, village.unit.counted_on
    else:
        source, counted = texts.OUTREACH_BASE_REGISTER, today
    return {
        "id": village.unit.id,
        "unit": village.unit.name,
        "reached": village.reached,
        "households": village.households,
        "percent": village.percent,
        "left": village.left,
        "due": village.due,
        "source": source,
        "counted": counted,
    }


def load_plans(
    session: Session, *, actor: Actor, before_id: int | None, limit: int
) -> tuple[Sequence[tuple[OutreachPlan, Unit]], Mapping[int, PlanProgress]]:
    """Return a page of the plans and how far each is."""
    page = plans.list_plans(session, actor=actor, before_id=before_id, limit=limit)
    return page, plans.list_progress(session, [plan.id for plan, _ in page])


async def show_plans(request: ConsoleRequest) -> web.Response:
    """List the plans, the newest first."""
    exports = wants_export(request)
    limit = MAX_EXPORT if exports else PAGE
    before_id = read_number(request.query.get("after", ""))
    page, progress = await request.read(
        load_plans, actor=request.actor, before_id=before_id, limit=limit
    )
    may_open = request.has(*TEAM)
    keys = ("title", "unit", "first", "last", "reached", "total", "state")
    kinds = (Kind.TEXT, Kind.TEXT, Kind.DAY, Kind.DAY, Kind.NUMBER, Kind.NUMBER, Kind.TEXT)
    columns = [
        Column(
            key,
            label,
            kind,
            link=(lambda row: request.url("outreach.plan", id=row["id"]))
            if key == "title" and may_open
            else None,
            tag=(lambda row: str(row["tag"])) if key == "state" else None,
        )
        for key, label, kind in zip(keys, texts.OUTREACH_PLAN_COLUMNS, kinds, strict=True)
    ]
    rows = [_make_plan_row(plan, unit, progress[plan.id], request.today) for plan, unit in page]
    more = not exports and len(page) == limit
    table = make_table(
        request,
        columns,
        rows,
        empty=texts.OUTREACH_PLANS_EMPTY,
        next_address=request.url("outreach.plans", after=page[-1][0].id) if more else "",
        sorts=False,
    )
    if exports:
        return export_table(request, table, title=texts.OUTREACH_PLANS_TITLE, name="ke-hoach")
    return request.render(
        "outreach/plans.html", tabs=list_tabs(request), table=table, may_plan=may_open
    )


def _make_plan_row(
    plan: OutreachPlan, unit: Unit, progress: PlanProgress, today: date
) -> dict[str, Any]:
    state, tag = find_plan_state(plan, today)
    return {
        "id": plan.id,
        "title": plan.title,
        "unit": unit.name,
        "first": plan.first_on,
        "last": plan.last_on,
        "reached": progress.reached,
        "total": progress.total,
        "state": texts.OUTREACH_PLAN_STATES[state],
        "tag": tag,
    }


def find_plan_state(plan: OutreachPlan, today: date) -> tuple[str, str]:
    """Return whether a plan is ahead, running, over or ended, and the kind of its tag."""
    if plan.ended_at is not None:
        return "ended", ""
    if today < plan.first_on:
        return "ahead", "info"
    return ("running", "ok") if today <= plan.last_on else ("over", "wait")
