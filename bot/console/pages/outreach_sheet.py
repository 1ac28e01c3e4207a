"""The sheet of a plan: printed for volunteers, typed in as a grid when it comes back."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import PDF, ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.outreach_form import (
    describe_outcome,
    list_visitor_choices,
    read_day,
)
from bot.console.pages.people import read_number
from bot.core.errors import NotFound, UserError
from bot.documents.route_sheets import (
    RouteRow,
    RouteSheet,
    count_rows_per_page,
    print_route_sheet,
)
from bot.outreach import setups as outreach_setups
from bot.outreach import sheets
from bot.outreach.models import HomeVisitOutcome
from bot.outreach.setups import SetUps
from bot.outreach.sheets import GridEntry, GridFaults, GridReport, GridRow, Sheet, SheetRow
from bot.people.units import Unit

PAPERS = 2  # printed pages that one page of the grid is


@dataclass(frozen=True, slots=True)
class Grid:
    """One page of the grid: its rows, and which of how many pages it is."""

    sheet: Sheet
    rows: Sequence[SheetRow]
    page: int
    page_count: int
    per_paper: int
    visitors: Sequence[tuple[int, str]]


def make_route_sheet(sheet: Sheet, setups: SetUps, commune: str = "") -> RouteSheet:
    """Return what is printed of a plan."""
    plan = sheet.plan
    where = ", ".join(filter(None, (sheet.unit.name, commune)))
    return RouteSheet(
        where,
        plan.title,
        texts.ROUTE_SHEET_DAYS.format(first=plan.first_on, last=plan.last_on),
        sheet.person.name if sheet.person else "",
        list(texts.ROUTE_SHEET_OUTCOMES.values()),
        [setup.short for setup in setups],
        [RouteRow(row.number, row.household.label, row.household.address) for row in sheet.rows],
    )


async def do_print(request: ConsoleRequest) -> web.Response:
    """Give the sheet as PDF: of all households, or of one volunteer's."""
    person_id = read_number(request.query.get("person", ""))

    def load(session: Session) -> tuple[Sheet, str]:
        sheet = sheets.load_sheet(session, request.id(), actor=request.actor, person_id=person_id)
        parent = session.get(Unit, sheet.unit.parent_id) if sheet.unit.parent_id else None
        return sheet, parent.name if parent else ""

    sheet, commune = await request.read(load)
    printed = make_route_sheet(sheet, request.services.setups, commune)
    pdf = await asyncio.to_thread(print_route_sheet, printed)
    return request.download(pdf, f"phieu-di-tung-nha-{sheet.plan.id}.pdf", PDF)


async def _load_grid(request: ConsoleRequest, person_id: int | None, page: int) -> Grid:
    def load(session: Session) -> tuple[Sheet, list[tuple[int, str]]]:
        sheet = sheets.load_sheet(session, request.id(), actor=request.actor, person_id=person_id)
        return sheet, list_visitor_choices(session, sheet.unit)

    sheet, visitors = await request.read(load)
    per_paper = count_rows_per_page(make_route_sheet(sheet, request.services.setups))
    size = per_paper * PAPERS
    count = max(1, -(-len(sheet.rows) // size))
    page = min(max(page, 1), count)
    rows = sheet.rows[(page - 1) * size : page * size]
    return Grid(sheet, rows, page, count, per_paper, visitors)


def keep_typed(grid: Grid, ids: Sequence[int]) -> Grid:
    """Return the grid with the rows that were typed, also when the plan has changed meanwhile."""
    if not ids:
        return grid
    return replace(grid, rows=[row for row in grid.sheet.rows if row.household.id in set(ids)])


async def show_grid(request: ConsoleRequest) -> web.Response:
    """Show a page of the grid."""
    person_id = read_number(request.query.get("person", ""))
    grid = await _load_grid(request, person_id, read_number(request.query.get("page", "")) or 1)
    visited_on = request.query.get("on", "") or _default_day(grid, request)
    visitor = request.query.get("visitor", "") or str(person_id or "")
    form = FormData({"visited_on": [visited_on], "visitor": [visitor]})
    return _render(request, grid, form, FormErrors(), {})


def _default_day(grid: Grid, request: ConsoleRequest) -> str:
    """Return today, or the plan's last day when it is over."""
    return min(request.today, grid.sheet.plan.last_on).isoformat()


def _render(
    request: ConsoleRequest,
    grid: Grid,
    form: FormData,
    errors: FormErrors,
    faults: Mapping[int, str],
) -> web.Response:
    first_paper = (grid.page - 1) * PAPERS + 1
    return request.render(
        "outreach/grid.html",
        status=400 if errors or faults else 200,
        grid=grid,
        papers=range(first_paper, first_paper + -(-len(grid.rows) // grid.per_paper)),
        form=form,
        errors=errors,
        faults=faults,
        numbers={row.household.id: row.number for row in grid.rows},
        setups=request.services.setups,
        outcomes=[("", ""), *texts.GRID_OUTCOMES.items()],
        visitors=[("", texts.OUTREACH_SELF), *grid.visitors],
        describe=describe_outcome,
        person=grid.sheet.person.id if grid.sheet.person else "",
    )


def read_rows(
    form: FormData, grid: Grid, setups: SetUps, request: ConsoleRequest
) -> tuple[list[GridRow], dict[int, str]]:
    """Return the rows that were filled in, and the faults of others by household."""
    rows: list[GridRow] = []
    faults: dict[int, str] = {}
    for row in grid.rows:
        household_id = row.household.id
        outcome = form.get(f"o{household_id}")
        ticked = outreach_setups.choose_known(setups, form.values(f"s{household_id}"))
        due, note = form.get(f"d{household_id}"), form.get(f"n{household_id}")
        consent = True if form.has(f"c{household_id}") else None
        if outcome not in set(HomeVisitOutcome):
            if ticked or due or note or consent:
                faults[household_id] = texts.GRID_NEEDS_OUTCOME
            continue
        due_on = read_day(due, request.today) if due else None
        if due and due_on is None:
            faults[household_id] = texts.OUTREACH_BAD_DAY
            continue
        rows.append(GridRow(household_id, HomeVisitOutcome(outcome), ticked, due_on, consent, note))
    return rows, faults


async def do_enter(request: ConsoleRequest) -> web.Response:
    """Record a page of the grid; with faults nothing is, and what was typed stays."""
    form, errors = await request.form(), FormErrors()
    grid = await _load_grid(request, form.number("person"), form.number("page") or 1)
    grid = keep_typed(grid, form.numbers("row"))
    rows, faults = read_rows(form, grid, request.services.setups, request)
    visited_on = read_day(form.get("visited_on"), request.today)
    if visited_on is None:
        errors.add("visited_on", texts.OUTREACH_BAD_DAY)
    if not rows and not faults:
        errors.add("", texts.GRID_NOTHING)
    if errors or faults or visited_on is None:
        return _render(request, grid, form, errors, faults)
    try:
        report = await request.write(
            sheets.enter_rows,
            request.id(),
            GridEntry(visited_on, form.number("visitor")),
            rows,
            actor=request.actor,
            now=request.now,
            policy=request.policy,
        )
    except GridFaults as error:
        return _render(request, grid, form, errors, error.faults)
    except NotFound:
        raise
    except UserError as error:
        errors.add("visited_on", str(error))
        return _render(request, grid, form, errors, {})
    return _redirect_to_next(request, grid, form, report)


def _redirect_to_next(
    request: ConsoleRequest, grid: Grid, form: FormData, report: GridReport
) -> web.Response:
    flash = texts.GRID_DONE.format(
        total=report.total,
        recorded=report.recorded,
        corrected=report.corrected,
        unchanged=report.unchanged,
        blank=len(grid.rows) - report.total,
    )
    kept: dict[str, Any] = {"person": grid.sheet.person.id if grid.sheet.person else ""}
    if grid.page >= grid.page_count:
        return request.redirect("outreach.plan", id=request.id(), **kept, flash=flash)
    kept |= {"on": form.get("visited_on"), "visitor": form.get("visitor"), "page": grid.page + 1}
    return request.redirect("outreach.grid", id=request.id(), **kept, flash=flash)
