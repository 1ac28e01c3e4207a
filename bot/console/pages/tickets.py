"""«Hộp thư»: the list of tickets, and one ticket with its conversation and its resident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from aiohttp import web

from bot import texts
from bot.console import unsent
from bot.console.context import ConsoleRequest
from bot.console.forms import FormErrors
from bot.console.periods import PERIOD_FIELDS, describe_days, read_days
from bot.console.rendering import format_number
from bot.console.tables import Column, Kind, export_table, make_table, wants_export
from bot.messages.content import Attachment, AttachmentKind
from bot.people.sign_in import ConsoleRole
from bot.people.unsent_forms import UnsentForm, name_reply
from bot.tickets import desk_list, desk_view
from bot.tickets.desk_counted import Counted, CountedDeed, count_counted
from bot.tickets.desk_list import DeskFilter, DeskPage, DeskRow, Tab
from bot.tickets.desk_view import Entry, EntryKind, TicketView
from bot.tickets.lateness import Lateness, load_lateness
from bot.tickets.models import Ticket, TicketEventKind, TicketKind
from bot.tickets.phone_numbers import format_e164
from bot.tickets.proof import list_proof_labels

MAX_WORDS = 80  # characters of a search
LEFT_ROWS = 20  # tickets beside an open one
EXPORTED = 2000
FILTERS = ("village", "topic", "member", "days", "q", *PERIOD_FIELDS)


def read_filter(query: Mapping[str, str], zone: ZoneInfo) -> DeskFilter:
    """Return the filter of an address; what is not understood is left out."""
    written = query.get("tab", "")
    return DeskFilter(
        Tab(written) if written in set(Tab) else Tab.WAITING,
        _read_number(query, "village"),
        query.get("topic", "")[:60],
        _read_number(query, "member"),
        _read_number(query, "days"),
        query.get("q", "").strip()[:MAX_WORDS],
        _read_counted(query, zone),
    )


def _read_counted(query: Mapping[str, str], zone: ZoneInfo) -> Counted | None:
    """Return the deed and the days that a figure of the reports asks for, or None."""
    deed, days = query.get("counted", ""), read_days(query, zone)
    return Counted(CountedDeed(deed), *days) if deed in set(CountedDeed) and days else None


def _read_number(query: Mapping[str, str], name: str) -> int | None:
    written = query.get(name, "")
    return int(written) if written.isdecimal() and len(written) <= 9 else None


async def show_list(request: ConsoleRequest) -> web.Response:
    """Show who waits, who is being helped, what is late and what is over."""
    wanted = read_filter(request.query, request.policy.zone)
    after = desk_list.parse_cursor(request.query.get("after", ""), UTC)
    limit = EXPORTED if wants_export(request) else desk_list.PAGE_SIZE
    lateness = await read_lateness(request)
    page = await request.read(
        desk_list.list_page,
        wanted,
        actor=request.actor,
        lateness=lateness,
        after=None if wants_export(request) else after,
        limit=limit,
    )
    if wants_export(request):
        return _export(request, page)
    choices = await request.read(desk_list.list_choices, actor=request.actor, now=request.now)
    counts = await request.read(desk_list.count_tabs, actor=request.actor, lateness=lateness)
    return request.render(
        "tickets/list.html",
        wanted=wanted,
        counted=await _describe_counted(request, wanted),
        page=page,
        choices=choices,
        any_label=texts.DESK_ANY,
        day_choices=list(texts.DESK_DAYS),
        tabs=_make_tabs(request, counts, wanted),
        counts=counts,
        next_address=_address(request, after=page.after) if page.after else "",
        export_address=_address(request, xlsx="1"),
        refresh_address=_address(request, after=after),
        filtered=any(request.query.get(name) for name in FILTERS),
        narrowed=any(request.query.get(name) for name in FILTERS if name != "q"),
    )


async def _describe_counted(request: ConsoleRequest, wanted: DeskFilter) -> str:
    """Say what the rows of a figure are, and how many; "" for the usual lists."""
    if wanted.counted is None:
        return ""
    count = await request.read(
        count_counted, wanted.counted, actor=request.actor, village_id=wanted.village_id
    )
    since, until = request.query["since"], request.query["until"]
    return texts.DESK_COUNTED[wanted.counted.deed].format(
        count=format_number(count), period=describe_days(since, until)
    )


async def read_lateness(request: ConsoleRequest) -> Lateness:
    """Return which tickets are late now."""
    return await request.read(
        load_lateness, actor=request.actor, policy=request.policy, now=request.now
    )


def _address(request: ConsoleRequest, **changed: object) -> str:
    """Return the address of the list with the filters that are set."""
    kept = {name: request.query[name] for name in ("tab", *FILTERS) if request.query.get(name)}
    values = kept | {name: str(value) for name, value in changed.items() if value}
    address = request.url("tickets.list")
    return f"{address}?{urlencode(values)}" if values else address


def _make_tabs(
    request: ConsoleRequest, counts: desk_list.TabCounts, wanted: DeskFilter
) -> list[tuple[str, str, int, bool]]:
    return [
        (
            _address(request, tab=tab),
            texts.DESK_TABS[tab],
            counts.get(tab),
            tab is wanted.tab and not wanted.words and wanted.counted is None,
        )
        for tab in Tab
    ]


def _export(request: ConsoleRequest, page: DeskPage) -> web.Response:
    keys = ("number", "code", "subject", "village", "who", "member", "opened_at", "closed_at")
    kinds = {"number": Kind.NUMBER, "opened_at": Kind.MOMENT, "closed_at": Kind.MOMENT}
    columns = [
        Column(key, label, kinds.get(key, Kind.TEXT))
        for key, label in zip(keys, texts.DESK_EXPORT, strict=True)
    ]
    rows = [_export_row(row) for row in page.rows]
    table = make_table(request, columns, rows, empty="", sorts=False)
    return export_table(request, table, title=texts.NAV_TICKETS, name="hop-thu")


def _export_row(row: DeskRow) -> dict[str, Any]:
    ticket = row.ticket
    return {
        "number": ticket.id,
        "code": ticket.code or "",
        "subject": ticket.subject or texts.DESK_KINDS.get(ticket.kind, ""),
        "village": row.village,
        "who": row.who,
        "member": row.member,
        "opened_at": ticket.opened_at,
        "closed_at": ticket.closed_at,
    }


# ── One ticket ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the conversation as the page shows it; `day` where a new day begins."""

    entry: Entry
    day: date | None
    text: str
    files: Sequence["FileLink"]
    status: str  # of what was sent; "" for the rest


@dataclass(frozen=True, slots=True)
class FileLink:
    """An attachment: where it is served, and how it is called. No address: it is only named."""

    kind: str
    label: str
    address: str


async def show_ticket(request: ConsoleRequest) -> web.Response:
    """Show one ticket: the list left, the conversation, the resident right."""
    return await render_ticket(request)


async def render_ticket(
    request: ConsoleRequest,
    *,
    status: int = 200,
    errors: FormErrors | None = None,
    text: str = "",
    note: str = "",
) -> web.Response:
    """Render a ticket's page; `text` and `note` did not go out, or she had left a reply there."""
    view = await request.read(desk_view.get_ticket_view, request.id(), actor=request.actor)
    wanted = DeskFilter(tab=tab_of(view.ticket))
    lateness = await read_lateness(request)
    beside = await request.read(
        desk_list.list_page, wanted, actor=request.actor, lateness=lateness, limit=LEFT_ROWS
    )
    ticket = view.ticket
    is_mine = ticket.accepted_at is not None and ticket.member_id == request.actor.person_id
    has_other = ticket.accepted_at is not None and not is_mine
    may_reply = ticket.closed_at is None and not has_other
    kept = await _find_reply(request) if may_reply and not text else None
    return request.render(
        "tickets/show.html",
        status=status,
        view=view,
        lines=make_lines(request, view),
        beside=beside,
        tab=wanted.tab,
        errors=errors or FormErrors(),
        text=unsent.read_field(kept, "text") if kept else text,
        kept=kept,
        unsent_name=name_reply(ticket.id),
        note=note,
        is_mine=is_mine,
        is_office=request.has(ConsoleRole.OFFICER),
        is_report=ticket.kind == TicketKind.REPORT,
        needs_photo=ticket.kind == TicketKind.REPORT and ticket.subject in list_proof_labels(),
        has_other=has_other,
        phone=format_e164(ticket.phone) if is_mine and ticket.phone else "",
    )


async def _find_reply(request: ConsoleRequest) -> UnsentForm | None:
    return await unsent.find_unsent(request, name_reply(request.id()))


def tab_of(ticket: Ticket) -> Tab:
    """Return the list in which a ticket stands."""
    if ticket.closed_at is not None:
        return Tab.CLOSED
    return Tab.HELPING if ticket.accepted_at is not None else Tab.WAITING


async def show_conversation(request: ConsoleRequest) -> web.Response:
    """Return the conversation alone, or nothing when the page has what there is."""
    if not request.is_fragment:
        return request.redirect("tickets.show", id=request.id())
    view = await request.read(desk_view.get_ticket_view, request.id(), actor=request.actor)
    if view.stamp == request.query.get("stamp"):
        return web.Response(status=204)
    return request.render(
        "tickets/conversation.html", view=view, lines=make_lines(request, view), is_alone=True
    )


def make_lines(request: ConsoleRequest, view: TicketView) -> list[Line]:
    """Return the conversation's lines, with the local day where one begins."""
    lines: list[Line] = []
    before: date | None = None
    for entry in view.entries:
        day = entry.at.astimezone(request.policy.zone).date()
        files = [
            _make_file_link(request, view, entry, index, attachment)
            for index, attachment in enumerate(entry.attachments)
        ]
        status = texts.DESK_STATUS.get(entry.status, "")
        shown_day = day if day != before else None
        lines.append(Line(entry, shown_day, _word_entry(entry), files, status))
        before = day
    return lines


def _word_entry(entry: Entry) -> str:
    if entry.kind is not EntryKind.EVENT:
        return entry.text
    note = entry.text
    match entry.event:
        case TicketEventKind.CLOSED:
            note = texts.DESK_OUTCOMES.get(note, note)
        case TicketEventKind.VISITED | TicketEventKind.VISIT_PLANNED:
            note = texts.DESK_VISITS.get(note, "")
    template = texts.DESK_EVENTS.get(entry.event, entry.event)
    return template.format(who=entry.author or texts.DESK_SYSTEM, note=note).strip()


def _make_file_link(
    request: ConsoleRequest, view: TicketView, entry: Entry, index: int, attachment: Attachment
) -> FileLink:
    kind = attachment.kind
    label = texts.DESK_FILE_KINDS[kind]
    if attachment.name and kind is AttachmentKind.DOCUMENT:
        label = f"{label} {attachment.name}"
    if kind is AttachmentKind.LOCATION:
        return FileLink(kind, f"{label}: {attachment.latitude}, {attachment.longitude}", "")
    if attachment.is_risky or not attachment.can_be_forwarded or kind is AttachmentKind.CONTACT:
        return FileLink("risky" if attachment.is_risky else "other", label, "")
    address = request.url("tickets.file", id=view.ticket.id, message=entry.message_id, index=index)
    return FileLink(kind, label, address)
