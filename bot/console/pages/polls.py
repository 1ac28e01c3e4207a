"""Polls: the list by where they stand, the page of one, its turnout, results and minutes."""

import asyncio
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.pages.broadcasts import describe_link
from bot.console.tables import Column, Kind, Table, export_table, make_table, wants_export
from bot.core.errors import NotFound, UserError
from bot.documents.office_files import DOCUMENT_WRITERS
from bot.documents.office_form import OfficeDocument
from bot.people.actor import Actor
from bot.people.sign_in import ConsoleRole
from bot.polls import closing, overview, results, service
from bot.polls.models import PollState
from bot.polls.overview import PollStanding, Shelf
from bot.usecases.generated_documents import make_minutes

WORKERS = (ConsoleRole.OFFICER, ConsoleRole.APPROVER)
STATE_KINDS = {
    PollState.WAITING: "wait",
    PollState.SCHEDULED: "info",
    PollState.OPEN: "info",
    PollState.CLOSED: "ok",
    PollState.DROPPED: "bad",
}
OPENED = (PollState.OPEN, PollState.CLOSED)
MIMES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


async def show_polls(request: ConsoleRequest) -> web.Response:
    """List the polls of a shelf; leaders see those whose papers they type, viewers the results."""
    before = int(raw) if (raw := request.query.get("before", "")).isdecimal() else None
    if not request.has(*WORKERS):
        lines = await _list_for_others(request, before)
        is_leader = request.has(ConsoleRole.LEADER)
        return request.render(
            "polls/asked.html", lines=lines, kinds=STATE_KINDS, is_leader=is_leader
        )
    asked = request.query.get("tab", "")
    shelf = Shelf(asked) if asked in list(Shelf) else Shelf.OPEN
    counts = await request.read(overview.count_by_shelf, request.actor)
    lines = await request.read(overview.list_lines, request.actor, shelf, before=before)
    is_full = len(lines) == overview.PAGE
    return request.render(
        "polls/list.html",
        tabs=[
            (
                request.url("polls", tab=one),
                texts.POLL_SHELF_NAMES[one],
                counts[one] if one is not Shelf.CLOSED else None,
                one is shelf,
            )
            for one in Shelf
        ],
        lines=lines,
        shelf=shelf,
        kinds=STATE_KINDS,
        next_address=request.url("polls", tab=shelf, before=lines[-1].poll.id) if is_full else "",
    )


async def _list_for_others(request: ConsoleRequest, before: int | None) -> Any:
    if request.has(ConsoleRole.LEADER):
        return await request.read(overview.list_asked_here, request.actor)
    return await request.read(overview.list_lines, request.actor, Shelf.CLOSED, before=before)


async def show_poll(request: ConsoleRequest) -> web.Response:
    """Show one poll: before it opens its questions, then how many answered, then the answers."""
    if not request.has(*WORKERS):
        return await _show_result_only(request)
    page = await request.read(overview.load_page, request.id(), actor=request.actor)
    if isinstance(page, PollStanding):
        return _show_standing(request, page)
    poll = page.poll
    return request.render(
        "polls/waiting.html",
        review=page,
        poll=poll,
        links=[describe_link(link) for link in page.links],
        kinds=STATE_KINDS,
        is_own=poll.drafted_by == request.actor.person_id,
        is_decider=poll.decided_by == request.actor.person_id,
        is_refused=poll.state == PollState.DROPPED and poll.decided_by is not None,
    )


async def _show_result_only(request: ConsoleRequest) -> web.Response:
    """Show viewers what was found; a leader's unit holds no poll of the commune."""
    standing = await request.read(overview.load_standing, request.id(), actor=request.actor)
    if standing.poll.state != PollState.CLOSED:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    return request.render("polls/result.html", **describe_standing(request, standing))


def _show_standing(request: ConsoleRequest, standing: PollStanding) -> web.Response:
    table = make_turnout_table(request, standing)
    if wants_export(request):
        title = texts.NAV_POLLS
        return export_table(request, table, title=title, name=f"lay-y-kien-{request.id()}")
    poll = standing.poll
    return request.render(
        "polls/open.html" if poll.state == PollState.OPEN else "polls/closed.html",
        can_reopen=closing.can_reopen(poll, now=request.now),
        can_remind=poll.reminded < service.MAX_REMINDERS,
        **describe_standing(request, standing),
    )


async def show_turnout(request: ConsoleRequest) -> web.Response:
    """Show how many answered: the part of the page that refreshes itself."""
    standing = await request.read(overview.load_standing, request.id(), actor=request.actor)
    return request.render("polls/turnout.html", **describe_standing(request, standing))


def describe_standing(request: ConsoleRequest, standing: PollStanding) -> dict[str, Any]:
    """Return what the pages show of an open or closed poll."""
    return {
        "poll": standing.poll,
        "standing": standing,
        "kinds": STATE_KINDS,
        "least": results.MIN_BALLOTS,
        "most": max((village.answered for village in standing.turnout), default=0) or 1,
        "has_eligible": any(village.eligible for village in standing.turnout),
        "export_address": f"{request.url('polls.show', id=standing.poll.id)}?xlsx=1",
    }


def make_turnout_table(request: ConsoleRequest, standing: PollStanding) -> Table:
    """Return the turnout as a table that can be kept as a file."""
    columns = (
        Column("unit", texts.HEAD_VILLAGE),
        Column("answered", texts.HEAD_ANSWERED, Kind.NUMBER),
        Column("eligible", texts.HEAD_ELIGIBLE, Kind.NUMBER),
        Column("percent", texts.HEAD_TURNOUT, Kind.NUMBER),
    )
    rows = [
        {
            "unit": village.unit,
            "answered": village.answered,
            "eligible": village.eligible or None,
            "percent": village.percent if village.eligible else None,
        }
        for village in standing.turnout
    ]
    return make_table(request, columns, rows, empty="")


async def show_villages(request: ConsoleRequest) -> web.Response:
    """Show the answers village by village; of villages with few ballots nothing."""
    poll, found = await request.read(
        overview.load_village_tallies, request.id(), actor=request.actor
    )
    return request.render(
        "polls/villages.html",
        poll=poll,
        villages=found.villages,
        has_hidden=found.has_hidden,
        least=results.MIN_BALLOTS,
    )


async def download_minutes(request: ConsoleRequest) -> web.Response:
    """Give the minutes, for Word to be signed or as PDF."""
    kind = request.http.match_info["kind"]
    if kind not in DOCUMENT_WRITERS:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    document = await request.read(_load_minutes, request.id(), request=request, actor=request.actor)
    content = await asyncio.to_thread(DOCUMENT_WRITERS[kind], document)
    name = texts.MINUTES_FILE.format(number=request.id(), kind=kind)
    return request.download(content, name, MIMES[kind])


def _load_minutes(
    session: Session, number: int, *, request: ConsoleRequest, actor: Actor
) -> OfficeDocument:
    poll = service.get_actor_poll(session, number, actor)
    if poll.state != PollState.CLOSED:
        raise UserError(texts.POLL_RESULT_OPEN)
    return make_minutes(session, poll, zone=request.policy.zone, on=request.today)
