"""Kinds of help: figures by kind and village, the entries behind them, taking one back."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormErrors
from bot.console.pages.report_addresses import Wanted, read_wanted
from bot.console.pages.reports import load_figures
from bot.console.routes import TEAM
from bot.console.tables import Column, Kind, Row, Table, export_table, make_table, wants_export
from bot.people.actor import Actor
from bot.people.units import Unit, list_path_ids
from bot.reports import queries
from bot.reports.help_figures import HelpLine, list_help_lines, name_unit
from bot.reports.queries import Report
from bot.tickets import help_counts, help_entries
from bot.tickets.events import HelpDeed
from bot.tickets.help_entries import HelpEntry
from bot.tickets.help_kinds import HelpKinds

PAGE = 50
MAX_EXPORT = 10_000


def _load(
    session: Session, wanted: Wanted, known: HelpKinds, *, actor: Actor
) -> tuple[Report, Sequence[tuple[str, str]], list[HelpLine]]:
    loaded = load_figures(session, wanted, actor=actor, with_topics=False)
    above = (session.get(Unit, step) for step in list_path_ids(loaded.path))
    codes = [unit.code for unit in above if unit is not None]
    return loaded.report, loaded.line, list_help_lines(loaded.report, known, codes)


async def show_help_figures(request: ConsoleRequest) -> web.Response:
    """Show how many got which kind of help, in all and by village; or give it as a file."""
    wanted = read_wanted(request.query, request.today)
    report, line, lines = await request.read(
        _load, wanted, request.services.help_kinds, actor=request.actor
    )
    days = {} if wanted.preset else {"since": wanted.since, "until": wanted.until}
    kept = {"period": wanted.preset, **days, "unit": wanted.unit}
    if wants_export(request):
        table = _make_matrix(request, report, lines)
        return export_table(request, table, title=texts.HELP_PAGE, name="viec-da-giup")
    return request.render(
        "reports/help.html",
        status=400 if wanted.errors else 200,
        wanted=wanted,
        report=report,
        place=line[-1][1] if line else "",
        lines=lines,
        table=_make_unit_table(request, report, lines),
        link_entries=lambda kind_id: (
            request.url(
                "reports.help_entries",
                kind=kind_id,
                unit=wanted.unit,
                since=report.period.first,
                until=report.period.last,
            )
            if request.has(*TEAM)
            else ""
        ),
        presets=[
            (request.url("reports.help", period=key, unit=wanted.unit), label, key == wanted.preset)
            for key, label in texts.REPORT_PRESETS.items()
        ],
        back=request.url("reports.show", **kept),
    )


def _make_matrix(request: ConsoleRequest, report: Report, lines: Sequence[HelpLine]) -> Table:
    """Return the table for a file: a row for each kind, a column for each unit."""
    columns = (
        Column("kind", texts.HELP_SHEET_KIND),
        Column("measure", texts.HELP_SHEET_MEASURE),
        *(
            Column(f"u{place}", name_unit(row), Kind.NUMBER)
            for place, row in enumerate(report.rows)
        ),
        Column("total", texts.REPORT_TOTAL, Kind.NUMBER),
        Column("previous", texts.REPORT_PREVIOUS_TOTAL, Kind.NUMBER),
    )
    rows: list[Row] = [
        {
            "kind": line.kind.name,
            "measure": line.kind.measure,
            "total": line.total,
            "previous": line.previous,
            **{f"u{place}": count for place, count in enumerate(line.by_unit)},
        }
        for line in lines
    ]
    return make_table(request, columns, rows, empty=texts.HELP_KINDS_EMPTY, sorts=False)


def _make_unit_table(
    request: ConsoleRequest, report: Report, lines: Sequence[HelpLine]
) -> Table | None:
    """Return the table of the page: a row for each unit, the kinds of which there was any."""
    counted = [line for line in lines if any(line.by_unit)]
    if len(report.rows) < 2 or not counted:
        return None
    columns = [
        Column("unit", texts.REPORT_UNIT),
        *(Column(line.kind.id, line.kind.short, Kind.NUMBER) for line in counted),
    ]
    rows: list[Row] = [
        {"unit": name_unit(row), **{line.kind.id: line.by_unit[place] for line in counted}}
        for place, row in enumerate(report.rows)
    ]
    return make_table(request, columns, rows, empty=texts.HELP_KINDS_EMPTY)


def _load_entries(
    session: Session,
    wanted: Wanted,
    *,
    kind: str,
    before_id: int | None,
    limit: int,
    actor: Actor,
    zone: ZoneInfo,
) -> list[HelpEntry]:
    unit = queries.get_report_unit(session, wanted.unit, actor=actor)
    period = wanted.compared.period
    return help_entries.list_entries(
        session,
        since=datetime.combine(period.first, time(), zone),
        until=datetime.combine(period.last + timedelta(days=1), time(), zone),
        actor=actor,
        kind=kind,
        scope=unit.path if unit else actor.scope,
        before_id=before_id,
        limit=limit,
    )


async def show_help_entries(request: ConsoleRequest) -> web.Response:
    """List the entries of a period, newest first: who wrote down what, and what of it counts."""
    wanted, known = read_wanted(request.query, request.today), request.services.help_kinds
    exports, after = wants_export(request), request.query.get("after", "")
    kind = request.query.get("kind", "")[:20]
    limit = MAX_EXPORT if exports else PAGE
    entries = await request.read(
        _load_entries,
        wanted,
        kind=kind,
        before_id=int(after) if after.isdecimal() and len(after) <= 15 else None,
        limit=limit,
        actor=request.actor,
        zone=request.policy.zone,
    )
    kept = {"kind": kind, "unit": wanted.unit, "since": wanted.since, "until": wanted.until}
    more = not exports and len(entries) == limit
    table = make_table(
        request,
        _make_entry_columns(request),
        [_make_entry_row(entry, known) for entry in entries],
        empty=texts.HELP_ENTRIES_EMPTY,
        next_address=request.url("reports.help_entries", **kept, after=entries[-1].log.id)
        if more
        else "",
        sorts=False,
    )
    if exports:
        return export_table(request, table, title=texts.HELP_ENTRIES_TITLE, name="so-ghi-viec")
    return request.render(
        "reports/help_entries.html",
        wanted=wanted,
        table=table,
        kind=kind,
        kinds=[("", texts.HELP_ALL_KINDS), *((one.id, one.short) for one in known.kinds)],
        back=request.url("reports.help", **kept),
    )


def _make_entry_columns(request: ConsoleRequest) -> list[Column]:
    keys = ("at", "village", "who", "kinds", "words", "counted", "state")
    columns = []
    for key, label in zip(keys, texts.HELP_ENTRY_COLUMNS, strict=True):
        kind = {"at": Kind.MOMENT, "counted": Kind.NUMBER}.get(key, Kind.TEXT)
        link = _link_entry(request) if key == "kinds" else None
        columns.append(
            Column(key, label, kind, link=link, tag=_tag_state if key == "state" else None)
        )
    return columns


def _link_entry(request: ConsoleRequest) -> Callable[[Row], str]:
    return lambda row: request.url("reports.help_entry", id=row["id"])


def _tag_state(row: Row) -> str:
    return str(row["tag"])


def _make_entry_row(entry: HelpEntry, known: HelpKinds) -> dict[str, Any]:
    log = entry.log
    words = log.words
    if log.ticket_id is not None:
        words = texts.HELP_TICKET_WORDS.format(number=log.ticket_id, words=words)
    tag = "bad" if log.withdrawn_at else "ok"
    return {
        "id": log.id,
        "at": log.at,
        "village": entry.unit_name,
        "who": entry.member_name,
        "kinds": describe_kinds(entry, known),
        "words": words,
        "counted": sum(count.counted for count in entry.counts),
        "state": texts.HELP_ENTRY_STATES[tag],
        "tag": tag,
    }


def describe_kinds(entry: HelpEntry, known: HelpKinds) -> str:
    """Return the kinds of an entry and how many of each, in one line."""
    parts = []
    for count in entry.counts:
        kind = known.find(count.kind)
        name, measure = (kind.short, kind.measure) if kind else (count.kind, "")
        parts.append(
            texts.HELP_RECORDED_KIND.format(name=name, count=count.people, measure=measure)
        )
    return "; ".join(parts)


async def show_help_entry(request: ConsoleRequest) -> web.Response:
    """Show an entry, with the form that takes it back."""
    return await _render_entry(request)


async def _render_entry(
    request: ConsoleRequest, reason: str = "", errors: FormErrors | None = None
) -> web.Response:
    entry = await request.read(help_entries.get_entry, request.id(), actor=request.actor)
    return request.render(
        "reports/help_entry.html",
        status=400 if errors else 200,
        entry=entry,
        row=_make_entry_row(entry, request.services.help_kinds),
        reason=reason,
        errors=errors or FormErrors(),
    )


async def do_withdraw_help(request: ConsoleRequest) -> web.Response:
    """Take an entry back; the reason stands in the audit log."""
    form = await request.form()
    reason = form.get("reason")[:300]
    if not reason:
        errors = FormErrors()
        errors.add("reason", texts.HELP_NO_REASON)
        return await _render_entry(request, reason, errors)
    return await _change(request, HelpDeed.WITHDRAW, reason, texts.HELP_ENTRY_WITHDRAWN)


async def do_restore_help(request: ConsoleRequest) -> web.Response:
    """Make an entry valid again."""
    return await _change(request, HelpDeed.RESTORE, "", texts.HELP_ENTRY_RESTORED)


async def _change(request: ConsoleRequest, deed: HelpDeed, note: str, flash: str) -> web.Response:
    await request.write(
        help_counts.change_entry,
        request.id(),
        deed,
        actor=request.actor,
        now=request.now,
        note=note,
    )
    return request.redirect("reports.help_entry", id=request.id(), flash=flash)
