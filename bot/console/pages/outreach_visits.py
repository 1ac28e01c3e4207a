"""Visits at doors in the console: record one in under a minute, look back, correct, take back."""

import secrets
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.outreach_form import (
    describe_outcome,
    list_tabs,
    list_visitor_choices,
    make_visit_fields,
    make_visit_values,
    read_visit,
)
from bot.console.pages.people import read_number
from bot.console.tables import Column, Kind, Table, export_table, make_table, wants_export
from bot.core.errors import NotFound, UserError
from bot.outreach import setups as outreach_setups
from bot.outreach import visits
from bot.outreach.models import HomeVisit
from bot.outreach.visits import NewHousehold, RecordedVisit
from bot.people import households, unit_choice
from bot.people.households import HouseholdPage
from bot.people.models import Household
from bot.people.units import Unit, UnitKind

PAGE, MAX_EXPORT, FOUND = 50, 10_000, 20
_KEYS = ("on", "unit", "house", "outcome", "setups", "due", "note")
_KINDS = (Kind.DAY, *(Kind.TEXT,) * 4, Kind.DAY, Kind.TEXT)


async def show_visits(request: ConsoleRequest) -> web.Response:
    """List the visits, the last entered first."""
    exports = wants_export(request)
    limit = MAX_EXPORT if exports else PAGE
    page = await request.read(
        visits.list_visits,
        actor=request.actor,
        before_id=read_number(request.query.get("after", "")),
        limit=limit,
    )
    more = not exports and len(page) == limit
    next_address = request.url("outreach.visits", after=page[-1][0].id) if more else ""
    table = _make_table(request, page, next_address)
    if exports:
        return export_table(request, table, title=texts.OUTREACH_VISITS_TITLE, name="so-den-nha")
    return request.render("outreach/visits.html", tabs=list_tabs(request), table=table)


def _make_table(
    request: ConsoleRequest,
    page: Sequence[tuple[HomeVisit, Household, Unit]],
    next_address: str,
) -> Table:
    setups = request.services.setups
    columns = [
        Column(
            key,
            label,
            kind,
            link=(lambda row: request.url("outreach.visit", id=row["id"]))
            if key == "house"
            else None,
        )
        for key, label, kind in zip(_KEYS, texts.OUTREACH_VISIT_COLUMNS, _KINDS, strict=True)
    ]
    rows = [
        {
            "id": visit.id,
            "on": visit.visited_on,
            "unit": unit.name,
            "house": household.label,
            "outcome": describe_outcome(visit.outcome),
            "setups": ", ".join(outreach_setups.name_setups(setups, visit.setups)),
            "due": visit.due_on,
            "note": visit.note,
        }
        for visit, household, unit in page
    ]
    return make_table(
        request,
        columns,
        rows,
        empty=texts.OUTREACH_VISITS_EMPTY,
        next_address=next_address,
        sorts=False,
    )


async def show_new(request: ConsoleRequest) -> web.Response:
    """Show the form of a visit at a household; without one, find the household first."""
    household_id = read_number(request.query.get("household", ""))
    if household_id is None and request.query.get("new") != "1":
        return await _show_search(request)
    form = make_visit_values(None, request.today)
    fields = {
        **form.fields,
        "key": [secrets.token_urlsafe(12)],
        "plan": [request.query.get("plan", "")],
        "unit": [request.query.get("unit", "")],
        "label": [request.query.get("q", "")],
    }
    return await _render_form(request, FormData(fields), FormErrors(), household_id)


async def _show_search(request: ConsoleRequest) -> web.Response:
    words = request.query.get("q", "").strip()[:80]
    unit_id = read_number(request.query.get("unit", ""))

    def load(session: Session) -> tuple[HouseholdPage, Sequence[Unit]]:
        units = [
            unit
            for unit in unit_choice.list_choices(session, request.actor)
            if unit.kind == UnitKind.VILLAGE
        ]
        only = units[0].id if len(units) == 1 else unit_id
        page = households.list_households(
            session, actor=request.actor, unit_id=only, words=words, limit=FOUND
        )
        return page, units

    page, units = await request.read(load)
    return request.render(
        "outreach/visit_find.html",
        tabs=list_tabs(request),
        page=page,
        words=words,
        unit_id=unit_id,
        units=[("", texts.ALL_UNITS), *((unit.id, unit.name) for unit in units)]
        if len(units) > 1
        else [],
    )


async def _render_form(
    request: ConsoleRequest,
    form: FormData,
    errors: FormErrors,
    household_id: int | None,
    visit: HomeVisit | None = None,
) -> web.Response:
    def load(session: Session) -> dict[str, Any]:
        units = unit_choice.list_choices(session, request.actor)
        if household_id is None:
            return {"house": None, "villages": units, "visitors": []}
        household, unit = households.get_household(session, household_id, actor=request.actor)
        visitors = list_visitor_choices(session, unit)
        return {"house": household, "house_unit": unit, "villages": [], "visitors": visitors}

    values = await request.read(load)
    villages = [(unit.id, unit.name) for unit in values["villages"] if unit.kind == "village"]
    own_id = request.actor.person_id
    others = [
        visitor for visitor in values["visitors"] if visit is not None or visitor[0] != own_id
    ]
    return request.render(
        "outreach/visit_form.html",
        status=400 if errors else 200,
        form=form,
        errors=errors,
        house=values["house"],
        house_unit=values.get("house_unit"),
        villages=villages,
        visit=visit,
        **make_visit_fields(request.services.setups, others),
    )


async def do_record(request: ConsoleRequest) -> web.Response:
    """Record the visit; sent twice it is one."""
    form, errors = await request.form(), FormErrors()
    household_id = form.number("household")
    named: int | NewHousehold | None = household_id
    if household_id is None and form.get("label") and (unit_id := form.number("unit")):
        named = NewHousehold(unit_id, form.get("label")[:120], form.get("address")[:160])
    if named is None:
        errors.add("label", texts.OUTREACH_CHOOSE_HOUSE)
    report = read_visit(form, named, request.services.setups, request.today, errors)
    key = form.get("key")[:40]
    if report is None or not key:
        return await _render_form(request, form, errors, household_id)
    try:
        recorded = await request.write(
            visits.record_visit,
            report,
            key=f"web:{request.actor.person_id}:{key}",
            actor=request.actor,
            now=request.now,
            policy=request.policy,
        )
    except NotFound:
        raise
    except UserError as error:
        errors.add("", str(error))
        return await _render_form(request, form, errors, household_id)
    return _redirect_after(request, form, recorded)


def _redirect_after(
    request: ConsoleRequest, form: FormData, recorded: RecordedVisit
) -> web.Response:
    flash = texts.OUTREACH_VISIT_TWICE
    if recorded.is_new:
        outcome = describe_outcome(recorded.visit.outcome)
        flash = texts.OUTREACH_VISIT_SAVED.format(house=recorded.household.label, outcome=outcome)
    if recorded.earlier is not None:
        flash = f"{flash} {texts.OUTREACH_VISIT_OTHER}"
    if (plan_id := form.number("plan")) is not None:
        return request.redirect("outreach.plan", id=plan_id, open=1, flash=flash)
    return request.redirect("outreach.visits", flash=flash)


def _load_visit(session: Session, request: ConsoleRequest) -> tuple[HomeVisit, Household]:
    visit = visits.get_visit(session, request.id(), actor=request.actor)
    return visit, session.get_one(Household, visit.household_id)


async def show_visit(request: ConsoleRequest) -> web.Response:
    """Show a recorded visit, to be corrected or taken back."""
    visit, household = await request.read(_load_visit, request)
    form = make_visit_values(visit, request.today)
    return await _render_form(request, form, FormErrors(), household.id, visit)


async def do_correct(request: ConsoleRequest) -> web.Response:
    """Save what was corrected."""
    form, errors = await request.form(), FormErrors()
    visit, household = await request.read(_load_visit, request)
    report = read_visit(form, household.id, request.services.setups, request.today, errors)
    if report is None:
        return await _render_form(request, form, errors, household.id, visit)
    try:
        await request.write(
            visits.correct_visit,
            visit.id,
            report,
            actor=request.actor,
            now=request.now,
            policy=request.policy,
        )
    except NotFound:
        raise
    except UserError as error:
        errors.add("", str(error))
        return await _render_form(request, form, errors, household.id, visit)
    return request.redirect("outreach.visits", flash=texts.OUTREACH_VISIT_CORRECTED)


async def show_withdraw(request: ConsoleRequest) -> web.Response:
    """Say what taking a visit back means."""
    visit, household = await request.read(_load_visit, request)
    return request.render(
        "outreach/visit_withdraw.html",
        visit=visit,
        house=household,
        outcome=describe_outcome(visit.outcome),
    )


async def do_withdraw(request: ConsoleRequest) -> web.Response:
    """Take the visit back."""
    await request.write(visits.withdraw_visit, request.id(), actor=request.actor, now=request.now)
    return request.redirect("outreach.visits", flash=texts.OUTREACH_VISIT_WITHDRAWN)
