"""The audit log: who did what, when, to what, and why. Read only."""

from datetime import date, datetime, time, timedelta

from aiohttp import web

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.tables import Column, Kind, export_table, make_table, wants_export
from bot.usecases import audit_log

PAGE = 50  # rows of a page
MAX_EXPORT = 10_000  # rows of a file
DEFAULT_PERIOD = timedelta(days=30)
FAR_AWAY = timedelta(days=100 * 365)
COLUMNS = tuple(
    Column(key, label, kind, sortable=False)
    for key, label, kind in zip(
        ("at", "who", "what", "subject", "note"),
        texts.AUDIT_LOG_COLUMNS,
        (Kind.MOMENT, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.TEXT),
        strict=True,
    )
)


def read_day(written: str, default: date) -> date:
    """Return a day of a date field, or the default when it is empty, no day or far away."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return default
    return day if abs(day - default) < FAR_AWAY else default


async def show_audit(request: ConsoleRequest) -> web.Response:
    """List the entries of a period, newest first, a page at a time."""
    since = read_day(request.query.get("since", ""), request.today - DEFAULT_PERIOD)
    until = read_day(request.query.get("until", ""), request.today)
    zone = request.policy.zone
    kinds = dict(texts.AUDIT_LOG_KINDS)
    kind = request.query.get("kind", "")
    exports = wants_export(request)
    before = request.query.get("after", "")
    page = await request.read(
        audit_log.list_lines,
        scope=request.actor.scope,
        since=datetime.combine(since, time(), zone),
        until=datetime.combine(until + timedelta(days=1), time(), zone),
        action=kind if kind in kinds else "",
        before_id=int(before) if before.isdecimal() and len(before) <= 15 else None,
        limit=MAX_EXPORT if exports else PAGE,
    )
    rows = [
        {"at": line.at, "who": line.who, "what": line.what, "subject": line.subject,
         "note": line.note}
        for line in page.lines
    ]  # fmt: skip
    query = {"since": since, "until": until, "kind": kind}
    next_address = request.url("audit.list", **query, after=page.next_id) if page.next_id else ""
    table = make_table(
        request, COLUMNS, rows, empty=texts.AUDIT_LOG_EMPTY, next_address=next_address, sorts=False
    )
    if exports:
        return export_table(request, table, title=texts.AUDIT_LOG_TITLE, name="nhat-ky")
    return request.render(
        "audit/list.html",
        table=table,
        since=since,
        until=until,
        kind=kind,
        kinds=(("", texts.AUDIT_LOG_ALL), *texts.AUDIT_LOG_KINDS),
    )
