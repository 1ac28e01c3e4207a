"""Households by village: find, add, correct, join two entries, print their codes."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import PDF, ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.people import read_number
from bot.console.routes import INSTALLERS
from bot.console.tables import Column, Kind, Row, export_table, make_table, wants_export
from bot.core.errors import NotFound, UserError
from bot.documents.household_slips import HouseholdSlip, print_household_slips
from bot.people import households, merges, unit_choice
from bot.people.households import HouseholdPage, HouseholdValues
from bot.people.merges import Merge, MergeKind
from bot.people.models import Household
from bot.people.units import Unit, UnitKind
from bot.usecases import merge_households
from bot.usecases.merge_households import HouseholdMoves

PAGE = 50  # rows of a page
_KEYS = ("label", "year", "address", "unit", "code")
_UNIT_KEYS = ("unit", "households", "persons", "counted")
_UNIT_KINDS = (Kind.TEXT, Kind.NUMBER, Kind.NUMBER, Kind.DAY)


async def show_households(request: ConsoleRequest) -> web.Response:
    """List the villages, or the households of one, or those found by words."""
    unit_id = read_number(request.query.get("unit", ""))
    words = request.query.get("q", "").strip()[:80]
    exports = wants_export(request)

    def read(session: Session) -> tuple[HouseholdPage, Sequence[Unit], Unit | None]:
        units = unit_choice.list_choices(session, request.actor)
        chosen = units if len(units) == 1 else [unit for unit in units if unit.id == unit_id]
        unit = chosen[0] if chosen else None
        page = households.list_households(
            session, actor=request.actor, unit_id=unit.id if unit else None, words=words,
            after_id=read_number(request.query.get("after", "")),
            limit=households.MOST_READ if exports else PAGE,
        )  # fmt: skip
        return page, units, unit

    page, units, unit = await request.read(read)
    is_search = unit is not None or bool(words)
    table = make_household_table(request, page) if is_search else make_unit_table(request, units)
    if exports:
        title = texts.HOUSEHOLDS_TITLE.format(unit=unit.name if unit else "").strip()
        return export_table(request, table, title=title, name="ho")
    return request.render(
        "people/households.html",
        table=table,
        count=page.count if is_search else None,
        is_cut=page.is_cut,
        units=[
            *([("", texts.ALL_UNITS)] if len(units) > 1 else []),
            *((choice.id, choice.name) for choice in units),
        ],
        unit=unit,
        words=words,
        may_import=request.has(*INSTALLERS),
    )


def make_household_table(request: ConsoleRequest, page: HouseholdPage) -> Any:
    """Return the table of some households."""

    def link(row: Row) -> str:
        return request.url("people.household", id=row["id"])

    columns = [
        Column(key, label, link=link if key == "label" else None)
        for key, label in zip(_KEYS, texts.HOUSEHOLD_COLUMNS, strict=True)
    ]
    rows = [
        {"id": household.id, "label": household.label, "year": household.year,
         "address": household.address, "unit": unit.name, "code": household.code or ""}
        for household, unit in page.rows
    ]  # fmt: skip
    next_address = ""
    if page.next_id is not None:
        kept = {name: request.query.get(name, "") for name in ("unit", "q")}
        next_address = request.url("people.households", **kept, after=page.next_id)
    return make_table(
        request, columns, rows, empty=texts.HOUSEHOLDS_EMPTY, next_address=next_address, sorts=False
    )


def make_unit_table(request: ConsoleRequest, units: Sequence[Unit]) -> Any:
    """Return the villages with the figures of the office's own list."""

    def link(row: Row) -> str:
        return request.url("people.households", unit=row["id"])

    columns = [
        Column(key, label, kind, link=link if key == "unit" else None)
        for key, label, kind in zip(
            _UNIT_KEYS, texts.HOUSEHOLD_UNITS_COLUMNS, _UNIT_KINDS, strict=True
        )
    ]
    rows = [
        {"id": unit.id, "unit": unit.name, "households": unit.households_count,
         "persons": unit.persons_count, "counted": unit.counted_on}
        for unit in units
        if unit.kind == UnitKind.VILLAGE
    ]  # fmt: skip
    return make_table(request, columns, rows, empty=texts.HOUSEHOLDS_EMPTY)


async def show_new(request: ConsoleRequest) -> web.Response:
    """Show the empty form of a household."""
    form = FormData({"unit": [request.query.get("unit", "")]})
    return await _render_new(request, form, FormErrors())


async def _render_new(request: ConsoleRequest, form: FormData, errors: FormErrors) -> web.Response:
    units = await request.read(unit_choice.list_choices, request.actor)
    villages: list[tuple[int | str, str]] = [
        (unit.id, unit.name) for unit in units if unit.kind == UnitKind.VILLAGE
    ]
    if len(villages) > 1:
        villages.insert(0, ("", texts.CHOOSE_UNIT))
    return request.render(
        "people/household_new.html", status=400 if errors else 200,
        form=form, errors=errors, units=villages,
    )  # fmt: skip


def read_household(form: FormData) -> HouseholdValues:
    """Return what was written of a household."""
    return HouseholdValues(form.get("label"), form.get("year"), form.get("address"))


async def do_add(request: ConsoleRequest) -> web.Response:
    """Add a household."""
    form, errors = await request.form(), FormErrors()

    if form.number("unit") is None:
        errors.add("unit", texts.CLASS_NEEDS["unit"])
        return await _render_new(request, form, errors)

    def add(session: Session) -> Household:
        unit = unit_choice.get_choice(session, form.number("unit"), actor=request.actor)
        return households.add_household(
            session, unit, read_household(form), actor=request.actor, now=request.now
        )

    try:
        household = await request.write(add)
    except NotFound:
        raise
    except UserError as error:
        errors.add("", str(error))
        return await _render_new(request, form, errors)
    flash = texts.HOUSEHOLD_ADDED.format(label=household.label, code=household.code)
    return request.redirect("people.households", unit=household.unit_id, flash=flash)


async def show_household(request: ConsoleRequest) -> web.Response:
    """Show one household, to be corrected."""
    return await _render_household(request, None, FormErrors())


async def _render_household(
    request: ConsoleRequest, form: FormData | None, errors: FormErrors
) -> web.Response:
    def load(session: Session) -> tuple[Household, Unit, HouseholdMoves, list[Merge]]:
        household, unit = households.get_household(session, request.id(), actor=request.actor)
        undoable = merges.list_undoable(
            session, MergeKind.HOUSEHOLD, household.id, actor=request.actor, now=request.now
        )
        return household, unit, merge_households.count_moves(session, household), undoable

    household, unit, moves, undoable = await request.read(load)
    written = form or FormData(
        {name: [getattr(household, name)] for name in ("label", "year", "address")}
    )
    return request.render(
        "people/household.html", status=400 if errors else 200,
        household=household, unit=unit, moves=moves, form=written, errors=errors,
        merge=undoable[0] if undoable else None, days=merges.UNDO_WITHIN.days,
    )  # fmt: skip


async def do_save(request: ConsoleRequest) -> web.Response:
    """Save what was corrected."""
    form, errors = await request.form(), FormErrors()
    try:
        household = await request.write(
            households.correct_household, request.id(), read_household(form),
            actor=request.actor, now=request.now,
        )  # fmt: skip
    except NotFound:
        raise
    except UserError as error:
        errors.add("", str(error))
        return await _render_household(request, form, errors)
    flash = texts.HOUSEHOLD_SAVED.format(label=household.label)
    return request.redirect("people.household", id=household.id, flash=flash)


async def show_merge(request: ConsoleRequest) -> web.Response:
    """Let another entry of the same household be found, then say what would move."""
    words = request.query.get("q", "").strip()[:80]
    other_id = read_number(request.query.get("other", ""))

    def load(session: Session) -> dict[str, Any]:
        kept, unit = households.get_household(session, request.id(), actor=request.actor)
        values: dict[str, Any] = {"kept": kept, "unit": unit, "other": None, "moves": None}
        page = households.list_households(
            session, actor=request.actor, unit_id=unit.id, words=words or kept.label, limit=PAGE
        )
        values["alike"] = [row for row, _ in page.rows if row.id != kept.id]
        if other_id is not None:
            other, _ = households.get_household(session, other_id, actor=request.actor)
            merge_households.check_may_merge(session, kept, other, unit)
            moves = merge_households.count_moves(session, other)
            values |= {"other": other, "moves": moves}
        return values

    values = await request.read(load)
    days = merges.UNDO_WITHIN.days
    return request.render("people/household_merge.html", words=words, days=days, **values)


async def do_merge(request: ConsoleRequest) -> web.Response:
    """Join the other entry to this household."""
    other_id = (await request.form()).number("other")
    household = await request.write(
        merge_households.merge_households, request.id(), other_id or 0,
        actor=request.actor, now=request.now,
    )  # fmt: skip
    flash = texts.HOUSEHOLDS_MERGED.format(label=household.label)
    return request.redirect("people.household", id=household.id, flash=flash)


async def do_undo_merge(request: ConsoleRequest) -> web.Response:
    """Part two households that were merged."""
    other = await request.write(
        merge_households.undo_merge, request.id(), request.id("merge"),
        actor=request.actor, now=request.now,
    )  # fmt: skip
    flash = texts.HOUSEHOLDS_PARTED.format(label=other.label)
    return request.redirect("people.household", id=other.id, flash=flash)


async def do_print_codes(request: ConsoleRequest) -> web.Response:
    """Give the slips with the codes of a village's households."""
    unit_id = (await request.form()).number("unit")

    def load(session: Session) -> tuple[str, list[HouseholdSlip]]:
        unit = unit_choice.get_choice(session, unit_id, actor=request.actor)
        rows = households.export_codes(session, unit, actor=request.actor, now=request.now)
        return unit.name, [HouseholdSlip(row.label, row.address, row.code or "") for row in rows]

    name, slips = await request.write(load)
    if not slips:
        raise UserError(texts.HOUSEHOLDS_EMPTY)
    pdf = await asyncio.to_thread(print_household_slips, name, slips)
    return request.download(pdf, "ma-ho.pdf", PDF)
