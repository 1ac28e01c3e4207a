"""Imports of lists: send it, look at its columns, look at the plan, and only then import it."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.tables import XLSX
from bot.core.errors import NotFound, UserError
from bot.documents.column_mapping import ColumnMapping, TableMapping
from bot.documents.import_plans import ImportPlan, RowOutcome, RowStatus
from bot.documents.tables import FoundTables
from bot.people import pending_imports
from bot.people.actor import Actor
from bot.people.pending_imports import PendingImport
from bot.people.units import Unit, UnitKind, is_within, list_units
from bot.usecases import list_imports
from bot.usecases.import_kinds import IMPORT_KINDS, ImportKind
from bot.usecases.list_imports import Understanding

ROWS_SHOWN = 40  # of each kind; the file has all
MAX_HEIGHT = 3  # lines of one row of headings


def get_kind(request: ConsoleRequest) -> ImportKind:
    """Return the kind of list the address names. Raises NotFound."""
    kind = IMPORT_KINDS.get(request.http.match_info["kind"])
    if kind is None:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    return kind


def list_communes(session: Session, actor: Actor) -> list[Unit]:
    """Return the communes of the actor's scope, to be chosen among."""
    return [unit for unit in list_units(session, UnitKind.COMMUNE) if _is_seen(unit, actor)]


def _is_seen(unit: Unit, actor: Actor) -> bool:
    return is_within(unit.path, actor.scope)


async def show_form(request: ConsoleRequest) -> web.Response:
    """Show where a list is pasted, or its file is chosen."""
    return await _render_form(request, get_kind(request), FormErrors())


async def _render_form(
    request: ConsoleRequest,
    kind: ImportKind,
    errors: FormErrors,
    form: FormData | None = None,
    *,
    status: int = 200,
) -> web.Response:
    communes = await request.read(list_communes, request.actor)
    return request.render(
        "imports/form.html",
        status=status,
        kind=kind,
        communes=communes,
        commune_choices=[(unit.id, unit.name) for unit in communes],
        errors=errors,
        form=form or FormData(),
    )


async def do_send(request: ConsoleRequest) -> web.Response:
    """Keep a list for its preview; it is parsed once before, so that no broken file is kept."""
    kind, form, errors = get_kind(request), await request.form(), FormErrors()
    file, pasted = form.file("file"), form.get("text")
    content, name = (file.content, file.name) if file else (pasted.encode(), "")
    if not content:
        errors.add("file" if file else "text", texts.FILE_EMPTY if file else texts.PENDING_EMPTY)
        return await _render_form(request, kind, errors, form, status=400)
    try:
        await asyncio.to_thread(list_imports.read_content, content, name)
    except UserError as error:
        errors.add("file" if file else "text", str(error))
        return await _render_form(request, kind, errors, form, status=400)

    def keep(session: Session) -> int:
        chosen = {unit.id for unit in list_communes(session, request.actor)}
        unit_id = form.number("unit")
        return pending_imports.keep_pending(
            session,
            kind.name,
            content,
            file=name,
            unit_id=unit_id if unit_id in chosen else None,
            actor=request.actor,
            now=request.now,
        )

    number = await request.write(keep)
    return request.redirect("imports.columns", kind=kind.name, id=number)


async def _get_pending(request: ConsoleRequest, kind: ImportKind) -> PendingImport:
    return await request.read(
        pending_imports.get_pending, kind.name, request.id(), actor=request.actor, now=request.now
    )


async def _understand(
    kind: ImportKind, row: PendingImport, mapping: ColumnMapping | None
) -> Understanding:
    def work() -> Understanding:
        book = list_imports.read_content(row.content, row.file)
        return list_imports.understand(kind, book, mapping)

    return await asyncio.to_thread(work)


async def show_columns(request: ConsoleRequest) -> web.Response:
    """Show which columns were found, with the first rows; each can be changed."""
    kind = get_kind(request)
    row = await _get_pending(request, kind)
    if row.applied_at is not None:
        return request.redirect("imports.plan", kind=kind.name, id=row.id)
    known = await _understand(kind, row, list_imports.parse_stored_mapping(row))
    return _render_columns(request, kind, row, known, FormErrors())


def _render_columns(
    request: ConsoleRequest,
    kind: ImportKind,
    row: PendingImport,
    known: Understanding,
    errors: FormErrors,
    *,
    status: int = 200,
) -> web.Response:
    return request.render(
        "imports/columns.html", status=status, kind=kind, row=row, known=known, errors=errors
    )


async def do_save_columns(request: ConsoleRequest) -> web.Response:
    """Keep the columns as they were changed and go on to the plan."""
    kind, form = get_kind(request), await request.form()
    row = await _get_pending(request, kind)
    if row.applied_at is not None:
        return request.redirect("imports.plan", kind=kind.name, id=row.id)
    mapping, errors = read_mapping(form, kind)
    known = await _understand(kind, row, mapping)
    for at, view in enumerate(known.views):
        if not view.labels:
            errors.add(f"row-{at}", texts.COLUMN_ROW.format(row=view.row))
    if known.error:
        errors.add("", known.error)
    if errors:
        return _render_columns(request, kind, row, known, errors, status=400)
    await request.write(
        pending_imports.save_mapping,
        kind.name,
        row.id,
        mapping.to_json(),
        actor=request.actor,
        now=request.now,
    )
    return request.redirect("imports.plan", kind=kind.name, id=row.id)


def read_mapping(form: FormData, kind: ImportKind) -> tuple[ColumnMapping, FormErrors]:
    """Return the columns of a form, and what is wrong with them."""
    errors = FormErrors()
    tables = []
    for at in range(min(form.number("tables") or 0, list_imports.MOST_TABLES)):
        columns: dict[str, int] = {}
        for column in kind.columns:
            place = form.number(f"col-{at}-{column.name}")
            if place is None:
                continue
            if place in columns.values():
                errors.add(f"col-{at}-{column.name}", texts.COLUMN_TWICE)
            else:
                columns[column.name] = place
        row, guessed = form.number(f"row-{at}") or 1, form.number(f"guess-{at}")
        height = form.number(f"height-{at}") or 1 if row == guessed else 1
        used = form.has(f"use-{at}")
        sheet = form.get(f"sheet-{at}")
        tables.append(TableMapping(sheet, row, min(height, MAX_HEIGHT), columns, used))
    return ColumnMapping(tuple(tables)), errors


async def show_plan(request: ConsoleRequest) -> web.Response:
    """Show what the import will do, row by row; of an imported list, what it did."""
    kind = get_kind(request)
    row = await _get_pending(request, kind)
    if row.applied_at is not None:
        report = list_imports.read_report(row)
        said = texts.IMPORTED.format(**report.counts)
        return request.render("imports/result.html", kind=kind, row=row, report=report, said=said)
    known = await _understand(kind, row, list_imports.parse_stored_mapping(row))
    if known.found is None:
        return request.redirect("imports.columns", kind=kind.name, id=row.id)
    return await _render_plan(request, kind, row, known.found)


async def _render_plan(
    request: ConsoleRequest,
    kind: ImportKind,
    row: PendingImport,
    found: FoundTables,
    *,
    error: str = "",
) -> web.Response:
    plan = await _plan(request, row, found)
    return request.render(
        "imports/plan.html",
        status=409 if error else 200,
        kind=kind,
        row=row,
        plan=plan,
        counts=plan.as_json(),
        groups=group_rows(plan),
        several=len({outcome.sheet for outcome in plan.rows}) > 1,
        error=error,
    )


async def _plan(request: ConsoleRequest, row: PendingImport, found: FoundTables) -> ImportPlan:
    kind = IMPORT_KINDS[row.kind]
    run = request.services.db.write if kind.rehearses else request.services.db.read
    return await run(
        list_imports.plan_pending,
        row,
        found,
        actor=request.actor,
        policy=request.policy,
        now=request.now,
    )


def group_rows(plan: ImportPlan) -> Mapping[str, tuple[Sequence[RowOutcome], int]]:
    """Return the first rows of each status that says something, and how many more there are."""
    shown: dict[str, tuple[Sequence[RowOutcome], int]] = {}
    for status in (RowStatus.REJECTED, RowStatus.UPDATED, RowStatus.CREATED, RowStatus.SKIPPED):
        rows = [row for row in plan.rows if row.status is status]
        if rows:
            shown[str(status)] = rows[:ROWS_SHOWN], max(0, len(rows) - ROWS_SHOWN)
    return shown


async def do_import(request: ConsoleRequest) -> web.Response:
    """Import what was shown. When the plan has changed meanwhile it is shown again."""
    kind, form = get_kind(request), await request.form()
    row = await _get_pending(request, kind)
    if row.applied_at is None:
        known = await _understand(kind, row, list_imports.parse_stored_mapping(row))
        if known.found is None:
            return request.redirect("imports.columns", kind=kind.name, id=row.id)
        options: dict[str, Any] = {
            "actor": request.actor, "policy": request.policy, "now": request.now
        }  # fmt: skip
        shown = form.get("shown") or "-"
        try:
            await request.write(
                list_imports.apply_pending, kind, row.id, known.found, shown=shown, **options
            )
        except UserError as error:
            return await _render_plan(request, kind, row, known.found, error=str(error))
    return request.redirect("imports.plan", kind=kind.name, id=row.id)


async def show_rejected(request: ConsoleRequest) -> web.Response:
    """Give the refused rows with their reasons as a file, to be mended and sent again."""
    kind = get_kind(request)
    row = await _get_pending(request, kind)
    if row.applied_at is not None:
        plan = list_imports.read_report(row).plan
    else:
        known = await _understand(kind, row, list_imports.parse_stored_mapping(row))
        if known.found is None:
            raise NotFound(texts.PENDING_GONE)
        plan = await _plan(request, row, known.found)
    content = await asyncio.to_thread(list_imports.write_rejected, plan)
    return request.download(content, f"dong-loi-{kind.name}.xlsx", XLSX)
