"""Imports that were carried out: what each changed, row by row, and taking it back."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.tables import Column, Kind, Row, export_table, make_table, wants_export
from bot.core.errors import UserError
from bot.people import import_records, import_undo
from bot.people.import_records import ChangeKind
from bot.people.import_undo import UndoPlan, UndoRow
from bot.people.models import RoleKind

PAGE = 50  # imports of a page
ROWS_SHOWN = 100  # of each kind; the file has all
KEYS = ("deed", "kind", "subject", "before", "after", "reason")
COLUMNS = tuple(
    Column(key, label, sortable=False)
    for key, label in zip(KEYS, texts.UNDO_ROW_COLUMNS, strict=True)
)


async def show_records(request: ConsoleRequest) -> web.Response:
    """List the imports, the latest first, a page at a time."""
    after = request.query.get("after", "")
    found = await request.read(
        import_records.list_records,
        actor=request.actor,
        before=int(after) if after.isdecimal() and len(after) <= 15 else None,
        limit=PAGE + 1,
    )
    rows = [
        {
            "id": record.id,
            "at": record.imported_at,
            "kind": texts.UNDO_LIST_KINDS[record.kind],
            "file": record.file or texts.UNDO_PASTED,
            "who": who or texts.UNDO_OPERATOR,
            "created": record.counts.get("created", 0),
            "updated": record.counts.get("updated", 0),
            "back": record.taken_back_at,
        }
        for record, who in found[:PAGE]
    ]
    last = found[PAGE - 1][0].id if len(found) > PAGE else None
    next_address = request.url("import_records.list", after=last) if last else ""
    table = make_table(
        request,
        make_list_columns(request),
        rows,
        empty=texts.UNDO_LIST_EMPTY,
        next_address=next_address,
        sorts=False,
    )
    if wants_export(request):
        return export_table(request, table, title=texts.UNDO_LIST_TITLE, name="lan-nhap")
    return request.render("import_records/list.html", table=table)


def make_list_columns(request: ConsoleRequest) -> Sequence[Column]:
    """Return the columns of the list; the first leads to the import."""

    def link(row: Row) -> str:
        return request.url("import_records.show", id=row["id"])

    keys = ("at", "kind", "file", "who", "created", "updated", "back")
    moments, numbers = ("at", "back"), ("created", "updated")
    return [
        Column(
            key,
            label,
            Kind.MOMENT if key in moments else Kind.NUMBER if key in numbers else Kind.TEXT,
            sortable=False,
            link=link if key == "kind" else None,
        )
        for key, label in zip(keys, texts.UNDO_LIST_COLUMNS, strict=True)
    ]


async def show_record(request: ConsoleRequest) -> web.Response:
    """Show what an import changed, what can be taken back, and why the rest cannot."""
    plan = await request.read(import_undo.plan_undo, request.id(), actor=request.actor)
    if wants_export(request):
        table = make_table(request, COLUMNS, list_rows(plan.rows, request.policy.zone), empty="")
        return export_table(request, table, title=plan.record.file, name="lan-nhap")
    return _render(request, plan)


def _render(request: ConsoleRequest, plan: UndoPlan, *, error: str = "") -> web.Response:
    return request.render(
        "import_records/show.html",
        status=409 if error else 200,
        plan=plan,
        record=plan.record,
        taken=list_rows(plan.taken[:ROWS_SHOWN], request.policy.zone),
        kept=list_rows(plan.kept[:ROWS_SHOWN], request.policy.zone),
        error=error,
    )


def list_rows(rows: Sequence[UndoRow], zone: ZoneInfo) -> list[dict[str, str]]:
    """Return changes as a page and a file show them."""
    return [
        {
            "deed": texts.UNDO_KINDS[row.change.kind],
            "kind": texts.UNDO_SUBJECTS[row.change.subject],
            "subject": row.subject,
            "before": describe_values(row, zone, is_before=True),
            "after": describe_values(row, zone, is_before=False),
            "reason": row.reason,
        }
        for row in rows
    ]


def describe_values(row: UndoRow, zone: ZoneInfo, *, is_before: bool) -> str:
    """Return what stood in a row, or what was written, in the words of its list."""
    if row.change.kind == ChangeKind.CREATED and is_before:
        return ""
    values = row.change.before if is_before else row.change.after
    shown = [
        f"{texts.UNDO_FIELDS[name]}: {show_value(row.change.subject, name, value, zone)}"
        for name, value in values.items()
        if name in texts.UNDO_FIELDS and value not in ("", None, [])
    ]
    return "; ".join(shown)


def show_value(subject: str, name: str, value: object, zone: ZoneInfo) -> str:
    """Return a stored value in words."""
    if name == "starts_at":
        return f"{datetime.fromisoformat(str(value)).astimezone(zone):%H:%M %d/%m/%Y}"
    if name == "kind" and subject == "role":
        return texts.LIST_ROLES[RoleKind(str(value))]
    if name == "kind":
        return texts.LIST_KINDS.get(str(value), str(value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


async def do_take_back(request: ConsoleRequest) -> web.Response:
    """Take an import back as it was shown; when that is no longer so it is shown again."""
    form = await request.form()
    number = request.id()
    try:
        plan = await request.write(
            import_undo.undo_import,
            number,
            shown=form.get("shown"),
            actor=request.actor,
            now=request.now,
        )
    except UserError as error:
        plan = await request.read(import_undo.plan_undo, number, actor=request.actor)
        return _render(request, plan, error=str(error))
    told = texts.UNDO_TOLD_KEPT if plan.kept else texts.UNDO_TOLD
    said = told.format(taken=len(plan.taken), kept=len(plan.kept))
    return request.redirect("import_records.show", id=number, flash=said)
