"""Plans of outreach: make, change, look at the households, share them out, end."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.outreach import find_plan_state
from bot.console.pages.outreach_form import (
    describe_outcome,
    list_tabs,
    list_visitor_choices,
    read_day,
)
from bot.console.pages.people import read_number
from bot.console.tables import Column, Kind, export_table, make_table, wants_export
from bot.core.errors import NotFound, UserError
from bot.outreach import plans, sheets, stops
from bot.outreach.models import OutreachPlan
from bot.outreach.plans import PlanDraft
from bot.outreach.setups import SetUps, name_setups
from bot.outreach.sheets import Sheet, SheetRow
from bot.people import unit_choice
from bot.people.units import Unit, UnitKind

PAGE = 25  # households of a page
_STOP_KINDS = (
    *(Kind.TEXT, Kind.NUMBER, Kind.TEXT, Kind.TEXT),
    *(Kind.DAY, Kind.TEXT, Kind.TEXT, Kind.DAY),
)
_STOP_KEYS = ("label", "number", "address", "visitor", "on", "outcome", "setups", "due")


async def show_new(request: ConsoleRequest) -> web.Response:
    """Show the form of a new plan."""
    today = request.today
    form = FormData(
        {
            "unit": [request.query.get("unit", "")],
            "first_on": [today.isoformat()],
            "households": ["all"],
        }
    )
    return await _render_new(request, form, FormErrors())


async def _render_new(request: ConsoleRequest, form: FormData, errors: FormErrors) -> web.Response:
    units = await request.read(unit_choice.list_choices, request.actor)
    villages: list[tuple[Any, str]] = [
        (unit.id, unit.name) for unit in units if unit.kind == UnitKind.VILLAGE
    ]
    if len(villages) > 1:
        villages.insert(0, ("", texts.CHOOSE_UNIT))
    return request.render(
        "outreach/plan_form.html",
        status=400 if errors else 200,
        plan=None,
        form=form,
        errors=errors,
        villages=villages,
        choices=[(key, texts.OUTREACH_HOUSEHOLDS[key]) for key in ("all", "unreached")],
    )


def read_plan(
    session: Session, form: FormData, unit: Unit, kept: tuple[int, ...] | None, today: date
) -> PlanDraft:
    """Return what was written of a plan. Raises UserError for a day that is none."""
    first_on, last_on = (read_day(form.get(name), today) for name in ("first_on", "last_on"))
    if first_on is None or last_on is None:
        raise UserError(texts.OUTREACH_BAD_DAY)
    ids = {"all": None, "keep": kept}.get(form.get("households"))
    if form.get("households") == "unreached":
        ids = tuple(sheets.list_unreached_ids(session, unit))
    topics = tuple(form.get("topics").split("\n"))
    return PlanDraft(form.get("title"), first_on, last_on, topics, ids)


async def do_make(request: ConsoleRequest) -> web.Response:
    """Make the plan."""
    form, errors = await request.form(), FormErrors()

    def make(session: Session) -> tuple[OutreachPlan, int]:
        if form.number("unit") is None:
            raise UserError(texts.OUTREACH_CHOOSE_VILLAGE)
        unit = unit_choice.get_choice(session, form.number("unit"), actor=request.actor)
        draft = read_plan(session, form, unit, None, request.today)
        plan = plans.make_plan(session, unit, draft, actor=request.actor, now=request.now)
        return plan, stops.count_stops(session, plan.id)

    try:
        plan, count = await request.write(make)
    except NotFound:
        raise
    except UserError as error:
        errors.add("", str(error))
        return await _render_new(request, form, errors)
    flash = texts.OUTREACH_PLAN_SAVED.format(count=count)
    return request.redirect("outreach.plan", id=plan.id, flash=flash)


async def show_edit(request: ConsoleRequest) -> web.Response:
    """Show the form of a plan."""
    return await _render_edit(request, None, FormErrors())


async def _render_edit(
    request: ConsoleRequest, form: FormData | None, errors: FormErrors
) -> web.Response:
    plan = await request.read(plans.get_plan, request.id(), actor=request.actor)
    written = form or FormData(
        {
            "title": [plan.title],
            "first_on": [plan.first_on.isoformat()],
            "last_on": [plan.last_on.isoformat()],
            "topics": ["\n".join(plan.topics)],
            "households": ["all" if plan.all_households else "keep"],
        }
    )
    return request.render(
        "outreach/plan_form.html",
        status=400 if errors else 200,
        plan=plan,
        form=written,
        errors=errors,
        villages=[],
        choices=list(texts.OUTREACH_HOUSEHOLDS.items()),
    )


async def do_change(request: ConsoleRequest) -> web.Response:
    """Change the plan."""
    form, errors = await request.form(), FormErrors()

    def change(session: Session) -> int:
        plan = plans.get_plan(session, request.id(), actor=request.actor)
        kept = tuple(household.id for _, household in stops.list_stops(session, plan.id))
        unit = session.get_one(Unit, plan.unit_id)
        draft = read_plan(session, form, unit, kept, request.today)
        plans.change_plan(session, plan.id, draft, actor=request.actor, now=request.now)
        return stops.count_stops(session, plan.id)

    try:
        count = await request.write(change)
    except NotFound:
        raise
    except UserError as error:
        errors.add("", str(error))
        return await _render_edit(request, form, errors)
    flash = texts.OUTREACH_PLAN_SAVED.format(count=count)
    return request.redirect("outreach.plan", id=request.id(), flash=flash)


async def show_plan(request: ConsoleRequest) -> web.Response:
    """Show a plan: how far it is, and its households, those to come back to first."""
    person_id = read_number(request.query.get("person", ""))

    def load(session: Session) -> tuple[Sheet, list[tuple[int, str]]]:
        sheet = sheets.load_sheet(session, request.id(), actor=request.actor, person_id=person_id)
        return sheet, list_visitor_choices(session, sheet.unit)

    sheet, visitors = await request.read(load)
    only_open = request.query.get("open") == "1"
    rows = sort_rows(sheet.rows, request.today)
    rows = [row for row in rows if not only_open or row.stop.reached_on is None]
    if wants_export(request):
        table = _make_stop_table(request, sheet.rows, request.services.setups)
        return export_table(request, table, title=sheet.plan.title, name="di-tung-nha")
    shown, next_address = _take_page(request, rows)
    reached = sum(row.stop.reached_on is not None for row in sheet.rows)
    return request.render(
        "outreach/plan.html",
        tabs=list_tabs(request),
        sheet=sheet,
        state=find_plan_state(sheet.plan, request.today),
        table=_make_stop_table(request, shown, request.services.setups, next_address),
        reached=reached,
        total=len(sheet.rows),
        visitors=visitors,
        person_id=person_id,
        only_open=only_open,
    )


def sort_rows(rows: Sequence[SheetRow], today: date) -> list[SheetRow]:
    """Return the rows: to come back to first, by day; then those not visited; then the others."""

    def key(row: SheetRow) -> tuple[int, date, int]:
        due_on = row.visit.due_on if row.visit else None
        if due_on is not None:
            return 0, due_on, row.number
        return (1 if row.stop.reached_on is None else 2), today, row.number

    return sorted(rows, key=key)


def _take_page(request: ConsoleRequest, rows: Sequence[SheetRow]) -> tuple[Sequence[SheetRow], str]:
    ids = [row.household.id for row in rows]
    after = read_number(request.query.get("after", ""))
    start = ids.index(after) + 1 if after in ids else 0
    shown = rows[start : start + PAGE]
    if start + PAGE >= len(rows):
        return shown, ""
    kept = {name: request.query.get(name, "") for name in ("person", "open")}
    return shown, request.url(
        "outreach.plan", id=request.id(), **kept, after=shown[-1].household.id
    )


def _make_stop_table(
    request: ConsoleRequest, rows: Sequence[SheetRow], setups: SetUps, next_address: str = ""
) -> Any:
    def link(row: Any) -> str:
        return request.url("outreach.new_visit", household=row["id"], plan=request.id())

    columns = [
        Column(key, label, kind, link=link if key == "label" else None)
        for key, label, kind in zip(
            _STOP_KEYS, texts.OUTREACH_STOP_COLUMNS, _STOP_KINDS, strict=True
        )
    ]
    values = [
        {
            "id": row.household.id,
            "number": row.number,
            "label": row.household.label,
            "address": row.household.address,
            "visitor": row.visitor,
            "on": row.visit.visited_on if row.visit else None,
            "outcome": describe_outcome(row.visit.outcome)
            if row.visit
            else texts.OUTREACH_NOT_VISITED,
            "setups": ", ".join(name_setups(setups, row.visit.setups)) if row.visit else "",
            "due": row.visit.due_on if row.visit else None,
        }
        for row in rows
    ]
    return make_table(
        request,
        columns,
        values,
        empty=texts.OUTREACH_STOPS_EMPTY,
        next_address=next_address,
        sorts=False,
    )


async def do_share(request: ConsoleRequest) -> web.Response:
    """Share the open households out among volunteers."""
    people = (await request.form()).numbers("people")
    count = await request.write(
        plans.share_stops, request.id(), people, actor=request.actor, now=request.now
    )
    flash = texts.OUTREACH_SHARED.format(count=count, people=len(people))
    return request.redirect("outreach.plan", id=request.id(), flash=flash)


async def show_end(request: ConsoleRequest) -> web.Response:
    """Say what ending a plan means."""
    plan = await request.read(plans.get_plan, request.id(), actor=request.actor)
    return request.render("outreach/plan_end.html", plan=plan)


async def do_end(request: ConsoleRequest) -> web.Response:
    """End the plan."""
    await request.write(plans.end_plan, request.id(), actor=request.actor, now=request.now)
    return request.redirect("outreach.plan", id=request.id(), flash=texts.OUTREACH_PLAN_ENDED)
